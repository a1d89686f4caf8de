"""Look-alikes by an editor's word: one taken out of its group, two put into one."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.errors import Conflict, UsageError
from domain.grouping import grouped
from domain.people import Role
from domain.reviewing.strokes import Stroke
from domain.words import Words
from service.deps import Deps
from service.editor.rows import rows_now, stroke_row
from service.editor.session import require
from storage.best_copies import joined_pairs, name_best_around, parted_pairs


class With(BaseModel):
    #: The other asset, whose group it joins.
    asset: Annotated[str, Field(alias="with", max_length=64)]


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["review"])
    catalog = deps.storage.catalog

    @routes.post("/assets/{asset_id}/split")
    def split(request: Request, asset_id: str) -> dict[str, Any]:
        """Take it out of its look-alikes; 409 when it has none."""
        user = require(deps, request, Role.EDITOR)
        campaign = catalog.assets.get(asset_id).campaign
        mates = sorted(group_of(deps, campaign, asset_id) - {asset_id})
        if not mates:
            raise Conflict(
                Words(zh="这一件没有归在相近的一组里", en="it is in no group of look-alikes")
            )
        apart = [_ordered(asset_id, mate) for mate in mates]
        made = catalog.likeness.rule(
            apart, apart=True, of=asset_id, actor=user.name, at=deps.clock()
        )
        return _answer(deps, made, [asset_id, *mates])

    _add_join(routes, deps)
    return routes


def _add_join(routes: APIRouter, deps: Deps) -> None:
    catalog = deps.storage.catalog

    @routes.post("/assets/{asset_id}/join")
    def join(request: Request, asset_id: str, to: Annotated[With, Body()]) -> dict[str, Any]:
        """Put it, with all its look-alikes, among those of another asset of the same kind."""
        user = require(deps, request, Role.EDITOR)
        one, other = catalog.assets.get(asset_id), catalog.assets.get(to.asset)
        if one.id == other.id or one.campaign != other.campaign or one.kind is not other.kind:
            raise UsageError(
                Words(
                    zh="只有同一活动周的两张照片或两段视频能归为一组",
                    en="only two photos or two clips of one campaign can be grouped",
                )
            )
        ours, theirs = (group_of(deps, one.campaign, each) for each in (one.id, other.id))
        if other.id in ours:
            raise Conflict(Words(zh="这两件已在同一组", en="they are in one group already"))
        pairs = catalog.likeness.pairs(one.campaign)
        between = [pair for pair in parted_pairs(pairs) if set(pair) & ours and set(pair) & theirs]
        freed = sorted({*between, _ordered(one.id, other.id)})
        made = catalog.likeness.rule(
            freed, apart=False, of=asset_id, actor=user.name, at=deps.clock()
        )
        return _answer(deps, made, [*ours, *theirs])


def group_of(deps: Deps, campaign: str, asset: str) -> set[str]:
    """The asset and its look-alikes as they stand, what was taken apart left out."""
    pairs = deps.storage.catalog.likeness.pairs(campaign)
    groups = grouped([asset], joined_pairs(pairs), parted_pairs(pairs))
    return set(next(group for group in groups if asset in group))


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _answer(deps: Deps, stroke: Stroke, assets: list[str]) -> dict[str, Any]:
    name_best_around(deps.storage.catalog, stroke.campaign, assets)
    return {
        "stroke": stroke.id,
        "assets": rows_now(deps, assets),
        "words": stroke_row(stroke)["words"],
    }
