"""Where a file says it was taken, if that can be a place on Earth at all."""

import math
import re
from collections.abc import Mapping

from domain.facts import Place

_PAIR = re.compile(r"\s*(?P<lat>[+-]?\d+(?:\.\d+)?)[ ,]+(?P<lon>[+-]?\d+(?:\.\d+)?)(?:[ ,].*)?")
#: Tags that hold "lat lon [altitude]" in one text.
_PAIR_TAGS = ("Keys:GPSCoordinates", "ItemList:GPSCoordinates", "UserData:GPSCoordinates")


def place_from(exif: Mapping[str, object]) -> Place | None:
    """WGS-84 place from exiftool's tags (-n); None for 0,0, out of range or half a pair.

    The equator and the prime meridian stay: only both zero together mean "no fix".
    """
    signed = _place(exif.get("Composite:GPSLatitude"), exif.get("Composite:GPSLongitude"))
    if signed is not None:
        return signed
    for tag in _PAIR_TAGS:
        match = _PAIR.fullmatch(str(exif.get(tag, "")))
        place = _place(match["lat"], match["lon"]) if match else None
        if place is not None:
            return place
    return None


def _place(lat: object, lon: object) -> Place | None:
    north, east = _degrees(lat), _degrees(lon)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None
    if north == 0 and east == 0:
        return None
    return Place(lat=north, lon=east)


def _degrees(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        degrees = float(value)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) else None
