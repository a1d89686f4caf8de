"""What an editor may decide of an asset, and the trace it leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Action(StrEnum):
    ACCEPT = "accept"
    #: Another activity or day; the tag is a person's from then on.
    CHANGE = "change"
    #: What a person said of one asset holds for this one too; never over a person's own word. The
    #: reason is the id of that one.
    CARRY = "carry"
    REJECT = "reject"
    HOLD = "hold"
    STAR = "star"
    UNSTAR = "unstar"
    #: It shows a shot that its activity wants, or does not after all.
    SHOW = "show"
    UNSHOW = "unshow"
    #: A person grants or denies a near shot of minors or patients.
    CONSENT_GRANT = "consent_grant"
    CONSENT_DENY = "consent_deny"
    WITHDRAW = "withdraw"
    #: What was decided of a chat tool's copy holds for its original; by the original's arrival
    #: alone, in the name of whoever decided.
    INHERIT = "inherit"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an editor saw of an asset when deciding: whoever finds it so may decide."""

    state: str
    activity: str | None
    day: date | None
    #: It was shown as ready.
    ready: bool
    #: Decision on consent.
    consent: str | None


@dataclass(frozen=True, kw_only=True)
class Decision:
    asset: str
    action: Action
    #: User name, or "machine" for `review --accept-suggested`.
    actor: str
    #: Version of the asset the actor saw; None skips the check (command line).
    seen_version: int | None = None
    #: What of it the actor saw: a machine's tag may have been weighed anew since, with the same
    #: outcome, and is then of another version and no other. None: the version alone counts.
    seen: Seen | None = None
    #: For accept, change and carry: None keeps what the tag says.
    activity: str | None = None
    day: date | None = None
    reason: str = ""
    #: For show and unshow: the wanted shot, in the plan's words.
    shot: str = ""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision as it is kept; `before` and `after` hold ids and states, never personal text."""

    id: int
    at: datetime
    decision: Decision
    before: dict[str, object]
    after: dict[str, object]
    undone: bool = False
    #: Id of the stroke that it was made by; None of those before there were strokes.
    stroke: int | None = None
