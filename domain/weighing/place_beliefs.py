"""Where activities take place, learnt from the places of pictures, and what a place says.

A place speaks for the activity that other pictures of the same spot show, and against one whose
pictures were all taken elsewhere. Where a unit is at home everything it sends was taken, which says
little, and what a unit took twice at one spot nothing: a school's pictures are all of the school.
No centre is fixed: the nearest pictures count, so that a few wrong ones move nothing.
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
#: An activity is at the venue that the plan names so often; what is said to show it and lies
#: further from there shows its venue as often as the plan is wrong.
TYPED_THERE, AWAY_M = 0.7, 1_000.0
#: A chance up to this is no witness of where an activity takes place.
UNSURE = 0.4
#: No place says more, and no witness of one that is sure; nor less.
MOST, LEAST = 60.0, 0.2


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where one occasion was taken."""

    place: Place
    unit: str


class Spots:
    """The geometry of a week's occasions, which does not change while they are weighed."""

    def __init__(self, spots: Sequence[Spot], venues: Sequence[Place | None]) -> None:
        """`venues` is what the plan says of each activity, None last."""
        self._venues = [venue is not None for venue in venues]
        county = _spread([each.place for each in spots]) if spots else 0.0
        near = [_near(n, spots) for n in range(len(spots))]
        #: What lies within a venue of each other, as pairs of their places in the row.
        self._together = [[m for m, far in each if far < 3 * VENUE_M] for each in near]
        self._from_venues = [
            [None if v is None else metres_between(spot.place, v) for v in venues] for spot in spots
        ]
        usual = [_usual(spot, spots, each, county) for spot, each in zip(spots, near, strict=True)]
        self._close = [
            [
                (m, min(MOST, _density(far, VENUE_M) / often))
                for m, far in each
                if far < 4 * VENUE_M and spots[m].unit != spots[n].unit
            ]
            for n, (each, often) in enumerate(zip(near, usual, strict=True))
        ]
        self._units = [each.unit for each in spots]
        self._typed = [
            [
                0.0 if far is None else TYPED * min(MOST, _density(far, VENUE_M) / often)
                for far in row
            ]
            for row, often in zip(self._from_venues, usual, strict=True)
        ]

    def say(self, shows: Sequence[Vector]) -> list[Vector]:
        """For each occasion what its place says of each activity, by the other occasions' places.

        `shows` is what each of them shows as chances, apart from its place: who is known by a
        place alone is no witness of another's, as two would vouch for each other.
        """
        if not shows:
            return []
        # What is hardly likelier than anything else shows nobody where an activity is; nor does
        # what was taken far from where the plan says that it is.
        sure = [
            [
                max(0.0, each - UNSURE) / (1 - UNSURE) * self._trusted(n, at)
                for at, each in enumerate(row)
            ]
            for n, row in enumerate(shows)
        ]
        all_ = [math.fsum(each) for each in zip(*sure, strict=True)]
        gathered = self._gathered(sure, all_)
        mine = {unit: self._of_unit(unit, sure) for unit in set(self._units)}
        others = [
            [total - own for total, own in zip(all_, mine[unit], strict=True)]
            for unit in self._units
        ]
        return [self._says(n, sure, others[n], gathered) for n in range(len(shows))]

    def _of_unit(self, unit: str, sure: Sequence[Vector]) -> Vector:
        own = [row for row, of in zip(sure, self._units, strict=True) if of == unit]
        return [math.fsum(each) for each in zip(*own, strict=True)]

    def _trusted(self, n: int, at: int) -> float:
        far = self._from_venues[n][at]
        return 1.0 if far is None or far <= AWAY_M else 1 - TYPED_THERE

    def _says(self, n: int, sure: Sequence[Vector], others_: Vector, gathered: Vector) -> Vector:
        said: Vector = []
        for at, named in enumerate(self._venues):
            here = math.fsum(sure[m][at] * ratio for m, ratio in self._close[n])
            others, together = others_[at], gathered[at]
            if named:
                here += self._typed[n][at]
                others += TYPED
                together = max(together, TYPED_THERE)
            ratio = min(MOST, max(LEAST, (UNKNOWN + here) / (UNKNOWN + others)))
            # Elsewhere than the rest speaks against it as far as the rest lies together.
            said.append(ratio if ratio >= 1 else ratio**together)
        # None of the plan's activities is anywhere.
        said[-1] = 1.0
        return said

    def _gathered(self, sure: Sequence[Vector], all_: Vector) -> Vector:
        """For each activity how much of what shows it lies at one spot."""
        found: Vector = []
        for at, total in enumerate(all_):
            pairs, together = 0.5, 0.0
            for row, mates in zip(sure, self._together, strict=True):
                if row[at] > 0:
                    pairs += row[at] * (total - row[at])
                    together += row[at] * math.fsum(sure[m][at] for m in mates)
            found.append(together / pairs)
        return found


def _near(n: int, spots: Sequence[Spot]) -> list[tuple[int, float]]:
    """The other occasions around one, and how far they are."""
    here = spots[n].place
    return [
        (m, far)
        for m, other in enumerate(spots)
        if m != n and (far := metres_between(here, other.place)) < 4 * HOME_M
    ]


def _usual(
    spot: Spot, spots: Sequence[Spot], near: Sequence[tuple[int, float]], county: float
) -> float:
    """How often a picture of this unit is taken around here, per square metre."""
    wide = _density(county / 2, county)
    mine = sum(each.unit == spot.unit for each in spots) - 1
    at_home = math.fsum(_density(far, HOME_M) for m, far in near if spots[m].unit == spot.unit)
    return (2 * wide + at_home) / (2 + mine)


def _density(far: float, spread: float) -> float:
    return math.exp(-((far / spread) ** 2) / 2) / (2 * math.pi * spread**2)


def _spread(places: Sequence[Place]) -> float:
    """How far a county's places lie from their middle, half of them nearer."""
    lat = sorted(each.lat for each in places)[len(places) // 2]
    lon = sorted(each.lon for each in places)[len(places) // 2]
    middle = Place(lat=lat, lon=lon)
    far = sorted(metres_between(middle, each) for each in places)
    return max(LEAST_COUNTY_M, far[len(far) // 2])
