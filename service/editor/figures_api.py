"""The JSON API of figures: what was counted by whom, sums with their entries, one more entry."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field
from starlette.requests import Request

from domain.board.figures import figures_json
from domain.people import Role
from service.deps import Deps
from service.editor.asked import Count
from service.editor.session import require
from service.figuring import enter

Key = Annotated[str, Field(max_length=96)]


class Counted(BaseModel):
    """What one unit's part of one activity came to; blanks are unknown, not zero."""

    activity: Key
    unit: Key
    values: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=40)] | int]
    #: Id of the newest entry that was seen, 0 when there was none.
    seen: Count


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["figures"])
    catalog = deps.storage.catalog

    def told(key: str) -> dict[str, Any]:
        campaign = catalog.campaigns.get(key).campaign
        return figures_json(campaign, catalog.figures.entries(key))

    @routes.get("/campaigns/{key}/figures")
    def figures(request: Request, key: str) -> dict[str, Any]:
        """Entries in force, and sums by activity and of the whole week."""
        require(deps, request)
        return told(key)

    @routes.post("/campaigns/{key}/figures")
    def count(request: Request, key: str, counted: Annotated[Counted, Body()]) -> dict[str, Any]:
        """One more entry; 409 when somebody entered another since it was seen."""
        user = require(deps, request, Role.EDITOR)
        enter(
            deps.storage,
            campaign=key,
            activity=counted.activity,
            unit=counted.unit,
            written=counted.values,
            actor=user.name,
            at=deps.clock(),
            seen=counted.seen,
        )
        return told(key)

    return routes
