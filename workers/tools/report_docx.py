"""Writes the summary report as .docx in the layout of GB/T 9704-2012."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from domain.packing.report import Block, BlockKind, Report

#: GB/T 9704-2012: A4, margins in mm, 22 lines of 28 characters, 3号 (16 pt) 仿宋, fixed line.
PAGE_MM = (210, 297)
MARGINS_MM = {"top": 37, "left": 28, "bottom": 35, "right": 26}
BODY_PT, TITLE_PT, FOOTER_PT, TABLE_PT, LINE_PT = 16, 22, 14, 12, 29
TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
HEADING_FONT, SUBHEADING_FONT, FOOTER_FONT = "黑体", "楷体_GB2312", "宋体"
FIGURE_MM = 120
FIGURE_GAP_PT = 8

FONTS = {
    BlockKind.HEADING: HEADING_FONT,
    BlockKind.SUBHEADING: SUBHEADING_FONT,
    BlockKind.BODY: BODY_FONT,
    BlockKind.TO_WRITE: BODY_FONT,
    BlockKind.FIGURE: SUBHEADING_FONT,
}


def write_report(
    report: Report, pictures: Mapping[str, bytes], out: Path, *, made: datetime
) -> None:
    """Write `report` to `out`; `pictures`: asset id -> JPEG for its figures.

    The same report, pictures and `made` give the same document parts.
    """
    document: Any = Document()
    _page(document)
    _title(document, report.title)
    for block in report.blocks:
        _block(document, block, pictures)
    _signature(document, report)
    properties = document.core_properties
    properties.title, properties.author = report.title, ""
    properties.created = properties.modified = made.astimezone(UTC).replace(tzinfo=None)
    document.save(str(out))


def _page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(MARGINS_MM["top"]), Mm(MARGINS_MM["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS_MM["left"]), Mm(MARGINS_MM["right"])
    section.footer_distance = Mm(MARGINS_MM["bottom"] - 7)
    document.settings.odd_and_even_pages_header_footer = True
    for style in document.styles:
        if style.type == 1:
            _set_fonts(style.element.get_or_add_rPr(), BODY_FONT)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _set_fonts(properties: Any, name: str) -> None:
    """ascii, hAnsi and eastAsia: without the last Word shows Chinese in its default font."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def _run(paragraph: Any, text: str, font: str, size: int = BODY_PT) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    _set_fonts(run._r.get_or_add_rPr(), font)
    return run


def _line(document: Any, *, indent: bool = True) -> Any:
    """A paragraph on the line grid; `indent` is two characters."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE_PT)
    layout.space_before = layout.space_after = Pt(0)
    if indent:
        layout.first_line_indent = Pt(2 * BODY_PT)
    return paragraph


def _title(document: Any, text: str) -> None:
    paragraph = _line(document, indent=False)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(LINE_PT + 6)
    _run(paragraph, text, TITLE_FONT, TITLE_PT)
    _line(document, indent=False)


def _block(document: Any, block: Block, pictures: Mapping[str, bytes]) -> None:
    if block.kind is BlockKind.FIGURE:
        _figure(document, block, pictures)
        return
    if block.kind is BlockKind.TABLE:
        _table(document, block)
        return
    run = _run(_line(document), block.text, FONTS[block.kind])
    if block.kind is BlockKind.TO_WRITE:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _figure(document: Any, block: Block, pictures: Mapping[str, bytes]) -> None:
    if block.asset is None or block.asset not in pictures:
        return
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(FIGURE_GAP_PT)
    picture = paragraph.add_run().add_picture(io.BytesIO(pictures[block.asset]))
    width, height = picture.width, picture.height
    # A portrait photo is bounded by its height, so that two figures fit a page.
    scale = min(Mm(FIGURE_MM) / width, Mm(FIGURE_MM * 3 // 4) / height)
    picture.width, picture.height = int(width * scale), int(height * scale)
    caption = _line(document, indent=False)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(caption, block.text, FONTS[block.kind], FOOTER_PT)


def _table(document: Any, block: Block) -> None:
    """Title over it in 黑体, head repeated on every page, first column left, figures right."""
    title = _line(document, indent=False)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    _run(title, block.text, HEADING_FONT, TABLE_PT)
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, cells in zip(table.rows, block.rows, strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if place else WD_ALIGN_PARAGRAPH.LEFT
            _run(paragraph, text, HEADING_FONT if cells is block.rows[0] else BODY_FONT, TABLE_PT)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    _line(document, indent=False)


def _signature(document: Any, report: Report) -> None:
    """Units and date at the right, the date four characters in, the units centred over it."""
    _line(document, indent=False)
    for text in (*report.signature, report.dated):
        paragraph = _line(document, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        over = max(0, len(report.dated) - len(text)) * BODY_PT / 2
        paragraph.paragraph_format.right_indent = Pt(4 * BODY_PT + over)
        _run(paragraph, text, BODY_FONT)


def _page_number(footer: Any, side: Any) -> None:
    """ "— 1 —" in 4号 宋体, odd pages right, even pages left, one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    layout = paragraph.paragraph_format
    layout.right_indent = layout.left_indent = Pt(FOOTER_PT)
    _run(paragraph, "— ", FOOTER_FONT, FOOTER_PT)
    field = _run(paragraph, "", FOOTER_FONT, FOOTER_PT)._r
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        field.append(element)
    _run(paragraph, " —", FOOTER_FONT, FOOTER_PT)
