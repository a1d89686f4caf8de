"""What recognition may have got wrong: characters it was unsure of, days and numbers that none are.

Nothing is put right here: a person compares with the picture.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.notice.doubts import Doubt
from domain.notice.scanned import ScannedText
from domain.notice.sources import Source
from domain.words import Words

_LETTERS = "OoQIlSBZ|"
_MIXED = re.compile(
    rf"(?<![A-Za-z])(?=[\d{_LETTERS}]*\d)(?=[\d{_LETTERS}]*[{_LETTERS}])[\d{_LETTERS}]{{2,}}"
    r"(?=\s*[年月日号时点分秒个件人条]|\s*[-—~～至到]\s*\d)"
    rf"|(?<=[年月至到—\-~～])\s*[{_LETTERS}]{{1,2}}(?=\s*[月日])"
)
_DAY = re.compile(r"(?:(?<!\d)(\d{4})\s*年\s*)?(?<!\d)(\d{1,3})\s*月\s*(\d{1,3})\s*[日号]")
_YEAR = re.compile(r"(?<!\d)(\d{3,6})\s*年")
_LONE_DAY = re.compile(r"(?<![\d月])(\d{2,3})\s*日")
_HOUR = re.compile(r"(?<![\d:：])(\d{1,2})[:：](\d{2})(?![\d:：])")
#: Years that a notice of ours may name.
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
#: Doubtful characters of one field that are named one by one.
_MOST_NAMED = 6


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """A slice of the text that cannot be as it was read."""

    start: int
    stop: int
    doubt: Doubt


def suspicions(text: str) -> list[Suspicion]:
    """Numbers with letters in them, and days, years and hours that do not exist; in order."""
    found = {(start, stop): code for start, stop, code in _impossible(text)}
    return [
        Suspicion(start=start, stop=stop, doubt=_doubt(code, text[start:stop].strip()))
        for (start, stop), code in sorted(found.items())
    ]


def doubted(scanned: ScannedText, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources with what recognition leaves in doubt about the words that each was read from."""
    strange = suspicions(scanned.text)
    return tuple(_doubted(scanned, source, strange) for source in sources)


def unplaced(scanned: ScannedText, sources: Iterable[Source]) -> list[Suspicion]:
    """Suspicions about what no field was read from."""
    spans = [(source.start, source.stop) for source in sources if source.quote]
    return [
        each
        for each in suspicions(scanned.text)
        if not any(start < each.stop and each.start < stop for start, stop in spans)
    ]


def _doubted(scanned: ScannedText, source: Source, strange: Iterable[Suspicion]) -> Source:
    if not source.quote:
        return source
    added = [
        replace(each.doubt, about=(source.field,))
        for each in strange
        if source.start < each.stop and each.start < source.stop
    ]
    unsure = sorted({at for span in source.read for at in scanned.unsure(*span)})
    if unsure:
        added.append(_unsure(scanned.text, unsure, source.field))
    return replace(source, doubts=(*source.doubts, *added))


def _unsure(text: str, places: list[int], field: str) -> Doubt:
    shown = "、".join(dict.fromkeys(text[at] for at in places[:_MOST_NAMED]))
    return Doubt(
        code=f"ocr_unsure:{shown}",
        words=Words(
            zh=f"这几个字识别得不准：“{shown}”，请对照页面图片",
            en=f"recognition is unsure of “{shown}”; compare with the page's picture",
        ),
        about=(field,),
        quoted=shown,
    )


def _impossible(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _MIXED.finditer(text):
        yield *match.span(), "ocr_letter_in_number"
    for match in _DAY.finditer(text):
        if not _is_day(match[1], int(match[2]), int(match[3])):
            yield *match.span(), "ocr_no_such_day"
    for match in _YEAR.finditer(text):
        digits = match[1]
        if len(digits) != 4 or not _FIRST_YEAR <= int(digits) <= _LAST_YEAR:
            yield *match.span(), "ocr_no_such_year"
    for match in _LONE_DAY.finditer(text):
        if not 1 <= int(match[1]) <= 31:
            yield *match.span(), "ocr_no_such_day"
    for match in _HOUR.finditer(text):
        if int(match[1]) > 24 or int(match[2]) > 59:
            yield *match.span(), "ocr_no_such_hour"


def _is_day(year: str | None, month: int, day: int) -> bool:
    if not 1 <= month <= 12:
        return False
    # Without its year 29 February may be one.
    named = int(year) if year and _FIRST_YEAR <= int(year) <= _LAST_YEAR else 2024
    return 1 <= day <= monthrange(named, month)[1]


_SAID = {
    "ocr_letter_in_number": Words(
        zh="“{}”像是数字里混进了字母，没有猜，请对照页面图片改正",
        en="“{}” looks like a number with letters in it; nothing was guessed, correct it from "
        "the page's picture",
    ),
    "ocr_no_such_day": Words(
        zh="没有“{}”这一天，像是识别错了，请对照页面图片改正",
        en="there is no such day as “{}”; it may be misread, correct it from the page's picture",
    ),
    "ocr_no_such_year": Words(
        zh="“{}”不像年份，像是识别错了，请对照页面图片改正",
        en="“{}” is no likely year; it may be misread, correct it from the page's picture",
    ),
    "ocr_no_such_hour": Words(
        zh="没有“{}”这个时间，像是识别错了，请对照页面图片改正",
        en="there is no such hour as “{}”; it may be misread, correct it from the page's picture",
    ),
}


def _doubt(code: str, quoted: str) -> Doubt:
    words = _SAID[code]
    return Doubt(
        code=f"{code}:{quoted}",
        words=Words(zh=words.zh.format(quoted), en=words.en.format(quoted)),
        quoted=quoted,
    )
