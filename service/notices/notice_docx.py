"""The text of a Word notice: paragraphs, automatic numbers and tables, in reading order."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] (it is compiled)

from domain.errors import TooMuch, UsageError
from domain.words import Words
from service.notices.docx_numbering import Numbering

#: A notice unpacked is far smaller; more is a zip bomb or a picture book.
MAX_UNPACKED_BYTES = 40 * 1024 * 1024
MAX_PARTS = 2_000
_BROKEN = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    NotImplementedError,
    EOFError,
    zipfile.error,
)
_BODY, _TEXT, _TAB = qn("w:body"), qn("w:t"), qn("w:tab")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_BREAKS = (qn("w:br"), qn("w:cr"))
#: What is deleted, drawn in a box, or the second form of the same thing is not read.
_UNREAD = (qn("w:del"), qn("w:moveFrom"), qn("w:drawing"), qn("w:pict"), qn("w:txbxContent"))


def docx_text(data: bytes) -> str:
    """The text of a .docx; a table's row is one line with tabs between its cells.

    Raises TooMuch for a file that unpacks to more than the limits, UsageError for one that is
    no Word document or is damaged.
    """
    _check_size(data)
    try:
        document = docx.Document(io.BytesIO(data))
        numbering = Numbering.of(document)
        return "\n".join(_lines(document.element.body, numbering))
    except _BROKEN as error:
        raise UsageError(
            Words(
                zh="这不是完好的 .docx 文件，请用 Word 或 WPS 打开后重新另存为 .docx",
                en="this .docx is damaged or no Word document; open it and save it as .docx again",
            )
        ) from error


def _check_size(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            sizes = [entry.file_size for entry in package.infolist()]
    except _BROKEN:
        return  # the caller says that it is damaged
    if sum(sizes) > MAX_UNPACKED_BYTES or len(sizes) > MAX_PARTS:
        raise TooMuch(
            Words(
                zh=f"这个 .docx 解开后超过 {MAX_UNPACKED_BYTES // 2**20} MB，不予读取；"
                "请把正文粘贴为 .txt",
                en=f"this .docx unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MB and is not "
                "read; paste its text as .txt",
            )
        )


def _lines(parent: BaseOxmlElement, numbering: Numbering) -> Iterator[str]:
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield numbering.label(element) + _text(element)
        elif element.tag == _TABLE:
            yield from _table_lines(element, numbering)
        elif element.tag not in _UNREAD:
            yield from _lines(element, numbering)  # content controls and the like


def _text(element: BaseOxmlElement) -> str:
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == _TAB and element.getparent().tag != qn("w:tabs"):
        return "\t"
    if element.tag in _BREAKS:
        return "\n"
    return "".join(_text(child) for child in element if child.tag not in _UNREAD)


def _table_lines(table: BaseOxmlElement, numbering: Numbering) -> Iterator[str]:
    above: list[str] = []
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # of a table inside a cell, which is read with its cell
        cells = [cell for cell in row if cell.tag == _CELL]
        if len(cells) == 1:
            yield from _lines(cells[0], numbering)
            above = []
            continue
        above = _row_cells(cells, above, numbering)
        yield "\t".join(above)


def _row_cells(cells: list[BaseOxmlElement], above: list[str], numbering: Numbering) -> list[str]:
    """The cells by column: a wide one fills its further columns with nothing, and one that is
    merged with the cell above repeats it."""
    filled: list[str] = []
    for cell in cells:
        properties = cell.find(qn("w:tcPr"))
        if _continues_above(properties) and len(filled) < len(above):
            filled.append(above[len(filled)])
        else:
            filled.append(" ".join(" ".join(_lines(cell, numbering)).split()))
        filled.extend([""] * (_columns(properties) - 1))
    return filled


def _continues_above(properties: BaseOxmlElement | None) -> bool:
    merge = None if properties is None else properties.find(qn("w:vMerge"))
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _columns(properties: BaseOxmlElement | None) -> int:
    span = None if properties is None else properties.find(qn("w:gridSpan"))
    return 1 if span is None else min(int(span.get(qn("w:val"), "1")), 63)
