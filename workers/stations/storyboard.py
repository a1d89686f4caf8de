"""storyboard: what is alike grouped once more over the whole week, then the shots chosen."""

from collections.abc import Sequence

import structlog

from domain.cutting.music import OwnMusic
from domain.cutting.transitions import segments
from domain.editing.retouching import check_music
from domain.errors import Conflict
from domain.film import STALE, Film, Storyboard
from domain.planning.storyboarding import finished, plan
from storage.solver.cp_sat import exactly
from workers.bench import Bench
from workers.likeness import marked_week

log = structlog.get_logger()


def run(bench: Bench, film_id: str) -> int:
    """Number of segments: of the editor's draft that the film is to show, else of a plan made anew.

    A failed film that is tried again keeps the storyboard it had.

    Raises NoPlan when nothing accepted may be shown, Conflict when the storyboard shows what may
    not be shown any more, or music that is gone or cannot be played yet.
    """
    film = bench.catalog.films.get(film_id)
    if film.to_be_replaced:
        raise Conflict(STALE)
    own_music = bench.catalog.music.all(film.campaign)
    if film.storyboard is not None:
        storyboard = bench.catalog.films.storyboard(film.campaign, film.storyboard)
    else:
        storyboard = _planned(bench, film, own_music)
    # Asked before minutes of rendering, though whoever joins the film asks again.
    check_music(storyboard.music, own_music)
    return segments(bench.catalog.films.planned(film_id, storyboard).shots)


def _planned(bench: Bench, film: Film, own_music: Sequence[OwnMusic]) -> Storyboard:
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    # Two jobs that ran side by side may have named different copies; a plan may not.
    assets = marked_week(bench, film.campaign)
    if film.draft is None:
        storyboard = plan(
            campaign, assets, version=film.number, choose=exactly, own_music=own_music
        )
    else:
        draft = bench.catalog.edits.state(film.campaign, film.draft).draft
        storyboard = finished(
            campaign, assets, draft, version=film.number, choose=exactly, own_music=own_music
        )
    log.info(
        "planned",
        film=film.id,
        shots=len(storyboard.shots),
        frames=storyboard.frames,
        gap=storyboard.gap,
    )
    return storyboard
