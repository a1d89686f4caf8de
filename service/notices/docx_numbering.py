"""The numbers that Word draws before paragraphs (一、 （一） 1.), which its text does not hold."""

import re
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

_CHINESE = "零一二三四五六七八九"
_CHINESE_FORMATS = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
    )
)
_UNNUMBERED = frozenset(("bullet", "none"))
_LEVELS = 9


@dataclass(frozen=True, kw_only=True)
class _Level:
    #: Word's name of the way to write the number.
    format: str
    #: Text with %1 … %9 where numbers go.
    text: str
    start: int


@dataclass(kw_only=True)
class Numbering:
    """Counts as Word does while the paragraphs are read from top to bottom."""

    #: List and level of each style that has them: (numId, level).
    styles: dict[str, tuple[str, int]]
    #: Abstract list of each list.
    lists: dict[str, str]
    #: Levels by abstract list and number.
    levels: dict[tuple[str, int], _Level]
    #: Numbers reached, by abstract list.
    reached: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> "Numbering":
        """The numbering of a document that is about to be read."""
        root = _numbering_root(document)
        lists: dict[str, str] = {}
        levels: dict[tuple[str, int], _Level] = {}
        for number in [] if root is None else root.findall(qn("w:num")):
            lists[number.get(qn("w:numId"), "")] = _value(number, "w:abstractNumId")
        for abstract in [] if root is None else root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                place = int(level.get(qn("w:ilvl"), "0"))
                levels[abstract.get(qn("w:abstractNumId"), ""), place] = _Level(
                    format=_value(level, "w:numFmt") or "decimal",
                    text=_value(level, "w:lvlText"),
                    start=int(_value(level, "w:start") or "1"),
                )
        return cls(styles=_style_lists(document), lists=lists, levels=levels)

    def label(self, paragraph: BaseOxmlElement) -> str:
        """The number drawn before this paragraph, with its brackets and marks; often nothing."""
        number, place = self._list_of(paragraph)
        abstract = self.lists.get(number, "")
        level = self.levels.get((abstract, place))
        if level is None or level.format in _UNNUMBERED:
            return ""
        self._count(abstract, place)
        return re.sub(
            r"%([1-9])", lambda match: self._shown(abstract, int(match[1]) - 1), level.text
        )

    def _list_of(self, paragraph: BaseOxmlElement) -> tuple[str, int]:
        properties = paragraph.find(qn("w:pPr"))
        own = None if properties is None else properties.find(qn("w:numPr"))
        if own is not None:
            return _value(own, "w:numId"), int(_value(own, "w:ilvl") or "0")
        style = "" if properties is None else _value(properties, "w:pStyle")
        return self.styles.get(style, ("", 0))

    def _count(self, abstract: str, place: int) -> None:
        reached = self.reached.setdefault(
            abstract, [self._start(abstract, level) - 1 for level in range(_LEVELS)]
        )
        reached[place] += 1
        for deeper in range(place + 1, _LEVELS):
            reached[deeper] = self._start(abstract, deeper) - 1

    def _start(self, abstract: str, place: int) -> int:
        level = self.levels.get((abstract, place))
        return level.start if level else 1

    def _shown(self, abstract: str, place: int) -> str:
        level = self.levels.get((abstract, place))
        number = max(self.reached[abstract][place], self._start(abstract, place))
        return _written(number, level.format if level else "decimal")


def _written(number: int, way: str) -> str:
    if way in _CHINESE_FORMATS and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
        return head + (_CHINESE[ones] if ones or not tens else "")
    if way.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _value(parent: BaseOxmlElement, name: str) -> str:
    child = parent.find(qn(name))
    return "" if child is None else child.get(qn("w:val"), "")


def _numbering_root(document: Document) -> BaseOxmlElement | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return parse_xml(relation.target_part.blob)
    return None


def _style_lists(document: Document) -> dict[str, tuple[str, int]]:
    """List and level by style, taken from the style it is based on where it has none."""
    parents: dict[str, str] = {}
    own: dict[str, tuple[str, int]] = {}
    for style in document.styles.element.findall(qn("w:style")):
        key = style.get(qn("w:styleId"), "")
        parents[key] = _value(style, "w:basedOn")
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is not None:
            own[key] = _value(number, "w:numId"), int(_value(number, "w:ilvl") or "0")
    return {key: found for key in parents if (found := _inherited(key, parents, own))}


def _inherited(
    key: str, parents: dict[str, str], own: dict[str, tuple[str, int]]
) -> tuple[str, int] | None:
    seen: set[str] = set()
    while key and key not in seen:
        if key in own:
            return own[key]
        seen.add(key)
        key = parents.get(key, "")
    return None
