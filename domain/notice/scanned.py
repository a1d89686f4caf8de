"""Pages that were read from pictures become the notice's text, each character with its place."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.notice.page_order import Row, furniture, rows_of
from domain.notice.scan import Box, ReadLine, ReadPage

#: Per mille, below which a character is shown as unsure; of digits more is asked.
LEAST_SURE, LEAST_SURE_DIGIT = 800, 900
#: Glyphs: a line that ends so near to the edge goes on, one that begins so far from it is new.
_NEAR_EDGE, _INDENT = 1.8, 0.9
#: Glyphs of two lines of one paragraph differ by at most so much.
_ALIKE = 1.45
#: Glyphs between two pieces on one height that are still one line.
_GAP = 1.2


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A line's slice of the text, and where it stands."""

    start: int
    stop: int
    page: int
    box: Box
    sure: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Lit:
    """A place on a page that a field was read from."""

    page: int
    #: Left, top, right, bottom in per mille of the picture's width and height.
    box: Box


@dataclass(frozen=True, kw_only=True)
class ScannedText:
    """A notice's text out of its pages."""

    text: str
    #: In the order of the text; between two stands at most white space.
    lines: tuple[Placed, ...]
    #: Width and height of each page's picture, px.
    sizes: tuple[tuple[int, int], ...]

    def sureness(self, start: int, stop: int) -> int:
        """How sure the least sure character of a slice is, per mille; 1000 where none stands."""
        found = self._characters(start, stop)
        return min((sure for at, sure in found if self.text[at].isalnum()), default=1000)

    def unsure(self, start: int, stop: int) -> list[int]:
        """Offsets in the slice of characters that are to be looked at."""
        return [at for at, sure in self._characters(start, stop) if is_unsure(self.text[at], sure)]

    def lit(self, start: int, stop: int) -> list[Lit]:
        """The places that a slice fills, line by line."""
        return [self._lit(line, start, stop) for line in self._lines(start, stop)]

    def _lines(self, start: int, stop: int) -> Iterator[Placed]:
        at = max(0, bisect_right(self.lines, start, key=lambda line: line.start) - 1)
        for line in self.lines[at:]:
            if line.start >= stop:
                return
            if line.stop > start:
                yield line

    def _characters(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        for line in self._lines(start, stop):
            for at in range(max(start, line.start), min(stop, line.stop)):
                yield at, line.sure[at - line.start]

    def _lit(self, line: Placed, start: int, stop: int) -> Lit:
        """Chinese characters are as wide as two of the others: what lies between is reckoned."""
        widths = [_wide(character) for character in self.text[line.start : line.stop]]
        whole = sum(widths) or 1
        first = sum(widths[: max(0, start - line.start)])
        last = sum(widths[: min(len(widths), stop - line.start)])
        left, top, right, bottom = line.box
        width, height = self.sizes[line.page - 1]
        span = right - left
        return Lit(
            page=line.page,
            box=(
                1000 * (left + span * first // whole) // width,
                1000 * top // height,
                min(1000, 1000 * (left + span * last // whole) // width + 1),
                min(1000, 1000 * bottom // height + 1),
            ),
        )


def is_unsure(character: str, sure: int) -> bool:
    """Whether a character has to be looked at; a digit sooner than another.

    Marks are read as their half-wide twins and back, and nothing hangs on them.
    """
    if not character.isalnum():
        return False
    return sure < (LEAST_SURE_DIGIT if character.isdigit() else LEAST_SURE)


@dataclass(frozen=True, kw_only=True)
class _Column:
    """Edges of a page's text, and the usual height of a line; px."""

    left: int
    right: int
    glyph: int


def scanned_text(pages: Sequence[ReadPage]) -> ScannedText:
    """The text of all pages: page numbers and running heads left out, broken lines joined.

    A table's row is one line with tabs between its cells, as that of a .docx is.
    """
    left_out = furniture(pages)
    writer = _Writer()
    laid = [
        rows_of(page, [line for line in page.lines if (page.number, line.box) not in left_out])
        for page in pages
    ]
    columns = _columns(laid)
    for page, rows, column in zip(pages, laid, columns, strict=True):
        for row in rows:
            writer.row(row, page=page.number, column=column)
    return ScannedText(
        text="".join(writer.text),
        lines=tuple(writer.lines),
        sizes=tuple((page.width, page.height) for page in pages),
    )


def _columns(pages: Sequence[Sequence[Row]]) -> list[_Column]:
    """Where the lines of each page begin and end.

    A page may hold indented or short lines alone: then it is where those of the others do.
    """
    found = [_column(rows) for rows in pages]
    lefts = [each.left for each in found if each]
    rights = [each.right for each in found if each]
    nowhere = _Column(left=0, right=1 << 30, glyph=1)
    return [_widened(each, min(lefts), max(rights)) if each else nowhere for each in found]


def _column(rows: Iterable[Row]) -> _Column | None:
    boxes = [line.box for row in rows if row.cells is None for line in row.lines]
    if not boxes:
        return None
    glyphs = sorted(box[3] - box[1] for box in boxes)
    return _Column(
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        glyph=glyphs[len(glyphs) // 2],
    )


def _widened(column: _Column, left: int, right: int) -> _Column:
    """As far as a page's own margin may differ, its own edge counts."""
    room = _NEAR_EDGE * column.glyph
    return _Column(
        left=left if column.left - left > room else column.left,
        right=right if right - column.right > room else column.right,
        glyph=column.glyph,
    )


class _Writer:
    """The text as it grows."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.lines: list[Placed] = []
        self._length = 0
        #: The row before, when a paragraph may go on from it.
        self._open: tuple[Box, bool] | None = None

    def row(self, row: Row, *, page: int, column: _Column) -> None:
        if row.cells is not None:
            self._break()
            self._cells(row.cells, page)
            self._open = None
            return
        first, last = row.lines[0].box, row.lines[-1].box
        if not (len(row.lines) == 1 and self._goes_on(first, column)):
            self._break()
        for place, line in enumerate(row.lines):
            if place:
                self._add(_between(row.lines[place - 1], line))
            self._line(line, page)
        self._open = (last, _is_full((first[0], last[1], last[2], last[3]), column))

    def _goes_on(self, box: Box, column: _Column) -> bool:
        if self._open is None:
            return False
        before, full = self._open
        high, higher = sorted((before[3] - before[1], box[3] - box[1]))
        begins_at_edge = box[0] <= column.left + _INDENT * column.glyph
        return full and begins_at_edge and higher <= _ALIKE * high

    def _cells(self, cells: Sequence[Sequence[ReadLine]], page: int) -> None:
        for place, cell in enumerate(cells):
            if place:
                self._add("\t")
            for line in cell:
                self._line(line, page)

    def _line(self, line: ReadLine, page: int) -> None:
        start = self._length
        self._add(line.text)
        self.lines.append(
            Placed(start=start, stop=self._length, page=page, box=line.box, sure=line.sure)
        )

    def _break(self) -> None:
        if self.text:
            self._add("\n")

    def _add(self, text: str) -> None:
        self.text.append(text)
        self._length += len(text)


def _is_full(box: Box, column: _Column) -> bool:
    """Whether a line reaches the right edge, and is not merely as long as a title in the middle."""
    before, after = box[0] - column.left, column.right - box[2]
    in_the_middle = before > _INDENT * column.glyph and abs(before - after) < _INDENT * column.glyph
    return after <= _NEAR_EDGE * column.glyph and not in_the_middle


def _between(one: ReadLine, other: ReadLine) -> str:
    """Nothing within a line whose pieces were found apart, spaces between columns."""
    gap = other.box[0] - one.box[2]
    return "" if gap < _GAP * (other.box[3] - other.box[1]) else "    "


def _wide(character: str) -> int:
    return 1 if ord(character) < 0x2E80 else 2
