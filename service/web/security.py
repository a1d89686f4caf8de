"""What guards every page: headers, the Origin check, and failures that show no inside."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.words import Words
from service.web.problems import Page, problem_response, unexpected

log = structlog.get_logger("weekreel")

#: Paths that take no cookie: what is sent there is allowed by the secret in the path alone.
WITHOUT_COOKIE = ("/u/", "/s/", "/csp-report")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

#: Bytes of a body that is read whole: decisions on a thousand assets have 300 KB.
LONGEST_BODY = 1 << 20
#: Bodies that are counted where they are read: never whole, or for an editor alone.
_STREAMED = re.compile(
    r"/u/[^/]+/uploads(/|$)|/api/notice/(file|scan/files)$"
    r"|/api/campaigns/[^/]+/(films/brought|music)$"
)

_TOO_LONG = Words(
    zh="请求的内容太长，已拒绝。请分几次操作",
    en="the request is too long and is refused; do it in several parts",
)
_STRANGE_ORIGIN = Words(
    zh="这个操作不是从本系统的页面发出的，已拒绝。请从本系统的页面再试一次",
    en="this was not sent from a page of this system and is refused; try again from its page",
)


def content_security_policy(prefix: str, *, media_origin: str | None = None) -> str:
    """Everything from our own server, nothing inline; breaches are reported to /csp-report.

    `media_origin` is the one other place, where players are sent for films and clips.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            f"media-src 'self' blob: {media_origin or ''}".rstrip(),
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"report-uri {prefix}/csp-report",
        )
    )


class WithoutPrefix:
    """Takes the prefix of WEEKREEL_PUBLIC_URL off paths, for proxies that pass it on."""

    def __init__(self, app: ASGIApp, *, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._prefix:
            path = scope["path"]
            if path.startswith(f"{self._prefix}/"):
                scope = {**scope, "path": path[len(self._prefix) :]}
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Puts the guarding headers on every answer, and HSTS where pages are served by https."""

    def __init__(
        self, app: ASGIApp, *, prefix: str, https: bool, media_origin: str | None = None
    ) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(prefix, media_origin=media_origin),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
        }
        if https:
            # Over plain http on a LAN browsers answer the second with an error in the console.
            self._headers["Strict-Transport-Security"] = "max-age=31536000"
            self._headers["Cross-Origin-Opener-Policy"] = "same-origin"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def is_streamed(path: str) -> bool:
    """Whether a body sent there is counted where it is read: nobody may hold it whole before."""
    return _STREAMED.match(path) is not None


class ShortBodies:
    """Refuses bodies that would be read whole into memory, before anybody asks who sends them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_streamed(scope["path"]):
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdigit() or len(told) > 18 or int(told) > LONGEST_BODY:
            response = problem_response(
                Request(scope), status=413, code="too-long", words=_TOO_LONG
            )
            await response(scope, receive, send)
            return
        await self._app(scope, _counted(receive), send)


def _counted(receive: Receive) -> Receive:
    """The same messages until there are too many bytes, as if the client then went away."""
    room = LONGEST_BODY

    async def counted() -> Message:
        nonlocal room
        message = await receive()
        room -= len(message.get("body", b""))
        return message if room >= 0 else {"type": "http.disconnect"}

    return counted


class OriginCheck:
    """Refuses unsafe requests that another site's page could have made a browser send."""

    def __init__(self, app: ASGIApp, *, public_origin: str | None) -> None:
        self._app = app
        self._public_origin = public_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._allows(scope):
            response = problem_response(
                Request(scope), status=403, code="strange-origin", words=_STRANGE_ORIGIN
            )
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allows(self, scope: Scope) -> bool:
        if scope["method"] in SAFE_METHODS or scope["path"].startswith(WITHOUT_COOKIE):
            return True
        headers = Headers(scope=scope)
        ours = {f"{scope['scheme']}://{headers.get('host', '')}".lower()}
        if self._public_origin:
            ours.add(self._public_origin)
        return is_from(
            ours,
            origin=headers.get("origin"),
            referer=headers.get("referer"),
            fetch_site=headers.get("sec-fetch-site"),
        )


def is_from(
    ours: Iterable[str], *, origin: str | None, referer: str | None, fetch_site: str | None
) -> bool:
    """True when a request comes from a page of ours.

    The Origin decides, else the Referer; with neither it is refused. Sec-Fetch-Site counts only
    when present: browsers do not send it over plain http on a LAN.
    """
    if fetch_site not in (None, "same-origin"):
        return False
    if origin is not None:
        return origin.lower() in ours
    return referer is not None and (origin_of(referer) or "") in ours


def origin_of(url: str) -> str | None:
    """scheme://host[:port] in lower case, without the scheme's own port; None when it has none."""
    parts = urlsplit(url)
    if not parts.scheme or not parts.netloc:
        return None
    host = parts.netloc.rpartition("@")[2].lower()
    own_port = {"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "")
    return f"{parts.scheme.lower()}://{host.removesuffix(own_port) if own_port else host}"


class Guard:
    """Turns what nobody expected into words; what happened goes into the log alone."""

    def __init__(self, app: ASGIApp, *, page: Page) -> None:
        self._app = app
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            log.info("the client went away")
        except Exception:
            log.exception("failed")
            if scope["type"] != "http" or started:
                raise
            response = unexpected(Request(scope), self._page)
            await response(scope, receive, send)
