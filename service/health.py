"""Whether this process lives, whether the whole can work, and its numbers."""

import hmac
import ipaddress
from collections.abc import Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.errors import NotAllowed, NotFound, WeekReelError
from domain.words import Words
from service.deps import Deps
from storage.settings import Settings

#: A store is asked for a name that nobody keeps: an answer, whichever, means it is there.
_PROBE = "probe/readiness"


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    def healthz() -> Response:
        return JSONResponse({"state": "alive"})

    @routes.get("/readyz")
    def readyz() -> Response:
        """200 when database, blobs and a worker answer; else 503 that names what does not."""
        checks = readiness(deps)
        return JSONResponse(checks, 200 if all(checks.values()) else 503)

    @routes.get("/metrics")
    def metrics(request: Request) -> Response:
        if not may_see_metrics(request, metrics_token(deps.settings)):
            raise NotAllowed(
                Words(
                    zh="指标只在本机或凭令牌可见",
                    en="metrics are for this machine or with a token",
                )
            )
        return Response(generate_latest(deps.metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return routes


def readiness(deps: Deps) -> dict[str, bool]:
    return {
        "database": _answers(deps.storage.catalog.ping),
        "blobs": _answers(lambda: deps.storage.blobs.exists(_PROBE)),
        "worker": _answers(lambda: _need_a_worker(deps)),
    }


def _answers(check: Callable[[], object]) -> bool:
    try:
        check()
    except WeekReelError:
        return False
    return True


def _need_a_worker(deps: Deps) -> None:
    if not deps.storage.catalog.leases.alive(deps.settings.lease_ttl_s):
        raise NotFound(Words(zh="没有工作进程", en="no worker beats"))


def metrics_token(settings: Settings) -> str:
    """What a scraper on another machine brings as `Authorization: Bearer …`, 64 hex digits.

    Made from WEEKREEL_SECRET_KEY, so that there is nothing more to set and nothing to guess.
    """
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"weekreel metrics v1", "sha256").hexdigest()


def may_see_metrics(request: Request, token: str) -> bool:
    """A request from this machine that no proxy passed on, or one that brings the token."""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if hmac.compare_digest(given.encode(), token.encode()):
        return True
    passed_on = any(name in request.headers for name in ("forwarded", "x-forwarded-for"))
    host = request.client.host if request.client else ""
    return not passed_on and _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
