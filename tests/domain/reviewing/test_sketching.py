"""A sketch of the place against venues: metres, north above, and a scale one can read."""

from datetime import date

import pytest

from domain.campaign import Activity, Campaign
from domain.facts import Place
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.reviewing.sketching import LEAST_M, MOST_M, sketch

HERE = Place(lat=37.95, lon=110.99)


def _beside(east: float, north: float) -> MapPoint:
    """So many metres from HERE."""
    return MapPoint(
        lat=HERE.lat + north / 111_194.93,
        lon=HERE.lon + east / 111_194.93 / 0.78848,
        system=MapSystem.WGS84,
    )


def week(*venues: tuple[float, float]) -> Campaign:
    return Campaign(
        key="week",
        title="一周",
        theme="",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=(),
        deadline=None,
        units=(),
        activities=(
            Activity(key="a99", number=99, title="没有坐标"),
            *(
                Activity(
                    key=f"a{n}",
                    number=n,
                    title=f"活动{n}",
                    venue=f"地点{n}",
                    venue_at=_beside(east, north),
                )
                for n, (east, north) in enumerate(venues, 1)
            ),
        ),
    )


def test_venues_stand_nearest_first_with_their_metres_to_east_and_north():
    drawn = sketch(HERE, week((0, 900), (-300, 0)))
    first, second = drawn.marks
    assert (first.number, first.venue, first.east, first.north) == (2, "地点2", -300, 0)
    assert (second.metres, second.north, second.shown) == (900, 900, True)


def test_the_three_nearest_are_in_the_sketch_and_a_far_one_is_named_beside_it():
    drawn = sketch(HERE, week((0, 200), (0, 300), (400, 0), (30_000, 0)))
    assert 500 <= drawn.half < 510
    assert [mark.shown for mark in drawn.marks] == [True, True, True, False]


@pytest.mark.parametrize(
    ("metres", "bar"), [(40, 50), (400, 200), (4_000, 2_000), (33_000, 20_000)]
)
def test_the_bar_is_a_round_number_that_fits(metres, bar):
    drawn = sketch(HERE, week((0, metres)))
    assert drawn.bar == bar and drawn.bar < drawn.half


def test_without_venues_and_with_venues_beyond_all_bounds_there_is_still_a_sketch():
    assert (sketch(HERE, week()).half, sketch(HERE, week()).marks) == (LEAST_M, ())
    far = sketch(HERE, week((0, 200_000)))
    assert far.half == LEAST_M and not far.marks[0].shown
    assert far.marks[0].metres > MOST_M
