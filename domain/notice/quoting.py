"""Sentences of a notice as they may leave it: without the people and numbers they name."""

import re

#: How people are reached; whoever is named beside it stays in the notice too.
REACHED = re.compile(
    r"(?<!\d)(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-— ]?\d{7,8}|[2-9]\d{6,7})(?!\d)"
    r"|联系人|联系电话|联系方式|联络员|联系[:：]|电话[:：]|手机(?:号|[:：])|微信号|QQ|[A-Za-z0-9_.+-]+@[\w-]+"
)
#: Behind it stands whom something is sent to, by name perhaps.
_HANDED = re.compile(r"(?:报送|发送|上报|提交|发|送|交|报)(?:至|到|给|往)")
_MARKS = "，；：。！？（）、"


def quotable(sentence: str, start: int, stop: int) -> str:
    """The sentence; where it says how to reach somebody, only the words from `start` to `stop`
    with the rest of their clause, or those words alone."""
    first, last = quotable_slice(sentence, start, stop)
    return sentence[first:last]


def quotable_slice(text: str, start: int, stop: int) -> tuple[int, int]:
    """Slice of `text` that may be quoted around the words from `start` to `stop`."""
    if not REACHED.search(text):
        return 0, len(text)
    first, last = _bracketed(text, start, stop)
    while first > 0 and text[first - 1] not in _MARKS:
        first -= 1
    while last < len(text) and text[last] not in _MARKS and text[last - 1] != "）":
        last += 1
    handed = _HANDED.search(text, first, last)
    last = handed.start() if handed and handed.start() > start else last
    return (start, min(stop, last)) if REACHED.search(text, first, last) else (first, last)


def _bracketed(text: str, start: int, stop: int) -> tuple[int, int]:
    """The words, with all of the brackets that they stand in or open: 视频（3分钟以内，MP4）."""
    opened = text.rfind("（", 0, stop)
    if opened < 0 or "）" in text[opened : stop - 1]:
        return start, stop
    closed = text.find("）", opened)
    return (start, stop) if closed < 0 else (min(start, opened), max(stop, closed + 1))
