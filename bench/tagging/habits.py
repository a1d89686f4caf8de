"""How people and phones of a week behave: the probabilities that a recipe draws by.

Every number is a guess at what counties do, stated here and nowhere else; no weight of the product
is read off it. A style says where the habits lie on average, and every week draws its own around
that (`drawn`), so that no two weeks of a style agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from random import Random
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Says:
    """A text that may name an activity: a banner, a file name, a note."""

    #: That there is one.
    there: float
    #: That it holds nothing but the slogan of the week.
    slogan: float
    #: Else: that it is the activity's title and not a word of its kind.
    title: float
    #: That it names another activity: the banner of last week's event, a renamed copy.
    wrong: float


@dataclass(frozen=True, kw_only=True)
class Habits:
    """Probabilities unless said otherwise."""

    #: A visit shows an activity of the unit's own, the main event, or any.
    own: float = 0.72
    main: float = 0.15
    #: An activity with a day is visited on it; else on the day before or after.
    on_day: float = 0.95
    #: Within its part of the day, where the plan names one.
    in_part: float = 0.9
    #: Files of a visit on average, at least two.
    files: float = 13.0
    #: A sending shows one visit; else two or three.
    one_visit: float = 0.75
    #: The sender chooses an activity, and that of the first visit; with an invite made for an
    #: activity some keep that one whatever they send.
    chooses: float = 0.7
    right: float = 0.95
    keeps_invite: float = 0.25
    #: The sender chooses a day, and that of the first visit.
    chooses_day: float = 0.4
    right_day: float = 0.9
    #: The link is made for an activity, and used for it.
    invite: float = 0.25
    invite_right: float = 0.92
    #: A sending's files went through a chat tool: no EXIF, no place, a name of its own.
    chat: float = 0.3
    #: A phone's clock is wrong, by one of `CLOCKS`.
    wrong_clock: float = 0.03
    #: A photo that went through no chat tool carries a place; with a place, the satellites' time.
    place: float = 0.12
    place_time: float = 0.5
    #: An activity's venue has a place, the plan says it, and a visit of it is there.
    has_venue: float = 0.6
    venue_typed: float = 0.5
    at_venue: float = 0.9
    #: Another phone of the unit sends chat copies of pictures of the same visit.
    forwards: float = 0.15
    #: A picture continues a burst, and a picture of a visit with a banner shows it.
    burst: float = 0.25
    #: Else a speech is waited out before the next picture.
    pause: float = 0.03
    banner_seen: float = 0.4
    #: One character of what is read is misread.
    misread: float = 0.15
    #: Days from the event to the sending are geometric: the chance of one day more.
    later: float = 0.5
    banner: Says = Says(there=0.5, slogan=0.3, title=0.6, wrong=0.02)
    name: Says = Says(there=0.15, slogan=0.15, title=0.4, wrong=0.04)
    note: Says = Says(there=0.25, slogan=0.2, title=0.4, wrong=0.03)


def drawn(mean: Habits, rng: Random) -> Habits:
    """Habits of one week: every probability from a Beta of its mean, as if 40 had been counted."""
    said = {each.name: getattr(mean, each.name) for each in fields(mean)}
    return replace(mean, **{name: _around(value, rng) for name, value in said.items()})


def _around(value: float | Says, rng: Random) -> float | Says:
    if isinstance(value, Says):
        return Says(**{f.name: float(_around(getattr(value, f.name), rng)) for f in fields(value)})  # type: ignore[arg-type]
    if value > 1:
        return value * rng.uniform(0.8, 1.25)
    if value in (0, 1):
        return value
    return min(0.995, max(0.005, rng.betavariate(40 * value, 40 * (1 - value))))


def _says(says: Says, **other: float) -> Says:
    return replace(says, **other)


_H = Habits()
#: The five that the aims are held against, and three beside them.
STYLES: Mapping[str, Habits] = MappingProxyType(
    {
        "originals": replace(_H, chat=0.02, forwards=0.05, chooses=0.75, place=0.2),
        "chat": replace(_H, chat=0.99, forwards=0.3, chooses_day=0.5),
        "clocks": replace(_H, chat=0.05, wrong_clock=0.5, chooses_day=0.6, place=0.2),
        "banners": replace(
            _H,
            chooses=0.02,
            chooses_day=0.05,
            invite=0.02,
            chat=0.5,
            banner=_says(_H.banner, there=0.92, slogan=0.12),
            banner_seen=0.5,
            name=_says(_H.name, there=0.04),
            note=_says(_H.note, there=0.05),
        ),
        "lazy": replace(
            _H,
            chooses=0.02,
            chooses_day=0.05,
            invite=0.05,
            chat=0.4,
            note=_says(_H.note, there=0.1),
        ),
        "mixed": replace(_H, wrong_clock=0.1, chat=0.45, forwards=0.3),
        "one choice": replace(_H, one_visit=0.3, right=0.85, chooses=0.9, chooses_day=0.7),
        "careless": replace(
            _H,
            right=0.8,
            right_day=0.7,
            invite_right=0.75,
            wrong_clock=0.15,
            on_day=0.85,
            banner=_says(_H.banner, wrong=0.1),
        ),
    }
)
AIMED_AT = tuple(STYLES)[:5]
