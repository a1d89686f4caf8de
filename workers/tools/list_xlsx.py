"""Writes the list of all assets as .xlsx, with nothing in it that a spreadsheet would run."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

#: Widest column in characters; longer text wraps.
WIDEST = 42
HEADER_FILL = PatternFill("solid", fgColor="1457A8")
HEADER_FONT = Font(name="微软雅黑", bold=True, color="FFFFFF", size=10)
BODY_FONT = Font(name="微软雅黑", size=10)

Value = str | int | None


def write_list(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    out: Path,
    *,
    made: datetime,
) -> None:
    """One sheet: frozen header, filters, text as text (a name that starts with = stays a name)."""
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    for column, name in enumerate(header, start=1):
        texts = [name, *(str(row[column - 1] or "") for row in rows)]
        width = min(WIDEST, max(_width(text) for text in texts) + 3)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([_header_cell(sheet, name) for name in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.properties.creator = ""
    book.properties.title = title
    book.properties.created = book.properties.modified = made.astimezone(UTC).replace(tzinfo=None)
    book.save(out)


def _width(text: str) -> int:
    """Columns that a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _header_cell(sheet: Any, text: str) -> Any:
    cell: Any = _cell(sheet, text)
    cell.font, cell.fill = HEADER_FONT, HEADER_FILL
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # openpyxl takes a leading "=" for a formula; quotePrefix keeps it text after an edit too.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@\t\r" and value != ""
    cell.font = BODY_FONT
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    return cell
