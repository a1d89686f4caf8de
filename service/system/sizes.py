"""Bytes, ages and moments as people say them."""

from domain.words import Words

_UNITS = ("KB", "MB", "GB", "TB")


def size(count: int) -> str:
    """`12 KB`, `1.4 MB`, `230 GB`: three digits, as a file manager says it."""
    value, unit = count / 1024, 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    if count == 0:
        return "0"
    shown = f"{max(value, 0.1):.1f}" if value < 99.95 and unit else f"{max(1, round(value))}"
    return f"{shown} {_UNITS[unit]}"


def ago(ms: int) -> Words:
    """How long ago something was."""
    zh, en = span(ms).zh, span(ms).en
    return Words(zh=f"{zh}前", en=f"{en} ago")


def span(ms: int) -> Words:
    """A length of time in its largest whole unit."""
    seconds = max(0, ms) // 1000
    for length, zh, en in ((86400, "天", "d"), (3600, "小时", "h"), (60, "分钟", "min")):
        if seconds >= length:
            return Words(zh=f"{seconds // length} {zh}", en=f"{seconds // length} {en}")
    return Words(zh=f"{seconds} 秒", en=f"{seconds} s")
