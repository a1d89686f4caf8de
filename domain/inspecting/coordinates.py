"""Places on Chinese maps: GCJ-02 (Amap, Tencent) and BD-09 (Baidu) to WGS-84 and back.

Venues are picked on such maps, cameras write WGS-84; in Lin county the two lie 534 m (GCJ-02) and
1,336 m (BD-09) apart. The offset of GCJ-02 is a published approximation that every map library
uses; the inverse is found by iteration, since the usual one-step inverse is metres off.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from domain.campaign_checks import broken
from domain.facts import Place


class MapSystem(StrEnum):
    WGS84 = "wgs84"
    #: Amap, Tencent, the phone maps in China.
    GCJ02 = "gcj02"
    #: Baidu.
    BD09 = "bd09"


@dataclass(frozen=True, kw_only=True)
class MapPoint:
    """Coordinates as a map showed them, with the map's system; raises BrokenInput."""

    #: Degrees in `system`, north and east positive.
    lat: float
    lon: float
    system: MapSystem

    def __post_init__(self) -> None:
        if not (abs(self.lat) <= 90 and abs(self.lon) <= 180):
            raise broken(
                f"经纬度 {self.lat}, {self.lon} 超出范围，lat 是纬度，lon 是经度",
                f"{self.lat}, {self.lon} is no place: lat is the latitude, lon the longitude",
            )

    @property
    def place(self) -> Place:
        """The same place in WGS-84."""
        if self.system is MapSystem.WGS84:
            return Place(lat=self.lat, lon=self.lon)
        lat, lon = _inverse(_FORWARD[self.system], (self.lat, self.lon))
        return Place(lat=lat, lon=lon)


def on_map(place: Place, system: MapSystem) -> MapPoint:
    """Where a map of that system shows a place."""
    lat, lon = (place.lat, place.lon)
    if system is not MapSystem.WGS84:
        lat, lon = _FORWARD[system]((lat, lon))
    return MapPoint(lat=lat, lon=lon, system=system)


def metres_between(one: Place, other: Place) -> float:
    """Great-circle distance (haversine, sphere of 6,371 km; within 0.6 % of the ellipsoid)."""
    north, south = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((north - south) / 2) ** 2
    turn = math.sin(math.radians(one.lon - other.lon) / 2) ** 2
    share = half + math.cos(north) * math.cos(south) * turn
    return 2 * 6_371_000 * math.asin(math.sqrt(min(1.0, share)))


_Degrees = tuple[float, float]

#: Krasovsky 1940: semi-major axis in metres and squared eccentricity, as GCJ-02 uses them.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943
#: Maps shift only what lies in this box (lat, lon); Hong Kong and Taiwan lie in it too.
_SHIFTED = ((0.8293, 55.8271), (72.004, 137.8347))
#: Degrees left of the iteration: a tenth of a millimetre is 9e-10.
_EXACT, _MOST_STEPS = 1e-10, 60


def _to_gcj(at: _Degrees) -> _Degrees:
    lat, lon = at
    (south, north), (west, east) = _SHIFTED
    if not (south <= lat <= north and west <= lon <= east):
        return at
    y, x = _offsets(lon - 105.0, lat - 35.0)
    sine = math.sin(math.radians(lat))
    curve = 1 - _ECCENTRICITY * sine * sine
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (curve * math.sqrt(curve))
    metres_east = _AXIS / math.sqrt(curve) * math.cos(math.radians(lat))
    return lat + math.degrees(y / metres_north), lon + math.degrees(x / metres_east)


def _offsets(x: float, y: float) -> tuple[float, float]:
    """Metres to the north and to the east, at so many degrees from 35° N 105° E."""
    root = math.sqrt(abs(x))
    waves = _waves((20.0, 6 * x), (20.0, 2 * x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += waves + _waves((20.0, y), (40.0, y / 3)) + _waves((160.0, y / 12), (320.0, y / 30))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += waves + _waves((20.0, x), (40.0, x / 3)) + _waves((150.0, x / 12), (300.0, x / 30))
    return north, east


def _waves(*terms: tuple[float, float]) -> float:
    return sum(height * math.sin(angle * math.pi) for height, angle in terms) * 2 / 3


#: Baidu turns and stretches GCJ-02 by waves of this frequency and shifts it.
_BAIDU = math.pi * 3000 / 180
_BAIDU_LAT, _BAIDU_LON = 0.006, 0.0065


def _to_bd(at: _Degrees) -> _Degrees:
    lat, lon = _to_gcj(at)
    far = math.hypot(lon, lat) + 0.00002 * math.sin(lat * _BAIDU)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * _BAIDU)
    return far * math.sin(angle) + _BAIDU_LAT, far * math.cos(angle) + _BAIDU_LON


_FORWARD: dict[MapSystem, Callable[[_Degrees], _Degrees]] = {
    MapSystem.GCJ02: _to_gcj,
    MapSystem.BD09: _to_bd,
}


def _inverse(forward: Callable[[_Degrees], _Degrees], shown: _Degrees) -> _Degrees:
    """What `forward` maps onto `shown`: the shift changes by under 1 % of the way, so steps by the
    whole rest come nearer by a hundred times each."""
    lat, lon = shown
    for _ in range(_MOST_STEPS):
        there = forward((lat, lon))
        north, east = shown[0] - there[0], shown[1] - there[1]
        lat, lon = lat + north, lon + east
        if max(abs(north), abs(east)) < _EXACT:
            break
    return lat, lon
