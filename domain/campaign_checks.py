"""What a plan's keys, names and numbers must be, before they become a campaign."""

import re
from collections.abc import Iterable

from domain.errors import BrokenInput
from domain.plain_text import UNWRITABLE
from domain.words import Words

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def broken(zh: str, en: str) -> BrokenInput:
    """The error to raise for a fault in the plan, in both languages."""
    return BrokenInput(Words(zh=zh, en=en))


def check_key(key: str) -> None:
    """Raises BrokenInput unless `key` is a lower-case ASCII slug."""
    if not _KEY.fullmatch(key):
        raise broken(
            f"键“{key}”无效：只能用小写字母、数字和连字符，最多 64 个字符",
            f"key {key!r} is not valid: lower-case letters, digits and hyphens only, at most 64",
        )


def check_line(text: str, zh: str, en: str) -> None:
    """Raises BrokenInput unless `text` is one line and not empty; `zh` and `en` name it."""
    if not text.strip() or _CONTROL.search(text):
        raise broken(f"{zh}不能为空，也不能换行", f"{en} must be one line and not empty")
    if UNWRITABLE.search(text):
        raise broken(
            f"{zh}里有看不见的控制字符，请删去", f"{en} holds characters that cannot be written"
        )


def check_unique(values: Iterable[str | int], zh: str, en: str) -> None:
    """Raises BrokenInput when a value comes twice; `zh` and `en` name what it is."""
    seen: set[str | int] = set()
    for value in values:
        if value in seen:
            raise broken(f"{zh}“{value}”重复", f"{en} {value!r} is used twice")
        seen.add(value)


def plain_name(name: str) -> str:
    """A unit's name as it is compared: no spaces, Latin letters in lower case."""
    return _SPACES.sub("", name).casefold()
