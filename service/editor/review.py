"""The page where an editor decides: groups, pictures, reasons; the rest is the API's."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.campaign import Campaign
from service.deps import Deps
from service.editor.desk import Desk, page


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/review")
    def review(request: Request) -> Response:
        return page(deps, request, "editor_review.html", _values)

    return routes


def _values(desk: Desk) -> Mapping[str, Any]:
    return {"setup": {"plan": plan_row(desk.campaign), "board": desk.to("/")}}


def plan_row(campaign: Campaign) -> dict[str, Any]:
    """What the keys choose from: activities by number, days, units."""
    return {
        "activities": [
            {
                "key": activity.key,
                "number": activity.number,
                "title": activity.title,
                "day": activity.date.isoformat() if activity.date else None,
                "wanted": list(activity.wanted),
            }
            for activity in campaign.activities
        ],
        "days": [day.isoformat() for day in campaign.days()],
        "units": [{"key": unit.key, "name": unit.name} for unit in campaign.units],
    }
