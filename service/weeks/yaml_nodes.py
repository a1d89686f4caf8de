"""A YAML file of the owner, read value by value, so that every fault can name its line."""

import datetime
import difflib
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import yaml

from domain.errors import BrokenInput
from domain.plain_text import UNWRITABLE
from domain.words import Words

_DEEPEST = 8
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,15})?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,3})?", re.ASCII)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "yes", "on", "是"))
_FALSE = frozenset(("false", "no", "off", "否"))


class Faults:
    """What is wrong with a file, line by line."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str, str]] = []

    def add(self, line: int, zh: str, en: str) -> None:
        """Note a fault; `line` counts from 1."""
        self._found.append((line, zh, en))

    def raise_any(self, name: str) -> None:
        """Raises BrokenInput with all faults in order of their lines, when there are any."""
        if not self._found:
            return
        found = sorted(dict.fromkeys(self._found))
        zh = "；".join(f"第 {line} 行：{words}" for line, words, _ in found)
        en = "; ".join(f"line {line}: {words}" for line, _, words in found)
        raise BrokenInput(Words(zh=f"{name} 有误。{zh}", en=f"{name} has faults: {en}"))


def parse(text: str, name: str) -> tuple["Fields", Faults]:
    """The file's top mapping; raises BrokenInput with the line when it is no plain YAML mapping.

    Anchors, aliases and tags are refused: they make a small file large or a value into code.
    """
    faults = Faults()
    try:
        _refuse_cleverness(text, faults)
        faults.raise_any(name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        faults.add(mark.line + 1 if mark else 1, "不是有效的 YAML", _problem(error))
        faults.raise_any(name)
        raise
    if not isinstance(node, yaml.MappingNode):
        faults.add(1, "应为“键: 值”的列表", "expected keys with values")
        faults.raise_any(name)
        raise TypeError("unreachable: the fault above is raised")
    return Fields(node, faults), faults


def _problem(error: yaml.YAMLError) -> str:
    return f"not valid YAML ({getattr(error, 'problem', None) or 'unreadable character'})"


def _refuse_cleverness(text: str, faults: Faults) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.add(
                line, "不支持锚点和别名（& *）", "anchors and aliases (& *) are not supported"
            )
        elif getattr(event, "tag", None):
            faults.add(line, "不支持标签（!）", "tags (!) are not supported")
        elif depth > _DEEPEST:
            faults.add(line, "层次太深", "nested too deeply")
            return


class Fields:
    """One mapping of the file; a wrong value is noted as a fault and answered with a default."""

    def __init__(self, node: yaml.MappingNode, faults: Faults) -> None:
        self.line = node.start_mark.line + 1
        self._faults = faults
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            self._faults.add(line, "键应为一个词", "a key must be one word")
        elif key.value in self._values:
            self._faults.add(line, f"“{key.value}”写了两次", f"{key.value!r} stands twice")
        else:
            self._values[key.value], self._lines[key.value] = value, line

    def line_of(self, key: str) -> int:
        """The line of a key, or of the mapping when the key is missing."""
        return self._lines.get(key, self.line)

    def fault(self, key: str, zh: str, en: str) -> None:
        """Note that the value of `key` is wrong."""
        self._faults.add(self.line_of(key), f"{key} {zh}", f"{key} {en}")

    def note(self, key: str, words: Words) -> None:
        """Note a fault that the domain found in the value of `key`."""
        self._faults.add(self.line_of(key), words.zh, words.en)

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is none of these, with the nearest one."""
        known = tuple(known)
        for key, line in self._lines.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = (f"，是不是 {near[0]}？", f", did you mean {near[0]}?") if near else ("", "")
                self._faults.add(line, f"未知的键“{key}”{hint[0]}", f"unknown key {key!r}{hint[1]}")

    def has(self, key: str) -> bool:
        """True when the key has a value."""
        node = self._values.get(key)
        return node is not None and not _is_null(node)

    def needed(self, *keys: str) -> None:
        """Note each of these that has no value."""
        for key in keys:
            if not self.has(key):
                self.fault(key, "没有填写", "is missing")

    def text(self, key: str, default: str = "") -> str:
        """One line of text; numbers and dates are taken as they are written."""
        node = self._values.get(key)
        if node is None or _is_null(node):
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.fault(key, "应为一段文字", "must be text")
            return default
        self._check_plain(key, node.value)
        return node.value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single one may stand without brackets."""
        node = self._values.get(key)
        if node is None or _is_null(node):
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(item, yaml.ScalarNode) and not _is_null(item) for item in items):
            self.fault(key, "应为文字的列表，如 [甲, 乙]", "must be a list of texts, as in [a, b]")
            return ()
        for item in items:
            self._check_plain(key, item.value)
        return tuple(item.value.strip() for item in items)

    def _check_plain(self, key: str, text: str) -> None:
        if UNWRITABLE.search(text):
            self.fault(
                key, "里有看不见的控制字符，请删去", "holds characters that cannot be written"
            )

    def day(self, key: str) -> datetime.date | None:
        """A date as 2025-05-24; None without a value."""
        text = self.text(key)
        if not text:
            return None
        try:
            if len(text) != 10:
                raise ValueError(text)
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.fault(
                key, f"“{text}”不是日期，应写作 2025-05-24", f"{text!r} is no date like 2025-05-24"
            )
            return None

    def integer(self, key: str, default: int) -> int:
        """A whole number."""
        text = self.text(key)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            self.fault(key, f"“{text}”不是整数", f"{text!r} is not a whole number")
            return default
        return int(text)

    def degrees(self, key: str) -> float | None:
        """A number of degrees with a point; None without a value."""
        text = self.text(key)
        if not text:
            return None
        if not _DEGREES.fullmatch(text):
            zh, en = f"“{text}”应为度数，如 37.9513", f"{text!r} is no number of degrees"
            self.fault(key, zh, en)
            return None
        return float(text)

    def number(self, key: str) -> Fraction | None:
        """A number with at most three places behind the point; None without a value."""
        text = self.text(key)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fault(key, f"“{text}”不是数", f"{text!r} is no number")
            return None
        return Fraction(text)

    def milliseconds(self, key: str, default: int) -> int:
        """A number of seconds, at most three places behind the point, as milliseconds."""
        text = self.text(key)
        if not text:
            return default
        try:
            exact = Decimal(text) * 1000
            if exact != int(exact) or not 0 < exact < 10**9:
                raise ValueError(text)
            return int(exact)
        except (InvalidOperation, ValueError, OverflowError):
            self.fault(key, f"“{text}”不是秒数", f"{text!r} is not a number of seconds")
            return default

    def flag(self, key: str, default: bool) -> bool:
        """true or false, also 是 or 否."""
        text = self.text(key).casefold()
        if not text:
            return default
        if text not in _TRUE | _FALSE:
            self.fault(key, f"“{text}”应为 true 或 false", f"{text!r} must be true or false")
        return text in _TRUE

    def mapping(self, key: str) -> "Fields | None":
        """One mapping; None without a value."""
        node = self._values.get(key)
        if node is None or _is_null(node):
            return None
        if not isinstance(node, yaml.MappingNode):
            self.fault(key, "应为“键: 值”的形式", "must be a mapping of keys to values")
            return None
        return Fields(node, self._faults)

    def mappings(self, key: str) -> list["Fields"]:
        """A list of mappings."""
        node = self._values.get(key)
        if node is None or _is_null(node):
            return []
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        mappings = [item for item in items if isinstance(item, yaml.MappingNode)]
        if len(mappings) < len(items) or not isinstance(node, yaml.SequenceNode):
            self.fault(key, "应为列表，每项以“- ”开头", "must be a list of items with '- '")
            return []
        return [Fields(item, self._faults) for item in mappings]


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in _NULLS
