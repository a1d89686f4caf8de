"""Tables of a notice (rows of cells between tabs): the plan often stands in an appendix table."""

import itertools
import re
from dataclasses import dataclass, replace

from domain.notice.activity import Item
from domain.notice.outline import chinese_number
from domain.notice.text import folded
from domain.notice.units import split_roles

_COLUMNS = (
    ("number", r"序号|编号|号"),
    ("joins", r"(?:主要)?(?:参与|参加)(?:活动)?的?(?:主要)?(?:单位|部门)"),
    ("helps", r".*(?:协办|配合|参与|参加|支持).{0,4}"),
    ("who", r".*(?:责任|主办|承办|牵头|负责|组织|实施).{0,2}(?:单位|部门).{0,6}|单位|部门"),
    ("when", r".*(?:时间|日期).{0,4}"),
    ("where", r".*(?:地点|场所|场地|地址).{0,4}"),
    ("what", r"(?:活动|主要|具体|工作)?(?:内容|形式|简介|安排).{0,4}|内容及形式"),
    ("title", r"(?:主要|重点|系列)?(?:活动|项目)(?:名称|项目|题目|主题)?|名称|主题"),
)
_RULED = re.compile("[\t|｜]")
_LINES_BETWEEN_ROWS = 1
#: Fewer words between spaces are no row.
_FEWEST_SPACED = 4


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells under a header that was understood."""

    #: Column's meaning, or "" for one that is not read (people, telephone).
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    #: Slice of the source that each row fills.
    places: tuple[tuple[int, int], ...]


def split_tables(source: str) -> tuple[str, tuple[Table, ...]]:
    """The text with blanks where its tables of activities stood, and those tables.

    The blanks keep every other character where it is in the source.
    """
    whole = source.splitlines(keepends=True)
    starts = list(itertools.accumulate(map(len, whole), initial=0))
    lines = source.splitlines()
    prose: list[str] = []
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        columns = _columns(_cells(lines[at]))
        if not columns:
            prose.append(_ended(lines[at], whole[at]))
            at += 1
            continue
        stop = _table_end(lines, at + 1, ruled=_RULED.search(lines[at]) is not None)
        prose += [_ended(" " * len(lines[n]), whole[n]) for n in range(at, stop)]
        rows = range(at + 1, stop)
        tables.append(
            Table(
                columns=columns,
                rows=tuple(_cells(lines[n]) for n in rows),
                places=tuple((starts[n], starts[n] + len(lines[n])) for n in rows),
            )
        )
        at = stop
    return "".join(prose), tuple(tables)


def _ended(text: str, whole: str) -> str:
    """A line's text with a plain line break at its end, as long as the whole line was."""
    missing = len(whole) - len(text)
    return text + " " * (missing - 1) + "\n" * (missing > 0)


def _table_end(lines: list[str], start: int, *, ruled: bool) -> int:
    """Behind the last row; a single line without tabs may head a group of rows."""
    end, between = start, 0
    for at in range(start, len(lines)):
        cells = _cells(lines[at])
        between += bool(lines[at].strip())
        if _columns(cells) or between > 1 + _LINES_BETWEEN_ROWS:
            break
        if _RULED.search(lines[at]) if ruled else cells and cells[0].isdecimal():
            end, between = at + 1, 0
    return end


def _cells(line: str) -> tuple[str, ...]:
    """A row's cells: between tabs or |, or, for text that lost its table, between spaces."""
    line = folded(line).strip("|｜ ")
    if _RULED.search(line):
        return tuple(" ".join(cell.split()) for cell in _RULED.split(line))
    cells = tuple(line.split())
    return cells if len(cells) >= _FEWEST_SPACED else ()


def _columns(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The columns' meanings, or nothing when this is no header of a table of activities."""
    found: list[str] = []
    for cell in cells:
        name = _column(cell.replace(" ", ""))
        # 主办单位 and 承办单位 are both read: who carries an activity out sends of it.
        found.append("" if name in found and name not in ("who", "joins", "helps") else name)
    says_what = {"title", "what"} & set(found)
    says_more = {"when", "where", "who"} & set(found)
    return tuple(found) if says_what and says_more else ()


def _column(cell: str) -> str:
    return next((name for name, shape in _COLUMNS if re.fullmatch(shape, cell)), "")


def table_items(table: Table) -> tuple[Item, ...]:
    """The activities of a table; a row with one filled cell is a heading between groups."""
    # Where none is said to be responsible, the units that take part are.
    joins = "helps" if "who" in table.columns else "who"
    columns = [joins if column == "joins" else column for column in table.columns]
    items: list[Item] = []
    for row, place in zip(table.rows, table.places, strict=True):
        filled = {cell for cell in row if cell}
        last = len(table.columns) - 1
        row = (*row[:last], "、".join(row[last:]))  # units between spaces look like more columns
        cells: dict[str, str] = {}
        for column, cell in zip(columns, row, strict=False):
            cells[column] = "、".join(filter(None, (cells.get(column), cell)))
        head = cells.get("title") or cells.get("what") or ""
        if len(filled) > 1 and head:
            items.append(replace(_item(cells, head, len(items) + 1), place=place))
    numbers = [item.number for item in items]
    return tuple(items) if len(set(numbers)) == len(numbers) else _renumbered(items)


def _item(cells: dict[str, str], head: str, following: int) -> Item:
    units, helped, unsure = split_roles(_listed(cells.get("who", "")), called=True)
    partners, _, other = split_roles(_listed(cells.get("helps", "")), called=True)
    what = cells.get("what", "") if cells.get("title") else ""
    return Item(
        number=chinese_number(cells.get("number", "").strip(".、")) or following,
        head=_closed(head),
        text=_closed(what),
        when=_closed(cells.get("when", "")),
        where=_closed(cells.get("where", "")),
        units=units,
        partners=(*helped, *partners),
        units_unsure=unsure or other,
    )


def _renumbered(items: list[Item]) -> tuple[Item, ...]:
    return tuple(replace(item, number=n) for n, item in enumerate(items, 1))


def _closed(cell: str) -> str:
    return re.sub(r"\s+", "", cell)


def _listed(cell: str) -> str:
    return re.sub(r"\s+", "、", cell)
