"""The numbered parts of a notice: 一、 （一） 1. （1） ① 活动一 and 一是, nested as they come."""

import bisect
import re
from dataclasses import dataclass, replace

from domain.notice.text import Flow

_CHINESE = "一二三四五六七八九十"
_MARKER = re.compile(
    rf"(?P<h0>[{_CHINESE}]{{1,3}})、"
    rf"|（?(?P<h1>[{_CHINESE}]{{1,3}})）"
    rf"|活动(?P<h2>[{_CHINESE}]{{1,3}}|\d{{1,2}})[：、]"
    r"|(?<![\d.])(?P<h3>\d{1,3})(?:[.、](?!\d)|[.、](?=\d{1,2}月))"
    r"|（(?P<h4>\d{1,2})）"
    r"|(?<!\d)(?P<h5>\d{1,2})）"
    r"|(?P<h6>[①-⑳])"
    rf"|(?P<h7>[{_CHINESE}]{{1,3}})是(?![^，。；]{{0,2}}?[第个])"
)
_TOP = "h0"
#: A paragraph that asks everybody to hand in belongs to no item of the list above it.
_FAREWELL = re.compile(
    r"(?:请各|请有关|请相关|请于|望各|各(?:有关|相关|责任|成员)?(?:单位|部门|乡镇|镇|街道))"
    r"[^\n]{0,60}?(?:报送|上报|提交|发送|报至|反馈|报)"
)
_BEFORE_MARKER = "。；：！？”）】…"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One numbered part, with everything under it."""

    #: Which of the marker's shapes it has.
    style: str
    #: Its number as written.
    number: int
    #: First character of its marker, and of what follows the marker.
    start: int
    body: int
    #: Behind its last character, its children included.
    stop: int
    #: 0 for the outermost.
    depth: int


def chinese_number(text: str) -> int:
    """The value of 一 to 九十九, or of plain digits; 0 when it is neither."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    units = _CHINESE.find(ones) + 1 if ones else 0
    if not ten:
        return units
    return (_CHINESE.find(tens) + 1 if tens else 1) * 10 + units


def outline(flow: Flow, barriers: tuple[int, ...] = ()) -> tuple[Part, ...]:
    """Every numbered part in order; numbers must follow each other to count as numbering.

    A barrier (signature, contacts, appendix) ends every part that is open there.
    """
    open_parts: list[Part] = []
    found: list[Part] = []
    fences = list(barriers)
    at = 0
    while match := _MARKER.search(flow.text, at):
        while fences and fences[0] <= match.start():
            open_parts.clear()
            fences.pop(0)
        # 活动 at a line's end is not of the 一、 that begins the next one; 四： begins none.
        at = match.start("h2") if match["h2"] else -1
        if at > 0 and flow.starts_line(at) and match.group().endswith("、"):
            continue
        at = match.end()
        part = _part_at(flow, match, open_parts)
        if part is not None:
            del open_parts[part.depth :]
            open_parts.append(part)
            found.append(part)
    return tuple(_without_farewell(flow, part) for part in _closed(found, barriers, len(flow.text)))


def _part_at(flow: Flow, match: re.Match[str], open_parts: list[Part]) -> Part | None:
    start, style = match.start(), match.lastgroup or ""
    on_line = flow.starts_line(start)
    is_bare = style == "h1" and flow.text[start] != "（"  # the web text "一）举办" lost a bracket
    if style != _TOP and flow.text.startswith("附件：", max(0, start - 3)):
        return None  # the list of what is attached
    if not on_line and (start == 0 or is_bare or flow.text[start - 1] not in _BEFORE_MARKER):
        return None
    text = match.group(style)
    number = ord(text) - ord("①") + 1 if style == "h6" else chinese_number(text)
    depth = _depth(style, number, open_parts, on_line)
    if depth is None:
        return None
    body = match.end()
    return Part(style=style, number=number, start=start, body=body, stop=body, depth=depth)


def _depth(style: str, number: int, open_parts: list[Part], on_line: bool) -> int | None:
    for depth, part in enumerate(open_parts):
        if part.style == style:
            step = number - part.number
            follows = step == 1 or (on_line and (step in (0, 2) or number == 1))
            return depth if follows else None
    # A notice that was copied in part may begin with 三、.
    if number != 1 and not (style == _TOP and on_line and not open_parts):
        return None
    return 0 if style == _TOP else len(open_parts)


def _closed(found: list[Part], barriers: tuple[int, ...], end: int) -> tuple[Part, ...]:
    closed: list[Part] = []
    for index, part in enumerate(found):
        following = (later.start for later in found[index + 1 :] if later.depth <= part.depth)
        fence = (barrier for barrier in barriers if barrier > part.start)
        closed.append(replace(part, stop=min(next(following, end), next(fence, end))))
    return tuple(closed)


def _without_farewell(flow: Flow, part: Part) -> Part:
    """The part up to a later paragraph of its own that asks everybody to hand in."""
    for at in range(part.body + 1, part.stop):
        if flow.starts_paragraph(at) and _FAREWELL.match(flow.text, at, flow.paragraph_end(at)):
            return replace(part, stop=at) if part.number > 1 else part
    return part


class Tree:
    """The parts of a notice by what holds what; asking costs no look at all of them."""

    def __init__(self, parts: tuple[Part, ...]) -> None:
        self.parts = parts
        self._starts = [part.start for part in parts]
        self._at = {part.start: at for at, part in enumerate(parts)}
        self._ending: dict[int, list[Part]] = {}
        self._around: list[tuple[Part, ...]] = []
        self._children: list[list[Part]] = [[] for _ in parts]
        open_parts: tuple[Part, ...] = ()
        for part in parts:
            open_parts = tuple(other for other in open_parts if part.start < other.stop)
            self._around.append(open_parts)
            if open_parts and open_parts[-1].depth == part.depth - 1:
                self._children[self._at[open_parts[-1].start]].append(part)
            self._ending.setdefault(part.stop, []).append(part)
            open_parts = (*open_parts, part)

    def children(self, part: Part) -> tuple[Part, ...]:
        """The parts directly under this one."""
        return tuple(self._children[self._at[part.start]])

    def around(self, part: Part) -> tuple[Part, ...]:
        """The parts that hold this one, the outermost first."""
        return self._around[self._at[part.start]]

    def within(self, part: Part) -> tuple[Part, ...]:
        """Every part that begins within this one, at any depth."""
        first = bisect.bisect_right(self._starts, part.start)
        return self.parts[first : bisect.bisect_left(self._starts, part.stop)]

    def holding(self, at: int) -> tuple[Part, ...]:
        """The parts that hold a character, the outermost first."""
        last = bisect.bisect_right(self._starts, at) - 1
        if last < 0:
            return ()
        chain = (*self._around[last], self.parts[last])
        return tuple(part for part in chain if at < part.stop)

    def ending_at(self, stop: int) -> tuple[Part, ...]:
        """The parts that end just before this character."""
        return tuple(self._ending.get(stop, ()))

    def beginning_at(self, start: int) -> Part | None:
        """The part whose number stands here."""
        at = self._at.get(start)
        return None if at is None else self.parts[at]
