"""Paper, grid, fonts and page numbers of GB/T 9704-2012, set into a document of python-docx."""

from collections.abc import Mapping
from math import floor
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from domain.plain_text import writable

#: GB/T 9704-2012, 5.1 and 5.2: A4, the type area 156 x 225 mm, 22 lines of 28 characters of 3号.
PAGE_MM = (210, 297)
MARGINS_MM = {"top": 37, "left": 28, "bottom": 35, "right": 26}
LINES, CHARACTERS = 22, 28
BODY_PT, TITLE_PT, FOOTER_PT, TABLE_PT, CAPTION_PT = 16, 22, 14, 12, 12
#: 22 lines of 29 pt are 0.2 pt too high for the type area, and the last goes to the next page.
LINE_PT = 28.95
TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
HEADING_FONT, SUBHEADING_FONT, FOOTER_FONT = "黑体", "楷体_GB2312", "宋体"
#: What Word takes where the named font is not installed: the same face under its newer name.
ALSO_CALLED: Mapping[str, str] = {
    TITLE_FONT: "方正小标宋_GBK",
    BODY_FONT: "仿宋",
    SUBHEADING_FONT: "楷体",
    HEADING_FONT: "SimHei",
    FOOTER_FONT: "SimSun",
}
#: 7.5: the dash of the page number stands 7 mm below the type area; its line is 7 mm high.
_NUMBER_MM, _NUMBER_LINE_PT = 7, 20
_TWIPS_A_MM = 1440 / 25.4


def lay_page(document: Any) -> None:
    """Margins, line grid, fonts of every style, and the number of the page."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.top_margin, section.bottom_margin = Mm(MARGINS_MM["top"]), Mm(MARGINS_MM["bottom"])
    section.left_margin, section.right_margin = Mm(MARGINS_MM["left"]), Mm(MARGINS_MM["right"])
    section.footer_distance = Mm(MARGINS_MM["bottom"] - 2 * _NUMBER_MM)
    document.settings.odd_and_even_pages_header_footer = True
    _grid(section)
    _name_fonts(document)
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def set_fonts(properties: Any, name: str) -> None:
    """ascii, hAnsi and eastAsia: without the last Word shows Chinese in its default font.

    The hint makes it set quotes and dashes, which both scripts have, as Chinese ones.
    """
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def add_run(paragraph: Any, text: str, font: str, size: int = BODY_PT) -> Any:
    run = paragraph.add_run(writable(text))
    run.font.size = Pt(size)
    set_fonts(run._r.get_or_add_rPr(), font)
    return run


def add_line(document: Any, *, indent: bool = True) -> Any:
    """A paragraph on the line grid; `indent` is two characters."""
    paragraph = document.add_paragraph()
    on_grid(paragraph)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_PT)
    return paragraph


def on_grid(paragraph: Any, pitch: float = LINE_PT) -> None:
    """Lines exactly `pitch` apart; another pitch than the grid's stands beside the grid."""
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    layout.space_before = layout.space_after = Pt(0)
    if pitch != LINE_PT:
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "false")
        paragraph._p.get_or_add_pPr().find(qn("w:spacing")).addprevious(snap)


def _grid(section: Any) -> None:
    """22 lines a page, their pitch in twips.

    A grid of characters too would say it all, but LibreOffice sets half as many on a line by it.
    """
    height = PAGE_MM[1] - MARGINS_MM["top"] - MARGINS_MM["bottom"]
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(floor(height * _TWIPS_A_MM / LINES)))
    properties.append(grid)


def _closer() -> Any:
    """28 characters of 16 pt a line are 5.8 pt wider than the type area: each gives up a little."""
    width = (PAGE_MM[0] - MARGINS_MM["left"] - MARGINS_MM["right"]) * _TWIPS_A_MM
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(floor(width / CHARACTERS) - BODY_PT * 20))
    return spacing


def _name_fonts(document: Any) -> None:
    for style in document.styles:
        if style.type == 1:
            set_fonts(style.element.get_or_add_rPr(), BODY_FONT)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_PT)
    # Else an English system takes Japanese shapes of the characters that both countries have.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties = normal.element.get_or_add_rPr()
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(language)
    # In the order of the schema, which Word insists on: it stands before the size.
    properties.find(qn("w:sz")).addprevious(_closer())
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = _font_table(part.blob)


def _font_table(kept: bytes) -> bytes:
    """The document's table of fonts with ours and what else they are called."""
    table: Any = parse_xml(kept)
    for name, other in ALSO_CALLED.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        for tag, value in (("w:altName", other), ("w:charset", "86"), ("w:family", "auto")):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            font.append(element)
        table.append(font)
    return serialize_part_xml(table)


def _page_number(footer: Any, side: Any) -> None:
    """ "— 1 —" in 4号 宋体, odd pages right, even pages left, one character from the edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    on_grid(paragraph, _NUMBER_LINE_PT)
    layout = paragraph.paragraph_format
    layout.right_indent = layout.left_indent = Pt(FOOTER_PT)
    add_run(paragraph, "— ", FOOTER_FONT, FOOTER_PT)
    field = add_run(paragraph, "", FOOTER_FONT, FOOTER_PT)._r
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        field.append(element)
    add_run(paragraph, " —", FOOTER_FONT, FOOTER_PT)
