"""The date court: every statement that a file, its name and its sender make about its time."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from domain.facts import Claim, ClaimClass
from domain.inspecting.exif_times import (
    AVI_ORIGINAL,
    EXIF_DIGITIZED,
    EXIF_MODIFIED,
    EXIF_ORIGINAL,
    HEADER_DATES,
    IPTC_DATE,
    QUICKTIME_DATES,
    XMP_DATES,
    TimeText,
    read_day,
    read_gps_time,
    read_iptc_time,
    read_time,
    tag_text,
)
from domain.inspecting.places import place_from
from domain.times.doubting import (
    CLOCK_SLACK,
    DOUBTS,
    Bench,
    after_save,
    day_claim,
    from_text,
    in_zone,
    nothing,
)
from domain.times.name_times import named_by_chat, time_in_name
from domain.times.verdict import Verdict, verdict

__all__ = ["DOUBTS", "Verdict", "claims_from", "verdict"]

#: A GPS fix may be this much older or newer than the shutter.
FIX_SLACK = timedelta(minutes=5)
#: A header is written this long after recording ended, beside the recording's own length.
WRITE_SLACK = timedelta(minutes=3)
#: Offsets in use on Earth, in quarter hours.
_QUARTERS = frozenset(range(-48, 57, 4)).union(
    (-38, -14, -10, 14, 18, 22, 23, 26, 35, 38, 42, 51, 55)
)
_EDITORS = re.compile(
    r"premiere|media encoder|after effects|final cut|davinci|剪映|capcut|jianying|videofusion",
    re.IGNORECASE,
)
_SOFTWARE = ("XMP-xmp:CreatorTool", "Keys:Software", "ItemList:Encoder", "UserData:SoftwareVersion")
#: A clip's dates are those of its export when a chat tool or an editing program wrote it.
_SAVE_IF = {True: ClaimClass.SAVE, False: ClaimClass.CAPTURE}


def claims_from(
    exif: Mapping[str, object],
    name: str,
    *,
    modified_ms: int | None,
    sender_day: date | None,
    received_at: datetime,
    zone: tzinfo,
    period: tuple[date, date] | None = None,
    duration_ms: int | None = None,
) -> tuple[Claim, ...]:
    """All statements about when a file was taken, the strongest kinds first.

    `exif` is exiftool's `-json -G1 -n -struct` of the file, without `-api QuickTimeUTC`;
    `modified_ms` the last-modified that the phone told; `received_at` aware; `zone` and `period`
    are the campaign's; `duration_ms` a clip's length. Never raises on odd tags or names.
    """
    bench = Bench(zone=zone, received_at=received_at, period=period)
    saved = _modified(modified_ms, bench)
    named = _named(name, bench)
    header = _header(exif, name, bench, _witnesses(named, saved), duration_ms)
    claims = [
        *_camera(exif, bench),
        *_gps(exif, bench),
        *_tagged(exif, QUICKTIME_DATES, "quicktime", ClaimClass.CAPTURE, bench),
        *(_confirmed(claim, header, duration_ms) for claim in named),
        *header,
        *_described(exif, bench),
        *saved,
        bench.claim(
            "upload", ClaimClass.SAVE, received_at, received_at.isoformat(), zone_known=True
        ),
    ]
    claims += _sender(sender_day)
    return tuple(after_save(c, claims) if c.klass is ClaimClass.DAY else c for c in claims)


def _camera(exif: Mapping[str, object], bench: Bench) -> list[Claim]:
    """EXIF's own dates; digitised and modified only where they say something else."""
    original = read_time(exif, EXIF_ORIGINAL) or read_time(exif, AVI_ORIGINAL)
    claims: list[Claim] = []
    seen: set[str] = set()
    for source, klass, text in (
        ("exif", ClaimClass.CAPTURE, original),
        ("exif_digitized", ClaimClass.CAPTURE, read_time(exif, EXIF_DIGITIZED)),
        ("exif_modified", ClaimClass.SAVE, read_time(exif, EXIF_MODIFIED)),
    ):
        if text is None or text.raw[:19] in seen:
            continue
        seen.add(text.raw[:19])
        offset = _own_offset(exif, text) if text.wall else None
        claims.append(from_text(source, klass, text, bench, offset))
    return claims


def _own_offset(exif: Mapping[str, object], text: TimeText) -> timedelta | None:
    """The offset beside the same wall time, else the one that GPS time shows."""
    if text.offset is not None:
        return text.offset
    for tag in (EXIF_DIGITIZED, EXIF_MODIFIED):
        other = read_time(exif, tag)
        if other and other.wall == text.wall and other.offset is not None:
            return other.offset
    return _offset_by_gps(exif, text.wall)


def _offset_by_gps(exif: Mapping[str, object], wall: datetime | None) -> timedelta | None:
    gps = read_gps_time(exif)
    if wall is None or gps is None or gps.wall is None:
        return None
    apart = wall - gps.wall
    quarters = round(apart / timedelta(minutes=15))
    offset = timedelta(minutes=15) * quarters
    if quarters not in _QUARTERS or abs(apart - offset) > FIX_SLACK:
        return None
    place = place_from(exif)
    if place is None:
        # Some phones write local time into the GPS tags: without a place, zero proves nothing.
        return offset or None
    # Zones lie within four hours of their meridian (the west of China uses +08:00 at 73°).
    return offset if abs(offset / timedelta(hours=1) - place.lon / 15) <= 4 else None


def _gps(exif: Mapping[str, object], bench: Bench) -> list[Claim]:
    text = read_gps_time(exif)
    if text is None:
        return []
    claim = from_text("gps", ClaimClass.CAPTURE, text, bench, timedelta(0))
    return [in_zone(claim, bench)]


def _tagged(
    exif: Mapping[str, object],
    tags: tuple[str, ...],
    source: str,
    klass: ClaimClass,
    bench: Bench,
) -> list[Claim]:
    for tag in tags:
        text = read_time(exif, tag)
        if text is not None:
            return [from_text(source, klass, text, bench, text.offset)]
    return []


def _described(exif: Mapping[str, object], bench: Bench) -> list[Claim]:
    """What XMP and IPTC say, each of the moment or else of the day alone."""
    klass = _SAVE_IF[_edited(exif)]
    claims = _tagged(exif, XMP_DATES, "xmp", klass, bench)
    claims = claims or _days(exif, XMP_DATES, "xmp", bench)
    text = read_iptc_time(exif)
    if text is None:
        return [*claims, *_days(exif, (IPTC_DATE,), "iptc", bench)]
    return [*claims, from_text("iptc", klass, text, bench, text.offset)]


def _days(
    exif: Mapping[str, object], tags: tuple[str, ...], source: str, bench: Bench
) -> list[Claim]:
    texts = (tag_text(exif, tag) for tag in tags)
    found = next(((text, day) for text in texts if (day := read_day(text))), None)
    return [bench.day_claim(source, found[1], found[0])] if found else []


def _named(name: str, bench: Bench) -> list[Claim]:
    found = time_in_name(name)
    if found is None:
        return []
    if found.moment is not None and found.klass is ClaimClass.DAY:
        return [bench.day_claim("file_name", found.moment.date(), found.raw)]
    if found.moment is None:
        none = nothing("file_name", found.raw)
        return [none if found.impossible else replace(none, doubt="")]
    known = found.moment.tzinfo is not None
    at = found.moment if known else found.moment.replace(tzinfo=bench.zone)
    claim = bench.claim("file_name", found.klass, at, found.raw, zone_known=known)
    return [in_zone(claim, bench)]


def _modified(modified_ms: int | None, bench: Bench) -> list[Claim]:
    if modified_ms is None:
        return []
    raw = str(modified_ms)
    if not 0 < modified_ms < 4_102_444_800_000:  # 2100
        return [nothing("modified", raw)]
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=modified_ms)
    return [in_zone(bench.claim("modified", ClaimClass.SAVE, at, raw, zone_known=True), bench)]


def _witnesses(named: list[Claim], saved: list[Claim]) -> list[datetime]:
    return [
        claim.at
        for claim in (*named, *saved)
        if claim.at and not claim.doubt and (claim.klass is ClaimClass.CAPTURE or claim in saved)
    ]


def _header(
    exif: Mapping[str, object],
    name: str,
    bench: Bench,
    witnesses: list[datetime],
    duration_ms: int | None,
) -> list[Claim]:
    """The container's creation time: UTC by the standard, local time by some phones.

    Phones write it near the end of recording.
    """
    texts = [text for tag in HEADER_DATES if (text := read_time(exif, tag)) is not None]
    if not texts:
        return []
    text = next((each for each in texts if each.wall is not None), texts[0])
    if text.wall is None:
        return [nothing("mvhd", text.raw)]
    klass = _SAVE_IF[_edited(exif) or named_by_chat(name)]
    utc = text.wall.replace(tzinfo=UTC)
    local = text.wall.replace(tzinfo=bench.zone)
    known = text.offset is not None or not _wrote_local(utc, local, bench, witnesses, duration_ms)
    claim = bench.claim("mvhd", klass, utc if known else local, text.raw, zone_known=known)
    return [in_zone(claim, bench)]


def _edited(exif: Mapping[str, object]) -> bool:
    return any(_EDITORS.search(tag_text(exif, tag)) for tag in _SOFTWARE)


def _wrote_local(
    utc: datetime,
    local: datetime,
    bench: Bench,
    witnesses: list[datetime],
    duration_ms: int | None,
) -> bool:
    if any(_near(utc, seen, duration_ms) for seen in witnesses):
        return False
    if any(_near(local, seen, duration_ms) for seen in witnesses):
        return True
    return utc > bench.received_at + CLOCK_SLACK >= local


def _near(header: datetime, seen: datetime, duration_ms: int | None) -> bool:
    return abs(header - seen) <= WRITE_SLACK + timedelta(milliseconds=duration_ms or 0)


def _confirmed(claim: Claim, header: list[Claim], duration_ms: int | None) -> Claim:
    """A local time in a name is sure of its zone when the header's UTC says the same moment."""
    for other in header:
        if claim.at and other.at and other.zone_known and _near(other.at, claim.at, duration_ms):
            return replace(claim, zone_known=True)
    return claim


def _sender(sender_day: date | None) -> list[Claim]:
    if sender_day is None:
        return []
    return [day_claim("sender_day", sender_day, sender_day.isoformat())]
