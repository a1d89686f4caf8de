"""storyboard: alike photos grouped once more over the whole week, then the shots chosen."""

from dataclasses import replace

from domain.asset import Asset
from domain.errors import Conflict
from domain.film import STALE
from domain.likeness import near_duplicates, picture
from domain.storyboarding import plan
from workers.bench import Bench


def run(bench: Bench, film_id: str) -> int:
    """Number of shots; a failed film that is tried again keeps the storyboard it had.

    Raises NoPlan when nothing accepted may be shown, Conflict when the storyboard shows what may
    not be shown any more.
    """
    film = bench.catalog.films.get(film_id)
    if film.to_be_replaced:
        raise Conflict(STALE)
    if film.storyboard is not None:
        kept = bench.catalog.films.storyboard(film.campaign, film.storyboard)
        return len(bench.catalog.films.planned(film_id, kept).shots)
    campaign = bench.catalog.campaigns.get(film.campaign).campaign
    assets = _grouped(bench, bench.catalog.assets.all(film.campaign))
    storyboard = plan(campaign, assets, version=film.number)
    return len(bench.catalog.films.planned(film_id, storyboard).shots)


def _grouped(bench: Bench, assets: list[Asset]) -> list[Asset]:
    """Two jobs that ran side by side may have missed each other's photo; a plan may not."""
    pictures = [shown for asset in assets if (shown := picture(asset)) is not None]
    better = near_duplicates(pictures)
    changed = {a.id: better.get(a.id) for a in assets if a.near_duplicate_of != better.get(a.id)}
    bench.catalog.assets.set_near_duplicates(changed)
    return [replace(asset, near_duplicate_of=better.get(asset.id)) for asset in assets]
