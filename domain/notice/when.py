"""A notice's period, from its headed part, a labelled line or the opening."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from domain.notice.dates import Span, find_damage, find_spans, find_vague
from domain.notice.outline import Part
from domain.notice.text import Flow

OF_WHAT = (
    r"(?:本次|本届|今年|\d{4}年)?(?:[全我本][县市区省旗]|[县市区])?(?:[\u4e00-\u9fff]{2,3}[县市区旗])?"
    r"(?:科技活动周|科普活动周|活动周|科技周|科普周|宣传周|活动月|科普月|宣传月|科普日|科技节)?"
    r"(?:活动|宣传|举办|举行|开展|集中)?的?"
)
_TIME_HEAD = re.compile(rf"{OF_WHAT}(?:时间|日期)(?:安排)?(?:[和及与、](?:活动)?(?:地点|主题))?")
_BOTH_HEAD = re.compile(rf"{OF_WHAT}(?:时间|主题)[和及与、](?:活动)?(?:时间|主题)")
_TIME_LABEL = re.compile(rf"{OF_WHAT}(?:时间|日期)(?:为|是|：)")
_WEEK_IS = re.compile(
    r"(?:本届|本次|今年|我[县市区镇乡])[^，。；：]{0,12}?(?:活动周|科技周|科普周|科普日|科普月|宣传周)"
    r"(?:活动)?(?:时间)?(?:从|自|为|是|定于|于|：)+"
)
_HELD = re.compile(r"举办|举行|开展|期间|活动周|科普月|定于|时间|第[一二三四五六七八九十\d]+[届个]")
#: Days on which something is handed in, or a wider week is held, are not those of the campaign.
_OTHERS = re.compile(r"全国|全省|请|报送|上报|报名|征集|提交|申报|投票|截止|截至")
_LATEST = re.compile(r"(?:之|以)?前")
#: So many single days in a part about time are its schedule.
_A_SCHEDULE = 3


@dataclass(frozen=True, kw_only=True)
class Period:
    """First and last day of the campaign, or why there are none."""

    start: date | None = None
    end: date | None = None
    #: True when the year stands in the period itself.
    has_year: bool = False
    #: (code, words of the notice).
    unsure: tuple[tuple[str, str], ...] = ()
    #: Slice of the flow that says so; empty without a period.
    place: tuple[int, int] = field(default=(0, 0), compare=False)


def _own_stop(parts: tuple[Part, ...], part: Part) -> int:
    inner = (other.start for other in parts if part.start < other.start < part.stop)
    return min(part.stop, *inner, part.stop)


def headed(
    flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int], *heads: re.Pattern[str]
) -> list[tuple[int, int]]:
    """Slices of the parts outside the plan whose heading is one of these, behind the heading."""
    found: list[tuple[int, int]] = []
    for part in parts:
        if plan[0] < part.start < plan[1]:
            continue
        line = min(part.stop, flow.paragraph_end(part.body))
        # The line first: 二、主题 takes nothing of 我县活动主题为… on the next one.
        matches = (h.match(flow.text, part.body, stop) for h in heads for stop in (line, part.stop))
        match = next((match for match in matches if match), None)
        if match:
            stop = max(match.end(), _own_stop(parts, part))
            found.append((match.end(), stop))
            found += _dated_child(flow, parts, stop) if stop - match.end() <= 1 else []
    return found


def _dated_child(flow: Flow, parts: tuple[Part, ...], at: int) -> list[tuple[int, int]]:
    """The part at `at` where it begins with its days: 一、时间与主题 （一）5月20日至26日."""
    child = next((part for part in parts if part.start == at), None)
    if child is None:
        return []
    dated = any(span.start == 0 for span in find_spans(flow.text[child.body : child.stop], 2000))
    return [(child.body, _own_stop(parts, child))] if dated else []


def find_period(
    flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int], year: int | None
) -> Period:
    """The period of its own part or label; only without one, of a sentence of the opening."""
    slices = headed(flow, parts, plan, _BOTH_HEAD, _TIME_HEAD)
    slices = slices or _labelled(flow, parts, plan)
    own = [_at(start, _read_headed(flow.text[start:stop], year)) for start, stop in slices]
    opening = flow.text[: parts[0].start if parts else len(flow.text)]
    sentences = (s for s in re.finditer("[^。]+", opening) if _HELD.search(s.group()))
    said = [_at(s.start(), _read_sentence(s.group(), year)) for s in sentences]
    own = own or _said_of_the_week(flow, year)
    good = [reading for reading in (own or said) if reading.start]
    first = good[0] if good else Period()
    ranges = (r for r in (*own, *said) if not _OTHERS.search(_clause(flow.text, r.place)))
    first = next((r for r in ranges if _holds(r, first)), first)
    unsure = [doubt for reading in (*own, *said) for doubt in reading.unsure]
    for other in (*own, *said):
        if other.start and (other.start, other.end) != (first.start, first.end):
            unsure.append(("period_elsewhere", f"{other.start}–{other.end}"))
    return replace(first, unsure=tuple(dict.fromkeys(unsure)))


def _said_of_the_week(flow: Flow, year: int | None) -> list[Period]:
    """What a sentence of any part says of the week itself: 本届科技活动周从5月17日至22日."""
    found: list[Period] = []
    for match in _WEEK_IS.finditer(flow.text):
        span = next(iter(find_spans(flow.text[match.end() : match.end() + 40], year)), None)
        if span and span.start == 0 and span.is_range and span.first:
            found.append(_at(match.end(), _period(span, [])))
    return found


def _clause(text: str, place: tuple[int, int]) -> str:
    """The words up to the marks around a slice."""
    start, stop = place
    before, after = re.split("[，。；]", text[:start]), re.split("[，。；]", text[stop:])
    return before[-1] + text[start:stop] + after[0]


def _holds(range_: Period, day: Period) -> bool:
    """True for the days of a campaign of which a part about time names one day, its opening's."""
    if range_.start is None or range_.end is None or day.start is None or day.start != day.end:
        return False
    return range_.start < range_.end and range_.start <= day.start <= range_.end


def _at(start: int, reading: Period) -> Period:
    """What was read from a text that begins at `start`."""
    first, last = reading.place
    return replace(reading, place=(start + first, start + last)) if reading.start else reading


def _labelled(flow: Flow, parts: tuple[Part, ...], plan: tuple[int, int]) -> list[tuple[int, int]]:
    """Slices of what stands behind 活动时间：, but not inside a numbered item.

    Of a bare 时间： only a range counts: web pages print 发布时间： above the notice.
    """
    items = [(part.start, part.stop) for part in parts if part.depth > 0] + [plan]
    found: list[tuple[int, int]] = []
    for match in _TIME_LABEL.finditer(flow.text):
        at = match.start()
        at_start = flow.starts_line(at) or flow.text[at - 1] in "。；"
        if at_start and not any(start <= at < stop for start, stop in items):
            value = flow.text[match.end() : match.end() + 60].split("。")[0]
            if not match.group().startswith(("时间", "日期")) or _has_range(value):
                found.append((match.end(), match.end() + len(value)))
    return found


def _has_range(value: str) -> bool:
    return any(span.is_range for span in find_spans(value, 2000, dotted=True))


def _read_headed(text: str, year: int | None) -> Period:
    """A part about time alone: a range, else its one day; neither when damage comes first."""
    lost = [("lost_characters", words) for words in find_damage(text, year)]
    spans = _clear_spans(text, year, dotted=True)
    ranges = [span for span in spans if span.is_range]
    chosen = ranges[0] if ranges else spans[0] if spans and not lost else None
    days = {span.first for span in spans}
    if chosen and not ranges and len(days) >= _A_SCHEDULE and not _OTHERS.search(text):
        return _from_days(spans)
    if chosen and not (lost and text.find(lost[0][1]) < chosen.start):
        return _period(chosen, lost)
    return Period(unsure=(*lost, *(("period_vague", words) for words in find_vague(text))))


def _from_days(spans: list[Span]) -> Period:
    """A schedule of single days: from the first to the last of them, for a person to confirm."""
    days = [span.first for span in spans if span.first]
    start, end = min(days), max(days)
    place = (spans[0].start, spans[-1].stop)
    unsure = (("period_of_days", f"{start}–{end}"),)
    return Period(start=start, end=end, has_year=spans[0].has_year, unsure=unsure, place=place)


def _read_sentence(sentence: str, year: int | None) -> Period:
    """A sentence that may speak of much else: only a clear range counts."""
    lost = [("lost_characters", words) for words in find_damage(sentence, year)]
    dotted = [span for span in _clear_spans(sentence, year, dotted=True) if span.has_year]
    ranges = [span for span in (*_clear_spans(sentence, year), *dotted) if span.is_range]
    return _period(ranges[0], lost) if ranges else Period(unsure=tuple(lost))


def _clear_spans(text: str, year: int | None, *, dotted: bool = False) -> list[Span]:
    return [
        span
        for span in find_spans(text, year, dotted=dotted)
        if span.first and not span.is_cut and not _LATEST.match(text, span.stop)
    ]


def _period(span: Span, unsure: list[tuple[str, str]]) -> Period:
    return Period(
        start=span.first,
        end=span.last,
        has_year=span.has_year,
        unsure=tuple(unsure),
        place=(span.start, span.stop),
    )
