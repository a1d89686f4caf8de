"""What the day that a sender says, and the day on which a sending comes, say of its occasions."""

import datetime
from collections.abc import Callable, Mapping

from domain.weighing.atoms import Sending
from domain.weighing.beliefs import Vector, flat
from domain.weighing.day_beliefs import Calendar
from domain.weighing.known import SENDER_DAY_RIGHT

#: A sending that comes when nobody would expect it; before its activity took place.
ANY_TIME, _BEFORE = 0.1, 0.01
_WINDOW = 30
#: What shows several occasions comes on any day of the week, or on one of so many after it.
SENT_AFTER = 4


def said_on(said: datetime.date, day: datetime.date, many: int) -> float:
    """The chance that a sender says one day of what was taken on another, of so many days."""
    return SENDER_DAY_RIGHT if said == day else (1 - SENDER_DAY_RIGHT) / max(1, many - 1)


def comes_later(received: datetime.date, day: datetime.date, later: float) -> float:
    """The chance that what was taken on a day comes on that other day; `later` for a day more."""
    days = (received - day).days
    if days < 0:
        return _BEFORE / _WINDOW
    return (1 - ANY_TIME) * (1 - later) * later**days + ANY_TIME / _WINDOW


def comes_together(received: datetime.date, calendar: Calendar, over: float) -> float:
    """The chance that what shows several occasions comes on that day; `over` for after the week."""
    days = (received - calendar.campaign.ends_on).days
    if days <= 0:
        return (1 - over) / len(calendar.week)
    usual = over * (1 - ANY_TIME) / SENT_AFTER if days <= SENT_AFTER else 0.0
    return usual + over * ANY_TIME / _WINDOW


def day_of(
    sendings: list[Sending], calendar: Calendar, later: float
) -> Callable[[datetime.date], float]:
    """How likely a day is for an occasion by all that was said in its sendings."""
    many = len(calendar.week)

    def day(of: datetime.date) -> float:
        found = 1.0
        for each in sendings:
            count = len(each.timed) + bool(each.row)
            if of > each.received:
                return _BEFORE
            if count == 1:
                found *= comes_later(each.received, of, later)
            said = each.first.asset.sender_day
            if said is not None:
                found *= said_on(said, of, many) / count + (1 - 1 / count) / many
        return found

    return day


def days_of_row(
    sent: Sending, calendar: Calendar, later: float, over: float
) -> tuple[Vector, Vector, Vector]:
    """What its day and its arrival say of what no clock tells, activity by activity.

    Where it shows one occasion, where it shows several, and of one of which nothing was said.
    `later` is how often a day more goes by, `over` how often several come when the week is over.
    """
    if not sent.row:
        size = len(calendar.days)
        return flat(size), flat(size), flat(size)
    many = len(calendar.week)
    one, several, after = Vector(), Vector(), Vector()
    for days in calendar.days:
        sums = _sums(sent, days, many, later)
        one.append(sums[0])
        several.append(sums[1])
        after.append(sums[2])
    together = comes_together(sent.received, calendar, over)
    return one, [each * together for each in several], after


def _sums(
    sent: Sending, days: Mapping[datetime.date, float], many: int, later: float
) -> tuple[float, float, float]:
    said = sent.first.asset.sender_day
    one, several, after = 0.0, 0.0, 0.0
    for day, chance in days.items():
        chance *= 1.0 if day <= sent.not_after else _BEFORE
        word = 1.0 if said is None else said_on(said, day, many) * many
        one += chance * word * comes_later(sent.received, day, later)
        several += chance * word
        after += chance
    return one, several, after
