"""On which day an activity is shown, and what a day or an hour says of an activity."""

import datetime
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.campaign import Activity, Campaign
from domain.kinds import PARTS_HOURS
from domain.weighing.beliefs import Vector
from domain.weighing.known import own_day
from domain.weighing.time_sources import NEXT_TO_THE_DAY, ON_ANOTHER_DAY, ON_THE_DAY

#: Nine of ten pictures of an activity with a part of day are taken in it, which is half of the day.
IN_THE_PART, OF_ANY = 0.9, 0.5
#: A picture from beside the week, from within two months and from further away is so much rarer
#: than one of any day of the week: set up or cleared away, sent along, and of a forgotten clock.
OUTSIDE = ((2, 0.25), (60, 0.06), (100_000, 0.003))


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A plan's days: activity by activity, in the plan's order, with none of them last."""

    campaign: Campaign
    #: Activity's place -> day -> chance.
    days: Sequence[Mapping[datetime.date, float]]
    #: The parts of day of each activity; None where it has none.
    parts: Sequence[str | None]
    #: Every day of the campaign.
    week: Sequence[datetime.date]
    _known: dict[tuple[datetime.date, int], Vector] = field(
        default_factory=dict[tuple[datetime.date, int], Vector]
    )

    def at(self, moment: datetime.datetime) -> Vector:
        """How much likelier that moment is with each activity than any day of the week."""
        day = moment.date()
        return [
            self.on(place, day) * _in_part(part, moment) for place, part in enumerate(self.parts)
        ]

    def on(self, place: int, day: datetime.date) -> float:
        """The same of a day alone."""
        outside = outside_of(self.campaign, day)
        if outside < 1:
            return outside
        return self.days[place].get(day, 0.0) * len(self.week)


def calendar_of(campaign: Campaign) -> Calendar:
    days = [_days_of(activity, campaign) for activity in campaign.activities]
    any_day = dict.fromkeys(campaign.days(), 1 / len(campaign.days()))
    return Calendar(
        campaign=campaign,
        days=(*days, any_day),
        parts=(*(activity.part for activity in campaign.activities), None),
        week=campaign.days(),
    )


def _days_of(activity: Activity, campaign: Campaign) -> dict[datetime.date, float]:
    bound, days = own_day(activity, campaign), campaign.days()
    if bound is None:
        return dict.fromkeys(days, 1 / len(days))
    found = dict.fromkeys(days, ON_ANOTHER_DAY)
    found |= {day: NEXT_TO_THE_DAY for day in days if abs((day - bound).days) == 1}
    found[bound] = ON_THE_DAY
    total = math.fsum(found.values())
    return {day: each / total for day, each in found.items()}


def outside_of(campaign: Campaign, day: datetime.date) -> float:
    away = max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)
    if away == 0:
        return 1.0
    return next(chance for most, chance in OUTSIDE if away <= most)


def _in_part(part: str | None, moment: datetime.datetime) -> float:
    if part is None:
        return 1.0
    inside = {name for name, (start, end) in PARTS_HOURS.items() if start <= moment.hour < end}
    # Noon is of the morning and of the afternoon, and tells neither from the other.
    if part in inside and len(inside) > 1:
        return 1.0
    return (IN_THE_PART if part in inside else 1 - IN_THE_PART) / OF_ANY
