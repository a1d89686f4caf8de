"""What the rest of a sending says of one file's time: a camera's wrong clock, and a shared day."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from domain.facts import Claim, ClaimClass, Kind
from domain.times.doubting import Bench, after_save
from domain.times.verdict import verdict

#: Sources of the claims that are made here; they are made again whenever the sending grows.
FOUND_LATER = frozenset({"camera_clock", "neighbours"})
#: A clock that is off by less shows the right day and part of day.
LEAST_OFF = timedelta(minutes=2)
#: Satellite times of one camera must agree so well about its clock, and so many files must say so:
#: one fix may be an hour old.
AGREE, FEWEST_WITNESSES = timedelta(minutes=2), 2
#: So many others must share a day before it is said of a file that knows none.
FEWEST_NEIGHBOURS = 3

_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d{3,6})\D*$")


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of a sending, as far as the others go."""

    #: Asset id.
    id: str
    name: str
    camera: str | None
    received_at: datetime
    claims: tuple[Claim, ...]
    #: None for a sidecar, which holds no picture and is no witness.
    kind: Kind | None = Kind.PHOTO
    duration_ms: int | None = None
    content_id: str | None = None
    #: Asset id of the file that it is known to belong to, see domain/arriving/pairs.py.
    belongs_to: str | None = None
    #: Of the asset when it was heard.
    version: int = 1

    @property
    def own(self) -> tuple[Claim, ...]:
        """What the file and its sender say, without what was found out here."""
        return tuple(claim for claim in self.claims if claim.source not in FOUND_LATER)

    def claim(self, source: str) -> Claim | None:
        return next((claim for claim in self.claims if claim.source == source), None)


def judged_together(members: Sequence[Member], bench: Bench) -> dict[str, tuple[Claim, ...]]:
    """Asset id -> all its claims, of the members whose claims the sending changes.

    `bench` gives the campaign's zone and period. The order of members does not matter, and judging
    twice changes nothing more.
    """
    clocks = clocks_off(members, bench)
    timed = {each.id: (*each.own, *_by_clock(each, clocks, bench)) for each in members}
    days = {id_: _day_of(claims) for id_, claims in timed.items()}
    shared, rows = _shared_day(days.values()), _rows(members, days)
    found: dict[str, tuple[Claim, ...]] = {}
    for each in members:
        claims = timed[each.id]
        if days[each.id] is None:
            claims = (*claims, *_by_neighbours(each, rows, shared, bench))
        if claims != each.claims:
            found[each.id] = claims
    return found


def clocks_off(members: Iterable[Member], bench: Bench) -> dict[str, timedelta]:
    """Camera -> what must be added to its clock, for cameras that satellites prove wrong.

    The clock is read in the campaign's zone, as that of a file without offset is.
    """
    seen: dict[str, dict[datetime, timedelta]] = {}
    for each in members:
        gps, exif = each.claim("gps"), each.claim("exif")
        if each.camera and gps and gps.at and not gps.doubt and exif and exif.at:
            wall = exif.at.replace(tzinfo=bench.zone)
            # One fix that several photos carry is one witness.
            seen.setdefault(each.camera, {})[gps.at] = gps.at - wall
    off = {camera: _agreed(list(said.values())) for camera, said in seen.items()}
    return {camera: by for camera, by in off.items() if by is not None and abs(by) >= LEAST_OFF}


def _agreed(said: list[timedelta]) -> timedelta | None:
    """The middle of what the witnesses say; None when too few agree."""
    middle = timedelta(seconds=round(median(each.total_seconds() for each in said)))
    agreeing = sum(abs(each - middle) <= AGREE for each in said)
    return middle if agreeing >= max(FEWEST_WITNESSES, len(said) // 2 + 1) else None


def _by_clock(member: Member, clocks: dict[str, timedelta], bench: Bench) -> list[Claim]:
    """The moment that the camera would have written with the right clock."""
    exif = member.claim("exif")
    off = clocks.get(member.camera or "")
    # A clock with its own offset says what it means; of GPS the file itself has the better word.
    if exif is None or exif.at is None or off is None or exif.zone_known:
        return []
    gps = member.claim("gps")
    at = gps.at if gps and gps.at and not gps.doubt else exif.at + off
    here = replace(bench, received_at=member.received_at)
    return [here.claim("camera_clock", ClaimClass.CAPTURE, at, exif.raw, zone_known=True)]


def _day_of(claims: Iterable[Claim]) -> date | None:
    """The day that a clock shows; a day that is only said counts for its own file alone."""
    ruling = verdict(claims)
    return ruling.day if ruling.taken_class is ClaimClass.CAPTURE else None


def _shared_day(days: Iterable[date | None]) -> tuple[date, int] | None:
    """The day of all that know theirs, with their number; None when there are several or few."""
    known = [day for day in days if day is not None]
    return (
        (known[0], len(known)) if len(known) >= FEWEST_NEIGHBOURS and len(set(known)) == 1 else None
    )


def _by_neighbours(
    member: Member, rows: "_Rows", shared: tuple[date, int] | None, bench: Bench
) -> list[Claim]:
    between = _between(member, rows)
    if between is not None:
        day, raw = between
    elif shared is not None:
        day, raw = shared[0], str(shared[1])
    else:
        return []
    here = replace(bench, received_at=member.received_at)
    return [after_save(here.day_claim("neighbours", day, raw), member.own)]


#: Letters before the running number -> number, name and day of the files that know theirs, sorted.
_Rows = dict[str, list[tuple[int, str, date]]]


def _rows(members: Iterable[Member], days: dict[str, date | None]) -> _Rows:
    rows: _Rows = {}
    for each in members:
        stem, number = _number_of(each.name)
        if stem and (day := days[each.id]) is not None:
            rows.setdefault(stem, []).append((number, each.name, day))
    for row in rows.values():
        row.sort()
    return rows


def _between(member: Member, rows: _Rows) -> tuple[date, str] | None:
    """The day of the numbers before and after ("IMG_0041" and "IMG_0043"), when it is one."""
    stem, number = _number_of(member.name)
    row = rows.get(stem, [])
    before = bisect_left(row, number, key=lambda each: each[0]) - 1
    after = bisect_right(row, number, key=lambda each: each[0])
    if before < 0 or after >= len(row) or row[before][2] != row[after][2]:
        return None
    return row[before][2], f"{row[before][1]} … {row[after][1]}"


def _number_of(name: str) -> tuple[str, int]:
    """Letters before a camera's running number, and the number; "" where the name has none."""
    match = _NUMBERED.fullmatch(name.rpartition(".")[0])
    stem = match["stem"] if match else ""
    # Digits before the number are a date's: such names speak for themselves.
    return (stem, int(match["number"])) if match and stem and not stem.isdecimal() else ("", 0)
