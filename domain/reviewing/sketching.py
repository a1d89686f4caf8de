"""Where a picture was taken against the plan's venues, as a sketch to be drawn without a map."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.campaign import Campaign
from domain.facts import Place
from domain.inspecting.coordinates import metres_between
from domain.weighing.weighing_sources import AT_M

#: A phone's fix is good to so many metres, more between houses.
FIX_M = 50
#: So many of the nearest venues decide how far the sketch reaches; the others are named beside it.
SHOWN = 3
#: The sketch shows at least so many metres to each side, and at most so many.
LEAST_M, MOST_M = 150, 50_000
#: Room left around the outermost mark.
_MARGIN = 1.25
#: Metres of a degree of latitude, on the sphere that distances are measured on.
_DEGREE_M = math.radians(1) * 6_371_000


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A venue beside the picture's place."""

    #: Number, title and venue of its activity; several activities may share a place.
    number: int
    title: str
    venue: str
    #: Metres from the picture's place: how far, and how far to the east and to the north.
    metres: int
    east: int
    north: int
    #: False when it lies outside the sketch.
    shown: bool


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """A square around the place where the picture says it was taken, north above."""

    #: Metres from the middle to each side.
    half: int
    #: Metres of the scale's bar: 1, 2 or 5 times a power of ten.
    bar: int
    #: Metres around the place in which the phone may have been.
    fix: int
    #: Metres around a venue that count as being there.
    at: int
    #: Nearest first.
    marks: tuple[Mark, ...]


def sketch(place: Place, campaign: Campaign) -> Sketch:
    """The place against every venue of the plan whose coordinates are known."""
    found = sorted(_marks(place, campaign), key=lambda mark: (mark[0], mark[1].number))
    far = [metres for metres, _ in found[:SHOWN] if metres <= MOST_M]
    half = min(MOST_M, max(LEAST_M, math.ceil(max(far, default=0) * _MARGIN)))
    return Sketch(
        half=half,
        bar=_round_number(half * 0.6),
        fix=FIX_M,
        at=AT_M,
        marks=tuple(_shown(mark, half) for _, mark in found),
    )


def _marks(place: Place, campaign: Campaign) -> Iterable[tuple[float, Mark]]:
    for activity in campaign.activities:
        if activity.venue_at is None:
            continue
        venue = activity.venue_at.place
        metres = metres_between(place, venue)
        east = (venue.lon - place.lon) * _DEGREE_M * math.cos(math.radians(place.lat))
        mark = Mark(
            number=activity.number,
            title=activity.title,
            venue=activity.venue or "",
            metres=round(metres),
            east=round(east),
            north=round((venue.lat - place.lat) * _DEGREE_M),
            shown=True,
        )
        yield metres, mark


def _shown(mark: Mark, half: int) -> Mark:
    inside = max(abs(mark.east), abs(mark.north)) <= half
    return mark if inside else replace(mark, shown=False)


def _round_number(most: float) -> int:
    """The greatest of 1, 2, 5, 10, … that is not more than `most`, at least 1."""
    power = 10 ** math.floor(math.log10(max(1.0, most)))
    return max(int(step * power) for step in (1, 2, 5) if step * power <= max(1.0, most))
