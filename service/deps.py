"""What every router is given: made once in `create_app`, passed as one argument."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from service.web.backoff import BackOff
from service.web.metrics import Metrics
from service.web.pages import Pages
from service.web.rate import TokenBuckets
from service.web.watching import Watching
from storage.opening import Storage
from storage.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Deps:
    settings: Settings
    storage: Storage
    #: The time now, aware, UTC.
    clock: Callable[[], datetime]
    pages: Pages
    metrics: Metrics
    #: Knocks of one invite, of one address with whatever invites, and of one that knocks in vain.
    invite_knocks: TokenBuckets
    crowd_knocks: TokenBuckets
    address_knocks: TokenBuckets
    #: Logins of one name from one address.
    login_knocks: BackOff
    watching: Watching

    @property
    def prefix(self) -> str:
        return prefix_of(self.settings.public_url)


def prefix_of(public_url: str | None) -> str:
    """The path of WEEKREEL_PUBLIC_URL without its last slash: "" or "/weekreel"."""
    return urlsplit(public_url or "").path.rstrip("/")
