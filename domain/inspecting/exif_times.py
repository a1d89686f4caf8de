"""Reads the time texts that exiftool prints, and the tags they are looked for in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: Tags of `exiftool -json -G1 -n -struct` that claims are made of, best first per source.
EXIF_ORIGINAL = "ExifIFD:DateTimeOriginal"
EXIF_DIGITIZED = "ExifIFD:CreateDate"
EXIF_MODIFIED = "IFD0:ModifyDate"
AVI_ORIGINAL = "RIFF:DateTimeOriginal"
GPS_DATE, GPS_TIME = "GPS:GPSDateStamp", "GPS:GPSTimeStamp"
QUICKTIME_DATES = (
    "Keys:CreationDate",
    "ItemList:ContentCreateDate",
    "UserData:ContentCreateDate",
    "UserData:DateTimeOriginal",
    # Camcorders of Sony keep an XML text beside the picture.
    "XML:CreationDateValue",
)
HEADER_DATES = (
    "QuickTime:CreateDate",
    # Some muxers leave the movie's date empty and write the track's.
    "Track1:MediaCreateDate",
    "Track1:TrackCreateDate",
    "Matroska:DateTimeOriginal",
    "Info:DateTimeOriginal",
)
XMP_DATES = (
    "XMP-exif:DateTimeOriginal",
    "XMP-photoshop:DateCreated",
    "XMP-exif:DateTimeDigitized",
    "XMP-xmp:CreateDate",
)
#: IPTC-IIM keeps day and time apart, as news agencies' cameras and desks write them.
IPTC_DATE, IPTC_TIME = "IPTC:DateCreated", "IPTC:TimeCreated"
#: The offset and the fraction of a second belong to one time text each.
OFFSETS = {
    EXIF_ORIGINAL: "ExifIFD:OffsetTimeOriginal",
    EXIF_DIGITIZED: "ExifIFD:OffsetTimeDigitized",
    EXIF_MODIFIED: "ExifIFD:OffsetTime",
}
FRACTIONS = {
    EXIF_ORIGINAL: "ExifIFD:SubSecTimeOriginal",
    EXIF_DIGITIZED: "ExifIFD:SubSecTimeDigitized",
    EXIF_MODIFIED: "ExifIFD:SubSecTime",
}
#: Every tag whose text is kept beside the claims.
TIME_TAGS = (
    *OFFSETS,
    *OFFSETS.values(),
    *FRACTIONS.values(),
    AVI_ORIGINAL,
    GPS_DATE,
    GPS_TIME,
    *QUICKTIME_DATES,
    *HEADER_DATES,
    *XMP_DATES,
    IPTC_DATE,
    IPTC_TIME,
)

#: Years that a clock inside a photo or clip can show; outside (0000, 1601, 1904) it says nothing.
FIRST_YEAR, LAST_YEAR = 1970, 2099
_LONGEST_TEXT = 64

_TIME = re.compile(
    r"\s*(?P<y>\d{4})[:\-/.](?P<m>\d{1,2})[:\-/.](?P<d>\d{1,2})[ T]+(?P<H>\d{1,2}):(?P<M>\d{2})"
    r"(?::(?P<S>\d{2})(?:[.,](?P<f>\d+))?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?\s*"
)
_DAY = re.compile(r"(?P<y>\d{4})[:\-/.](?P<m>\d{1,2})[:\-/.](?P<d>\d{1,2})")
_OFFSET = re.compile(r"\s*(?P<sign>[+-])?(?P<h>\d{1,2}):?(?P<m>\d{2})\s*")


@dataclass(frozen=True, kw_only=True)
class TimeText:
    """A time as a tag says it."""

    raw: str
    #: Naive wall-clock time to the millisecond; None when the digits are no time.
    wall: datetime | None
    #: What the text itself says of its zone; None when it says nothing.
    offset: timedelta | None


def tag_text(exif: Mapping[str, object], tag: str) -> str:
    """A tag's value as short text, empty when it is absent or no plain value."""
    value = exif.get(tag)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()[:_LONGEST_TEXT]


def read_time(exif: Mapping[str, object], tag: str) -> TimeText | None:
    """The time of a tag with its own fraction and offset tags; None when the tag is absent."""
    raw = tag_text(exif, tag)
    if not raw.strip(": "):
        return None
    match = _TIME.fullmatch(raw)
    if match is None:
        return TimeText(raw=raw, wall=None, offset=None) if len(raw) > 10 else None
    fraction = match["f"] or tag_text(exif, FRACTIONS.get(tag, ""))
    zone = match["zone"] or tag_text(exif, OFFSETS.get(tag, ""))
    return TimeText(raw=raw, wall=_wall(match, fraction), offset=read_offset(zone))


def read_gps_time(exif: Mapping[str, object]) -> TimeText | None:
    """Date and time of the GPS receiver, which are UTC; None unless both are there."""
    day, clock = tag_text(exif, GPS_DATE), tag_text(exif, GPS_TIME)
    if not day.strip(": ") or not clock.strip(": "):
        return None
    raw = f"{day} {clock}"
    match = _TIME.fullmatch(raw)
    wall = _wall(match, match["f"]) if match else None
    return TimeText(raw=raw, wall=wall, offset=timedelta(0))


def read_iptc_time(exif: Mapping[str, object]) -> TimeText | None:
    """IPTC's day with its time; None unless both are there: a time alone says nothing."""
    day, clock = tag_text(exif, IPTC_DATE), tag_text(exif, IPTC_TIME)
    if not day.strip(": ") or not clock.strip(": "):
        return None
    raw = f"{day} {clock}"
    match = _TIME.fullmatch(raw)
    wall = _wall(match, match["f"]) if match else None
    return TimeText(raw=raw, wall=wall, offset=read_offset(match["zone"] if match else None))


def read_day(text: str) -> date | None:
    """`2024:05:28` or `2024-05-28` alone as a day; None for anything else."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(*(int(match[key]) for key in "ymd"))  # type: ignore[arg-type] # three ints
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _wall(match: re.Match[str], fraction: str | None) -> datetime | None:
    digits = fraction if fraction and fraction.isdecimal() and fraction.isascii() else ""
    numbers = [int(match[key] or 0) for key in "ymdHMS"]
    millis = int(digits[:3].ljust(3, "0")) if digits else 0
    try:
        wall = datetime(*numbers, millis * 1000)  # type: ignore[arg-type] # six ints
    except ValueError:
        return None
    return wall if FIRST_YEAR <= wall.year <= LAST_YEAR else None


def read_offset(text: str | None) -> timedelta | None:
    """`+08:00`, `Z` or `-0930` as an offset; None for anything else or beyond 14 hours."""
    if not text:
        return None
    if text.strip().upper() == "Z":
        return timedelta(0)
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    size = timedelta(hours=int(match["h"]), minutes=int(match["m"]))
    if size > timedelta(hours=14) or int(match["m"]) > 59:
        return None
    return -size if match["sign"] == "-" else size
