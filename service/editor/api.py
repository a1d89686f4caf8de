"""The editor's JSON API: the same rights and the same decisions as the pages."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Conflict
from domain.moves import AssetState
from domain.people import Role
from domain.reviewing.asking import questions
from domain.reviewing.review import Action, Decided, Decision, Seen
from service import reviewing
from service.deps import Deps
from service.editor.rows import asset_detail, asset_rows, decided_answer
from service.editor.session import require
from service.json_answer import json_answer
from storage.best_copies import joined_pairs
from storage.catalog import AssetQuery

#: Assets decided in one request: one group.
MOST_DECIDED = 1000
MOST_LISTED = 500
Text = Annotated[str, Field(max_length=200)]


class SeenAs(BaseModel):
    """What the page showed: a tag weighed anew to the same is no reason to refuse."""

    state: Annotated[str, Field(max_length=16)]
    activity: Annotated[str | None, Field(max_length=64)] = None
    day: date | None = None
    ready: bool
    consent: Annotated[str | None, Field(max_length=16)] = None


class Ask(BaseModel):
    """One decision as a page sends it; `activity` is a key, null keeps what the tag says."""

    asset: Annotated[str, Field(max_length=64)]
    action: Action
    seen_version: int | None = None
    seen: SeenAs | None = None
    activity: Annotated[str | None, Field(max_length=64)] = None
    day: date | None = None
    reason: Text = ""


class Asks(BaseModel):
    decisions: Annotated[list[Ask], Field(min_length=1, max_length=MOST_DECIDED)]


class Undos(BaseModel):
    #: Ids of decisions in the order they were made.
    decisions: Annotated[list[int], Field(min_length=1, max_length=MOST_DECIDED)]


class MoveTo(BaseModel):
    unit: Annotated[str, Field(max_length=64)]


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
        campaign = catalog.campaigns.get(key).campaign
        query = AssetQuery(
            campaign=key,
            states=tuple(state or ()),
            activity=activity,
            unit=unit,
            after=after,
            limit=limit,
        )
        found = catalog.assets.find(query)
        page = {
            "assets": asset_rows(deps, campaign, found),
            "next": found[-1].id if len(found) == limit else None,
        }
        return json_answer(request, page)

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

    @routes.post("/decisions")
    def decide(request: Request, asks: Annotated[Asks, Body()]) -> dict[str, Any]:
        """All or none; 409 when one of the assets changed since it was seen."""
        user = require(deps, request, Role.EDITOR)
        decisions = [
            Decision(
                **ask.model_dump(exclude={"seen"}),
                seen=Seen(**ask.seen.model_dump()) if ask.seen else None,
                actor=user.name,
            )
            for ask in asks.decisions
            if ask.action is not Action.WITHDRAW
        ]
        withdrawn = [ask for ask in asks.decisions if ask.action is Action.WITHDRAW]
        decided = catalog.assets.decide(decisions, at=deps.clock()) if decisions else []
        for ask in withdrawn:
            reviewing.withdraw(
                deps.storage, ask.asset, actor=user.name, reason=ask.reason, at=deps.clock()
            )
        return decided_answer(deps, [ask.asset for ask in asks.decisions], decided)

    @routes.post("/decisions/{decided_id}/undo")
    def undo(request: Request, decided_id: int) -> dict[str, Any]:
        user = require(deps, request, Role.EDITOR)
        undone = catalog.assets.undo(decided_id, actor=user.name, at=deps.clock())
        return decided_answer(deps, [undone.decision.asset], [undone])

    @routes.post("/decisions/undo")
    def undo_many(request: Request, asked: Annotated[Undos, Body()]) -> dict[str, Any]:
        """Take back what one key did, last first; what was decided on since stays as it is."""
        user = require(deps, request, Role.EDITOR)
        undone: list[Decided] = []
        kept = 0
        for decided_id in reversed(asked.decisions):
            try:
                undone.append(catalog.assets.undo(decided_id, actor=user.name, at=deps.clock()))
            except Conflict:
                kept += 1
        ids = [each.decision.asset for each in undone]
        return {**decided_answer(deps, ids, undone), "kept": kept}

    @routes.post("/sendings/{sending_id}/move")
    def move(request: Request, sending_id: str, to: Annotated[MoveTo, Body()]) -> dict[str, Any]:
        """Move a whole sending to another unit; its machine tags are weighed again."""
        user = require(deps, request, Role.EDITOR)
        moved = catalog.intake.move_sending(
            sending_id, to_unit=to.unit, actor=user.name, at=deps.clock()
        )
        return {"moved": moved.count if moved else 0, "stroke": moved.id if moved else None}

    return routes
