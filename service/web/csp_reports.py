"""Where browsers tell that a page tried what the Content-Security-Policy forbids."""

import json

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.deps import Deps
from service.web.knocking import address_of
from service.web.logs import blanked

log = structlog.get_logger("weekreel")

#: A report is about 500 bytes; what is longer is not read.
LONGEST = 8192
_TOLD = ("violated-directive", "effective-directive", "blocked-uri", "source-file", "line-number")


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.post("/csp-report")
    async def csp_report(request: Request) -> Response:
        deps.metrics.csp_reports.inc()
        if deps.address_knocks.take(f"csp {address_of(request)}") == 0:
            log.warning("csp report", **read_report(await _body(request)))
        return Response(status_code=204)

    return routes


def read_report(body: bytes) -> dict[str, str]:
    """The telling fields of a report, shortened, secrets blanked; empty when it is no report."""
    try:
        report = json.loads(body)["csp-report"]
        return {name: blanked(str(report[name]))[:200] for name in _TOLD if name in report}
    except (ValueError, KeyError, TypeError):
        return {}


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return b""
    return body
