"""The lawful moves of campaigns, assets and packages: one table each, all else is refused."""

from collections.abc import Mapping
from enum import StrEnum


class CampaignState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class AssetState(StrEnum):
    RECEIVED = "received"
    INSPECTED = "inspected"
    LOOKED = "looked"
    TAGGED = "tagged"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    HELD = "held"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PURGED = "purged"


class PackageState(StrEnum):
    """Where a finished package is; whether it is to be replaced is told beside it."""

    #: Not sent to anybody.
    MADE = "made"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"


_C, _A, _P = CampaignState, AssetState, PackageState

CAMPAIGN_MOVES: Mapping[CampaignState, frozenset[CampaignState]] = {
    _C.DRAFT: frozenset({_C.OPEN}),
    _C.OPEN: frozenset({_C.LATE, _C.CLOSED}),
    _C.LATE: frozenset({_C.OPEN, _C.CLOSED}),
    _C.CLOSED: frozenset({_C.OPEN, _C.RETURNED, _C.ACCEPTED}),
    _C.RETURNED: frozenset({_C.OPEN, _C.CLOSED}),
    _C.ACCEPTED: frozenset({_C.RETURNED, _C.CLOSED}),
}

#: States a person may move between at the review.
REVIEWED = frozenset({_A.TAGGED, _A.ACCEPTED, _A.REJECTED, _A.HELD})

ASSET_MOVES: Mapping[AssetState, frozenset[AssetState]] = {
    _A.RECEIVED: frozenset({_A.INSPECTED, _A.REFUSED, _A.WITHDRAWN}),
    _A.INSPECTED: frozenset({_A.LOOKED, _A.REFUSED, _A.WITHDRAWN}),
    _A.LOOKED: frozenset({_A.TAGGED, _A.HELD, _A.REFUSED, _A.WITHDRAWN}),
    _A.TAGGED: frozenset({_A.ACCEPTED, _A.REJECTED, _A.HELD, _A.WITHDRAWN}),
    _A.HELD: frozenset({_A.TAGGED, _A.ACCEPTED, _A.REJECTED, _A.WITHDRAWN}),
    _A.ACCEPTED: frozenset({_A.TAGGED, _A.REJECTED, _A.HELD, _A.WITHDRAWN}),
    _A.REJECTED: frozenset({_A.TAGGED, _A.ACCEPTED, _A.HELD, _A.WITHDRAWN}),
    _A.REFUSED: frozenset({_A.WITHDRAWN}),
    _A.WITHDRAWN: frozenset({_A.PURGED}),
    _A.PURGED: frozenset(),
}

#: What a person says became of a package; the ways back are for what was said by mistake.
PACKAGE_MOVES: Mapping[PackageState, frozenset[PackageState]] = {
    _P.MADE: frozenset({_P.SENT}),
    _P.SENT: frozenset({_P.MADE, _P.RETURNED, _P.ACCEPTED}),
    _P.RETURNED: frozenset({_P.SENT}),
    _P.ACCEPTED: frozenset({_P.SENT, _P.RETURNED}),
}


def sources_of(target: AssetState) -> frozenset[AssetState]:
    """States from which an asset may lawfully come to `target`."""
    return frozenset(state for state, targets in ASSET_MOVES.items() if target in targets)


def diagram(
    moves: Mapping[CampaignState, frozenset[CampaignState]]
    | Mapping[AssetState, frozenset[AssetState]]
    | Mapping[PackageState, frozenset[PackageState]],
) -> str:
    """Mermaid state diagram of one table, as docs/architecture.md shows it."""
    rows = [f"    {s} --> {t}" for s, targets in moves.items() for t in sorted(targets)]
    return "\n".join(["stateDiagram-v2", *rows])
