"""Who is at the desk: a session cookie that holds nothing but a random token."""

from datetime import timedelta
from threading import Lock
from urllib.parse import urlsplit

from pwdlib import PasswordHash
from starlette.requests import Request
from starlette.responses import Response

from domain.people import Role, User
from domain.words import Words
from service.deps import Deps
from service.web.problems import Problem
from service.weeks.invites import hash_secret, new_secret

COOKIE = "weekreel_session"
#: A week of work without logging in again.
LIFE = timedelta(days=7)
PASSWORDS = PasswordHash.recommended()
#: Length below which a password is refused.
SHORTEST_PASSWORD = 8
#: For pages with forms: under no-referrer browsers send `Origin: null` with a form, which the
#: Origin check refuses. No path, and so no secret in one, is told under this either.
WITH_FORMS = {"Referrer-Policy": "strict-origin"}
LONGEST_PASSWORD = 200

#: One check takes 64 MB: thirty strangers at once would take two GB.
_ONE_BY_ONE = Lock()
#: Checked for a name that does not exist, so that the answer takes as long as for one that does.
_NOBODYS_HASH = PASSWORDS.hash(new_secret())

_LOG_IN = Words(zh="请先登录", en="please log in first")
_NOT_YOURS = Words(
    zh="您的账号只能查看，不能修改。需要时请联系管理员",
    en="your account can look but not change; ask the owner",
)
#: What each role may do includes what the roles before it may.
_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


def user_of(deps: Deps, request: Request) -> User | None:
    """The logged-in user, None without a living session."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    return deps.storage.catalog.people.session_user(hash_secret(token), at=deps.clock())


def require(deps: Deps, request: Request, role: Role = Role.VIEWER) -> User:
    """The logged-in user with at least `role`. Problem 401 not logged in, 403 not allowed."""
    user = user_of(deps, request)
    if user is None:
        raise Problem(401, "not-logged-in", _LOG_IN)
    if _RANK[user.role] < _RANK[role]:
        raise Problem(403, "not-allowed", _NOT_YOURS)
    return user


def password_fits(user: User | None, password: str) -> bool:
    kept = user.password_hash if user is not None and user.password_hash else None
    with _ONE_BY_ONE:
        fits = PASSWORDS.verify(password[:LONGEST_PASSWORD], kept or _NOBODYS_HASH)
    return fits and kept is not None


def begin(deps: Deps, request: Request, user: User, response: Response) -> Response:
    """Start a session on `response`."""
    token = new_secret()
    now = deps.clock()
    deps.storage.catalog.people.add_session(
        user.name, token_hash=hash_secret(token), at=now, expires_at=now + LIFE
    )
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        path=f"{deps.prefix}/",
        httponly=True,
        samesite="lax",
        secure=_is_https(deps, request),
    )
    return response


def _is_https(deps: Deps, request: Request) -> bool:
    """True also behind a proxy that is not trusted, when the browser asked for the public host."""
    public = urlsplit(deps.settings.public_url or "")
    asked = request.headers.get("host", "").lower()
    is_public = public.scheme == "https" and asked == public.netloc.lower()
    return is_public or request.url.scheme == "https"


def end(deps: Deps, request: Request, response: Response) -> Response:
    token = request.cookies.get(COOKIE, "")
    if token:
        deps.storage.catalog.people.end_session(hash_secret(token))
    response.delete_cookie(COOKIE, path=f"{deps.prefix}/")
    return response
