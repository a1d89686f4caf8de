"""The JSON API of what an editor decides: the same rights and the same decisions as the pages."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.errors import Conflict
from domain.people import Role
from domain.reviewing.review import Action, Decided, Decision, Seen
from service import reviewing
from service.deps import Deps
from service.editor.asked import Count, Line, Name, Number
from service.editor.rows import decided_answer
from service.editor.session import require

#: Assets decided in one request: a group, or all of a sending that a correction is carried over to.
MOST_DECIDED = 3000
#: Decisions taken back one by one in one request.
MOST_UNDONE = 1000


class SeenAs(BaseModel):
    """What the page showed: a tag weighed anew to the same is no reason to refuse."""

    state: Annotated[str, Field(max_length=16)]
    activity: Name | None = None
    day: date | None = None
    ready: bool
    consent: Annotated[str | None, Field(max_length=16)] = None


class Ask(BaseModel):
    """One decision as a page sends it; `activity` is a key, null keeps what the tag says."""

    asset: Name
    action: Action
    seen_version: Count | None = None
    seen: SeenAs | None = None
    activity: Name | None = None
    day: date | None = None
    reason: Line = ""
    #: For show and unshow: the wanted shot as the plan writes it.
    shot: Line = ""

    def decision(self, actor: str) -> Decision:
        return Decision(
            **self.model_dump(exclude={"seen"}),
            seen=Seen(**self.seen.model_dump()) if self.seen else None,
            actor=actor,
        )


class Asks(BaseModel):
    decisions: Annotated[list[Ask], Field(min_length=1, max_length=MOST_DECIDED)]


class Undos(BaseModel):
    #: Ids of decisions in the order they were made.
    decisions: Annotated[list[Count], Field(min_length=1, max_length=MOST_UNDONE)]


class MoveTo(BaseModel):
    unit: Name


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["review"])
    catalog = deps.storage.catalog

    @routes.post("/decisions")
    def decide(request: Request, asks: Annotated[Asks, Body()]) -> dict[str, Any]:
        """All or none; 409 when one of the assets changed since it was seen."""
        user = require(deps, request, Role.EDITOR)
        decided = _decide(deps, asks.decisions, user.name)
        return decided_answer(deps, [ask.asset for ask in asks.decisions], decided)

    @routes.post("/decisions/{decided_id}/undo")
    def undo(request: Request, decided_id: Number) -> dict[str, Any]:
        user = require(deps, request, Role.EDITOR)
        undone = catalog.assets.undo(decided_id, actor=user.name, at=deps.clock())
        return decided_answer(deps, [undone.decision.asset], [undone])

    @routes.post("/decisions/undo")
    def undo_many(request: Request, asked: Annotated[Undos, Body()]) -> dict[str, Any]:
        """Take back what one key did, last first; what was decided on since stays as it is."""
        user = require(deps, request, Role.EDITOR)
        undone = _undo(deps, asked.decisions, user.name)
        ids = [each.decision.asset for each in undone]
        kept = len(asked.decisions) - len(undone)
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


def _decide(deps: Deps, asks: list[Ask], actor: str) -> list[Decided]:
    """What was decided, in one transaction; the bytes of what is withdrawn go after it."""
    taken_out = {ask.asset for ask in asks if _is_for_good(ask)}
    gone = reviewing.withdrawn_among(deps.storage, taken_out)
    decisions = [ask.decision(actor) for ask in asks if not _is_for_good(ask)]
    # Whoever asks to have it out is not held up by what the machine did of it meanwhile.
    decisions += [
        Decision(asset=ask.asset, action=ask.action, actor=actor, reason=ask.reason)
        for ask in {ask.asset: ask for ask in asks if _is_for_good(ask)}.values()
        if ask.asset not in gone
    ]
    decided = deps.storage.catalog.assets.decide(decisions, at=deps.clock()) if decisions else []
    for asset_id in sorted(taken_out):
        reviewing.purge(deps.storage, asset_id)
    return decided


def _is_for_good(ask: Ask) -> bool:
    return ask.action is Action.WITHDRAW


def _undo(deps: Deps, decisions: list[int], actor: str) -> list[Decided]:
    undone: list[Decided] = []
    for decided_id in reversed(decisions):
        try:
            undone.append(
                deps.storage.catalog.assets.undo(decided_id, actor=actor, at=deps.clock())
            )
        except Conflict:
            continue
    return undone
