"""What is written down of every request: one line, secrets blanked, no query strings."""

import re
import secrets
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.handing.links import visitor_of
from service.web.metrics import Metrics
from storage.logs import REQUEST

#: A path segment after /u/, /s/, /login/ or /uploads/ is a key to something.
_SECRET = re.compile(r"(?<=/)(u|s|login|uploads)/+[^/]+")
#: Whoever opens such a page is promised there that no whole address is kept.
_GUESTS = "/s/"
log = structlog.get_logger("weekreel")


def blanked(path: str) -> str:
    """A path as it may be written down: `/u/***/uploads/***`."""
    return _SECRET.sub(r"\1/***", path)


class RequestLog:
    """Gives every request an id, counts it and writes its line when it is answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        status = 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(**{REQUEST: request_id}):
            try:
                await self._app(scope, receive, marked)
            finally:
                self._write(scope, status, time.perf_counter() - started)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"]
        self._metrics.requests.labels(method=_known(method), status=str(status)).inc()
        self._metrics.seconds.observe(seconds)
        log.info(
            "answered",
            method=method,
            path=blanked(scope["path"]),
            status=status,
            ms=round(seconds * 1000, 1),
            client=_client(scope),
        )


def _client(scope: Scope) -> str | None:
    client = scope.get("client")
    if not client:
        return None
    return visitor_of(client[0]) if _GUESTS in scope["path"] else client[0]


def _known(method: str) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return method if method in known else "OTHER"
