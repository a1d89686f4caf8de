"""The newest storyboard that was planned in this house, films from elsewhere aside."""

from domain.film import Storyboard
from storage.catalog import Catalog


def newest_planned(catalog: Catalog, campaign: str) -> Storyboard | None:
    """None when the campaign has none; what a film from elsewhere shows no plan here could."""
    for film in reversed(catalog.films.all(campaign)):
        if film.storyboard is not None and film.brought is None:
            return catalog.films.storyboard(campaign, film.storyboard)
    return None
