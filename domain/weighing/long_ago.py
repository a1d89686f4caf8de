"""What is of another time than the week: an album of last year's, or a clock that stands there.

Neither can be told from the other by a machine, so that it is a question for a person, however
plainly the picture shows an activity that takes place every year.
"""

import datetime

from domain.tagging import Evidence
from domain.weighing.day_weighing import DayFound
from domain.weighing.known import Known
from domain.words import Words

#: A hall is made ready before the week and cleared after it; what is further away was taken at
#: another time, days.
AT_MOST_DAYS = 7


def long_ago(seen: Known, found: DayFound | None) -> list[Evidence]:
    """That its day, or a banner's year, lies outside the week; empty where neither does."""
    said: list[Words] = []
    if found is not None and _days_away(seen, found.day) > AT_MOST_DAYS:
        day = seen.day(found.day)
        said.append(
            Words(
                zh=f"拍摄日期 {day.zh} 远在活动周之外：可能是往年的素材，"
                "也可能是相机日期有误，请人工确认",
                en=f"its day, {day.en}, is far from the week: material of another year, or a camera"
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


def _days_away(seen: Known, day: datetime.date) -> int:
    campaign = seen.campaign
    return max((campaign.starts_on - day).days, (day - campaign.ends_on).days, 0)
