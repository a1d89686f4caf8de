"""Days, periods, units and activities as people read them, the same in every sentence."""

import datetime
from collections.abc import Iterable
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.campaign import Activity, Campaign
from domain.errors import NotFound
from domain.words import Words


def day_zh(day: datetime.date) -> str:
    """`5月28日`: the year is the campaign's and is not repeated."""
    return f"{day.month}月{day.day}日"


def day_en(day: datetime.date) -> str:
    """`28 May`, without the locale of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def days_zh(days: Iterable[datetime.date]) -> str:
    """Several days in order: `5月28日`, `5月28日、30日`, `5月30日—6月1日`.

    From first to last where they follow on, and where they are too many to be named.
    """
    ordered = sorted(set(days))
    follow = len(ordered) > 2 and (ordered[-1] - ordered[0]).days == len(ordered) - 1
    if follow or len(ordered) > _DAYS_NAMED:
        return f"{day_zh(ordered[0])}—{_after(ordered[0], ordered[-1])}"
    parts = [day_zh(day) for day in ordered[:1]]
    parts += [_after(before, day) for before, day in pairwise(ordered)]
    return "、".join(parts)


def period_zh(first: datetime.date, last: datetime.date) -> str:
    """`2024年5月25日—6月1日`, the second year only where it differs."""
    start = f"{first.year}年{day_zh(first)}"
    if first == last:
        return start
    year = "" if last.year == first.year else f"{last.year}年"
    return f"{start}—{year}{day_zh(last)}"


def day_in(campaign: Campaign, day: datetime.date) -> Words:
    """A day as it is said within a campaign: with its year only where that is another."""
    if campaign.starts_on.year <= day.year <= campaign.ends_on.year:
        return Words(zh=day_zh(day), en=day_en(day))
    return Words(zh=f"{day.year}年{day_zh(day)}", en=f"{day_en(day)} {day.year}")


def local_day(moment: datetime.datetime, zone: str) -> datetime.date:
    """The day of a moment with offset, counted in the campaign's zone."""
    return local_time(moment, zone).date()


def local_time(moment: datetime.datetime, zone: str) -> datetime.datetime:
    """The same moment on the clock of the campaign's zone."""
    return moment.astimezone(ZoneInfo(zone))


def unit_name(campaign: Campaign, key: str) -> str:
    """A unit's name; its key where the plan no longer knows it."""
    try:
        return campaign.unit(key).name
    except NotFound:
        return key


def activity_of(campaign: Campaign, key: str | None) -> Activity | None:
    """The activity of that key; None where the tag names none or one that is gone."""
    return next((a for a in campaign.activities if a.key == key), None) if key else None


def numbers_zh(activities: Iterable[Activity]) -> str:
    """`2、4、5、6` of several activities, in their order."""
    return "、".join(str(activity.number) for activity in activities)


_DAYS_NAMED = 3
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _after(before: datetime.date, day: datetime.date) -> str:
    same = (before.year, before.month) == (day.year, day.month)
    return f"{day.day}日" if same else day_zh(day)
