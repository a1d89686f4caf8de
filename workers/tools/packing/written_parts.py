"""Reads a package's report and list back as a receiver's program does, so that they are checked."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

from domain.crosschecks import WrittenReport, read_back
from domain.crosschecks.written import Rows
from workers.tools.packing.docx_tables import FIGURE_STYLE


def read_report(docx: Path) -> WrittenReport:
    """Paragraphs and tables in their order; photos stand in tables of their own with captions."""
    lines: list[str] = []
    tables: list[Rows] = []
    for block in Document(str(docx)).iter_inner_content():
        if isinstance(block, Paragraph):
            lines += block.text.split("\n")
        elif block.style is not None and block.style.name == FIGURE_STYLE:
            lines += _words(block)
        else:
            tables.append(tuple(tuple(cell.text for cell in row.cells) for row in block.rows))
    return read_back(lines, tables)


def _words(photos: Table) -> Iterator[str]:
    for row in photos.rows:
        for cell in row.cells:
            yield from (paragraph.text for paragraph in cell.paragraphs)


def read_list(xlsx: Path, header: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows under `header`, by the names of the columns; "" where there is nothing."""
    # By its bytes: a blob has no ending, which openpyxl wants of a path.
    with xlsx.open("rb") as content, closing(load_workbook(content, read_only=True)) as opened:
        book: Any = opened
        first, *rest = book.worksheets[0].iter_rows(values_only=True)
        places = [first.index(name) if name in first else None for name in header]
        return [tuple(_text(row, place) for place in places) for row in rest]


def _text(row: Sequence[Any], place: int | None) -> str:
    value = None if place is None or place >= len(row) else row[place]
    return "" if value is None else str(value)
