"""Who stands before the sender's door: a secret link is looked up before anything else is done."""

from starlette.requests import Request

from domain.errors import NotFound
from domain.sending import Invite
from domain.words import Words
from service.deps import Deps
from service.web.knocking import address_of, slow_down
from service.web.problems import Problem
from service.weeks.invites import hash_secret

#: A secret has 43 characters; longer ones are not even hashed.
LONGEST_SECRET = 128

UNKNOWN = Words(
    zh="这个链接无效。可能没有复制完整，请回到群里重新点开，或向联系人再要一次链接",
    en="this link is not valid; it may be cut short: open it again or ask for a new one",
)
REVOKED = Words(
    zh="这个链接已停用，已发送的文件都还在。请向联系人要新的链接",
    en="this link was ended; what was sent with it is kept; ask your contact for a new one",
)
_TOO_FAST = Words(
    zh="操作太频繁，请稍等片刻，页面会自动重试",
    en="too many requests; wait a moment, the page retries by itself",
)


def invite_of(deps: Deps, secret: str, request: Request) -> Invite:
    """The living invite of that secret. Problem 404 unknown, 410 revoked, 429 knocks too often.

    The invite counts first, the address loosely: a whole school stands behind one. HEAD is never
    slowed down: tus clients take any 4xx to it for the loss of the upload.
    """
    invite = _known_invite(deps, secret, request)
    if request.method != "HEAD":
        slow_down(deps.invite_knocks.take(f"invite {invite.id}"), _TOO_FAST)
        slow_down(deps.crowd_knocks.take(f"address {address_of(request)}"), _TOO_FAST)
    if invite.revoked_at is not None:
        raise Problem(410, "invite-revoked", REVOKED)
    return invite


def _known_invite(deps: Deps, secret: str, request: Request) -> Invite:
    try:
        if len(secret) > LONGEST_SECRET:
            raise NotFound(UNKNOWN)
        return deps.storage.catalog.intake.invite(hash_secret(secret))
    except NotFound as error:
        slow_down(deps.address_knocks.take(f"address {address_of(request)}"), _TOO_FAST)
        raise Problem(404, "invite-unknown", UNKNOWN) from error
