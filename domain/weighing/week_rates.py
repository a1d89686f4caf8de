"""How this week's senders, links, clocks and units behave: expected at first, then as it is seen.

Every rate starts from what is expected of any week, as strong as so many cases; what the week
itself shows, weighed by how sure it is, is added to it. Nothing is kept: the rates are made anew
whenever the week is weighed.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from domain.weighing.lessons import Lessons
from domain.weighing.said_activity import Way


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share that is expected, and what was seen of it."""

    #: The share that is expected, and of how many cases that is as good as a count.
    expected: float
    strength: float
    yes: float = 0.0
    count: float = 0.0

    @property
    def share(self) -> float:
        return (self.expected * self.strength + self.yes) / (self.strength + self.count)

    def after(self, found: Collection[bool]) -> "Rate":
        """What is expected after so many cases that were found right or wrong elsewhere."""
        strength = self.strength + len(found)
        right = self.expected * self.strength + sum(found)
        return replace(self, expected=right / strength, strength=strength)

    def seen(self, yes: float, count: float) -> "Rate":
        return replace(self, yes=yes, count=count)


#: Class of signs -> how often one is right where its weight is what weighing_sources.py and
#: picture_words.py say.
JUDGED: Mapping[str, float] = MappingProxyType(
    {
        "text strong": 0.88,
        "text weak": 0.45,
        "file_name strong": 0.86,
        "file_name weak": 0.5,
        "note strong": 0.9,
        "note weak": 0.6,
    }
)
#: The same as it is expected of a week, before it shows anything. Who types a word names what is
#: shown, and a banner is hung for its event: signs are right oftener than each alone was judged.
EXPECTED: Mapping[str, float] = MappingProxyType(
    {
        "text strong": 0.9,
        "text weak": 0.65,
        "file_name strong": 0.9,
        "file_name weak": 0.75,
        "note strong": 0.92,
        "note weak": 0.75,
    }
)
WORDS: Mapping[str, Rate] = MappingProxyType(
    {name: Rate(expected=share, strength=6) for name, share in EXPECTED.items()}
)


#: Who keeps what the page marked might have changed it, or was in a hurry; who chose nothing
#: despite a link may not have known, and uses it for whatever there is.
NAMED: Mapping[Way, Rate] = MappingProxyType(
    {
        Way.CHOICE: Rate(expected=0.95, strength=12),
        Way.KEPT: Rate(expected=0.9, strength=12),
        Way.INVITE: Rate(expected=0.8, strength=12),
    }
)
#: What the whole week does is as good as so many sendings of a unit: people differ.
OF_THE_WEEK = 8


@dataclass(frozen=True, kw_only=True)
class Heeded:
    """Whether what was named for a sending was meant."""

    unit: str
    way: Way
    chance: float


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What is expected of any week."""

    #: Way -> how often who names an activity by it means it (domain/weighing/said_activity.py).
    named: Mapping[Way, Rate] = field(default_factory=lambda: dict(NAMED))
    #: Sending -> its unit, how an activity was named for it, and the chance that it was meant.
    heeded: Mapping[str, Heeded] = field(default_factory=dict[str, Heeded])
    #: A clock is wrong.
    clock: Rate = Rate(expected=0.06, strength=10)
    #: Another occasion of a sending shows the same activity again.
    again: Rate = Rate(expected=0.4, strength=6)
    #: A unit's occasion is of its own activities; of the main event.
    own: Rate = Rate(expected=0.62, strength=15)
    main: Rate = Rate(expected=0.15, strength=15)
    #: One day more goes by before it is sent.
    later: Rate = Rate(expected=0.5, strength=10)
    #: Of sendings whose clocks tell, so many show one occasion.
    one: Rate = Rate(expected=0.8, strength=10)
    #: What shows several occasions is sent when the week is over.
    over: Rate = Rate(expected=0.5, strength=6)
    #: Files of an occasion, on average.
    files: float = 12.0
    #: Class of signs (domain/weighing/told.py) -> how often one is of what its picture shows.
    words: Mapping[str, Rate] = field(default_factory=lambda: dict(WORDS))

    def right(self, way: Way, unit: str, sending: str) -> float:
        """How often a unit means what it names in this way: the week's rate, and what its own
        sendings show but this one."""
        others = [
            each.chance
            for key, each in self.heeded.items()
            if each.unit == unit and each.way is way and key != sending
        ]
        week = self.named[way].share * OF_THE_WEEK
        return (week + math.fsum(others)) / (OF_THE_WEEK + len(others))

    @property
    def shifts(self) -> dict[str, int]:
        """What is added to the weight of a sign, hundredths of log odds."""
        return {
            name: round(100 * (_logit(rate.share) - _logit(JUDGED[name])))
            for name, rate in self.words.items()
        }


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def rates_after(lessons: Lessons) -> Rates:
    """What is expected after what people decided of sendings that are not weighed here."""
    rates = Rates()
    return replace(
        rates,
        named={way: rate.after(lessons.named(way)) for way, rate in rates.named.items()},
    )
