"""Whether this process lives, whether the whole can work, and its numbers."""

import hmac
import ipaddress
from collections.abc import Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.errors import NotAllowed, NotFound, StorageFailed, WeekReelError
from domain.words import Words
from service.deps import Deps
from service.web.knocking import address_of
from service.web.metrics_token import metrics_token
from storage.manning import untaken_jobs

#: A store is asked for a name that nobody keeps: an answer, whichever, means it is there.
_PROBE = "probe/readiness"
#: Headers that proxies and tunnels add, beside all that start with x-forwarded- or cf-.
_PASSED_ON = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "x-original-host"}
)


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    def healthz() -> Response:
        return JSONResponse({"state": "alive"})

    @routes.get("/readyz")
    def readyz() -> Response:
        """200 when database, blobs and a worker answer; else 503 that names what does not.

        `untaken` names kinds of work that wait while no worker takes them; pages go on without.
        """
        checks = readiness(deps)
        status = 200 if all(checks.values()) else 503
        return JSONResponse({**checks, "untaken": _untaken(deps)}, status)

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


def _untaken(deps: Deps) -> dict[str, int]:
    storage = deps.storage
    try:
        return untaken_jobs(storage.catalog, storage.queue, deps.settings.lease_ttl_s)
    except StorageFailed:
        # Told by `database` already.
        return {}


def may_see_metrics(request: Request, token: str) -> bool:
    """One that brings the token, or a program of this machine that asks this machine by name.

    A tunnel (ssh -R, frp, a proxy on the same host) makes strangers' requests come from loopback
    too: what it passes on names the public host, or carries a header of passing on.
    """
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if hmac.compare_digest(given.encode(), token.encode()):
        return True
    if any(_tells_of_passing_on(name) for name in request.headers):
        return False
    client = address_of(request)
    return _is_loopback(client) and _is_own_name(request.url.hostname or "")


def _tells_of_passing_on(header: str) -> bool:
    return header in _PASSED_ON or header.startswith(("x-forwarded-", "cf-"))


def _is_own_name(host: str) -> bool:
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
