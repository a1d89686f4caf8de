"""Logging in, the one-time link that sets a password, logging out."""

from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from domain.people import User
from domain.words import Words
from service.deps import Deps
from service.editor import session
from service.web.knocking import address_of, slow_down
from service.web.problems import Problem
from service.weeks.invites import hash_secret
from storage.catalog_people import AuditEntry

_WRONG = Words(zh="用户名或密码不对", en="name or password is wrong")
_SHORT = Words(
    zh=f"密码至少 {session.SHORTEST_PASSWORD} 位",
    en=f"a password has at least {session.SHORTEST_PASSWORD} characters",
)
_UNLIKE = Words(zh="两次输入的密码不一样", en="the two passwords differ")
_OLD_LINK = Words(
    zh="这个链接已用过或已过期。请管理员在“系统”页给您生成新的链接",
    en="this link was used or is too old; have the owner make a new one on the System page",
)
_TOO_FAST = Words(zh="尝试太频繁，请稍后再试", en="too many attempts; wait a moment")
#: Logins that may wait for their check: one takes 0.1 s, and they are made one by one.
_WAITING = BoundedSemaphore(8)


def router(deps: Deps) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/login")
    def ask(request: Request, next: Annotated[str, Query(max_length=500)] = "") -> Response:
        if session.user_of(deps, request):
            return _to(deps, own_path(next))
        return _draw(deps, request, "login.html", problem=None, name="", next=own_path(next))

    @routes.post("/login")
    def log_in(
        request: Request,
        name: Annotated[str, Form(max_length=100)] = "",
        password: Annotated[str, Form(max_length=session.LONGEST_PASSWORD)] = "",
        next: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        key = _login_key(request, name.strip())
        slow_down(deps.login_knocks.knock(key), _TOO_FAST)
        user = _user(deps, name.strip())
        if not _fits(user, password) or user is None:
            return _draw(
                deps,
                request,
                "login.html",
                status=403,
                problem=_WRONG,
                name=name,
                next=own_path(next),
            )
        deps.login_knocks.succeeded(key)
        _note(deps, user, "login")
        return session.begin(deps, request, user, _to(deps, own_path(next)))

    _add_passwords(routes, deps)
    return routes


def _add_passwords(routes: APIRouter, deps: Deps) -> None:
    @routes.get("/login/{token}")
    def ask_password(request: Request, token: str) -> Response:
        user = _link_user(deps, request, token)
        return _draw(deps, request, "password.html", problem=None, name=user.name)

    @routes.post("/login/{token}")
    def set_password(
        request: Request,
        token: str,
        password: Annotated[str, Form(max_length=session.LONGEST_PASSWORD)] = "",
        again: Annotated[str, Form(max_length=session.LONGEST_PASSWORD)] = "",
    ) -> Response:
        user = _link_user(deps, request, token)
        problem = _fault(password, again)
        if problem is not None:
            return _draw(
                deps, request, "password.html", status=422, problem=problem, name=user.name
            )
        user = deps.storage.catalog.people.use_link(
            hash_secret(token),
            password_hash=session.PASSWORDS.hash(password),
            at=deps.clock(),
        )
        _note(deps, user, "password")
        return session.begin(deps, request, user, _to(deps, "/"))

    @routes.post("/logout")
    def log_out(request: Request) -> Response:
        return session.end(deps, request, _to(deps, "/login"))


def own_path(asked: str) -> str:
    """`asked` when it is a plain path of this system, else the first page: no open redirect."""
    plain = asked.startswith("/") and not asked.startswith("//") and asked.isprintable()
    return asked if plain and "\\" not in asked else "/"


def _draw(deps: Deps, request: Request, template: str, **values: Any) -> Response:
    return deps.pages.draw(request, template, headers=session.WITH_FORMS, **values)


def _to(deps: Deps, path: str) -> Response:
    return RedirectResponse(deps.pages.url(path), 303)


def _user(deps: Deps, name: str) -> User | None:
    try:
        return deps.storage.catalog.people.user(name)
    except NotFound:
        return None


def _link_user(deps: Deps, request: Request, token: str) -> User:
    user = deps.storage.catalog.people.link_user(hash_secret(token), at=deps.clock())
    if user is None:
        slow_down(deps.address_knocks.take(f"link {address_of(request)}"), _TOO_FAST)
        raise Problem(410, "link-used", _OLD_LINK)
    return user


def _note(deps: Deps, user: User, event: str) -> None:
    entry = AuditEntry(at=deps.clock(), actor=user.name, event=event, subject=user.name)
    deps.storage.catalog.audit.add("", entry)


def _login_key(request: Request, name: str) -> str:
    """One name from one address: all of an office share the address of its proxy."""
    return f"{address_of(request)} {name}"


def _fits(user: User | None, password: str) -> bool:
    """Problem 429 when too many wait for their check: the other pages need threads too."""
    if not _WAITING.acquire(blocking=False):
        slow_down(1.0, _TOO_FAST)
    try:
        return session.password_fits(user, password)
    finally:
        _WAITING.release()


def _fault(password: str, again: str) -> Words | None:
    if len(password) < session.SHORTEST_PASSWORD:
        return _SHORT
    return None if password == again else _UNLIKE
