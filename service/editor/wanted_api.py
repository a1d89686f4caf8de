"""Wanted shots as the pages tell them: what a person says is there, and what may be."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request

from domain.asset import Asset
from domain.board.wanted import HERE, Likely, Marked, WantedShot, likely_shots, wanted_shots
from domain.campaign import Campaign
from service.deps import Deps
from service.editor.session import require
from service.presenting import words
from storage.catalog_assets import AssetQuery

#: Assets read at a time.
_PAGE = 500


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["review"])

    @routes.get("/campaigns/{key}/wanted")
    def wanted(request: Request, key: str) -> dict[str, Any]:
        """Wanted shots by activity key: `shown` by a person's word, `likely` by what was read."""
        require(deps, request)
        campaign = deps.storage.catalog.campaigns.get(key).campaign
        found = wanted_shots(campaign, _marked(deps, campaign))
        return {"activities": _rows(found)}

    return routes


def likely_rows(deps: Deps, campaign: Campaign, asset: Asset) -> list[dict[str, Any]]:
    """What an asset may show of what its activity wants, each with why."""
    text = deps.storage.catalog.texts.of(asset.id)
    found = likely_shots(asset, text.lines if text else (), campaign)
    return [{"shot": each.shot, "words": words(each.words)} for each in found]


def _marked(deps: Deps, campaign: Campaign) -> Iterator[Marked]:
    """Every asset that is here, a page at a time; nothing is read where nothing is wanted."""
    catalog = deps.storage.catalog
    if not any(activity.wanted for activity in campaign.activities):
        return
    after: str | None = None
    while True:
        query = AssetQuery(campaign=campaign.key, states=HERE, after=after, limit=_PAGE)
        page = catalog.assets.find(query)
        lines = catalog.texts.of_all([asset.id for asset in page])
        for asset in page:
            likely: tuple[Likely, ...] = likely_shots(asset, lines.get(asset.id, ()), campaign)
            yield Marked(
                activity=asset.tag.activity if asset.tag else None,
                shows=asset.shows,
                likely=tuple(each.shot for each in likely),
            )
        if len(page) < _PAGE:
            return
        after = page[-1].id


def _rows(found: Mapping[str, tuple[WantedShot, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {
        key: [{"shot": each.shot, "shown": each.shown, "likely": each.likely} for each in shots]
        for key, shots in found.items()
    }
