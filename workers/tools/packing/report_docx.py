"""Writes the summary report as .docx in the layout of GB/T 9704-2012."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.shared import Pt

from domain.packing.report_blocks import Block, BlockKind, Report
from domain.plain_text import writable
from workers.tools.packing.docx_page import (
    BODY_FONT,
    BODY_PT,
    HEADING_FONT,
    LINE_PT,
    SUBHEADING_FONT,
    TITLE_FONT,
    TITLE_PT,
    add_line,
    add_run,
    lay_page,
    on_grid,
)
from workers.tools.packing.docx_tables import add_figures, add_table
from workers.tools.packing.office_zip import settled

FONTS = {
    BlockKind.HEADING: HEADING_FONT,
    BlockKind.SUBHEADING: SUBHEADING_FONT,
    BlockKind.BODY: BODY_FONT,
    BlockKind.TO_WRITE: BODY_FONT,
}
#: Characters that python-docx takes for a property; more raises.
LONGEST_PROPERTY = 255
#: The date ends four characters from the right (GB/T 9704-2012, 7.3.5).
_DATE_CHARACTERS = 4


def write_report(
    report: Report, pictures: Mapping[str, bytes], out: Path, *, made: datetime
) -> None:
    """Write `report` to `out`; `pictures`: asset id -> JPEG for its figures.

    The same report, pictures and `made` give the same bytes.
    """
    document: Any = Document()
    lay_page(document)
    _title(document, report.title)
    for blocks in _together(report.blocks):
        if blocks[0].kind is BlockKind.FIGURE:
            add_figures(document, blocks, pictures)
        elif blocks[0].kind is BlockKind.TABLE:
            add_table(document, blocks[0])
        else:
            _paragraph(document, blocks[0])
    _signature(document, report)
    properties = document.core_properties
    properties.title = writable(report.title)[:LONGEST_PROPERTY]
    properties.author = properties.comments = ""
    properties.created = properties.modified = made.astimezone(UTC).replace(tzinfo=None)
    document.save(str(out))
    settled(out, made)


def _together(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Block by block, photos that follow each other two by two."""
    waiting: list[Block] = []
    for block in blocks:
        if waiting and (block.kind is not BlockKind.FIGURE or len(waiting) == 2):
            yield waiting
            waiting = []
        if block.kind is BlockKind.FIGURE:
            waiting.append(block)
        else:
            yield [block]
    if waiting:
        yield waiting


def _title(document: Any, text: str) -> None:
    paragraph = add_line(document, indent=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    on_grid(paragraph, LINE_PT + 6)
    add_run(paragraph, text, TITLE_FONT, TITLE_PT)
    add_line(document, indent=False)


def _paragraph(document: Any, block: Block) -> None:
    line = add_line(document)
    line.paragraph_format.widow_control = True
    # A heading never ends a page.
    line.paragraph_format.keep_with_next = block.kind in (BlockKind.HEADING, BlockKind.SUBHEADING)
    if block.kind is BlockKind.BODY:
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    run = add_run(line, block.text, FONTS[block.kind])
    if block.kind is BlockKind.TO_WRITE:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _signature(document: Any, report: Report) -> None:
    """Units and date at the right, the date four characters in, the units centred over it.

    A unit whose name is longer than the room beside the date moves both to the left.
    """
    widest = max((width(text) for text in report.signature), default=0)
    over = max(0, (widest - width(report.dated)) / 2 - _DATE_CHARACTERS)
    middle = _DATE_CHARACTERS + over + width(report.dated) / 2
    # A signature never stands on a page without text (GB/T 9704-2012, 7.3.5).
    if report.blocks and report.blocks[-1].kind in FONTS:
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    add_line(document, indent=False).paragraph_format.keep_with_next = True
    for text in (*report.signature, report.dated):
        paragraph = add_line(document, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        layout = paragraph.paragraph_format
        layout.right_indent = Pt((middle - width(text) / 2) * BODY_PT)
        layout.keep_with_next = text is not report.dated
        add_run(paragraph, text, BODY_FONT)


def width(text: str) -> float:
    """In characters: digits and Latin letters take half of one."""
    return sum(1 if ord(character) > 0x2E7F else 0.5 for character in text)
