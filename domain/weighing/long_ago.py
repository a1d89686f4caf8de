"""What is of another time than the week: an album of last year's, or a clock that stands there.

Neither can be told from the other by a machine, so that it is a question for a person, however
plainly the picture shows an activity that takes place every year.
"""

import datetime

from domain.campaign import Activity
from domain.tagging import Evidence
from domain.weighing.day_weighing import DayFound
from domain.weighing.known import Known, own_day
from domain.words import Words

#: A hall is made ready before the week and cleared after it; what is further away was taken at
#: another time, days.
AT_MOST_DAYS = 7


def long_ago(seen: Known, best: Activity, found: DayFound | None) -> list[Evidence]:
    """That its day, or a banner's year, lies outside the week; empty where neither does."""
    day = _far_day(seen, best, found)
    said: list[Words] = []
    if day is not None:
        its = seen.day(day)
        said.append(
            Words(
                zh=f"拍摄日期 {its.zh} 远在活动周之外：可能是往年的素材，"
                "也可能是相机日期有误，请人工确认",
                en=f"its day, {its.en}, is far from the week: material of another year, or a camera"
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


def _far_day(seen: Known, best: Activity, found: DayFound | None) -> datetime.date | None:
    """Of its day and the one that its camera showed the first that is far from the week.

    A clock that no satellite put right was put right by what else it took, by the sender's day or
    by the plan. The plan says the same of last year's picture: only who says the day settles it.
    """
    days = [found.day] if found is not None else []
    said = found is not None and found.day == seen.asset.sender_day
    if seen.taken is not None and not said:
        days.append((seen.taken - seen.put_right).date())
    return next((day for day in days if _days_away(seen, best, day) > AT_MOST_DAYS), None)


def _days_away(seen: Known, best: Activity, day: datetime.date) -> int:
    """Days outside the week; none for the activity's own day, which may be planned outside."""
    campaign = seen.campaign
    if day == own_day(best, campaign):
        return 0
    return max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)
