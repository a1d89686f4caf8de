"""The day to hand in by: the notice's own, and the safe one when its wording leaves a doubt."""

import datetime
from dataclasses import dataclass

from domain.campaign import Campaign
from domain.wording import day_en, day_zh
from domain.words import Words

#: These words include the day itself, even beside 前.
_INCLUDING = ("含当日", "含当天", "（含", "(含", "当日前", "当天前")


@dataclass(frozen=True, kw_only=True)
class Deadline:
    #: The day that the notice names.
    day: datetime.date
    #: The last day that is safe: the one before, unless the wording includes the day.
    target: datetime.date
    #: Days from today, 0 on the day itself, negative when it is past.
    days_to_day: int
    days_to_target: int
    words: Words


def deadline_of(campaign: Campaign, today: datetime.date) -> Deadline | None:
    """Both days and how far they are; None when the notice gives none."""
    day = campaign.deadline
    if day is None:
        return None
    included = includes_its_day(campaign.deadline_text)
    target = day if included else day - datetime.timedelta(days=1)
    to_day, to_target = (day - today).days, (target - today).days
    return Deadline(
        day=day,
        target=target,
        days_to_day=to_day,
        days_to_target=to_target,
        words=_words(campaign, day, target, to_day, to_target),
    )


def includes_its_day(text: str) -> bool:
    """Whether 6月5日 itself still counts, by the deadline's wording; no wording is a doubt."""
    if any(word in text for word in _INCLUDING):
        return True
    return bool(text) and "前" not in text


def _words(
    campaign: Campaign, day: datetime.date, target: datetime.date, to_day: int, to_target: int
) -> Words:
    if to_day < 0:
        return Words(
            zh=f"报送截止 {day_zh(day)}，已过 {-to_day} 天",
            en=f"the deadline, {day_en(day)}, passed {-to_day} days ago",
        )
    zh = f"距报送截止 {day_zh(day)} 还有 {to_day} 天" if to_day else "今天就是报送截止日"
    en = f"{to_day} days to the deadline, {day_en(day)}"
    if target == day:
        return Words(zh=zh, en=en)
    said = f"“{campaign.deadline_text}”" if campaign.deadline_text else "通知没有说明含不含当天，"
    late = f"稳妥的日期 {day_zh(target)} 已过"
    soon = f"应在 {day_zh(target)} 完成，" + (f"还有 {to_target} 天" if to_target else "就是今天")
    return Words(
        zh=f"{zh}；按{said}{late if to_target < 0 else soon}",
        en=f"{en}; to be safe be ready on {day_en(target)} ({to_target} days)",
    )
