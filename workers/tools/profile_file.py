"""Reads profiles/*.yaml into rules; whatever is wrong is refused by its name and line."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from domain.errors import BrokenInput
from domain.film import FindingKind
from domain.profiles import Profile, Rule
from domain.words import Words

#: A profile is a page or two; a larger file is none.
_MOST_BYTES = 1 << 20
_RULE_KEYS = {"id", "kind", "measure", "source", "words", "remedy"}
_BOUND_KEYS = frozenset({"at_most", "at_least", "one_of"})
_LIMIT = "limit"


def load_profile(path: Path) -> Profile:
    """The profile in a YAML file.

    Raises BrokenInput that names file and line: not YAML, unknown, missing or doubled keys,
    unknown measures, bounds that no film can meet.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text[:_MOST_BYTES], Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as fault:
        raise _refused(path, None, "无法读取", f"cannot be read ({fault})") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise _refused(path, line, "不是有效的 YAML", "is not valid YAML") from fault
    return _Reader(path).profile(root)


def _refused(path: Path, line: int | None, zh: str, en: str) -> BrokenInput:
    where_zh = f"{path.name} 第 {line} 行：" if line else f"{path.name}："
    where_en = f"{path.name}, line {line}: " if line else f"{path.name}: "
    return BrokenInput(Words(zh=where_zh + zh, en=where_en + en))


class _Reader:
    """Walks the YAML nodes, since only they know their lines."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, root: Node | None) -> Profile:
        if root is None:
            raise _refused(self._path, 1, "文件是空的", "the file is empty")
        parts = self._mapping(root, needed={"name", "title", "rules"})
        rules = tuple(self._rules(parts["rules"]))
        return Profile(
            name=self._text(parts["name"]), title=self._words(parts["title"]), rules=rules
        )

    def _rules(self, node: Node) -> Iterator[Rule]:
        seen: set[str] = set()
        for item in self._items(node):
            rule = self._rule(item)
            if rule.id in seen:
                raise self._wrong(item, f"条款“{rule.id}”重复", f"rule {rule.id!r} stands twice")
            seen.add(rule.id)
            yield rule

    def _rule(self, node: Node) -> Rule:
        parts = self._mapping(node, needed=_RULE_KEYS, allowed=_BOUND_KEYS)
        limited = "at_most" in parts and self._is_limit(parts["at_most"])
        values: dict[str, Any] = {
            "id": self._text(parts["id"]),
            "kind": self._kind(parts["kind"]),
            "measure": self._text(parts["measure"]),
            "source": self._words(parts["source"]),
            "words": self._words(parts["words"]),
            "remedy": self._words(parts["remedy"]),
            "at_most_limit": limited,
        }
        for bound in ("at_most", "at_least"):
            if bound in parts and not (bound == "at_most" and limited):
                values[bound] = self._number(parts[bound])
        if "one_of" in parts:
            values["one_of"] = tuple(self._text(item) for item in self._items(parts["one_of"]))
        try:
            return Rule(**values)
        except ValueError as problem:
            zh = f"条款“{values['id']}”无效（{problem}）"
            raise self._wrong(node, zh, f"rule {values['id']!r}: {problem}") from problem

    def _wrong(self, node: Node, zh: str, en: str) -> BrokenInput:
        return _refused(self._path, node.start_mark.line + 1, zh, en)

    def _mapping(
        self, node: Node, *, needed: set[str], allowed: frozenset[str] = frozenset()
    ) -> dict[str, Node]:
        if not isinstance(node, MappingNode):
            raise self._wrong(node, "这里应是键和值", "keys and values are expected here")
        parts: dict[str, Node] = {}
        for key_node, value in node.value:
            key = self._text(key_node)
            if key not in needed | allowed:
                raise self._wrong(key_node, f"未知的键“{key}”", f"unknown key {key!r}")
            if key in parts:
                raise self._wrong(key_node, f"键“{key}”重复", f"key {key!r} stands twice")
            parts[key] = value
        for key in sorted(needed - parts.keys()):
            raise self._wrong(node, f"缺少键“{key}”", f"key {key!r} is missing")
        return parts

    def _items(self, node: Node) -> list[Node]:
        if not isinstance(node, SequenceNode) or not node.value:
            raise self._wrong(node, "这里应是非空列表", "a list that is not empty is expected")
        return node.value

    def _text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            raise self._wrong(node, "这里应是文字", "a text is expected here")
        return node.value.strip()

    def _words(self, node: Node) -> Words:
        parts = self._mapping(node, needed={"zh", "en"})
        return Words(zh=self._text(parts["zh"]), en=self._text(parts["en"]))

    def _kind(self, node: Node) -> FindingKind:
        text = self._text(node)
        if text not in set(FindingKind):
            raise self._wrong(node, f"未知的类别“{text}”", f"unknown kind {text!r}")
        return FindingKind(text)

    def _is_limit(self, node: Node) -> bool:
        return isinstance(node, ScalarNode) and node.value == _LIMIT

    def _number(self, node: Node) -> Fraction:
        text = self._text(node)
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise self._wrong(node, f"“{text}”不是数", f"{text!r} is no number") from None
