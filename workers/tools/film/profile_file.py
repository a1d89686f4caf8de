"""Reads profiles/*.yaml into rules; whatever is wrong is refused by its name and line."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from domain.cutting.demands import contradiction
from domain.cutting.output import STANDARD, Output
from domain.errors import BrokenInput
from domain.film import FindingKind
from domain.judging.profiles import Profile, Rule
from domain.words import Words

#: A profile is a page or two; a larger file is none.
_MOST_BYTES = 1 << 20
_RULE_KEYS = {"id", "kind", "measure", "source", "words", "remedy"}
_BOUND_KEYS = frozenset({"at_most", "at_least", "one_of"})
_CITED_KEYS = frozenset({"clause", "quote"})
_WINDOW = frozenset({"at_least", "at_most"})
_FILM_KEYS = frozenset(
    {
        *("width", "height", "rate", "loudness", "true_peak", "crf"),
        *("video_kbps", "audio_kbps", "size_mb"),
    }
)
_LIMIT = "limit"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
#: The one in C where PyYAML was built with it: each shot's job reads the profile, in 3 ms then
#: instead of 21.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_profile(path: Path) -> Profile:
    """The profile in a YAML file.

    Raises BrokenInput that names file and line: not YAML, unknown, missing or doubled keys,
    unknown measures, bounds that no film can meet. `extends` names a profile beside it, whose
    rules hold where this one has none of the same id, and whose film is this one's start.
    """
    return _load(path, ())


def _load(path: Path, below: tuple[str, ...]) -> Profile:
    if path.stem in below:
        raise _refused(path, None, "extends 绕成了圈", "extends goes round in a circle")
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text[:_MOST_BYTES], Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as fault:
        raise _refused(path, None, "无法读取", f"cannot be read ({fault})") from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise _refused(path, line, "不是有效的 YAML", "is not valid YAML") from fault
    return _Reader(path, (*below, path.stem)).profile(root)


def _refused(path: Path, line: int | None, zh: str, en: str) -> BrokenInput:
    where_zh = f"{path.name} 第 {line} 行：" if line else f"{path.name}："
    where_en = f"{path.name}, line {line}: " if line else f"{path.name}: "
    return BrokenInput(Words(zh=where_zh + zh, en=where_en + en))


class _Reader:
    """Walks the YAML nodes, since only they know their lines."""

    def __init__(self, path: Path, below: tuple[str, ...]) -> None:
        self._path = path
        self._below = below

    def profile(self, root: Node | None) -> Profile:
        if root is None:
            raise _refused(self._path, 1, "文件是空的", "the file is empty")
        parts = self._mapping(
            root, needed={"name", "title", "rules"}, allowed=frozenset({"extends", "film"})
        )
        base = self._base(parts["extends"]) if "extends" in parts else None
        start = base.output if base else STANDARD
        output = self._output(parts["film"], start) if "film" in parts else start
        own = dict(self._rules(parts["rules"], output))
        inherited = base.rules if base else ()
        rules = [own.pop(rule.id, rule) for rule in inherited]
        for rule in rules:
            self._check_fits(rule, output, root)
        return Profile(
            name=self._text(parts["name"]),
            title=self._words(parts["title"]),
            rules=(*rules, *own.values()),
            output=output,
        )

    def _base(self, node: Node) -> Profile:
        name = self._text(node)
        path = self._path.with_name(f"{name}.yaml")
        if not _NAME.fullmatch(name) or not path.is_file():
            raise self._wrong(node, f"没有名为“{name}”的要求", f"there is no profile {name!r}")
        return _load(path, self._below)

    def _output(self, node: Node, start: Output) -> Output:
        parts = self._mapping(node, needed=set(), allowed=_FILM_KEYS)
        output = start
        for key, value in parts.items():
            try:
                output = replace(output, **self._film_part(key, value, output))
            except ValueError as problem:
                zh = f"{key} 无效（{problem}）"
                raise self._wrong(value, zh, f"{key}: {problem}") from problem
        return output

    def _film_part(self, key: str, node: Node, output: Output) -> dict[str, Any]:
        """Fields of Output that one key of `film` sets."""
        if key in ("width", "height"):
            return {"frame": replace(output.frame, **{key: self._whole(node)})}
        if key in ("rate", "crf", "audio_kbps"):
            return {key: self._whole(node)}
        if key in ("loudness", "true_peak"):
            return {key: round(self._number(node) * 100)}
        bounds = self._mapping(node, needed=set(), allowed=_WINDOW)
        size = {name: self._number(value) for name, value in bounds.items()}
        name, unit = ("kbps", 1) if key == "video_kbps" else ("bytes", 1_000_000)
        words = {"at_least": f"least_{name}", "at_most": f"most_{name}"}
        found: dict[str, Any] = {words[b]: round(value * unit) for b, value in size.items()}
        if "most_kbps" in found:
            found["keeps_most_kbps"] = True
        return found

    def _whole(self, node: Node) -> int:
        number = self._number(node)
        if number.denominator != 1:
            raise self._wrong(node, f"“{number}”应是整数", f"{number} is to be a whole number")
        return int(number)

    def _check_fits(self, rule: Rule, output: Output, node: Node) -> None:
        if (problem := contradiction(rule, output)) is not None:
            raise self._wrong(node, problem.zh, problem.en)

    def _rules(self, node: Node, output: Output) -> Iterator[tuple[str, Rule]]:
        seen: set[str] = set()
        for item in self._items(node):
            rule = self._rule(item)
            if rule.id in seen:
                raise self._wrong(item, f"条款“{rule.id}”重复", f"rule {rule.id!r} stands twice")
            seen.add(rule.id)
            self._check_fits(rule, output, item)
            yield rule.id, rule

    def _rule(self, node: Node) -> Rule:
        parts = self._mapping(node, needed=_RULE_KEYS, allowed=_BOUND_KEYS | _CITED_KEYS)
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
        values |= {key: self._text(parts[key]) for key in _CITED_KEYS & parts.keys()}
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
