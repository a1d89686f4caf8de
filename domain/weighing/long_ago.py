"""What is of another time than the week: an album of last year's, or a clock that stands there.

Neither can be told from the other by a machine, so that it is a question for a person, however
plainly the picture shows an activity that takes place every year.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.weighing.day_weighing import DayFound
from domain.weighing.known import Known, own_day
from domain.weighing.occasions import Occasions
from domain.words import Words

#: A hall is made ready before the week and cleared after it; what is further away was taken at
#: another time, days.
AT_MOST_DAYS = 7


def long_ago(seen: Known, best: Activity, found: DayFound | None) -> list[Evidence]:
    """That its day, or a banner's year, lies outside the week; empty where neither does."""
    said: list[Words] = []
    days = _days_of(seen, found)
    far = next((day for day in days if _days_away(seen, best, day) > AT_MOST_DAYS), None)
    if far is not None:
        its, (zh, en) = seen.day(far), days[far]
        said.append(
            Words(
                zh=f"{zh} {its.zh}，远在活动周之外：可能是往年的素材，"
                "也可能是相机日期有误，请人工确认",
                en=f"{en}, {its.en}, is far from the week: material of another year, or a camera"
                " with a wrong date; a person decides",
            )
        )
    if seen.other_year is not None:
        said.append(
            Words(
                zh=f"画面里写着 {seen.other_year} 年的科技活动周：可能是往年的素材，请人工确认",
                en=f"a picture shows the week of {seen.other_year}: it may be material of that"
                " year; a person decides",
            )
        )
    return [
        Evidence(kind="conflict", activity=None, day=None, weight=0, words=words) for words in said
    ]


def with_days_beside(seen: Mapping[str, Known], occasions: Occasions) -> dict[str, Known]:
    """What has no clock, with the day that most clocks of its sending show, or of its occasion."""
    found = dict(seen)
    for ids in (*occasions.order.values(), *occasions.groups):
        days = sorted(taken.date() for id_ in ids if (taken := seen[id_].taken) is not None)
        if days:
            middle = days[len(days) // 2]
            bare = (id_ for id_ in ids if seen[id_].taken is None)
            found |= {id_: replace(seen[id_], day_beside=middle) for id_ in bare}
    return found


def _days_of(seen: Known, found: DayFound | None) -> Mapping[datetime.date, tuple[str, str]]:
    """Its day and what clocks showed, with what each is called.

    A clock that no satellite put right was put right by what else it took, by the sender's day or
    by the plan. The plan says the same of last year's picture: only who says the day settles it.
    """
    its = {found.day: _ITS_DAY} if found is not None else {}
    if found is not None and found.day == seen.asset.sender_day:
        return its
    if seen.taken is not None:
        return {(seen.taken - seen.put_right).date(): _ITS_DAY} | its
    return its | ({seen.day_beside: _BESIDE} if seen.day_beside is not None else {})


_ITS_DAY = ("拍摄日期", "its day")
_BESIDE = ("同一次发送或同一场合的其他素材拍摄于", "the day of the rest of its sending or occasion")


def _days_away(seen: Known, best: Activity, day: datetime.date) -> int:
    """Days outside the week; none for the activity's own day, which may be planned outside."""
    campaign = seen.campaign
    if day == own_day(best, campaign):
        return 0
    return max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)
