"""The one day of an activity, and the part of it, from what is written about it."""

import datetime
import re
from dataclasses import replace

from domain.notice.dates import PARTS_OF_DAY, Span, find_damage, find_spans, find_vague

#: First and last day of a period; None where it is unknown.
Days = tuple[datetime.date | None, datetime.date | None]
LATEST = re.compile(
    r"(?:（[^（）]{0,8}）)?(?:上午|中午|下午|晚上|放学|下班|上班)*(?:\d{1,2}[:：时点]\d{0,2}分?)?(?:之|以)?前"
    r"(?![往来后]|报到|签到|到[场达位]|集合|入场)|底前|内"
)
_HOUR = re.compile(r"(\d{1,2})[:：时点]")
#: The second day may be torn by a line break: `5月10日、1` and `1日` on the next line.
_MORE_DAYS = re.compile(r"[、和及](?:\d{1,2}月)?\d{1,2}\s*(?:\d?\s*日|\n|$)")
_TIME_OF_DAY = re.compile(r"上午|早上|清晨|中午|下午|晚上|晚间|傍晚|夜间")
#: What makes the word the time of what is held: an hour, or the verb, maybe with its place before.
_IS_HELD = re.compile(
    r"，?(?:约|大约|从)?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})[:：时点]"
    r"|，?(?:[在于到假][^，。；：\n]{2,24}?)?(?:分别|同时|正式)?"
    r"(?:统一|集中|联合|共同|举办|举行|召开|开展|开始|启动|开幕|揭幕|开讲|进行|组织|放映|播放|演出|展演|展出|邀请|走进|深入|前往|参观)"
)
#: The word alone between marks, as in a bracket behind the day: （周三，上午）.
_ALONE = (tuple("，（）；日"), re.compile(r"[，）；。]|$"))
#: Between a day and the part of it that stands beside it: 5月20日，上午….
_BESIDE = re.compile("[，（）]{0,2}")
#: Of a clause that says until when something is sent or done, or speaks of other days.
_DEADLINE = re.compile("截[止至]|报名|报送|上报|提交|反馈|交至|送至|送交")
_OTHER_DAYS = ("每天", "每日", "次日", "翌日", "第二天", "前一天")


def day_of(
    text: str, year: int | None, period: Days, labelled: bool
) -> tuple[Span | None, list[tuple[str, str]]]:
    """The one day that `text` names, else why there is none, as (code, words of the notice).

    `labelled` text stands behind 时间：. The campaign's own `period` is no activity's day.
    """
    spans = [
        span
        for span in find_spans(text, year, dotted=labelled)
        if (span.first, span.last) != period
        and not LATEST.match(text, span.stop)
        and (labelled or not _is_long_ago(span, year))
    ]
    damage = find_damage(text, year)
    if damage:
        return None, [("lost_characters", words) for words in damage]
    if not spans:
        return None, [("vague_date", words) for words in find_vague(text)]
    first = spans[0]
    days = {(span.first, span.last) for span in spans}
    if len(days) > 1 or first.is_range or _MORE_DAYS.match(text, first.stop):
        words = text[first.start : spans[-1].stop] if len(days) > 1 else _words(text, first)
        return None, [("several_days", words)]
    if first.is_cut:
        return None, [("vague_date", _words(text, first))]
    return _with_part(_with_hour(first, text), text), []


def _is_long_ago(span: Span, year: int | None) -> bool:
    """True for the day of something that is only spoken of: 1976年7月28日."""
    return bool(year and span.has_year and span.first and abs(span.first.year - year) > 1)


def day_in(text: str, year: int) -> datetime.date | None:
    """The one day that the words behind 时间： name; None for a range, several or none."""
    span, _ = day_of(text, year, (None, None), True)
    return span.first if span else None


def _words(text: str, span: Span) -> str:
    return re.split("[，。；\n]", text[span.start : span.stop + 12])[0]


def _with_part(span: Span, text: str) -> Span:
    """The day with the one part of it that the text names elsewhere: …。上午9时在广场…."""
    if span.part:
        return span
    told = (word for word in _TIME_OF_DAY.finditer(text) if _is_of_what_is_held(text, word, span))
    parts = {PARTS_OF_DAY.get(word.group(), "eve") for word in told}
    return replace(span, part=parts.pop()) if len(parts) == 1 else span


def _is_of_what_is_held(text: str, word: re.Match[str], day: Span) -> bool:
    """True for 下午 as the time of what is held; not for a deadline's, a meal's or a title's."""
    before, after = text[max(0, word.start() - 40) : word.start()], text[word.end() :][:40]
    clause = re.split("[，。；：\n]", before)[-1] + re.split("[，。；\n]", after)[0]
    if LATEST.match(text, word.start()) or _DEADLINE.search(clause):
        return False
    if before.endswith(_OTHER_DAYS):
        return False
    beside = _BESIDE.fullmatch(text, day.stop, word.start())
    alone = before.endswith(_ALONE[0]) and _ALONE[1].match(after)
    return bool(beside or alone or _IS_HELD.match(after))


def _with_hour(span: Span, text: str) -> Span:
    hour = _HOUR.match(text, span.stop)
    if span.part or not hour:
        return span
    part = "am" if int(hour[1]) < 12 else "pm" if int(hour[1]) < 18 else "eve"
    return replace(span, part=part)
