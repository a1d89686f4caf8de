"""The report's own words against the plan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from domain.campaign import Activity
from domain.crosschecks.parts import Contradiction, Parts, said
from domain.packing.report_blocks import TO_WRITE
from domain.wording import day_zh, period_zh

_REPORT = "/report"
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")


def missing(parts: Parts) -> Iterator[Contradiction]:
    text = parts.report.text
    for activity in parts.campaign.activities:
        if activity.title not in text:
            yield said(
                f"报告里没有写“{activity.title}”",
                f"the report does not mention {activity.title!r}",
                _REPORT,
            )


def days_outside(parts: Parts) -> Iterator[Contradiction]:
    """Days told of an activity that are not of the week."""
    campaign = parts.campaign
    # A week over New Year has days of two years.
    years = range(campaign.starts_on.year, campaign.ends_on.year + 1)
    for title, text in _sections(parts, campaign.activities):
        for told in dict.fromkeys(_DAY.findall(text)):
            days = [day for year in years if (day := _day(year, *told)) is not None]
            if not any(campaign.starts_on <= day <= campaign.ends_on for day in days):
                said_day = f"{told[0]}月{told[1]}日"
                yield said(
                    f"报告的“{title}”写了{said_day}，不在活动期间",
                    f"the report of {title!r} says {said_day}, outside the period",
                    _REPORT,
                )


def _sections(parts: Parts, activities: Iterable[Activity]) -> Iterator[tuple[str, str]]:
    """Title and paragraphs of each; of activities with one title, the sections follow the plan."""
    seen: Counter[str] = Counter()
    for activity in activities:
        yield activity.title, parts.report.section(activity.title, seen[activity.title])
        seen[activity.title] += 1


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def days_differ(parts: Parts) -> Iterator[Contradiction]:
    """The day that begins an activity's paragraph against those of its assets."""
    sections = _sections(parts, (each.activity for each in parts.facts))
    for each, (_, text) in zip(parts.facts, sections, strict=True):
        told = _DAY.match(text)
        if told and each.days and f"{told[1]}月{told[2]}日" not in map(day_zh, each.days):
            yield said(
                f"报告写“{each.activity.title}”在{told[1]}月{told[2]}日，素材是"
                + "、".join(map(day_zh, each.days)),
                f"the report puts {each.activity.title!r} on another day than its assets",
                _REPORT,
            )


def frame_differs(parts: Parts) -> Iterator[Contradiction]:
    """Title, theme and period of the plan."""
    campaign, text = parts.campaign, parts.report.text
    wanted = (
        (campaign.title, "标题", "title"),
        (campaign.theme, "主题", "theme"),
        (period_zh(campaign.starts_on, campaign.ends_on), "时间", "period"),
    )
    for value, zh, en in wanted:
        if value and value not in text:
            yield said(
                f"报告里没有计划的{zh}“{value}”",
                f"the report lacks the plan's {en} {value!r}",
                _REPORT,
            )


def early(parts: Parts) -> Iterator[Contradiction]:
    """A report that is dated before the week is over."""
    told = re.match(r"(\d{4})年(\d+)月(\d+)日", parts.report.dated)
    last = parts.campaign.ends_on
    if told and tuple(map(int, told.groups())) < (last.year, last.month, last.day):
        yield said(
            f"报告的日期{parts.report.dated}早于活动结束",
            f"the report is dated {parts.report.dated}, before the week is over",
            _REPORT,
        )


def to_write(parts: Parts) -> Iterator[Contradiction]:
    """Places that the editor has left open."""
    left = parts.report.text.count(TO_WRITE)
    if left:
        yield said(
            f"报告里还有 {left} 处请编辑补充的内容",
            f"{left} places of the report are open",
            _REPORT,
        )
