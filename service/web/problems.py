"""Refusals as people and programs get them: problem+json (RFC 9457) or a plain friendly page."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match, Route

from domain import errors
from domain.errors import WeekReelError
from domain.words import Words
from service.web.i18n import in_language, language_of

MEDIA_TYPE = "application/problem+json"

#: The status that each kind of error is told with; the first class that fits counts.
STATUSES: tuple[tuple[type[WeekReelError], int], ...] = (
    (errors.UsageError, 400),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.NoPlan, 409),
    (errors.Refused, 422),
    (errors.BrokenInput, 422),
    (errors.NotAllowed, 403),
    (errors.TooMuch, 413),
    (errors.StorageFailed, 503),
)

_BY_STATUS = {
    404: Words(zh="没有这个页面，请检查链接是否完整", en="no such page; check the link"),
    405: Words(zh="这个地址不支持这种操作", en="this address does not do that"),
}
_UNEXPECTED = Words(
    zh="系统出了点问题，已记录。已收到的文件都还在，请稍后再试",
    en="something went wrong and was recorded; what was received is kept; try again later",
)
_UNREADABLE = Words(zh="请求的内容看不懂，请检查后再试", en="the request cannot be understood")

Page = Callable[[Request, int, Words], Response]


class Problem(WeekReelError):
    """A refusal with its own HTTP status; the words say what to do."""

    def __init__(
        self, status: int, code: str, words: Words, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


def problem_response(
    request: Request,
    *,
    status: int,
    code: str,
    words: Words,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The refusal as problem+json: type, title, status, detail, code, words{zh,en}."""
    body = {
        "type": f"urn:weekreel:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": in_language(words, language_of(request)),
        "code": code,
        "words": {"zh": words.zh, "en": words.en},
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI, page: Page) -> None:
    """Make `app` tell every expected refusal in this form; `page` draws the one for people."""

    def tell(
        request: Request, status: int, code: str, words: Words, headers: Mapping[str, str]
    ) -> Response:
        if wants_page(request):
            response = page(request, status, words)
            response.headers.update(headers)
            return response
        return problem_response(request, status=status, code=code, words=words, headers=headers)

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, WeekReelError)
        headers = error.headers if isinstance(error, Problem) else {}
        return tell(request, status_of(error), error.code, error.words, headers)

    def http_refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        words = _BY_STATUS.get(error.status_code, _UNREADABLE)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_methods(request))
        return tell(request, error.status_code, code, words, headers)

    def unreadable(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return tell(request, 422, "unreadable", _UNREADABLE, {})

    app.add_exception_handler(WeekReelError, refused)
    app.add_exception_handler(HTTPException, http_refused)
    app.add_exception_handler(RequestValidationError, unreadable)


def _methods(request: Request) -> list[str]:
    """What this address does: the router itself names the first of its routes alone (RFC 9110,
    15.5.6 wants all).
    """
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is Match.PARTIAL:
            found |= route.methods or set()
    return sorted(found)


def unexpected(request: Request, page: Page) -> Response:
    """The answer when the program itself failed: words only, never a stack trace."""
    if wants_page(request):
        return page(request, 500, _UNEXPECTED)
    return problem_response(request, status=500, code="unexpected", words=_UNEXPECTED)


def status_of(error: WeekReelError) -> int:
    if isinstance(error, Problem):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def wants_page(request: Request) -> bool:
    """True for a person's browser asking for a page; scripts and tus clients get JSON."""
    accepts = request.headers.get("accept", "")
    return "text/html" in accepts and not request.url.path.startswith("/api/")
