"""Taking back what one key did, and carrying a correction over to what it holds for too."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request

from domain.asset import Asset
from domain.grouping import grouped
from domain.people import Role
from domain.reviewing.carrying import Correction, Offer, correction, offer
from domain.reviewing.strokes import JOIN, SPLIT
from domain.weighing.ties import Pairs
from service.deps import Deps
from service.editor.asked import Count, Number
from service.editor.rows import stroke_row, undone_answer
from service.editor.session import require
from storage.best_copies import joined_pairs, name_best_around
from storage.catalog_assets import AssetQuery

#: Assets of one sending that are looked at; more were never seen in one.
MOST_OF_A_SENDING = 3000


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["review"])
    catalog = deps.storage.catalog

    @routes.post("/strokes/{stroke_id}/undo")
    def undo(request: Request, stroke_id: Number) -> dict[str, Any]:
        """Take back one stroke; 409 with who did it when everything was changed since."""
        user = require(deps, request, Role.EDITOR)
        undone = catalog.strokes.undo(stroke_id, actor=user.name, at=deps.clock())
        if undone.stroke.kind in (SPLIT, JOIN):
            name_best_around(catalog, undone.stroke.campaign, undone.assets)
        return undone_answer(deps, undone)

    @routes.get("/campaigns/{key}/last-stroke")
    def last(
        request: Request,
        key: str,
        skip: Annotated[list[Count] | None, Query(max_length=200)] = None,
    ) -> dict[str, Any]:
        """The newest that the caller did and that can be taken back, in whatever window.

        `skip` are strokes that were tried in vain; null when there is no other.
        """
        user = require(deps, request, Role.EDITOR)
        found = catalog.strokes.last(key, actor=user.name, skip=skip or ())
        return {"stroke": None if found is None else stroke_row(found)}

    _add_carrying(routes, deps)
    return routes


def _add_carrying(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.get("/assets/{asset_id}/carry-over")
    def carry_over(request: Request, asset_id: str) -> dict[str, Any]:
        """For which assets the last correction of this one may hold too; nothing is changed.

        To do it: `POST /api/decisions` with action `carry` for those that are wanted.
        """
        require(deps, request)
        asset = catalog.assets.get(asset_id)
        decided = catalog.assets.decisions(asset.campaign, asset=asset_id)
        corrected = correction(asset, decided)
        if corrected is None:
            return {"correction": None, "candidates": [], "persons": 0}
        pairs = joined_pairs(catalog.likeness.pairs(asset.campaign))
        found = offer(corrected, asset, _others(deps, asset, pairs), pairs)
        return {"correction": _corrected(corrected), **_offered(found)}


def _others(deps: Deps, asset: Asset, pairs: Pairs) -> list[Asset]:
    """All of the sending, and all look-alikes."""
    assets = deps.storage.catalog.assets
    beside = AssetQuery(campaign=asset.campaign, sending=asset.sending, limit=MOST_OF_A_SENDING)
    found = {each.id: each for each in assets.find(beside)}
    alike = next((set(group) for group in grouped([asset.id], pairs) if asset.id in group), set())
    return [*found.values(), *assets.get_all(alike - set(found)).values()]


def _corrected(said: Correction) -> dict[str, Any]:
    return {
        "asset": said.asset,
        "activity": said.activity,
        "day": said.day.isoformat() if said.day else None,
        "was_activity": said.was_activity,
        "was_day": said.was_day.isoformat() if said.was_day else None,
    }


def _offered(found: Offer) -> dict[str, Any]:
    return {
        "candidates": [
            {"asset": each.asset, "tie": each.tie, "version": each.version}
            for each in found.candidates
        ],
        "persons": found.persons,
    }
