"""What is read out of a written report and list is what was to be written into them."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.packing.asset_list import LIST_HEADER
from domain.packing.report_blocks import TO_WRITE, Block, BlockKind, Report
from workers.tools.packing.list_xlsx import write_list
from workers.tools.packing.report_docx import write_report
from workers.tools.packing.report_reading import read_report
from workers.tools.packing.written_parts import read_list

MADE = datetime(2024, 6, 4, 9, 0, tzinfo=UTC)
K = BlockKind
REPORT = Report(
    title="云岭县科技活动周总结报告",
    blocks=(
        Block(kind=K.HEADING, text="一、组织领导"),
        Block(kind=K.BODY, key="leadership", text="县科协联合举办。"),
        Block(kind=K.TO_WRITE, key="leadership.more", text=f"领导重视{TO_WRITE}"),
        Block(kind=K.SUBHEADING, text="（一）科普大讲堂"),
        Block(kind=K.BODY, text="5月28日，1200人次参加。"),
        Block(kind=K.FIGURE, text="讲座 一", asset="p1"),
        Block(kind=K.FIGURE, text="讲座 二", asset="p2"),
        Block(kind=K.FIGURE, text="\u3000讲座 三 ", asset="p3"),
        Block(
            kind=K.TABLE,
            text="各项活动数据",
            rows=(("活动", "参与人次"), ("科普大讲堂", "1200"), ("合计", "1200")),
        ),
        Block(kind=K.BODY, text="有待加强。"),
    ),
    signature=("县科协", "县工科局"),
    dated="2024年6月4日",
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (20, 90, 160)).save(out, "JPEG")
    return out.getvalue()


def bare(report: Report) -> Report:
    blocks = (replace(block, key="", asset=None, cites=()) for block in report.blocks)
    return replace(report, blocks=tuple(blocks))


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    pictures = {asset: picture() for asset in ("p1", "p2", "p3")}
    write_report(REPORT, pictures, tmp_path / "r.docx", made=MADE)
    assert read_report(tmp_path / "r.docx") == bare(REPORT)


def test_a_word_that_somebody_changed_is_read_as_it_stands(tmp_path: Path) -> None:
    changed = replace(REPORT.blocks[4], text="5月28日，2100人次参加。")
    blocks = (*REPORT.blocks[:4], changed, *REPORT.blocks[5:])
    write_report(replace(REPORT, blocks=blocks), {}, tmp_path / "r.docx", made=MADE)
    texts = [block.text for block in read_report(tmp_path / "r.docx").blocks]
    assert "5月28日，2100人次参加。" in texts and "5月28日，1200人次参加。" not in texts


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda text: f"字{text}字"
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([K.HEADING, K.SUBHEADING, K.BODY]), WORDS), max_size=6))
def test_any_words_are_read_back(tmp_path_factory, told: list[tuple[BlockKind, str]]) -> None:
    out = tmp_path_factory.mktemp("read") / "r.docx"
    blocks = tuple(Block(kind=kind, text=text) for kind, text in told)
    report = replace(REPORT, blocks=blocks)
    write_report(report, {}, out, made=MADE)
    assert read_report(out) == report


def test_a_list_is_read_as_it_was_written_whatever_stands_in_it(tmp_path: Path) -> None:
    row: list[int | str] = [1, "=1+1.jpg", *(f"格{n}" for n in range(len(LIST_HEADER) - 2))]
    row[LIST_HEADER.index("日期")] = date(2024, 5, 28).isoformat()
    row[LIST_HEADER.index("说明")] = ""
    write_list("素材清单", LIST_HEADER, [row, row], tmp_path / "l.xlsx", made=MADE)
    told = tuple(map(str, row))
    assert read_list(tmp_path / "l.xlsx", LIST_HEADER) == [told, told]


def test_columns_are_found_by_their_names(tmp_path: Path) -> None:
    header = ["SHA-256", "文件名"]
    write_list("素材清单", header, [["abc", "a.jpg"]], tmp_path / "l.xlsx", made=MADE)
    (row,) = read_list(tmp_path / "l.xlsx", LIST_HEADER)
    told = dict(zip(LIST_HEADER, row, strict=True))
    assert (told["SHA-256"], told["文件名"], told["单位"]) == ("abc", "a.jpg", "")


#: What office programs fetch, open or run where it stands as more than text.
BAITS = (
    'INCLUDEPICTURE "http://127.0.0.1:9/x.png"',
    '{INCLUDETEXT "/etc/passwd"}',
    'DDEAUTO c:\\cmd.exe "/k calc"',
    '=WEBSERVICE("http://127.0.0.1:9/")',
    "file:///etc/passwd",
    '<w:hyperlink r:id="rId9"/><w:altChunk/>&xxe;',
)


def parts_of(path: Path, ending: str) -> str:
    with zipfile.ZipFile(path) as office:
        names = [name for name in office.namelist() if name.endswith(ending)]
        return "".join(office.read(name).decode("utf-8") for name in names)


def test_what_a_sender_wrote_is_text_and_never_a_field_or_a_link(tmp_path: Path) -> None:
    """LibreOffice opens the report unconfined (workers/tools/packing/office.py)."""
    bait = " ".join(BAITS)
    kinds = (K.HEADING, K.SUBHEADING, K.BODY, K.TO_WRITE)
    report = Report(
        title=bait,
        blocks=(
            *(Block(kind=kind, text=bait) for kind in kinds),
            Block(kind=K.FIGURE, text=bait, asset="p1"),
            Block(kind=K.TABLE, text=bait, rows=((bait, bait), (bait, bait))),
        ),
        signature=(bait,),
        dated=bait,
    )
    docx, xlsx = tmp_path / "r.docx", tmp_path / "l.xlsx"
    write_report(report, {"p1": picture()}, docx, made=MADE)
    write_list(
        "清单",
        LIST_HEADER,
        [[bait] * len(LIST_HEADER), (BAITS * 9)[: len(LIST_HEADER)]],
        xlsx,
        made=MADE,
    )
    for written in (docx, xlsx):
        assert "External" not in parts_of(written, ".rels")
    xml = parts_of(docx, ".xml")
    assert set(re.findall(r"<w:instrText[^>]*>([^<]*)<", xml)) == {"PAGE"}
    assert not re.search(r"<w:(fldSimple|hyperlink|altChunk|object|attachedTemplate)\b", xml)
    assert not re.search(r"<(f|hyperlink|externalReference|ddeLink)\b", parts_of(xlsx, ".xml"))
