"""How a photo was exposed, as its camera wrote it; never a serial number or an owner's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

#: Longest lens name that is kept.
_LONGEST = 80
#: Exposures from this many seconds on are said in seconds, shorter ones as 1/n.
_IN_SECONDS = 0.3


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """Texts as a photographer reads them; None where the camera wrote nothing usable."""

    #: Name of the lens.
    lens: str | None = None
    #: "1/125 s", "2 s".
    shutter: str | None = None
    #: "f/1.8".
    aperture: str | None = None
    iso: int | None = None
    #: "6.9 mm", with "(27 mm)" behind it where the camera says what it equals on 35 mm film.
    focal: str | None = None


def exposure_from(exif: Mapping[str, object]) -> Exposure | None:
    """From exiftool's `-json -G1 -n`; None when nothing of it is there."""
    found = Exposure(
        lens=_text(exif.get("ExifIFD:LensModel")) or _text(exif.get("XMP-aux:Lens")),
        shutter=_shutter(_number(exif.get("ExifIFD:ExposureTime"))),
        aperture=_aperture(_number(exif.get("ExifIFD:FNumber"))),
        iso=_iso(_number(exif.get("ExifIFD:ISO"))),
        focal=_focal(exif),
    )
    return None if found == Exposure() else found


def _shutter(seconds: float | None) -> str | None:
    if seconds is None or seconds > 3600:
        return None
    if seconds >= _IN_SECONDS:
        return f"{_short(seconds)} s"
    part = Fraction(seconds).limit_denominator(16_000)
    return f"1/{round(1 / part)} s" if part else None


def _aperture(number: float | None) -> str | None:
    return None if number is None or number > 128 else f"f/{_short(number)}"


def _iso(number: float | None) -> int | None:
    return None if number is None or number > 10_000_000 else round(number)


def _focal(exif: Mapping[str, object]) -> str | None:
    real = _number(exif.get("ExifIFD:FocalLength"))
    equal = _number(exif.get("ExifIFD:FocalLengthIn35mmFormat"))
    if real is None or real > 10_000:
        return None
    own = f"{_short(real)} mm"
    return own if equal is None or round(equal) == round(real) else f"{own} ({round(equal)} mm)"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _number(value: object) -> float | None:
    """Above zero and finite; a text that is a number counts."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 < number < float("inf") else None


def _text(value: object) -> str | None:
    """One line without control characters; "----" is what some cameras write for none."""
    if not isinstance(value, str):
        return None
    line = " ".join("".join(each if each.isprintable() else " " for each in value).split())
    return line[:_LONGEST] if any(each.isalnum() for each in line) else None
