"""Secret links for people without an account, and the log of who fetched what by them."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.words import Words

#: Days that a link lasts when nobody says otherwise, and at most.
USUAL_DAYS, MOST_DAYS = 14, 90
#: Fetches of one visitor that are this close are one line of the log.
SAME_VISIT = timedelta(minutes=10)
LONGEST_LABEL = 60


class LinkKind(StrEnum):
    #: One package, for whoever receives it.
    RECEIVER = "receiver"
    #: Film and report of the week as they stand, for whoever signs them off.
    LEADER = "leader"


class LinkState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class ShareLink:
    """A secret link as it is kept: the secret itself is known to its holder alone."""

    id: int
    campaign: str
    kind: LinkKind
    #: The package that a receiver's link opens.
    package: str | None
    #: Whom it is for, in the editor's words.
    label: str
    by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    #: The zip that it gives: name of its top folder, bytes, checksum. Empty for a leader's.
    name: str = ""
    size: int = 0
    sha256: str = ""

    def state(self, now: datetime) -> LinkState:
        if self.revoked_at is not None:
            return LinkState.REVOKED
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED


@dataclass(frozen=True, kw_only=True)
class NewLink:
    campaign: str
    kind: LinkKind
    package: str | None
    label: str
    by: str
    secret_hash: str
    expires_at: datetime
    name: str = ""
    size: int = 0
    sha256: str = ""


class Fetched(StrEnum):
    """What a visitor took."""

    PAGE = "page"
    FILM = "film"
    ZIP = "zip"


FETCHED_WORDS: Mapping[Fetched, Words] = {
    Fetched.PAGE: Words(zh="打开页面", en="opened the page"),
    Fetched.FILM: Words(zh="播放成片", en="played the film"),
    Fetched.ZIP: Words(zh="下载报送包", en="downloaded the package"),
}


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """What one visitor took by a link within one visit."""

    link: int
    what: Fetched
    first_at: datetime
    last_at: datetime
    #: Requests that it took: players and resumed downloads ask for parts.
    requests: int
    #: Bytes that were promised in all answers.
    bytes: int
    #: Address without its last part.
    visitor: str
    #: A key of `AGENT_WORDS`.
    agent: str


AGENT_WORDS: Mapping[str, Words] = {
    "wechat": Words(zh="微信", en="WeChat"),
    "phone": Words(zh="手机浏览器", en="a phone's browser"),
    "computer": Words(zh="电脑浏览器", en="a computer's browser"),
    "program": Words(zh="下载程序", en="a program"),
}


def visitor_of(address: str) -> str:
    """An address that tells the offices apart and not their people: /24 of IPv4, /48 of IPv6."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if isinstance(known, ipaddress.IPv4Address):
        return ".".join([*str(known).split(".")[:3], "*"])
    return str(ipaddress.ip_network((known, 48), strict=False).network_address) + "*"


def agent_of(user_agent: str) -> str:
    """The class of a browser; its text would tell a person's device."""
    said = user_agent.lower()
    if "micromessenger" in said:
        return "wechat"
    if not said.startswith("mozilla/"):
        return "program"
    return "phone" if "mobile" in said or "android" in said else "computer"
