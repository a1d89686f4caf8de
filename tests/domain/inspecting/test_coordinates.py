"""Coordinates of Chinese maps beside published values, and back within a millimetre."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import campaign_changes
from domain.errors import BrokenInput
from domain.facts import Place
from domain.inspecting.coordinates import MapPoint, MapSystem, metres_between, on_map

#: The county seat of Lin county, Shanxi.
LINXIAN = Place(lat=37.9513, lon=110.9879)
SHIFTED = (MapSystem.GCJ02, MapSystem.BD09)
china = st.builds(Place, lat=st.floats(3.5, 53.5), lon=st.floats(73.5, 135.0))


def moved(place: Place, system: MapSystem) -> float:
    """Metres by which a map of that system shows a place beside itself."""
    shown = on_map(place, system)
    return metres_between(place, Place(lat=shown.lat, lon=shown.lon))


def test_a_place_in_beijing_is_shown_where_other_libraries_show_it():
    shown = on_map(Place(lat=39.915, lon=116.404), MapSystem.GCJ02)
    assert (shown.lat, shown.lon) == pytest.approx(
        (39.91640428150164, 116.41024449916938), abs=1e-11
    )
    baidu = on_map(
        MapPoint(lat=39.90865673957631, lon=116.39762729119315, system=MapSystem.GCJ02).place,
        MapSystem.BD09,
    )
    assert (baidu.lat, baidu.lon) == pytest.approx((39.915, 116.404), abs=1e-5)


def test_in_lin_county_the_maps_are_half_a_kilometre_and_more_beside_the_camera():
    assert moved(LINXIAN, MapSystem.WGS84) == 0
    assert moved(LINXIAN, MapSystem.GCJ02) == pytest.approx(533, abs=3)
    assert moved(LINXIAN, MapSystem.BD09) == pytest.approx(1334, abs=4)


@given(china, st.sampled_from(SHIFTED))
def test_every_place_in_china_comes_back_within_a_millimetre(place, system):
    assert metres_between(on_map(place, system).place, place) < 0.001


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(list(MapSystem)))
def test_any_point_of_any_map_is_some_place(lat, lon, system):
    place = MapPoint(lat=lat, lon=lon, system=system).place
    assert metres_between(place, Place(lat=lat, lon=lon)) < 4_000


@pytest.mark.parametrize("place", [Place(lat=48.2, lon=16.37), Place(lat=-33.9, lon=151.2)])
def test_outside_china_amaps_coordinates_are_wgs84(place):
    assert MapPoint(lat=place.lat, lon=place.lon, system=MapSystem.GCJ02).place == place


@pytest.mark.parametrize(("lat", "lon"), [(110.9879, 37.9513), (37.95, 181.0), (float("nan"), 1.0)])
def test_latitude_and_longitude_that_were_exchanged_are_refused(lat, lon):
    with pytest.raises(BrokenInput):
        MapPoint(lat=lat, lon=lon, system=MapSystem.BD09)


def test_a_degree_of_latitude_is_111_km():
    assert metres_between(Place(lat=37, lon=111), Place(lat=38, lon=111)) == pytest.approx(
        111_195, abs=5
    )


def test_a_changed_venue_is_told_with_its_map(week):
    plan = week.campaign()
    point = MapPoint(lat=37.9513, lon=110.9879, system=MapSystem.GCJ02)
    first, *rest = plan.activities
    placed = replace(plan, activities=(replace(first, venue_at=point), *rest))
    (change,) = campaign_changes(plan, placed)
    assert change.words.zh.endswith("的地点坐标：（无） → 37.9513, 110.9879 (gcj02)")
