"""The report's page: every paragraph as it will be written, and what is proposed for it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.packing.report_blocks import pieces
from domain.packing.report_edits import MOST_TEXT
from domain.wording import local_time
from service.deps import Deps
from service.editor.desk import Desk, page
from service.packing.reporting import report_now


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/report")
    def report(request: Request) -> Response:
        return page(deps, request, "editor_report.html", lambda desk: _values(deps, desk))

    return routes


def _values(deps: Deps, desk: Desk) -> Mapping[str, Any]:
    return {
        "now": report_now(deps.storage, desk.campaign, at=deps.clock()),
        "pieces": pieces,
        "most": MOST_TEXT,
        "when": lambda moment: local_time(moment, desk.campaign.zone),
        "within": "/package",
    }
