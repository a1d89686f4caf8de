"""Report and list are what a receiver opens: layout, safety, honesty."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document
from PIL import Image

from domain.packing.report import Block, BlockKind, Report
from domain.packing.report_blocks import writable_report
from workers.tools.packing.docx_tables import FIGURE_STYLE, TABLE_STYLE
from workers.tools.packing.list_xlsx import write_list
from workers.tools.packing.report_docx import width, write_report
from workers.tools.packing.report_reading import read_report
from workers.tools.photos.package_photo import package_photo

MADE = datetime(2024, 6, 4, 9, 0, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def picture(size: tuple[int, int] = (64, 48)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    report = Report(
        title="云岭县科技活动周总结报告",
        blocks=(
            Block(kind=BlockKind.HEADING, text="一、组织领导"),
            Block(kind=BlockKind.SUBHEADING, text="（一）科普大讲堂。"),
            Block(kind=BlockKind.BODY, text="5月28日，县科协开展活动。"),
            Block(kind=BlockKind.FIGURE, text="科普大讲堂", asset="p1"),
            Block(
                kind=BlockKind.TABLE,
                text="各项活动数据",
                rows=(("活动", "参与人次"), ("科普大讲堂", "1200"), ("合计", "1200")),
            ),
            Block(kind=BlockKind.TO_WRITE, text="（请编辑补充）"),
        ),
        signature=("县科协",),
        dated="2024年6月4日",
    )
    out = tmp_path / "report.docx"
    write_report(report, {"p1": picture()}, out, made=MADE)
    return out


def part(path: Path, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(path) as zipped:
        return ElementTree.fromstring(zipped.read(name))


def test_margins_paper_and_line_grid_are_those_of_the_standard(written: Path) -> None:
    section = Document(str(written)).sections[0]
    sides = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 28, 35, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = next(p for p in Document(str(written)).paragraphs if p.text.startswith("5月28日"))
    assert body.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    assert body.paragraph_format.first_line_indent.pt == 32


def test_the_grid_has_22_lines_of_28_characters(written: Path) -> None:
    grid = next(part(written, "word/document.xml").iter(f"{W}docGrid"))
    pitch_mm = int(grid.get(f"{W}linePitch")) / 1440 * 25.4
    assert 224.5 < 22 * pitch_mm <= 225
    normal = next(
        style
        for style in part(written, "word/styles.xml").iter(f"{W}style")
        if style.get(f"{W}styleId") == "Normal"
    )
    size_pt = int(normal.find(f"{W}rPr/{W}sz").get(f"{W}val")) / 2
    closer_pt = int(normal.find(f"{W}rPr/{W}spacing").get(f"{W}val")) / 20
    width_pt = 156 / 25.4 * 72
    assert size_pt == 16 and 28 * (size_pt + closer_pt) <= width_pt < 28.5 * (size_pt + closer_pt)


def test_sizes_are_those_of_the_standard(written: Path) -> None:
    """Title 2号 (22 pt), text 3号 (16 pt), page number 4号 (14 pt)."""
    sizes = {}
    for name in ("word/document.xml", "word/footer1.xml"):
        for run in part(written, name).iter(f"{W}r"):
            text = "".join(t.text or "" for t in run.iter(f"{W}t"))
            size = run.find(f"{W}rPr/{W}sz")
            sizes[text] = int(size.get(f"{W}val")) / 2 if size is not None else None
    assert sizes["云岭县科技活动周总结报告"] == 22
    assert sizes["一、组织领导"] == sizes["5月28日，县科协开展活动。"] == 16
    assert sizes["— "] == sizes[" —"] == 14


def test_fonts_are_found_under_their_newer_names_too(written: Path) -> None:
    other = {
        font.get(f"{W}name"): font.find(f"{W}altName").get(f"{W}val")
        for font in part(written, "word/fontTable.xml").iter(f"{W}font")
        if font.find(f"{W}altName") is not None
    }
    assert (other["仿宋_GB2312"], other["楷体_GB2312"]) == ("仿宋", "楷体")


def test_a_heading_never_ends_a_page_and_a_photo_never_leaves_its_caption(written: Path) -> None:
    document = Document(str(written))
    kept = {p.text for p in document.paragraphs if p.paragraph_format.keep_with_next}
    assert {"一、组织领导", "（一）科普大讲堂。", "各项活动数据"} <= kept
    assert "5月28日，县科协开展活动。" not in kept
    picture, caption = document.tables[0].rows[0].cells[0].paragraphs
    assert picture.paragraph_format.keep_with_next and caption.text == "科普大讲堂"


def signed(tmp_path: Path, *units: str) -> list[float]:
    """Centre of each line of the signature and then of the date, in characters from the right."""
    report = Report(title="总结", blocks=(), signature=units, dated="2024年6月4日")
    out = tmp_path / "signed.docx"
    write_report(report, {}, out, made=MADE)
    lines = Document(str(out)).paragraphs[-len(units) - 1 :]
    return [line.paragraph_format.right_indent.pt / 16 + width(line.text) / 2 for line in lines]


def test_the_date_ends_four_characters_in_and_units_are_centred_over_it(tmp_path: Path) -> None:
    middles = signed(tmp_path, "县科协", "县工科局")
    assert middles == pytest.approx([4 + 6 / 2] * 3)


def test_a_long_name_moves_the_date_to_the_left_and_stays_on_the_paper(tmp_path: Path) -> None:
    name = "云岭县全民科学素质工作领导小组办公室"
    middles = signed(tmp_path, name)
    assert middles == pytest.approx([len(name) / 2] * 2)


def test_the_same_report_has_the_same_bytes(written: Path, tmp_path: Path) -> None:
    report = Report(title="总结", blocks=(), signature=("县科协",), dated="2024年6月4日")
    for name in ("one.docx", "two.docx"):
        write_report(report, {}, tmp_path / name, made=MADE)
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def test_every_run_names_its_chinese_font(written: Path) -> None:
    fonts = {}
    for run in part(written, "word/document.xml").iter(f"{W}r"):
        text = "".join(t.text or "" for t in run.iter(f"{W}t"))
        if text:
            fonts[text] = run.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia")
    assert fonts["云岭县科技活动周总结报告"] == "方正小标宋简体"
    assert fonts["一、组织领导"] == "黑体"
    assert fonts["（一）科普大讲堂。"] == "楷体_GB2312"
    assert fonts["5月28日，县科协开展活动。"] == "仿宋_GB2312"
    assert None not in fonts.values()


def test_figures_stand_in_a_table_whose_head_is_repeated(written: Path) -> None:
    figures, table = Document(str(written)).tables
    assert (figures.style.name, table.style.name) == (FIGURE_STYLE, TABLE_STYLE)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [["活动", "参与人次"], ["科普大讲堂", "1200"], ["合计", "1200"]]
    assert len(list(part(written, "word/document.xml").iter(f"{W}tblHeader"))) == 1


def test_what_the_editor_must_write_is_marked(written: Path) -> None:
    marked = [
        run
        for run in part(written, "word/document.xml").iter(f"{W}r")
        if run.find(f"{W}rPr/{W}highlight") is not None
    ]
    assert ["".join(t.text for t in run.iter(f"{W}t")) for run in marked] == ["（请编辑补充）"]


def test_odd_pages_are_numbered_right_and_even_ones_left(written: Path) -> None:
    document = Document(str(written))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    sides = [f.paragraphs[0].alignment for f in (section.footer, section.even_page_footer)]
    assert [side.name for side in sides] == ["RIGHT", "LEFT"]
    assert "PAGE" in part(written, "word/footer1.xml").find(f".//{W}instrText").text


def test_the_report_names_no_author_and_keeps_the_packages_date(written: Path) -> None:
    properties = Document(str(written)).core_properties
    assert properties.author == ""
    assert properties.created == MADE


def test_names_in_the_list_stay_text_whatever_they_begin_with(tmp_path: Path) -> None:
    hostile = ["=1+1", "+A1", "-2", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1"]
    out = tmp_path / "list.xlsx"
    write_list("素材清单", ["文件名", "宽"], [[name, 3] for name in hostile], out, made=MADE)
    sheet = openpyxl.load_workbook(out)["素材清单"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == hostile
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B7"


def test_what_no_document_can_hold_stops_neither_report_nor_list(tmp_path: Path) -> None:
    hostile = "甲\x00\x0b\ufffe\uffff\ud83d乙"
    report = Report(
        title=hostile,
        blocks=(
            Block(kind=BlockKind.HEADING, text=hostile),
            Block(kind=BlockKind.BODY, text=hostile),
            Block(kind=BlockKind.TABLE, text=hostile, rows=((hostile,), (hostile,))),
        ),
        signature=(hostile,),
        dated="2025年6月4日",
    )
    write_report(report, {}, tmp_path / "report.docx", made=MADE)
    read = read_report(tmp_path / "report.docx")
    assert read.blocks == writable_report(report).blocks and read.title == "甲乙"
    write_list(hostile, ["文件名"], [[hostile]], tmp_path / "list.xlsx", made=MADE)
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0]
    assert sheet["A2"].value == "甲乙"


def test_a_packaged_photo_keeps_its_pixels_upright_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (80, 40), (200, 30, 30)).save(out, "JPEG", exif=exif, comment=b"serial 1234")
    photo = out.getvalue() + b"trailing clip" * 10
    value, blobs = package_photo(io.BytesIO(photo), {})
    assert (value["width"], value["height"]) == (40, 80)
    with Image.open(io.BytesIO(blobs["jpeg"])) as clean:
        assert clean.size == (40, 80)
        assert not clean.getexif()
        assert "comment" not in clean.info
    assert b"trailing" not in blobs["jpeg"]
    assert b"serial" not in blobs["jpeg"]
