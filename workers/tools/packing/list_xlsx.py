"""Writes the list of all assets as .xlsx, with nothing in it that a spreadsheet would run."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.page import PageMargins
from PIL import Image

from domain.plain_text import writable
from workers.tools.packing.office_zip import settled

#: Widest column in characters; longer text wraps.
WIDEST = 30
HEADER_FILL = PatternFill("solid", fgColor="1457A8")
HEADER_FONT = Font(name="微软雅黑", bold=True, color="FFFFFF", size=10)
BODY_FONT = Font(name="微软雅黑", size=10)
_LINE = Side(style="thin", color="D5DAE1")
_BORDER = Border(bottom=_LINE)
#: Room of a picture in pixels, and of its row in points and its column in characters.
PICTURE_PX, _ROW_PT, _PICTURE_COLUMN = (96, 64), 54, 15
_MARGIN_PX = 4
#: Columns that stay in sight: number, name and picture.
_KEPT_COLUMNS = "D2"

#: What a spreadsheet takes for a formula when the cell is typed in again.
_FORMULA_STARTS = tuple("=+-@\t\r")

Value = str | int | None


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """A small picture for each row."""

    #: Place of their column, from 0.
    column: int
    #: Row, from 0 without the head -> JPEG; None where there is none.
    of: Callable[[int], bytes | None]


def write_list(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    out: Path,
    *,
    made: datetime,
    pictures: Pictures | None = None,
) -> None:
    """One sheet: frozen header, filters, text as text (a name that starts with = stays a name).

    The same rows, pictures and `made` give the same bytes. Pictures are shrunk as they come, so
    that thousands take some MB.
    """
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(writable(title)[:31])
    sheet.freeze_panes = _KEPT_COLUMNS if pictures else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{len(rows) + 1}"
    _set_widths(sheet, header, rows, pictures)
    _set_print(sheet)
    cells = Cells(sheet)
    sheet.append([cells.head(name) for name in header])
    for number, row in enumerate(rows):
        if pictures is not None:
            sheet.row_dimensions[number + 2].height = _ROW_PT
            _add_picture(sheet, pictures, number)
        sheet.append([cells.cell(value) for value in row])
    book.properties.creator = ""
    book.properties.title = writable(title)
    book.properties.created = made.astimezone(UTC).replace(tzinfo=None)
    book.save(out)
    settled(out, made)


def _set_widths(
    sheet: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    pictures: Pictures | None,
) -> None:
    for column, name in enumerate(header):
        texts = [name, *(str(row[column] or "") for row in rows)]
        width = min(WIDEST, max(_width(text) for text in texts) + 3)
        if pictures is not None and column == pictures.column:
            width = _PICTURE_COLUMN
        sheet.column_dimensions[get_column_letter(column + 1)].width = width


def _set_print(sheet: Any) -> None:
    """A3 across, as wide as the paper, the head on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.4, bottom=0.4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _add_picture(sheet: Any, pictures: Pictures, number: int) -> None:
    jpeg = pictures.of(number)
    if jpeg is None:
        return
    picture: Any = SheetImage(io.BytesIO(_small(jpeg)))
    at = AnchorMarker(
        col=pictures.column,
        row=number + 1,
        colOff=pixels_to_EMU(_MARGIN_PX),
        rowOff=pixels_to_EMU(_MARGIN_PX),
    )
    size = XDRPositiveSize2D(pixels_to_EMU(picture.width), pixels_to_EMU(picture.height))
    picture.anchor = OneCellAnchor(_from=at, ext=size)
    sheet.add_image(picture)


def _small(jpeg: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.thumbnail(PICTURE_PX)
        picture.convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()


def _width(text: str) -> int:
    """Columns that a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


class Cells:
    """Makes the cells of one sheet; each look is put together once, which is half of the time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._head = self._look(HEADER_FONT, Alignment(vertical="center", wrap_text=True))
        self._head.fill = HEADER_FILL
        text = Alignment(horizontal="left", vertical="center", wrap_text=True)
        self._text = self._look(BODY_FONT, text)
        self._quoted = self._look(BODY_FONT, text)
        self._quoted.quotePrefix = True
        self._number = self._look(BODY_FONT, Alignment(horizontal="center", vertical="center"))

    def head(self, text: str) -> Any:
        return self._cell(text, self._head)

    def cell(self, value: Value) -> Any:
        if not isinstance(value, str):
            return self._cell(value, self._number)
        plain = writable(value)
        # quotePrefix keeps it text after an edit too.
        return self._cell(plain, self._quoted if plain[:1] in _FORMULA_STARTS else self._text)

    def _look(self, font: Font, alignment: Alignment) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell.font, cell.alignment, cell.border = font, alignment, _BORDER
        return cell

    def _cell(self, value: Value, look: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet, value=value)
        cell._style = look._style
        if isinstance(value, str):
            # openpyxl takes a leading "=" for a formula.
            cell.data_type = "s"
        return cell
