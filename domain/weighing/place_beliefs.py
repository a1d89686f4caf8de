"""Where activities take place, learnt from the places of pictures, and what a place says.

A place speaks for the activity that other pictures of the same spot show, and against one whose
pictures were all taken elsewhere. Where a unit is at home everything it sends was taken, which says
little. No centre is fixed: the nearest pictures count, so that a few wrong ones move nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import Place
from domain.inspecting.coordinates import metres_between
from domain.weighing.beliefs import Vector

#: Pictures of one venue lie so far from each other; of a unit's house and yard; of a county.
VENUE_M, HOME_M, LEAST_COUNTY_M = 150.0, 500.0, 3_000.0
#: A venue that the plan names counts like so many pictures; any place, before one is known.
TYPED, UNKNOWN = 4.0, 1.5
#: An activity is at the venue that the plan names so often, of ten.
TYPED_THERE = 0.7
#: A chance up to this is no witness of where an activity takes place.
UNSURE = 0.4
#: No place says more, nor less.
MOST, LEAST = 60.0, 0.2


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where one occasion was taken."""

    place: Place
    unit: str


def places_say(
    spots: Sequence[Spot], shows: Sequence[Vector], venues: Sequence[Place | None]
) -> list[Vector]:
    """For each occasion what its place says of each activity, by the other occasions' places.

    `shows` is what each of them shows, as chances; `venues` what the plan says, None last.
    """
    if not spots:
        return []
    county = _spread([each.place for each in spots])
    # What is hardly likelier than anything else shows nobody where an activity is.
    sure = [[max(0.0, each - UNSURE) / (1 - UNSURE) for each in row] for row in shows]
    near = [
        [
            (m, far)
            for m, other in enumerate(spots)
            if m != n and (far := metres_between(spot.place, other.place)) < 4 * HOME_M
        ]
        for n, spot in enumerate(spots)
    ]
    gathered = _gathered(sure, near)
    return [
        _says(n, spot, sure, gathered, venues, near[n], _usual(spot, spots, near[n], county))
        for n, spot in enumerate(spots)
    ]


def _usual(
    spot: Spot, spots: Sequence[Spot], near: Sequence[tuple[int, float]], county: float
) -> float:
    """How often a picture of this unit is taken around here, per square metre."""
    wide = _density(county / 2, county)
    mine = sum(each.unit == spot.unit for each in spots) - 1
    at_home = math.fsum(_density(far, HOME_M) for m, far in near if spots[m].unit == spot.unit)
    return (2 * wide + at_home) / (2 + mine)


def _says(
    n: int,
    spot: Spot,
    sure: Sequence[Vector],
    gathered: Vector,
    venues: Sequence[Place | None],
    near: Sequence[tuple[int, float]],
    usual: float,
) -> Vector:
    said: Vector = []
    close = [(m, _density(far, VENUE_M) / usual) for m, far in near if far < 4 * VENUE_M]
    for at, venue in enumerate(venues):
        here = math.fsum(sure[m][at] * ratio for m, ratio in close)
        all_ = math.fsum(row[at] for m, row in enumerate(sure) if m != n)
        together = gathered[at]
        if venue is not None:
            here += TYPED * _density(metres_between(spot.place, venue), VENUE_M) / usual
            all_ += TYPED
            together = max(together, TYPED_THERE)
        ratio = min(MOST, max(LEAST, (UNKNOWN + here) / (UNKNOWN + all_)))
        # Elsewhere than the rest speaks against it as far as the rest lies together.
        said.append(ratio if ratio >= 1 else ratio**together)
    # None of the plan's activities is anywhere.
    said[-1] = 1.0
    return said


def _gathered(sure: Sequence[Vector], near: Sequence[Sequence[tuple[int, float]]]) -> Vector:
    """For each activity how much of what shows it lies at one spot."""
    found: Vector = []
    for at in range(len(sure[0])):
        pairs, together = 0.5, 0.0
        total = math.fsum(row[at] for row in sure)
        for n, row in enumerate(sure):
            if row[at] > 0:
                pairs += row[at] * (total - row[at])
                together += row[at] * math.fsum(
                    sure[m][at] for m, far in near[n] if far < 3 * VENUE_M
                )
        found.append(together / pairs)
    return found


def _density(far: float, spread: float) -> float:
    return math.exp(-((far / spread) ** 2) / 2) / (2 * math.pi * spread**2)


def _spread(places: Sequence[Place]) -> float:
    """How far a county's places lie from their middle, half of them nearer."""
    lat = sorted(each.lat for each in places)[len(places) // 2]
    lon = sorted(each.lon for each in places)[len(places) // 2]
    middle = Place(lat=lat, lon=lon)
    far = sorted(metres_between(middle, each) for each in places)
    return max(LEAST_COUNTY_M, far[len(far) // 2])
