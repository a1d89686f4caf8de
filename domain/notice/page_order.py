"""The order in which a page's lines are read: down the page, tables row by row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.notice.scan import Box, ReadLine, ReadPage

#: Shares of the page's height, above and below which running heads and page numbers stand.
_HEAD, _FOOT = 0.09, 0.90
_PAGE_NUMBER = re.compile(
    r"[\W_]*\d{1,3}[\W_]*|[\W_]*[—–―\-－一]\s*\d{1,3}\s*[—–―\-－一][\W_]*"
    r"|第\s*\d+\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}"
)
#: Lines overlap so far, as a share of the lower one's height, when they stand on one height.
_ON_ONE_HEIGHT = 0.5


@dataclass(frozen=True, kw_only=True)
class Row:
    """What stands on one height, from left to right; of a table the cells of one row."""

    lines: tuple[ReadLine, ...] = ()
    #: The lines of each cell, from the top down; None for what is no table.
    cells: tuple[tuple[ReadLine, ...], ...] | None = None


def rows_of(page: ReadPage, lines: Sequence[ReadLine]) -> list[Row]:
    """Rows from the top down of those `lines` of the page."""
    tables = _tables(page.cells)
    placed: list[tuple[int, Row]] = []
    rest = [line for line in lines if line.text]
    for table in tables:
        inside = [line for line in rest if any(holds(cell, line.box) for cell in table)]
        if not inside:
            continue
        rest = [line for line in rest if line not in inside]
        placed += _table_rows(table, inside)
    placed += [(min(each.box[1] for each in row.lines), row) for row in _prose_rows(rest)]
    return [row for _, row in sorted(placed, key=lambda each: each[0])]


def furniture(pages: Iterable[ReadPage]) -> set[tuple[int, Box]]:
    """Page numbers and what heads or foots page after page, as (page number, box)."""
    found: set[tuple[int, Box]] = set()
    edges: dict[str, list[tuple[int, Box]]] = {}
    for page in pages:
        for line in page.lines:
            middle = (line.box[1] + line.box[3]) / 2 / page.height
            if _HEAD < middle < _FOOT:
                continue
            place = (page.number, line.box)
            if _PAGE_NUMBER.fullmatch(line.text.strip()):
                found.add(place)
            else:
                edges.setdefault(re.sub(r"[\d\s]", "", line.text), []).append(place)
    for places in edges.values():
        if len({number for number, _ in places}) > 1:
            found.update(places)
    return found


def holds(cell: Box, box: Box) -> bool:
    """True when the middle of the box stands in the cell."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]


def _prose_rows(lines: Sequence[ReadLine]) -> list[Row]:
    rows: list[list[ReadLine]] = []
    for line in sorted(lines, key=lambda each: each.box[1] + each.box[3]):
        if rows and _on_one_height(rows[-1][-1].box, line.box):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [Row(lines=tuple(sorted(row, key=lambda each: each.box[0]))) for row in rows]


def _on_one_height(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > _ON_ONE_HEIGHT * min(one[3] - one[1], other[3] - other[1])


def _tables(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that touch each other are of one table; fewer than four are a frame."""
    tables: list[list[Box]] = []
    for cell in sorted(cells, key=lambda each: (each[1], each[0])):
        touching = [table for table in tables if any(_touch(cell, other) for other in table)]
        merged = [cell, *(other for table in touching for other in table)]
        tables = [table for table in tables if table not in touching]
        tables.append(merged)
    return [table for table in tables if len(table) >= 4]


def _touch(one: Box, other: Box) -> bool:
    gap = 12
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > -gap
        and min(one[3], other[3]) - max(one[1], other[1]) > -gap
    )


def _table_rows(table: Sequence[Box], lines: Sequence[ReadLine]) -> list[tuple[int, Row]]:
    """One row of cells for each row of the grid; merged cells are told as .docx ones are.

    What a cell holds is repeated in the rows that it spans, and stands in the first of its columns.
    """
    tops, lefts = _edges(cell[1] for cell in table), _edges(cell[0] for cell in table)
    held = {cell: tuple(sorted(_in(cell, lines), key=lambda each: each.box[1])) for cell in table}
    rows: list[tuple[int, Row]] = []
    for place, top in enumerate(tops):
        below = tops[place + 1] if place + 1 < len(tops) else top + 1
        middle = (top + below) / 2
        across = {cell: inside for cell, inside in held.items() if _spans(cell, middle)}
        if len(across) == 1:
            # One cell as wide as the table is a heading between groups of rows.
            rows += [(top, Row(lines=(line,))) for inside in across.values() for line in inside]
            continue
        row: list[tuple[ReadLine, ...]] = [()] * len(lefts)
        for cell, inside in across.items():
            row[_nearest(lefts, cell[0])] = inside
        if any(row):
            rows.append((top, Row(cells=tuple(row))))
    return rows


def _spans(cell: Box, height: float) -> bool:
    return cell[1] - _SNAP <= height <= max(cell[3], cell[1] + 1)


#: Edges of cells that are so near are one line, px.
_SNAP = 10


def _edges(values: Iterable[int]) -> list[int]:
    edges: list[int] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[int], value: int) -> int:
    return min(range(len(edges)), key=lambda place: abs(edges[place] - value))


def _in(cell: Box, lines: Sequence[ReadLine]) -> list[ReadLine]:
    return [line for line in lines if holds(cell, line.box)]
