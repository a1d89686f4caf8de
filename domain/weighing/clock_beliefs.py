"""By how much a camera's clock is off, weighed by all that it took.

A camera has one clock: its occasions must fall on days and parts of days of what they show, before
they were sent, and on the days that senders say. One that is right shows all of that at once; one
that is a day late shows it a day late.
"""

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.weighing.beliefs import Vector, dot, mixed, normed
from domain.weighing.day_beliefs import Calendar

#: Of clocks that are wrong so many are off by whole days, one day twice as often as two; by half a
#: day; by the zone's hours, set to UTC; were never set, so that any day of the week is as likely;
#: or tell nothing at all.
BY_DAYS, BY_HALF_A_DAY, BY_THE_ZONE, NEVER_SET, LOST = 0.35, 0.15, 0.15, 0.2, 0.15
_DAYS = 7
_HOUR = datetime.timedelta(hours=1)
_DAY = datetime.timedelta(days=1)
#: From so far outside the week a clock may never have been set.
_UNSET = 10
#: What a clock shows of one occasion says nothing so often: files that were edited or sent along.
_STRAY = 0.015


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One occasion as its camera's clock shows it."""

    #: On the campaign's clock, without zone.
    at: datetime.datetime
    #: Satellites or the file's own evidence prove the moment.
    proven: bool
    #: How likely that day is by what was said of its sending and when that came.
    day: Callable[[datetime.date], float]
    #: Its part of one occasion's word on the clock.
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What is known of one camera's clock."""

    #: How much is to be added -> chance; None where it says nothing.
    off: Mapping[datetime.timedelta | None, float]
    #: For each occasion what its time says of an activity, by all other occasions' word.
    says: Sequence[Vector]
    #: For each occasion the days it may be of.
    days: Sequence[Mapping[datetime.date, float]]


def clock_of(
    shown: Sequence[Shown],
    others: Sequence[Vector],
    calendar: Calendar,
    wrong: float,
) -> Clock:
    """The clock by all its occasions; `others` is what each shows apart from its time.

    `wrong` is how often clocks are wrong in this week.
    """
    size = len(calendar.parts)
    offs = offsets(shown, calendar, wrong)
    rows = [[_says(each, off, calendar, size) for each in shown] for off in offs]
    fits = [[dot(vector, other) for vector, other in zip(row, others, strict=True)] for row in rows]
    logs = [
        math.log(chance)
        + math.fsum(
            each.share * math.log(max(fits_, 1e-300))
            for each, fits_ in zip(shown, fit, strict=True)
        )
        for chance, fit in zip(offs.values(), fits, strict=True)
    ]
    whole = _shares(logs)
    says: list[Vector] = []
    for n, each in enumerate(shown):
        without = _shares(
            [
                log - each.share * math.log(max(fit[n], 1e-300))
                for log, fit in zip(logs, fits, strict=True)
            ]
        )
        vector = mixed(zip(without, [row[n] for row in rows], strict=True), size)
        says.append([chance / max(vector) for chance in vector])
    off = dict(zip(offs, whole, strict=True))
    # How well each offset fits an occasion given what it shows is in `whole` already.
    days = [_days(each, off, other, calendar) for each, other in zip(shown, others, strict=True)]
    return Clock(off=off, says=says, days=days)


def offsets(
    shown: Sequence[Shown], calendar: Calendar, wrong: float
) -> dict[datetime.timedelta | None, float]:
    """All by which a clock may be off, with the chance of each before anything is heard."""
    found: dict[datetime.timedelta | None, float] = {datetime.timedelta(0): 1 - wrong}

    def add(off: datetime.timedelta | None, chance: float) -> None:
        found[off] = found.get(off, 0.0) + wrong * chance

    weights = {n: 2.0 ** -abs(n) for n in range(-_DAYS, _DAYS + 1) if n}
    for days, weight in weights.items():
        add(days * _DAY, BY_DAYS * weight / math.fsum(weights.values()))
    for sign in (-1, 1):
        add(sign * 12 * _HOUR, BY_HALF_A_DAY / 2)
    add(8 * _HOUR, BY_THE_ZONE * 0.7)
    add(-8 * _HOUR, BY_THE_ZONE * 0.3)
    unset = [each for each in shown if not each.proven and _is_far(each.at, calendar)]
    days_ = calendar.week
    if unset:
        first = min(unset, key=lambda each: each.at).at.date()
        for day in days_:
            add(day - first, NEVER_SET / len(days_))
    add(None, LOST + (0 if unset else NEVER_SET))
    return found


def _is_far(at: datetime.datetime, calendar: Calendar) -> bool:
    campaign = calendar.campaign
    day = at.date()
    return max((campaign.starts_on - day).days, (day - campaign.ends_on).days) > _UNSET


def _says(shown: Shown, off: datetime.timedelta | None, calendar: Calendar, size: int) -> Vector:
    if off is None and not shown.proven:
        days = calendar.week
        mean = math.fsum(shown.day(day) for day in days) / len(days)
        return [mean] * size
    at = shown.at if shown.proven or off is None else shown.at + off
    day = shown.day(at.date())
    return [((1 - _STRAY) * each + _STRAY) * day for each in calendar.at(at)]


def _days(
    shown: Shown,
    off: Mapping[datetime.timedelta | None, float],
    other: Vector,
    calendar: Calendar,
) -> dict[datetime.date, float]:
    """The days it may be of; where the clock tells nothing, by what else does."""
    found: dict[datetime.date, float] = {}
    for by, chance in off.items():
        if shown.proven or by is not None:
            day = (shown.at if shown.proven or by is None else shown.at + by).date()
            found[day] = found.get(day, 0.0) + chance
        else:
            week = calendar.week
            fits = [
                shown.day(day)
                * math.fsum(p * calendar.on(place, day) for place, p in enumerate(other))
                for day in week
            ]
            for day, share in zip(week, normed(fits), strict=True):
                found[day] = found.get(day, 0.0) + chance * share
    return found


def _shares(logs: Sequence[float]) -> list[float]:
    top = max(logs)
    return normed([math.exp(each - top) for each in logs])
