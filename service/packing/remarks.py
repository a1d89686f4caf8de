"""Remarks of leaders beside the shot that was seen then."""

from typing import Any

from domain.campaign import Campaign
from domain.film import Film, Storyboard
from domain.handing.approval import Comment, shot_at
from domain.wording import activity_of
from storage.catalog import Catalog


def remarks_on(catalog: Catalog, film: Film) -> list[dict[str, Any]]:
    """Of one film, by time."""
    kept = [each for each in catalog.signing.comments(film.campaign) if each.film == film.id]
    return _rows(catalog, film, kept) if kept else []


def remarks_before(catalog: Catalog, film: Film) -> list[dict[str, Any]]:
    """Of other versions, those that nobody marked as done: they are still to be heeded."""
    found: dict[str, list[Comment]] = {}
    for each in catalog.signing.comments(film.campaign):
        if each.film != film.id and each.done_at is None:
            found.setdefault(each.film, []).append(each)
    films = sorted((catalog.films.get(key) for key in found), key=lambda each: each.number)
    return [row for other in films for row in _rows(catalog, other, found[other.id])]


def _rows(catalog: Catalog, film: Film, kept: list[Comment]) -> list[dict[str, Any]]:
    plan = catalog.campaigns.get(film.campaign).campaign
    board = catalog.films.storyboard(film.campaign, film.storyboard)
    return [_row(plan, film, board, each) for each in kept]


def _row(campaign: Campaign, film: Film, board: Storyboard, comment: Comment) -> dict[str, Any]:
    shot = shot_at(board, comment.at_ms)
    activity = activity_of(campaign, shot.activity) if shot else None
    seconds = comment.at_ms // 1000
    return {
        "id": comment.id,
        "film": film.number,
        "at_ms": comment.at_ms,
        "clock": f"{seconds // 60}:{seconds % 60:02d}",
        "text": comment.text,
        "name": comment.name,
        "at": comment.at.isoformat(),
        "done": comment.done_at is not None,
        "done_by": comment.done_by,
        "shot": shot.index + 1 if shot else None,
        "shot_key": shot.name if shot else None,
        "asset": shot.asset if shot else None,
        "activity": activity.title if activity else None,
    }
