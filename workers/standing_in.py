"""Puts the next best in place of a shot that cannot be rendered; used by the station cut."""

import signal
from enum import Enum

import structlog

from domain.cutting.standing_in import stood_in
from domain.editing.changing import Table
from domain.editing.edits import Edits
from domain.errors import Refused, ToolFailed, ToolTimedOut
from domain.film import Film, Storyboard
from workers.bench import Bench

log = structlog.get_logger()

_SENT_BY_OTHERS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stood(Enum):
    """What became of a shot whose source is broken."""

    #: The next best stands there.
    IN = "in"
    #: Another shot's stand-in was written meanwhile: look at the storyboard again.
    LOST = "lost"
    #: There is nothing to put there.
    NOTHING = "nothing"


def stand_in(
    bench: Bench, film: Film, board: Storyboard, index: int, fault: ToolFailed | Refused
) -> Stood:
    """Put the next best into that place of the film's storyboard.

    A copy shows what its film shows: nothing is changed for it.
    """
    if film.of is not None:
        return Stood.NOTHING
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    assets = {asset.id: asset for asset in bench.catalog.assets.all(film.campaign)}
    edits = Edits()
    if film.draft is not None:
        edits = bench.catalog.edits.state(film.campaign, film.draft).draft.edits
    table = Table(campaign=campaign, assets=assets)
    after = stood_in(board, index, table, fault.words, edits=edits)
    if after is None:
        return Stood.NOTHING
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
    return Stood.IN if kept else Stood.LOST


def blames_source(fault: ToolFailed | Refused) -> bool:
    """False when somebody ended the program (OOM killer, shutdown): another try may go well.

    Out of time it was ended by us, and the next try would take as long.
    """
    if isinstance(fault, ToolTimedOut | Refused):
        return True
    return fault.returncode is None or -fault.returncode not in _SENT_BY_OTHERS
