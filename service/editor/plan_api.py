"""The JSON API of the plan in mid-week: an activity beside it, another title, number or day."""

import datetime
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.campaign import Campaign
from domain.people import Role
from domain.plan_changes import ActivityLine, changed, line_of, with_activity
from service.deps import Deps
from service.editor.session import require
from storage.catalog_people import AuditEntry

Line = Annotated[str, Field(max_length=200)]
Key = Annotated[str, Field(max_length=96)]


class NewActivity(BaseModel):
    title: Line
    #: Key of the responsible unit; null when nobody is.
    unit: Key | None = None
    date: datetime.date | None = None


class Stands(BaseModel):
    """An activity as it was seen, or as it is to stand."""

    number: Annotated[int, Field(ge=1, le=999)]
    title: Line
    date: datetime.date | None
    units: Annotated[list[Key], Field(max_length=100)]
    wanted: Annotated[list[Line], Field(max_length=20)]

    def line(self) -> ActivityLine:
        return ActivityLine(
            number=self.number,
            title=self.title,
            date=self.date,
            units=tuple(self.units),
            wanted=tuple(self.wanted),
        )


class Change(BaseModel):
    seen: Stands
    to: Stands


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["campaign"])

    @routes.post("/campaigns/{key}/activities", status_code=201)
    def add(request: Request, key: str, wish: Annotated[NewActivity, Body()]) -> dict[str, Any]:
        """An activity beside the plan; 409 when one is called so already."""

        def change(known: Campaign) -> tuple[Campaign, str]:
            plan, added = with_activity(known, title=wish.title, unit=wish.unit, date=wish.date)
            return plan, added.key

        return _amend(deps, request, key, "activity added", change)

    @routes.put("/campaigns/{key}/activities/{activity}")
    def put(
        request: Request, key: str, activity: str, wish: Annotated[Change, Body()]
    ) -> dict[str, Any]:
        """Another title, number, day, units or wanted shots; 409 when it is not as it was seen."""

        def change(known: Campaign) -> tuple[Campaign, str]:
            return changed(known, activity, seen=wish.seen.line(), to=wish.to.line()), activity

        return _amend(deps, request, key, "activity changed", change)

    return routes


def _amend(
    deps: Deps,
    request: Request,
    key: str,
    event: str,
    change: Callable[[Campaign], tuple[Campaign, str]],
) -> dict[str, Any]:
    user = require(deps, request, Role.EDITOR)
    touched: list[str] = []

    def noted(known: Campaign) -> Campaign:
        plan, activity = change(known)
        touched[:] = [activity]
        return plan

    plan = deps.storage.catalog.campaigns.amend(key, noted, at=deps.clock())
    note = AuditEntry(at=deps.clock(), actor=user.name, event=event, subject=touched[0])
    deps.storage.catalog.audit.add(key, note)
    return {"activity": touched[0], "activities": lines_of(plan)}


def lines_of(campaign: Campaign) -> list[dict[str, Any]]:
    """Every activity as it may be given back as `seen`."""
    found: list[dict[str, Any]] = []
    for activity in campaign.activities:
        line = line_of(activity)
        found.append(
            {
                "key": activity.key,
                "off_plan": activity.off_plan,
                "number": line.number,
                "title": line.title,
                "date": line.date.isoformat() if line.date else None,
                "units": list(line.units),
                "wanted": list(line.wanted),
            }
        )
    return found
