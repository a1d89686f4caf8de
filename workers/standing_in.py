"""Puts the next best in place of a shot that cannot be rendered; used by the station cut."""

import structlog

from domain.cutting.standing_in import stood_in
from domain.editing.changing import Table
from domain.editing.edits import Edits
from domain.errors import ToolFailed
from domain.film import Film, Storyboard
from workers.bench import Bench

log = structlog.get_logger()


def stand_in(bench: Bench, film: Film, board: Storyboard, index: int, fault: ToolFailed) -> bool:
    """True when the film's storyboard now shows something else there, whoever changed it.

    A copy shows what its film shows: nothing is changed for it.
    """
    if film.of is not None:
        return False
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    assets = {asset.id: asset for asset in bench.catalog.assets.all(film.campaign)}
    edits = Edits()
    if film.draft is not None:
        edits = bench.catalog.edits.state(film.campaign, film.draft).draft.edits
    table = Table(campaign=campaign, assets=assets)
    after = stood_in(board, index, table, fault.words, edits=edits)
    if after is None:
        return False
    kept = bench.catalog.films.stood_in(film.id, before=board, after=after)
    log.warning(
        "a broken source was replaced in the film",
        film=film.id,
        shot=index + 1,
        broken=board.shots[index].asset,
        by=after.shots[index].asset,
        why=fault.words.en,
        kept=kept,
    )
    return True
