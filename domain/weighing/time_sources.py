"""What a moment, a day that is said, and a copy's saving say of one activity.

Weights as domain/weighing/weighing_sources.py has them.
"""

import datetime

from domain.campaign import Activity, Campaign
from domain.kinds import PARTS
from domain.tagging import Evidence
from domain.weighing.known import Known, evidence_for, own_day, said_right, who_said
from domain.weighing.likelihood import doubted, weight
from domain.wording import day_en, day_zh
from domain.words import Words

#: Of an activity's pictures so many are of its own day; of the eve or of the day after, set up or
#: cleared away; of any one other day of the week.
ON_THE_DAY, NEXT_TO_THE_DAY, ON_ANOTHER_DAY = 0.93, 0.025, 0.003
#: Nine of ten pictures of an activity with a part of day are taken in it.
IN_THE_PART, OUT_OF_THE_PART = 60, -150
#: Taken outside the campaign, for an activity without its own day.
OUT_OF_THE_PERIOD = -250
#: Saved before it took place: only a wrong clock explains that.
SAVED_BEFORE = -400


def from_time(known: Known, activity: Activity) -> Evidence | None:
    if known.taken is None:
        return None
    day, bound = known.taken.date(), own_day(activity, known.campaign)
    zh = f"{_taken_zh(known)} {known.day(day).zh} {known.taken:%H:%M} "
    en = f"taken on {known.day(day).en} at {known.taken:%H:%M}{_taken_en(known)}, "
    if bound is None:
        return _period(known, day, zh, en)
    if day == bound:
        return _on_the_day(known, activity, known.taken, zh, en)
    return evidence_for(
        activity,
        "time",
        doubted(_of_day(known.campaign, day, bound), known.sure),
        f"{zh}不在该活动日期 {day_zh(bound)}",
        f"{en}not on the activity's day, {day_en(bound)}",
        day,
    )


def _taken_zh(known: Known) -> str:
    return "按改正的时钟，拍摄时间" if known.put_right else "拍摄时间"


def _taken_en(known: Known) -> str:
    return " by the clock put right" if known.put_right else ""


def _of_day(campaign: Campaign, day: datetime.date, bound: datetime.date) -> int:
    """The weight of a day that is right, for an activity bound to a day, against one of any day."""
    apart = abs((day - bound).days)
    share = (ON_THE_DAY, NEXT_TO_THE_DAY)[apart] if apart < 2 else ON_ANOTHER_DAY
    return weight(share, 1 / len(campaign.days()))


def from_said_day(known: Known, activity: Activity) -> Evidence | None:
    day, bound = known.said_day, own_day(activity, known.campaign)
    # With a capture time the day it gives is weighed, and a different word is a conflict.
    if day is None or known.taken is not None:
        return None
    who_zh, who_en = who_said(known)
    zh, en = f"{who_zh} {known.day(day).zh}", f"{who_en} {known.day(day).en}"
    if bound is None:
        return _period(known, day, f"{zh}，", f"{en}, ", kind="day")
    sure = said_right(known)
    weight_ = doubted(_of_day(known.campaign, day, bound), sure)
    if day == bound:
        zh, en = f"{zh} 正是该活动日期", f"{en}, the activity's day"
    else:
        zh, en = f"{zh} 不是该活动日期 {day_zh(bound)}", f"{en}, not {day_en(bound)}"
    return evidence_for(activity, "day", weight_, zh, en, day)


def from_save(known: Known, activity: Activity) -> Evidence | None:
    if known.taken is not None or known.saved is None or known.saved.day is None:
        return None
    saved, first = known.saved.day, own_day(activity, known.campaign) or known.campaign.starts_on
    arrived = known.saved.source == "upload"
    on = known.day(saved)
    if saved < first:
        zh = f"{'素材' if arrived else '文件'}在 {on.zh} 已经{'收到' if arrived else '保存'}"
        en = f"it was already {'received' if arrived else 'saved'} on {on.en}"
        limit = known.day(first)
        zh, en = f"{zh}，早于 {limit.zh}", f"{en}, before {limit.en}"
        return evidence_for(activity, "save", SAVED_BEFORE, zh, en)
    if arrived:
        return None
    words = Words(
        zh=f"文件里的保存时间只能说明不晚于 {on.zh}",
        en=f"the saved copy only says: not after {on.en}",
    )
    return Evidence(kind="save", activity=None, day=None, weight=0, words=words)


def _period(known: Known, day: datetime.date, zh: str, en: str, kind: str = "period") -> Evidence:
    """A day weighed for an activity without its own: it speaks for the day, not the activity."""
    first, last = known.campaign.starts_on, known.campaign.ends_on
    inside = first <= day <= last
    span_zh, span_en = f"{day_zh(first)}—{day_zh(last)}", f"{day_en(first)} to {day_en(last)}"
    words = Words(
        zh=f"{zh}{'在' if inside else '不在'}活动周（{span_zh}）内",
        en=f"{en}{'within' if inside else 'outside'} the campaign ({span_en})",
    )
    # Within the week it says of the day alone: any day is as good as another.
    return Evidence(
        kind=kind, activity=None, day=day, weight=0 if inside else OUT_OF_THE_PERIOD, words=words
    )


def _on_the_day(
    known: Known, activity: Activity, taken: datetime.datetime, zh: str, en: str
) -> Evidence:
    weight_ = _of_day(known.campaign, taken.date(), taken.date())
    zh, en = f"{zh}正在该活动日期内", f"{en}on the activity's day"
    if activity.part is not None:
        planned = PARTS[activity.part]
        if activity.part in part_of_day(taken.time()):
            weight_ += IN_THE_PART
            zh, en = f"{zh}，也在{planned.zh}", f"{en} and in the {planned.en}"
        else:
            weight_ += OUT_OF_THE_PART
            zh, en = f"{zh}，但不在{planned.zh}", f"{en} but not in the {planned.en}"
    return evidence_for(activity, "time", doubted(weight_, known.sure), zh, en, taken.date())


def part_of_day(time: datetime.time) -> frozenset[str]:
    """Parts of the day a time may belong to; events run on, so the parts overlap by an hour."""
    spans = {"am": (6, 13), "pm": (12, 19), "eve": (18, 24)}
    return frozenset(part for part, (start, end) in spans.items() if start <= time.hour < end)
