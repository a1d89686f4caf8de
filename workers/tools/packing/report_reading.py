"""Reads a report's blocks again, so that what was written is what was composed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from domain.packing.report_blocks import Block, BlockKind, Report
from workers.tools.packing.docx_page import (
    HEADING_FONT,
    SUBHEADING_FONT,
    TABLE_PT,
    TITLE_FONT,
)
from workers.tools.packing.docx_tables import TABLE_STYLE

_KINDS = {HEADING_FONT: BlockKind.HEADING, SUBHEADING_FONT: BlockKind.SUBHEADING}


def read_report(docx: Path) -> Report:
    """The report as it is written, also after somebody changed it in Word.

    Kinds are told by the faces of the standard. A block has neither key nor asset; a figure is
    there for every photo. What is no .docx raises what python-docx raises.
    """
    document: Any = Document(str(docx))
    title, lines = "", list(_lines(document))
    if lines and lines[0][1] == TITLE_FONT:
        title = lines.pop(0)[0].text
    signed = [block.text for block, font in _popped_signature(lines)]
    return Report(
        title=title,
        blocks=tuple(block for block, _ in lines),
        signature=tuple(signed[:-1]),
        dated=signed[-1] if signed else "",
    )


def _popped_signature(lines: list[tuple[Block, str]]) -> list[tuple[Block, str]]:
    """What stands at the right at the end, taken off the lines."""
    place = len(lines)
    while place and lines[place - 1][1] == _SIGNED:
        place -= 1
    signed = lines[place:]
    del lines[place:]
    return signed


#: Stands for a face where a line is set at the right.
_SIGNED = "signed"


def _lines(document: Any) -> Iterator[tuple[Block, str]]:
    """Every block with the face it is set in."""
    table_title = ""
    for element in document.element.body:
        if element.tag == qn("w:tbl"):
            for block in _of_table(Table(element, document), table_title):
                yield block, ""
            table_title = ""
        elif element.tag == qn("w:p"):
            paragraph = Paragraph(element, document)
            if not paragraph.text.strip():
                continue
            font, size = _face(paragraph)
            if font == HEADING_FONT and size == TABLE_PT:
                table_title = paragraph.text
            else:
                yield _of_paragraph(paragraph, font)


def _of_paragraph(paragraph: Any, font: str) -> tuple[Block, str]:
    marked = any(run.font.highlight_color is not None for run in paragraph.runs)
    kind = BlockKind.TO_WRITE if marked else _KINDS.get(font, BlockKind.BODY)
    right = paragraph.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    return Block(kind=kind, text=paragraph.text), _SIGNED if right else font


def _face(paragraph: Any) -> tuple[str, float | None]:
    run = next(run for run in paragraph.runs if run.text)
    properties = run._r.rPr
    fonts = properties.find(qn("w:rFonts")) if properties is not None else None
    name = fonts.get(qn("w:eastAsia"), "") if fonts is not None else ""
    return name, run.font.size.pt if run.font.size else None


def _of_table(table: Any, title: str) -> Iterator[Block]:
    if table.style is not None and table.style.name == TABLE_STYLE:
        rows = tuple(tuple(cell.text for cell in row.cells) for row in table.rows)
        yield Block(kind=BlockKind.TABLE, text=title, rows=rows)
        return
    for row in table.rows:
        for cell in row.cells:
            if cell.text.strip():
                # The photo's own paragraph holds no text; blanks of the caption stay.
                yield Block(kind=BlockKind.FIGURE, text=cell.text.strip("\n"))
