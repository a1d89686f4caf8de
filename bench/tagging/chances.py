"""The probabilities of a week, once: the recipe draws by them, the oracle reckons by them."""

import datetime
from collections.abc import Sequence
from random import Random
from typing import TypeVar

from bench.tagging.habits import Habits, Says
from domain.campaign import Activity, Campaign
from domain.weighing.keywords import KIND_WORDS

T = TypeVar("T")
#: What a text names: nothing is None; ("slogan", ""), ("title", activity), ("kind", kind).
Content = tuple[str, str] | None
#: How wrong clocks are wrong, alike often: by days, by half a day, set to UTC, never set.
CLOCKS: tuple[datetime.timedelta, ...] = tuple(
    datetime.timedelta(hours=hours)
    for hours in (-24, 24, -48, -120, 12, -12, -8, -24 * 365, -24 * 730, -24 * 2200)
)
#: Hours in which an event begins, by its part of the day.
HOURS = {"am": range(8, 12), "pm": range(14, 18), "eve": range(18, 21)}
ANY_HOUR = range(8, 19)
#: Of the visits that are of no own activity and not the main event: one of what is not expected.
_UNEXPECTED = 0.03


def draw(rng: Random, chances: dict[T, float]) -> T:
    return rng.choices(list(chances), list(chances.values()))[0]


def of_unit(campaign: Campaign, unit: str, habits: Habits) -> dict[str, float]:
    """Activity key -> the chance that a visit of this unit shows it."""
    expected = [a for a in campaign.activities if a.media_expected]
    others = [a for a in campaign.activities if not a.media_expected]
    own = [a.key for a in expected if unit in a.units]
    rest = max(0.03, 1 - habits.own - habits.main) if own else 1 - habits.main
    chances = {a.key: rest * (1 - _UNEXPECTED) / len(expected) for a in expected}
    chances |= {a.key: rest * _UNEXPECTED / len(others) for a in others}
    for key in own:
        chances[key] += habits.own / len(own)
    chances[campaign.activities[0].key] += habits.main
    return _normed(chances)


def of_day(campaign: Campaign, activity: Activity, habits: Habits) -> dict[datetime.date, float]:
    days = campaign.days()
    if activity.date is None:
        return dict.fromkeys(days, 1 / len(days))
    day = datetime.timedelta(days=1)
    beside = [d for d in (activity.date - day, activity.date + day) if d in days]
    return {activity.date: habits.on_day} | {d: (1 - habits.on_day) / len(beside) for d in beside}


def of_hour(activity: Activity, habits: Habits) -> dict[int, float]:
    """Hour in which a visit begins -> chance."""
    chances = dict.fromkeys(ANY_HOUR, 1 / len(ANY_HOUR))
    if activity.part is None:
        return chances
    inside = HOURS[activity.part]
    chances = {hour: (1 - habits.in_part) * each for hour, each in chances.items()}
    for hour in inside:
        chances[hour] = chances.get(hour, 0) + habits.in_part / len(inside)
    return chances


def of_content(says: Says, activity: Activity, others: Sequence[Activity]) -> dict[Content, float]:
    """What a banner, a name or a note of an activity names; `others` without the activity."""
    chances: dict[Content, float] = {None: 1 - says.there, ("slogan", ""): says.there * says.slogan}
    named = says.there * (1 - says.slogan)
    for shown, share in [
        (activity, 1 - says.wrong),
        *((other, says.wrong / len(others)) for other in others),
    ]:
        kinds = [kind for kind in shown.kinds if KIND_WORDS[kind]]
        title = says.title if kinds else 1.0
        _add(chances, ("title", shown.key), named * share * title)
        for kind in kinds:
            _add(chances, ("kind", kind), named * share * (1 - title) / len(kinds))
    return chances


def of_choice(
    campaign: Campaign, activity: str, invite: str | None, habits: Habits
) -> dict[str | None, float]:
    """What a sender chooses whose first visit shows `activity`, with a link made for `invite`."""
    wrong = (1 - habits.right) / (len(campaign.activities) - 1)
    thinks = 1 - habits.keeps_invite if invite else 1.0
    chances: dict[str | None, float] = {None: 1 - habits.chooses}
    for each in campaign.activities:
        share = habits.right if each.key == activity else wrong
        chances[each.key] = habits.chooses * thinks * share
    if invite:
        chances[invite] += habits.chooses * habits.keeps_invite
    return chances


def of_invite(campaign: Campaign, activity: str, habits: Habits) -> dict[str | None, float]:
    wrong = (1 - habits.invite_right) / (len(campaign.activities) - 1)
    return {None: 1 - habits.invite} | {
        each.key: habits.invite * (habits.invite_right if each.key == activity else wrong)
        for each in campaign.activities
    }


def of_said_day(
    campaign: Campaign, day: datetime.date, habits: Habits
) -> dict[datetime.date | None, float]:
    days = campaign.days()
    wrong = (1 - habits.right_day) / (len(days) - 1)
    return {None: 1 - habits.chooses_day} | {
        each: habits.chooses_day * (habits.right_day if each == day else wrong) for each in days
    }


def of_clock(habits: Habits) -> dict[datetime.timedelta, float]:
    """What a phone's clock is off by -> chance."""
    wrong = dict.fromkeys(CLOCKS, habits.wrong_clock / len(CLOCKS))
    return {datetime.timedelta(0): 1 - habits.wrong_clock} | wrong


def of_size(size: int, habits: Habits) -> float:
    """That a visit has so many files: two and a geometric number more."""
    more = 1 - 1 / (habits.files - 1)
    return (1 - more) * more ** (size - 2) if size >= 2 else 0.0


def draw_size(rng: Random, habits: Habits) -> int:
    size, more = 2, 1 - 1 / (habits.files - 1)
    while rng.random() < more:
        size += 1
    return size


def of_later(days: int, habits: Habits) -> float:
    """That so many days lie between an event and its sending."""
    return (1 - habits.later) * habits.later**days if days >= 0 else 0.0


def draw_later(rng: Random, habits: Habits) -> int:
    days = 0
    while rng.random() < habits.later:
        days += 1
    return days


def _add(chances: dict[Content, float], content: Content, more: float) -> None:
    chances[content] = chances.get(content, 0) + more


def _normed(chances: dict[str, float]) -> dict[str, float]:
    total = sum(chances.values())
    return {key: each / total for key, each in chances.items()}
