"""Which day an asset is of: clocks, what is said, and the day of its activity, weighed."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.wording import day_in
from domain.words import Words

#: A clock that shows a day outside the campaign is right so often: next to it, within two months,
#: further away. Nobody sends last year's pictures, and forgotten clocks stand years back.
BESIDE_THE_WEEK, NEAR_THE_WEEK, FAR_FROM_THE_WEEK = 0.85, 0.45, 0.15
_BESIDE, _NEAR = 2, 60


@dataclass(frozen=True, kw_only=True)
class Witness:
    """One voice for a day."""

    day: datetime.date
    #: Chance that it is right.
    sure: float
    #: What it says, as a clause without the day: "拍摄时间", "发送人选择的日期".
    words: Words


@dataclass(frozen=True, kw_only=True)
class DayFound:
    day: datetime.date
    #: Chance that it is right, given all witnesses.
    sure: float
    #: The strongest witness for it, and the strongest for another day, if any.
    by: Witness
    against: Witness | None
    #: Chance that the day against it is right; 0 without one.
    rival: float


def clock_sure(campaign: Campaign, day: datetime.date, sure: float) -> float:
    """How far a clock is believed, by its distance from the campaign."""
    away = max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)
    if away == 0:
        return sure
    limit = (
        BESIDE_THE_WEEK
        if away <= _BESIDE
        else NEAR_THE_WEEK
        if away <= _NEAR
        else FAR_FROM_THE_WEEK
    )
    return min(sure, limit)


def weigh_days(
    witnesses: Sequence[Witness], days: int, not_after: datetime.date | None
) -> DayFound | None:
    """The likeliest of the days that are said; None when none is, or none can be.

    `days` is how many days a wrong voice may say. What lies after `not_after` is left out, as a
    copy was saved by then.
    """
    heard = [w for w in witnesses if not_after is None or w.day <= not_after]
    if not heard:
        return None
    scores = {day: _score(heard, day, days) for day in sorted({w.day for w in heard})}
    none_of_them = _score(heard, None, days) + math.log(max(1, days - len(scores)))
    best = max(scores, key=lambda day: (scores[day], day))
    top = max(*scores.values(), none_of_them)
    total = math.fsum(math.exp(s - top) for s in (*scores.values(), none_of_them))
    strongest = sorted(heard, key=lambda w: -w.sure)
    against = next((w for w in strongest if w.day != best), None)
    return DayFound(
        day=best,
        sure=math.exp(scores[best] - top) / total,
        by=next(w for w in strongest if w.day == best),
        against=against,
        rival=math.exp(scores[against.day] - top) / total if against else 0.0,
    )


def _score(heard: Sequence[Witness], day: datetime.date | None, days: int) -> float:
    return math.fsum(
        math.log(w.sure if w.day == day else (1 - w.sure) / max(2, days)) for w in heard
    )


def said_in(campaign: Campaign, witness: Witness) -> Words:
    """ "拍摄时间是 5月28日"."""
    day = day_in(campaign, witness.day)
    return Words(zh=f"{witness.words.zh}是 {day.zh}", en=f"{witness.words.en} {day.en}")
