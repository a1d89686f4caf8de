"""Which assets one answer holds for: the burst, the look-alikes, the rest of a sending."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from domain.grouping import grouped
from domain.looking.likeness import BURST


class Tie(StrEnum):
    """Why an answer may hold for another asset too, the closest first."""

    #: Taken one right after the other, in one sending.
    BURST = "burst"
    #: Shows the same picture.
    COPY = "copy"
    #: Of the same sending, and the machine took it for the same.
    SENDING = "sending"


@dataclass(frozen=True, kw_only=True)
class Tied:
    """What is needed of an asset to know what it is tied to."""

    asset: str
    sending: str
    #: The shutter's moment; None when only something weaker is known.
    taken_at: datetime | None
    #: What the machine took it for: activity key and day, None where it did not know.
    activity: str | None
    day: date | None


Pairs = Iterable[tuple[str, str]]


def bursts(members: Iterable[Tied]) -> list[tuple[str, str]]:
    """Pairs of assets of one sending that were taken within BURST of each other, one by one."""
    by_sending: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for member in members:
        if member.taken_at is not None:
            by_sending[member.sending].append((member.taken_at, member.asset))
    found: list[tuple[str, str]] = []
    for shots in by_sending.values():
        shots.sort()
        found += [(a, b) for (one, a), (other, b) in pairwise(shots) if other - one <= BURST]
    return found


def joined(members: Sequence[Tied], pairs: Pairs) -> dict[str, frozenset[str]]:
    """Asset -> all that pairs join it to, itself included; pairs of strangers join nothing."""
    known = {member.asset for member in members}
    here = [(a, b) for a, b in pairs if a in known and b in known]
    return {one: group for group in map(frozenset, grouped(known, here)) for one in group}
