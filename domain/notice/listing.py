"""The items of a list in a notice: the numbered parts under a heading, or those under them."""

import re
from dataclasses import dataclass, replace

from domain.notice.activity import Item, is_title, item_of
from domain.notice.demands import has_own_day, is_demand, is_stage
from domain.notice.headings import A_SECTION, EMPTY, LONGEST, NOT_ACTIVITIES, heading_of
from domain.notice.outline import Part, Tree
from domain.notice.owners import LABEL_AT
from domain.notice.spaces import parted
from domain.notice.text import Flow
from domain.notice.units import split_units


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What is counted of the items of a list."""

    items: int = 0
    #: Items that say who, when or where.
    telling: int = 0
    #: Items that demand something of everybody, and stages of the work among them.
    demands: int = 0
    stages: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            items=self.items + other.items,
            telling=self.telling + other.telling,
            demands=self.demands + other.demands,
            stages=self.stages + other.stages,
        )

    @property
    def told(self) -> float:
        """Share of items that say who, when or where."""
        return self.telling / self.items if self.items else 0

    @property
    def asks(self) -> bool:
        """True where most items are demands."""
        return self.demands * 2 > self.items


def counts_of(items: tuple[Item, ...]) -> Counts:
    """The counts of a list."""
    return Counts(
        items=len(items),
        telling=sum(map(_tells, items)),
        demands=sum(map(is_demand, items)),
        stages=sum(map(is_stage, items)),
    )


@dataclass(frozen=True, kw_only=True)
class Listed:
    """The items under a part, and their counts."""

    items: tuple[Item, ...]
    counts: Counts


def _tells(item: Item) -> bool:
    owned = bool(item.units) and not item.is_any
    return bool(owned or item.when or item.where or has_own_day(item.head + item.text))


class Lists:
    """What every part of one notice lists; each part is read once, however often it is asked."""

    def __init__(self, flow: Flow, tree: Tree) -> None:
        self._flow = flow
        self._tree = tree
        self._under: dict[Part, Listed] = {}
        self._headings: dict[Part, str] = {}

    def heading(self, part: Part) -> str:
        """The first words of a part."""
        if part not in self._headings:
            self._headings[part] = heading_of(self._flow, self._tree.parts, part)
        return self._headings[part]

    def under(self, part: Part) -> Listed:
        """The items under a part, or the part itself where it is one activity with its labels."""
        if part not in self._under:
            items = self._tree.children(part) or self.alone(part)
            self._under[part] = self.of(self._leaves(items))
        return self._under[part]

    def of(self, leaves: tuple[Part, ...]) -> Listed:
        """The items that these parts are."""
        items = tuple(map(self._item, leaves))
        return Listed(items=items, counts=counts_of(items))

    def alone(self, part: Part) -> tuple[Part, ...]:
        """The part where it is one activity with its labels: 一、主场活动 时间：… 地点：…."""
        if self._tree.children(part):
            return ()
        text = self._flow.text[part.body : part.stop]
        when, where = re.search("(?:时间|日期)：", text), re.search("(?:地点|地址|场地)：", text)
        if when is None or where is None:
            return ()
        # Up to its labels: a line may end within the heading.
        heading = re.split("[。：；]", text[: min(when.start(), where.start(), LONGEST)])[0]
        is_one = "活动" in heading and not NOT_ACTIVITIES.search(heading)
        return (part,) if is_one else ()

    def _item(self, leaf: Part) -> Item:
        item = item_of(leaf.number, self._text(leaf))
        if not item.units and (heads := self._heads(leaf)):
            item = replace(item, units=heads)
        return replace(item, place=self._flow.in_source(leaf.start, leaf.stop))

    def _heads(self, leaf: Part) -> tuple[str, ...]:
        """The units that the group of an item is headed with: （一）县水利局活动 1.… 2.…"""
        for around in self._tree.around(leaf):
            heading = self.heading(around)
            if not heading.endswith("活动") or leaf.stop > around.stop:
                continue
            units, unsure = split_units(re.sub("(?:的)?(?:系列|主要|重点)?活动$", "", heading))
            if units and not unsure:
                return units
        return ()

    def _leaves(self, items: tuple[Part, ...]) -> tuple[Part, ...]:
        """The items themselves, or those under them where they are headings of groups only."""
        leaves: list[Part] = []
        for item in items:
            heading = self.heading(item)
            under = self._tree.children(item)
            if A_SECTION.fullmatch(heading):
                continue
            ends = item.body + len(heading)
            alone = ends >= item.stop or self._flow.starts_line(ends)
            if alone and EMPTY.fullmatch(heading):
                leaves.extend(self._leaves(under))
                continue
            first = under[0].start if under else item.stop
            on_lines = len(under) > 1 and self._flow.starts_line(first)
            is_group = on_lines and first - item.body <= LONGEST
            if is_group and not any(map(self._is_label, under)):
                below = self._leaves(under)
                leaves.extend(below if self._are_activities(below) else (item,))
            elif on_lines and all(map(self._says_who, under)):
                leaves += [replace(item, stop=first), *self._leaves(under)]
            else:
                leaves.append(item)
        return tuple(leaves)

    def _are_activities(self, leaves: tuple[Part, ...]) -> bool:
        """False for mere sentences about how the group above them is done."""
        items = tuple(map(self._item, leaves))
        called = sum(map(is_title, items))
        return called * 2 >= len(items) or counts_of(items).telling > 0

    def _says_who(self, part: Part) -> bool:
        """True where a part has a label of its own for who does it, as an activity has."""
        labels = LABEL_AT.finditer(self._flow.paragraphs(part.body, part.stop))
        return any(label["who"] for label in labels)

    def _is_label(self, part: Part) -> bool:
        return LABEL_AT.match(self._flow.text[part.body : part.body + LONGEST]) is not None

    def _text(self, item: Part) -> str:
        """The item's paragraphs, each numbered part under it on a line without its number."""
        inner = (part for part in self._tree.within(item) if part.start < item.stop)
        cuts = [item.body, *(at for part in inner for at in (part.start, part.body)), item.stop]
        pieces = zip(cuts[::2], cuts[1::2], strict=True)
        return "\n".join(parted(self._flow, start, stop) for start, stop in pieces)
