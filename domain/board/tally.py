"""Assets counted by what is still to be done with them, one by one or in groups of alike ones."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.asset import Asset
from domain.moves import AssetState


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Assets by what is still to be done with them; refused and withdrawn ones are in none."""

    #: Received, not yet read, looked at and tagged.
    processing: int = 0
    #: Suggested well enough to be accepted in a group.
    ready: int = 0
    #: Suggested with doubt.
    doubtful: int = 0
    #: Waiting for a decision on consent, or held back.
    held: int = 0
    accepted: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        # Written out: a board asks for a thousand of them.
        return (
            self.processing + self.ready + self.doubtful + self.held + self.accepted + self.rejected
        )

    @property
    def waiting(self) -> int:
        """Assets that a person has still to decide on."""
        return self.ready + self.doubtful + self.held


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Assets that the board cannot tell apart, and how many they are."""

    #: Activity key and day of the tag, None while unknown.
    activity: str | None
    day: datetime.date | None
    #: Key of the sending unit.
    unit: str
    state: AssetState
    #: The tag is good enough to be accepted in a group.
    ready: bool
    #: A near shot that nobody decided of.
    undecided: bool
    count: int = 1

    @property
    def column(self) -> str | None:
        """The field of `Tally` that they count in; None when they count in none."""
        if self.state is AssetState.TAGGED and self.undecided:
            return "held"
        if self.state is AssetState.TAGGED:
            return "ready" if self.ready else "doubtful"
        return _COLUMNS.get(self.state)


_COLUMNS: Mapping[AssetState, str] = {
    AssetState.RECEIVED: "processing",
    AssetState.INSPECTED: "processing",
    AssetState.LOOKED: "processing",
    AssetState.HELD: "held",
    AssetState.ACCEPTED: "accepted",
    AssetState.REJECTED: "rejected",
}


def counted(asset: Asset) -> Counted:
    """One asset as the board counts it."""
    tag = asset.tag
    return Counted(
        activity=tag.activity if tag else None,
        day=tag.day if tag else None,
        unit=asset.unit,
        state=asset.state,
        ready=bool(tag and tag.ready),
        undecided=asset.consent.needs_decision,
    )


def column_of(asset: Asset) -> str | None:
    """The field of `Tally` that an asset counts in; None when it counts in none."""
    return counted(asset).column


def tally(groups: Iterable[Counted]) -> Tally:
    """Groups counted by what is still to be done with them."""
    counts: dict[str, int] = {}
    for group in groups:
        if group.column is not None:
            counts[group.column] = counts.get(group.column, 0) + group.count
    return Tally(**counts)


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several tallies as one."""
    found = list(tallies)
    return Tally(
        processing=sum(each.processing for each in found),
        ready=sum(each.ready for each in found),
        doubtful=sum(each.doubtful for each in found),
        held=sum(each.held for each in found),
        accepted=sum(each.accepted for each in found),
        rejected=sum(each.rejected for each in found),
    )
