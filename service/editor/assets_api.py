"""The JSON API of what came in, read: weeks, their assets, one asset, and the doubts."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from domain.moves import AssetState
from domain.reviewing.asking import questions
from service.deps import Deps
from service.editor.rows import asset_detail, asset_rows
from service.editor.session import require
from service.web.json_answer import json_answer
from storage.best_copies import joined_pairs
from storage.catalog_assets import AssetQuery

MOST_LISTED = 500


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["review"])
    catalog = deps.storage.catalog

    @routes.get("/campaigns")
    def campaigns(request: Request) -> list[dict[str, Any]]:
        require(deps, request)
        return [
            {"key": week.key, "title": week.title, "state": week.state}
            for week in catalog.campaigns.titles()
        ]

    @routes.get("/campaigns/{key}/assets", response_model=dict[str, Any])
    def assets(
        request: Request,
        key: str,
        state: Annotated[list[AssetState] | None, Query()] = None,
        activity: str | None = None,
        unit: str | None = None,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 200,
    ) -> Response:
        """A page of assets in id order; `next` is what to send as `after`, null at the end."""
        require(deps, request)
        query = AssetQuery(
            campaign=key,
            states=tuple(state or ()),
            activity=activity,
            unit=unit,
            after=after,
            limit=limit,
        )
        return json_answer(request, _page(deps, query))

    _add_single(routes, deps)
    return routes


def _add_single(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/assets/{asset_id}")
    def asset(request: Request, asset_id: str) -> dict[str, Any]:
        """One asset with its time claims and its decisions."""
        require(deps, request)
        return asset_detail(deps, catalog.assets.get(asset_id))

    @routes.get("/campaigns/{key}/questions")
    def questions_of(request: Request, key: str) -> dict[str, Any]:
        """Doubts in the order in which answers settle most; each asset in one of them."""
        require(deps, request)
        pairs = joined_pairs(catalog.likeness.pairs(key))
        asked = questions(catalog.assets.doubts(key), pairs)
        return {
            "questions": [
                {"asset": question.asset, "settles": list(question.settles)} for question in asked
            ]
        }


def _page(deps: Deps, query: AssetQuery) -> dict[str, Any]:
    catalog = deps.storage.catalog
    campaign = catalog.campaigns.get(query.campaign).campaign
    found = catalog.assets.find(query)
    return {
        "assets": asset_rows(deps, campaign, found),
        "next": found[-1].id if len(found) == query.limit else None,
    }
