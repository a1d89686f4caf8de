"""A week's end: collection ended, accepted by the city, sent back, opened again."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel
from starlette.requests import Request

from domain.closing import STATE_WORDS, KeptDays, Move, moves_from
from domain.errors import Conflict
from domain.moves import CampaignState
from domain.people import Role
from domain.wording import local_day
from domain.words import Words
from service.deps import Deps
from service.editor.desk import Desk
from service.editor.session import require
from service.weeks.cards_soon import cards_soon


class MoveTo(BaseModel):
    to: CampaignState
    #: Where it stood when the page was drawn: whoever saw it elsewhere is told so.
    seen: CampaignState


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["campaign"])
    catalog = deps.storage.catalog

    @routes.post("/campaigns/{key}/state")
    def move(request: Request, key: str, wish: Annotated[MoveTo, Body()]) -> dict[str, Any]:
        """Move a campaign; 409 when it is no longer where it was seen or may not go there."""
        user = require(deps, request, Role.EDITOR)
        moved = catalog.campaigns.move(
            key, seen=wish.seen, to=wish.to, by=user.name, at=deps.clock()
        )
        if not moved:
            raise Conflict(_stands(catalog.campaigns.get(key).state))
        if wish.to is CampaignState.CLOSED:
            # Most of what the closing card counts is there by now.
            cards_soon(deps.storage, key, again=deps.clock().isoformat())
        return {"key": key, "state": wish.to}

    return routes


def state_of(desk: Desk) -> CampaignState:
    return next(week.state for week in desk.weeks if week.key == desk.campaign.key)


def moves_of(deps: Deps, desk: Desk) -> list[Move]:
    """What an editor may do with the week, told with the dates of the settings in force."""
    settings = deps.settings
    kept = KeptDays(
        segments=settings.keep_segments_days,
        originals=settings.keep_originals_days,
        remarks=settings.keep_remarks_days,
    )
    today = local_day(deps.clock(), desk.campaign.zone)
    return moves_from(state_of(desk), today=today, kept=kept)


def _stands(state: CampaignState) -> Words:
    words = STATE_WORDS[state]
    return Words(
        zh=f"没有改动：这个活动周现在是“{words.zh}”。请刷新页面再看。",
        en=f"nothing was changed: the campaign now stands at {words.en!r}; load the page again",
    )
