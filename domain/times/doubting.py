"""What a claim of time is held against: the campaign's zone and period, and the file's arrival."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType

from domain.facts import Claim, ClaimClass
from domain.inspecting.exif_times import TimeText
from domain.words import Words

#: Why a claim is doubted, in words; `Claim.doubt` holds the code.
DOUBTS: Mapping[str, Words] = MappingProxyType(
    {
        "zero": Words(zh="没有写入时间", en="the clock field was left empty"),
        "impossible": Words(zh="不是有效的时间", en="not a possible time"),
        "gap": Words(zh="夏令时切换，该时刻不存在", en="skipped by the change to summer time"),
        "future": Words(zh="晚于收到文件的时间", en="later than the file's arrival"),
        "factory": Words(zh="像是相机的出厂日期", en="looks like a camera's factory date"),
        "too_old": Words(zh="早于 2005 年，时钟可能没有设置", en="before 2005, clock likely unset"),
        "after_save": Words(zh="晚于文件保存的日期", en="later than the day the file was saved"),
    }
)

#: Clocks differ: a moment this much after the arrival is still believed.
CLOCK_SLACK = timedelta(minutes=10)
#: An assumed zone may be off by as much as zones differ.
ZONE_SLACK = timedelta(hours=14)
#: No photo of an activity week is older; cameras that forgot their clock show such years.
OLDEST_YEAR = 2005
#: Clocks that cameras and phones start from (1 January of any year is looked for by itself).
FACTORY_DAYS = frozenset({date(1980, 1, 4), date(2002, 12, 8)})


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What claims are held against; `zone` and `period` are the campaign's."""

    zone: tzinfo
    received_at: datetime
    period: tuple[date, date] | None

    def claim(
        self, source: str, klass: ClaimClass, at: datetime, raw: str, *, zone_known: bool
    ) -> Claim:
        """A claim of an aware moment, doubted where it deserves it, shown in its own offset."""
        day = at.astimezone(self.zone).date()
        return Claim(
            source=source,
            klass=klass,
            at=at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))),
            day=day,
            zone_known=zone_known,
            raw=raw,
            doubt=self._doubt(at, zone_known),
        )

    def day_claim(self, source: str, day: date, raw: str) -> Claim:
        """A claim of a day alone, doubted where no camera can have been there."""
        claim = day_claim(source, day, raw)
        if day > (self.received_at + CLOCK_SLACK).astimezone(self.zone).date():
            return replace(claim, doubt="future")
        return replace(claim, doubt="too_old") if day.year < OLDEST_YEAR else claim

    def _doubt(self, at: datetime, zone_known: bool) -> str:
        slack = CLOCK_SLACK if zone_known else ZONE_SLACK
        if at > self.received_at + slack:
            return "future"
        if self._factory(at):
            return "factory"
        if at.year < OLDEST_YEAR:
            return "too_old"
        local = at.replace(tzinfo=None)
        if (
            not zone_known
            and at.astimezone(UTC).astimezone(self.zone).replace(tzinfo=None) != local
        ):
            return "gap"
        return ""

    def _factory(self, at: datetime) -> bool:
        day = at.date()
        if self.period and self.period[0] <= day <= self.period[1]:
            return False
        new_year = (day.month, day.day) == (1, 1) and at.time() < time(1)
        return (
            day in FACTORY_DAYS
            or new_year
            or (day.year < OLDEST_YEAR and day.month == day.day == 1)
        )


def day_claim(source: str, day: date, raw: str) -> Claim:
    """A claim of a day, as a person or a text says it."""
    return Claim(
        source=source,
        klass=ClaimClass.DAY,
        at=None,
        day=day,
        zone_known=True,
        raw=raw,
        doubt="",
    )


def after_save(claim: Claim, others: Iterable[Claim]) -> Claim:
    """The claim of a day, doubted when a copy was saved before that day."""
    saves = [c.day for c in others if c.klass is ClaimClass.SAVE and c.day and not c.doubt]
    late = claim.day is not None and bool(saves) and claim.day > min(saves)
    return replace(claim, doubt="after_save") if late and not claim.doubt else claim


def nothing(source: str, raw: str) -> Claim:
    """A claim that says no time: its field is empty or holds no date."""
    doubt = "impossible" if any(digit in raw for digit in "123456789") else "zero"
    return Claim(
        source=source,
        klass=ClaimClass.NONE,
        at=None,
        day=None,
        zone_known=False,
        raw=raw,
        doubt=doubt,
    )


def from_text(
    source: str, klass: ClaimClass, text: TimeText, bench: Bench, offset: timedelta | None
) -> Claim:
    """The claim of a tag's text, in its own offset or else in the campaign's zone."""
    if text.wall is None:
        return nothing(source, text.raw)
    zone = bench.zone if offset is None else timezone(offset)
    at = text.wall.replace(tzinfo=zone)
    return bench.claim(source, klass, at, text.raw, zone_known=offset is not None)


def in_zone(claim: Claim, bench: Bench) -> Claim:
    """The same moment, shown in the campaign's zone."""
    if claim.at is None:
        return claim
    at = claim.at.astimezone(bench.zone)
    return replace(claim, at=at.replace(tzinfo=timezone(at.utcoffset() or timedelta(0))))
