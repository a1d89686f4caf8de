"""Dates as notices write them; what is damaged or vague is named, never guessed."""

import re
from dataclasses import dataclass
from datetime import date

from domain.notice.outline import chinese_number

#: A letter O stands for the zero in what was typed without 〇: 二OO五年.
_ZERO = "〇○零OoΟО０"
_DIGITS = dict.fromkeys(_ZERO, "0") | dict(zip("一二三四五六七八九", "123456789", strict=True))
_YEAR = rf"(?:\d{{4}}|[一二][{_ZERO}一二三四五六七八九]{{3}})"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WEEKDAY = r"(?:（(?:星期|周|礼拜)?[一二三四五六日天]）)?"
_PART = r"(?:上午|下午|晚上|晚间|早上|清晨|中午|傍晚|夜间|晚)?"
_TO = r"(?:起|开始)?(?:—+|-+|~+|～+|至|到|一(?=\d))"
_LEFT = r"(?<![\d.一二三四五六七八九十第])"

_LONG = re.compile(
    rf"{_LEFT}(?:(?P<y1>{_YEAR})年)?(?P<m1>{_MONTH})月(?P<d1>{_DAY})"
    rf"(?:(?:[日号]{_WEEKDAY}{_PART})?{_TO}"
    rf"(?:(?P<y2>{_YEAR})年)?(?:(?P<m2>{_MONTH})月)?(?P<d2>{_DAY})[日号]|[日号])"
    rf"{_WEEKDAY}(?P<part>{_PART})"
)
_DOTTED_END = r"(?:(?P<y2>\d{4})[./-])?(?:(?P<m2>\d{1,2})[./-])?(?P<d2>\d{1,2})"
_DOTTED = re.compile(
    rf"(?<![\d.])(?<!\d[:：])(?:(?P<y1>(?:19|20)\d\d)[./-]|(?<!\d\s))"
    rf"(?P<m1>\d{{1,2}})(?P<mark>[./-])(?P<d1>\d{{1,2}})"
    rf"(?:日?{_TO}{_DOTTED_END})?(?!\s?[\d./:：-])日?{_WEEKDAY}(?P<part>{_PART})"
)
_CUT = re.compile(r"(?:起|开始)?[至到—~]")
#: Days; a longer range has lost a digit or names the wrong year.
_LONGEST_RANGE = 92
PARTS_OF_DAY = {"上午": "am", "早上": "am", "清晨": "am", "中午": "pm", "下午": "pm"}

#: Digits standing where 年 or 月 was lost ("57日至13日", "20255月7日"), or missing themselves.
_LOST = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}月)?"
    r"(?:(?<!\d)\d{3,}月\d{0,2}日|(?<!\d)\d{3,}[日月](?![\d个常])"
    r"|(?:3[2-9]|[4-9]\d)日|(?:1[3-9]|[2-9]\d)月\d{1,2}日|(?<![\d月])\d{1,2}日(?=[至到—~-]+(?:\n|\d)))"
    r"(?:[至到—~-]+(?:\d{1,2}月)?\d{1,2}日)?"
    r"|(?<![\d一二三四五六七八九十])月\d{1,2}日|(?:\d{4})?年月日?|(?:\d{1,2})?月日(?=[前至到—。，；（]|$)"
)
_THIRD = "(?:[上中下]{1,2}旬|初|底|末)"
_VAGUE = re.compile(
    rf"(?:{_YEAR}年)?(?:{_MONTH}月{_DAY}日{_TO})?{_MONTH}月(?:份)?{_THIRD}(?:{_TO}(?:{_MONTH}月)?{_THIRD})?"
    rf"|(?:{_YEAR}年){_MONTH}月(?!\d|[一二三四五六七八九十])"
)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A date or a range of dates found in a text."""

    #: Slice of the text.
    start: int
    stop: int
    #: First and last day, the same for a single date; None without a year or when impossible.
    first: date | None
    last: date | None
    #: True when the year stands in it.
    has_year: bool
    #: True when it names two days.
    is_range: bool
    #: True when a range is begun but its end is no day ("5月24日至下旬").
    is_cut: bool
    #: "am", "pm" or "eve" when a part of the day follows, else None.
    part: str | None


def year_value(text: str) -> int:
    """A year in digits or Chinese numerals."""
    return int("".join(_DIGITS.get(character, character) for character in text))


def find_spans(text: str, year: int | None, *, dotted: bool = False) -> tuple[Span, ...]:
    """Every date and range in reading order; a date without a year gets `year`.

    `dotted` also takes 5.24 and 2025-05-24, which elsewhere may be numbers.
    """
    spans = [_span(match, year) for match in _LONG.finditer(text)]
    if dotted:
        taken = [(span.start, span.stop) for span in spans]
        for match in _DOTTED.finditer(text):
            if all(match.end() <= start or match.start() >= stop for start, stop in taken):
                spans.append(_span(match, year))
    return tuple(sorted(spans, key=lambda span: span.start))


def _span(match: re.Match[str], year: int | None) -> Span:
    y1 = year_value(match["y1"]) if match["y1"] else year
    first = _day(y1, match["m1"], match["d1"])
    last = first
    if match["d2"]:
        y2 = year_value(match["y2"]) if match["y2"] else y1
        last = _day(y2, match["m2"] or match["m1"], match["d2"])
        if last and first and last < first and not match["y2"] and match["m2"]:
            last = _day(last.year + 1, match["m2"], match["d2"])
    broken = first is None or last is None or not 0 <= (last - first).days <= _LONGEST_RANGE
    return Span(
        start=match.start(),
        stop=match.end(),
        first=None if broken else first,
        last=None if broken else last,
        has_year=bool(match["y1"]),
        is_range=bool(match["d2"]),
        is_cut=bool(_CUT.match(match.string, match.end())),
        part=PARTS_OF_DAY.get(match["part"], "eve") if match["part"] else None,
    )


def _day(year: int | None, month: str, day: str) -> date | None:
    if year is None:
        return None
    try:
        return date(year, chinese_number(month), chinese_number(day))
    except ValueError:
        return None


def find_damage(text: str, year: int | None) -> tuple[str, ...]:
    """Words that were dates before characters were lost, or that name a day which is none."""
    spans = find_spans(text, year or 2000)
    impossible = [text[span.start : span.stop] for span in spans if span.first is None]
    rest = list(text)
    for span in spans:
        rest[span.start : span.stop] = "\n" * (span.stop - span.start)
    lost = [match.group() for match in _LOST.finditer("".join(rest))]
    return tuple(dict.fromkeys(impossible + lost))


def find_vague(text: str) -> tuple[str, ...]:
    """Words that name a part of a month without days, such as 5月下旬."""
    return tuple(dict.fromkeys(match.group() for match in _VAGUE.finditer(text)))
