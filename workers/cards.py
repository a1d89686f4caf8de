"""Opening and closing card rendered before anybody cuts a film, which then finds them made."""

import structlog

from domain.errors import ToolCancelled, WeekReelError
from domain.planning.cards_ahead import cards_ahead, hangs_on_its_film
from workers.bench import Bench
from workers.film_profile import output_of, profile_of_week
from workers.segments import is_kept, render, segment_of

log = structlog.get_logger()


def make_cards(bench: Bench, campaign: str) -> int:
    """Number of cards that were made. What cannot be made is left to the film, which says why."""
    try:
        return _made(bench, campaign)
    except ToolCancelled:
        raise
    except WeekReelError as why:
        log.info("no cards ahead", campaign=campaign, code=why.code)
        return 0


def _made(bench: Bench, campaign: str) -> int:
    week = bench.catalog.campaigns.get(campaign).campaign
    output = output_of(profile_of_week(bench, week))
    if hangs_on_its_film(output):
        return 0
    lying = bench.catalog.edits.current(campaign)
    draft = lying.draft if lying is not None else None
    made = 0
    for spec in cards_ahead(week, bench.catalog.assets.all(campaign), draft, output):
        segment = segment_of(spec)
        if not is_kept(bench, segment):
            render(bench, spec, segment, f"card-{segment.video.rpartition('/')[2]}")
            made += 1
    return made
