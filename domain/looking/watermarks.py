"""The corner that watermark cameras print into a picture: when and where it says it was taken.

今日水印相机, 马克水印 and their like print time, date, weekday, place and unit in lines under each
other, at an edge; engineering cameras print 时间：… and 地点：…. A date on a banner or a poster is
none of this: it says when something is to be, not when the picture was taken.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.facts import Claim, ClaimClass
from domain.looking.picture_text import TextLine
from domain.times.doubting import Bench

#: Digits that are read with less trust (per mille) say no time.
LEAST_SURE = 700
#: A printed clock shows minutes, some show seconds; a date alone shows the day.
MINUTE_S, SECOND_S, DAY_S = 60, 1, 86_400
#: The lines of a corner follow each other within so many of its glyphs, and begin or end within so
#: many per mille of the picture's width of each other.
_NEAR_GLYPHS, _ALIGNED = 3, 80
#: Taller letters (per mille of the longer side) are a banner's; a corner's clock is the tallest.
_TALLEST = 110
#: Middle of the picture, per mille: what lies wholly inside it is no corner.
_MIDDLE = (300, 250, 700, 650)

_YEAR, _MONTH, _DAY = r"(20\d{2})", r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
_DATE = re.compile(rf"(?<!\d){_YEAR}\s?[.\-/年,·]\s?{_MONTH}\s?[.\-/月,·]\s?{_DAY}(?:\s?日)?")
_TIME = re.compile(
    r"(上午|下午|晚上|中午|AM|PM)?\s?(?<!\d)([01]?\d|2[0-3])\s?:\s?([0-5]\d)(?:\s?:\s?([0-5]\d))?(?!\d)"
    r"\s?(AM|PM)?"
)
#: A date of two whole digits may stand right before the clock, without a blank between.
_JOINED = re.compile(r"(?<!\d)(20\d{2}[.\-/年,·][01]\d[.\-/月,·][0-3]\d)日?(?=[0-2]\d:[0-5]\d)")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_PLACES = "地点|地址|位置|定位"
_PLACE_LABEL = re.compile(rf"^(?:拍摄)?(?:{_PLACES})[:：]?\s*")
_LABEL = re.compile(rf"^(?:拍摄)?(?:{_PLACES}|时间|日期|单位|备注|内容|名称|项目)[:：]?\s*")
#: What says that a camera printed it.
_SIGNS = re.compile(r"水印|打卡|拍摄时间|经度|纬度|海拔|定位|相机|^时间[:：]|℃|°C|^天气")
#: What says that a date is that of an event or of a paper.
_PLANNED = re.compile(r"活动时间|活动日期|举办|报名|截止|开放|有效期|发布|印发|至|第.期")
_NO_PLACE = re.compile(r"℃|°|水印|相机|天气|经度|纬度|海拔|防伪|真实|^[A-Za-z0-9 .:：\-]+$")


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """What a printed corner says."""

    day: datetime.date
    #: None where only the day is printed.
    time: datetime.time | None
    #: How exact it is, seconds: MINUTE_S, SECOND_S or DAY_S.
    tolerance_s: int
    #: Where, in its own words; "" when it does not say.
    place: str
    #: Other lines of the corner: unit, remarks.
    remarks: tuple[str, ...]
    #: The texts that day and time were read from.
    raw: str


def overlay_of(lines: Sequence[TextLine]) -> Overlay | None:
    """The printed corner among the lines of one picture; None when there is none.

    A weekday that does not fit the date means that a digit was misread: then nothing is believed.
    """
    plain = [(_plain(line.text), line) for line in lines if line.confidence >= LEAST_SURE]
    for text, line in plain:
        day = _date_in(text)
        if day is None or _PLANNED.search(text) or line.glyph > _TALLEST:
            continue
        corner = _corner(line, [each for _, each in plain])
        if _in_the_middle(corner):
            continue
        found = _overlay(day, line, corner)
        if found is not None:
            return found
    return None


def watermark_claim(overlay: Overlay, court: Bench) -> Claim:
    """What the corner says as a claim of source `watermark`; its zone is the campaign's.

    Of class capture, good to `tolerance_s`; of class day where no clock is printed.
    """
    if overlay.time is None:
        return court.day_claim("watermark", overlay.day, overlay.raw)
    at = datetime.datetime.combine(overlay.day, overlay.time, tzinfo=court.zone)
    return court.claim("watermark", ClaimClass.CAPTURE, at, overlay.raw, zone_known=False)


def _overlay(day: datetime.date, dated: TextLine, corner: list[TextLine]) -> Overlay | None:
    texts = [_plain(line.text) for line in corner]
    weekday = next((m[1] for text in texts if (m := _WEEKDAY.search(text))), None)
    if weekday is not None and weekday.replace("天", "日") != _WEEKDAYS[day.weekday()]:
        return None
    clock = _clock_of(dated, corner)
    if clock is None and weekday is None and not any(_SIGNS.search(text) for text in texts):
        return None
    time, seconds, at = clock or (None, False, dated)
    raw = dated.text if at is dated else f"{dated.text} {at.text}"
    places, remarks = _rest(corner, {id(dated), id(at)})
    return Overlay(
        day=day,
        time=time,
        tolerance_s=DAY_S if time is None else SECOND_S if seconds else MINUTE_S,
        place=places,
        remarks=remarks,
        raw=raw,
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    return _JOINED.sub(r"\1 ", folded)


def _date_in(text: str) -> datetime.date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    rest = text[match.end() :]
    if rest[:1].isdigit():  # 2024.5.109:31: where the day ends, nobody knows
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _clock_of(
    dated: TextLine, corner: Iterable[TextLine]
) -> tuple[datetime.time, bool, TextLine] | None:
    """The clock, whether it shows seconds, and its line: the date's own, else the tallest other."""
    others = sorted((line for line in corner if line is not dated), key=lambda each: -each.glyph)
    for line in (dated, *others):
        text = _DATE.sub(" ", _plain(line.text))
        match = _TIME.search(text)
        if match is not None and not _PLANNED.search(text):
            return _time(match), match[4] is not None, line
    return None


def _time(match: re.Match[str]) -> datetime.time:
    hour = int(match[2])
    half = (match[1] or match[5] or "").upper()
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    if half in ("上午", "AM") and hour == 12:
        hour = 0
    return datetime.time(hour, int(match[3]), int(match[4] or 0))


def _corner(dated: TextLine, lines: Iterable[TextLine]) -> list[TextLine]:
    """The date's line and those that follow each other above and below it, from the top."""
    corner = [dated]
    rest = [line for line in lines if line is not dated and line.glyph <= _TALLEST]
    while near := next((each for each in rest if any(_near(each, one) for one in corner)), None):
        corner.append(near)
        rest.remove(near)
    return sorted(corner, key=lambda each: (each.box[1], each.box[0]))


def _near(one: TextLine, other: TextLine) -> bool:
    """Under each other in one column, or side by side."""
    glyph = _NEAR_GLYPHS * min(one.glyph, other.glyph)
    down = max(one.box[1], other.box[1]) - min(one.box[3], other.box[3])
    across = max(one.box[0], other.box[0]) - min(one.box[2], other.box[2])
    aligned = min(abs(one.box[0] - other.box[0]), abs(one.box[2] - other.box[2])) <= _ALIGNED
    return (down <= glyph and aligned) or (down <= 0 and across <= glyph)


def _in_the_middle(corner: Sequence[TextLine]) -> bool:
    left, top, right, bottom = _MIDDLE
    return (
        min(each.box[0] for each in corner) >= left
        and min(each.box[1] for each in corner) >= top
        and max(each.box[2] for each in corner) <= right
        and max(each.box[3] for each in corner) <= bottom
    )


def _rest(corner: Iterable[TextLine], taken: set[int]) -> tuple[str, tuple[str, ...]]:
    """The place, else the first line that may be one; and the other lines."""
    texts = [line.text.strip() for line in corner if id(line) not in taken]
    said = [text for text in texts if not _is_clock(text) and not _NO_PLACE.search(text)]
    place = next((text for text in said if _PLACE_LABEL.match(text)), said[0] if said else "")
    remarks = tuple(_LABEL.sub("", text) for text in said if text is not place)
    return _LABEL.sub("", place), remarks


def _is_clock(text: str) -> bool:
    plain = _plain(text)
    left = _WEEKDAY.sub("", _TIME.sub("", _DATE.sub("", plain))).strip()
    return len(_LABEL.sub("", left)) < 2
