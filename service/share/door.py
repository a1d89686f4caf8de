"""Who stands before a secret link, and the log of what they took."""

from starlette.requests import Request

from domain.errors import NotFound
from domain.handing.links import Fetched, LinkState, ShareLink, agent_of, visitor_of
from domain.words import Words
from service.access import LONGEST_SECRET
from service.deps import Deps
from service.web.knocking import address_of, slow_down
from service.web.problems import Problem
from service.weeks.invites import hash_secret

#: Nobody's search engine finds these pages, also where the link was posted openly.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}

_UNKNOWN = Words(
    zh="这个链接无效。可能没有复制完整，请重新点开，或向发给您的人再要一次",
    en="this link is not valid; it may be cut short: open it again or ask who sent it to you",
)
_ENDED = {
    LinkState.REVOKED: Words(
        zh="这个链接已停用。请向发给您的人要新的链接",
        en="this link was ended; ask who sent it to you for a new one",
    ),
    LinkState.EXPIRED: Words(
        zh="这个链接已过有效期。请向发给您的人要新的链接",
        en="this link has expired; ask who sent it to you for a new one",
    ),
}
_TOO_FAST = Words(zh="操作太频繁，请稍等片刻再试", en="too many requests; wait a moment")


def link_of(deps: Deps, secret: str, request: Request) -> ShareLink:
    """The living link of that secret. Problem 404 unknown, 410 ended, 429 knocks too often."""
    link = _known(deps, secret, request)
    slow_down(deps.invite_knocks.take(f"share {link.id}"), _TOO_FAST)
    slow_down(deps.crowd_knocks.take(f"address {address_of(request)}"), _TOO_FAST)
    state = link.state(deps.clock())
    if state in _ENDED:
        raise Problem(410, f"link-{state}", _ENDED[state])
    return link


def took(deps: Deps, request: Request, link: ShareLink, what: Fetched, size: int = 0) -> None:
    """One line of the log a visit: an address without its end, a class of browser."""
    deps.storage.catalog.handing.fetched(
        link.id,
        what,
        visitor=visitor_of(address_of(request)),
        agent=agent_of(request.headers.get("user-agent", "")),
        size=size,
        at=deps.clock(),
    )


def _known(deps: Deps, secret: str, request: Request) -> ShareLink:
    try:
        if len(secret) > LONGEST_SECRET:
            raise NotFound(_UNKNOWN)
        return deps.storage.catalog.handing.link(hash_secret(secret))
    except NotFound as error:
        slow_down(deps.address_knocks.take(f"address {address_of(request)}"), _TOO_FAST)
        raise Problem(404, "link-unknown", _UNKNOWN) from error
