"""What an editor may decide of an asset, and the trace it leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Action(StrEnum):
    ACCEPT = "accept"
    #: Another activity or day; the tag is a person's from then on.
    CHANGE = "change"
    REJECT = "reject"
    HOLD = "hold"
    STAR = "star"
    UNSTAR = "unstar"
    #: A person grants or denies a near shot of minors or patients.
    CONSENT_GRANT = "consent_grant"
    CONSENT_DENY = "consent_deny"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, kw_only=True)
class Decision:
    asset: str
    action: Action
    #: User name, or "machine" for `review --accept-suggested`.
    actor: str
    #: Version of the asset the actor saw; None skips the check (command line).
    seen_version: int | None = None
    #: For accept and change: None keeps what the tag says.
    activity: str | None = None
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision as it is kept; `before` and `after` hold ids and states, never personal text."""

    id: int
    at: datetime
    decision: Decision
    before: dict[str, object]
    after: dict[str, object]
    undone: bool = False
