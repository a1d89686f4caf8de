"""What a file's name says of its time: the patterns of Chinese phones, WeChat and cameras."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.facts import ClaimClass


@dataclass(frozen=True, kw_only=True)
class NameTime:
    #: capture, save, day or none.
    klass: ClaimClass
    #: Naive local time, or aware in UTC where the name counts in UTC; None for class none. Of
    #: class day only the date counts.
    moment: datetime | None
    #: The part of the name that was read.
    raw: str
    #: True when the pattern fits and its digits are no time ("IMG_20241399_…").
    impossible: bool = False


#: Plausible years of a name's time; digits outside are no clock.
FIRST_YEAR, LAST_YEAR = 2000, 2099

#: Left of a pattern neither letter nor digit, so that "城关镇_IMG_2024…" is still read.
_LEFT = r"(?<![A-Za-z0-9])"
_DAY = r"(?P<y>\d{4})[-_.]?(?P<m>\d{2})[-_.]?(?P<d>\d{2})"
#: A day alone must look like one: eight digits, or year, month and day told apart.
_DATE = (
    r"(?:(?P<y>20\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)"
    r"|(?P<y2>20\d{2})[-_.年](?P<m2>\d{1,2})[-_.月](?P<d2>\d{1,2})日?)"
)
_CLOCK = r"(?P<H>\d{2})[-_.:]?(?P<M>\d{2})[-_.:]?(?P<S>\d{2})"
_HEX32 = r"[0-9a-fA-F]{32}"
_MS = r"(?P<ms>1\d{12})"
_END = r"(?![0-9])"

_CAMERA = (
    r"(?:IMG|VID|MVIMG|DJI|PANO|BURST|VIDEO|PIC|PHOTO|CAM|TIMEVIDEO|SLOWMOTION|MOTION|PORTRAIT)"
)
_CHAT = (
    r"(?:微信(?:图片|视频|截图)|WeChat ?(?:Image|Video)?|企业微信(?:图片|截图|视频)?"
    r"|QQ(?:图片|视频|截图|录屏)|TIM(?:图片|视频|截图))"
)
_SCREEN = r"(?:Screenshot|Screen_?Recording|ScreenRecord(?:er)?|截屏|截图|录屏|屏幕截图|屏幕录制)"


def _local(match: re.Match[str]) -> datetime:
    parts = match.groupdict()
    return datetime(*(int(parts[key]) for key in "ymdHMS"))  # type: ignore[arg-type] # six ints


def _midnight(match: re.Match[str]) -> datetime:
    return datetime(*(int(match[key] or match[f"{key}2"]) for key in "ymd"))  # type: ignore[arg-type] # three ints


def _utc(match: re.Match[str]) -> datetime:
    millis = int(match.groupdict().get("f") or 0)
    return _local(match).replace(tzinfo=UTC) + timedelta(milliseconds=millis)


def _epoch(match: re.Match[str]) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match["ms"]))


@dataclass(frozen=True, kw_only=True)
class _Pattern:
    klass: ClaimClass
    text: re.Pattern[str]
    read: Callable[[re.Match[str]], datetime] | None = None


def _pattern(
    klass: ClaimClass, text: str, read: Callable[[re.Match[str]], datetime] | None = None
) -> _Pattern:
    return _Pattern(klass=klass, text=re.compile(text, re.IGNORECASE), read=read)


_CAPTURE, _SAVE, _NONE = ClaimClass.CAPTURE, ClaimClass.SAVE, ClaimClass.NONE
_DAY_ALONE = ClaimClass.DAY

#: First match wins: chat tools before cameras, since "微信图片_2024…" also holds camera digits.
_PATTERNS = (
    _pattern(_CAPTURE, rf"{_LEFT}wx_camera_{_MS}{_END}", _epoch),
    _pattern(_SAVE, rf"{_LEFT}mmexport(?:{_HEX32}_)?{_MS}{_END}", _epoch),
    _pattern(_NONE, rf"{_LEFT}mmexport{_HEX32}(?![0-9a-fA-F])"),
    _pattern(_SAVE, rf"{_LEFT}microMsg\.?_?{_MS}{_END}", _epoch),
    _pattern(_SAVE, rf"{_CHAT}[_ -]*{_MS}{_END}", _epoch),
    _pattern(_SAVE, rf"{_CHAT}[_ -]*{_DAY}[-_ ]?{_CLOCK}{_END}", _local),
    _pattern(_SAVE, rf"{_SCREEN}[_ -]*{_DAY}[-_ ]?{_CLOCK}", _local),
    _pattern(_CAPTURE, rf"{_LEFT}PXL_{_DAY}_{_CLOCK}(?P<f>\d{{3}}){_END}", _utc),
    _pattern(_CAPTURE, rf"{_LEFT}{_CAMERA}[-_]?{_DAY}[-_]?{_CLOCK}(?!\d{{2}})", _local),
    _pattern(_CAPTURE, rf"^{_DAY}_{_CLOCK}{_END}", _local),
    _pattern(_SAVE, rf"^{_MS}{_END}", _epoch),
    _pattern(_NONE, rf"^{_HEX32}(?![0-9a-fA-F])"),
    # "20240528义诊.jpg", "2024年5月28日 启动仪式 (3).jpg": named by a person on the day or later.
    _pattern(_DAY_ALONE, rf"{_LEFT}{_DATE}(?!\d|[-_]?\d{{6}})", _midnight),
    _pattern(_NONE, r"^(?:IMG|DSC|DSCN|DSCF|P|MVI|MAH|GOPR|GX|GH)_?\d{4,6}(?!\d)"),
)

_CHAT_COPY = re.compile(
    rf"{_LEFT}(?:mmexport|microMsg)|{_CHAT}|^{_HEX32}(?![0-9a-fA-F])|^{_MS}{_END}", re.IGNORECASE
)


def time_in_name(name: str) -> NameTime | None:
    """The time that a file name carries, None when no known pattern is in it; never raises."""
    for pattern in _PATTERNS:
        match = pattern.text.search(name)
        if match is not None:
            return _read(pattern, match)
    return None


def _read(pattern: _Pattern, match: re.Match[str]) -> NameTime:
    if pattern.read is None:
        return NameTime(klass=_NONE, moment=None, raw=match[0])
    try:
        moment = pattern.read(match)
    except ValueError:
        return NameTime(klass=_NONE, moment=None, raw=match[0], impossible=True)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return NameTime(klass=_NONE, moment=None, raw=match[0], impossible=True)
    return NameTime(klass=pattern.klass, moment=moment, raw=match[0])


def named_by_chat(name: str) -> bool:
    """True when a chat tool gave the name on saving or exporting (WeChat's own camera not)."""
    return _CHAT_COPY.search(name) is not None
