"""Photos side by side with their captions, and the table of figures, in the report's .docx."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from domain.packing.report_blocks import Block
from workers.tools.packing.docx_page import (
    BODY_FONT,
    CAPTION_PT,
    HEADING_FONT,
    MARGINS_MM,
    PAGE_MM,
    SUBHEADING_FONT,
    TABLE_PT,
    add_line,
    add_run,
    on_grid,
)

WIDTH_MM = PAGE_MM[0] - MARGINS_MM["left"] - MARGINS_MM["right"]
#: Room of a photo: two of them side by side, or one alone.
PAIR_MM, ALONE_MM = (72, 54), (108, 81)
_GAP_PT, _CAPTION_LINE_PT, _ROW_MM, _TITLE_MM = 6, 18, 8, 46
#: Styles of the two kinds of tables; a reader tells them apart by these.
FIGURE_STYLE, TABLE_STYLE = "Normal Table", "Table Grid"


def add_figures(document: Any, blocks: Sequence[Block], pictures: Mapping[str, bytes]) -> None:
    """One or two photos in a row without lines, each over its caption; those without bytes not."""
    shown = [block for block in blocks if block.asset in pictures]
    if not shown:
        return
    room = PAIR_MM if len(shown) > 1 else ALONE_MM
    table = document.add_table(rows=1, cols=len(shown), style=FIGURE_STYLE)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _never_broken(table.rows[0])
    _set_widths(table, [WIDTH_MM / len(shown)] * len(shown))
    for cell, block in zip(table.rows[0].cells, shown, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        _figure(cell, block, pictures[block.asset or ""], room)


def _figure(cell: Any, block: Block, jpeg: bytes, room: tuple[int, int]) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    layout = paragraph.paragraph_format
    # At a fixed pitch a picture would be cut to the height of a line.
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.space_before, layout.space_after = Pt(_GAP_PT), Pt(0)
    layout.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(jpeg))
    # Read aloud to those who do not see it.
    picture._inline.docPr.set("descr", block.text)
    scale = min(Mm(room[0]) / picture.width, Mm(room[1]) / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    caption = cell.add_paragraph()
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    on_grid(caption, _CAPTION_LINE_PT)
    caption.paragraph_format.space_after = Pt(_GAP_PT)
    add_run(caption, block.text, SUBHEADING_FONT, CAPTION_PT)


def add_table(document: Any, block: Block) -> None:
    """Title over it in 黑体, head repeated on every page, first column left, figures right."""
    title = add_line(document, indent=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    add_run(title, block.text, HEADING_FONT, TABLE_PT)
    columns = len(block.rows[0])
    table = document.add_table(rows=len(block.rows), cols=columns, style=TABLE_STYLE)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_widths(table, [_TITLE_MM, *[(WIDTH_MM - _TITLE_MM) / max(1, columns - 1)] * (columns - 1)])
    # Written once: python-docx finds a row's cells anew each time, which grows with its square.
    for row, cells in zip(table.rows, block.rows, strict=True):
        edge = cells is block.rows[0] or cells is block.rows[-1]
        row.height, row.height_rule = Mm(_ROW_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
        _never_broken(row)
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            _cell(cell, text, HEADING_FONT if edge else BODY_FONT, _side(block, cells, place))
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    add_line(document, indent=False)


def _side(block: Block, cells: Sequence[str], place: int) -> Any:
    if cells is block.rows[0]:
        return WD_ALIGN_PARAGRAPH.CENTER
    return WD_ALIGN_PARAGRAPH.RIGHT if place else WD_ALIGN_PARAGRAPH.LEFT


def _cell(cell: Any, text: str, font: str, side: Any) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    on_grid(paragraph, _CAPTION_LINE_PT)
    add_run(paragraph, text, font, TABLE_PT)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Of the columns and of every cell: Word goes by the cells, LibreOffice by the columns."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _never_broken(row: Any) -> None:
    """A row stands on one page."""
    whole = OxmlElement("w:cantSplit")
    whole.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(whole)
