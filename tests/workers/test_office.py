"""LibreOffice opens what we write: the report as pages by the standard, the list as a table."""

import csv
import io
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from domain.errors import ToolFailed
from domain.packing.asset_list import LIST_HEADER
from domain.packing.report_blocks import Block, BlockKind, Report
from tests.required import needs
from workers.tools.packing.list_xlsx import Pictures, write_list
from workers.tools.packing.office import PROGRAM, is_installed, to_pdf
from workers.tools.packing.report_docx import write_report
from workers.tools.running.runner import run

MADE = datetime(2024, 6, 4, 9, 0, tzinfo=UTC)
#: A4 in points.
PAPER = (595.3, 841.9)


@pytest.fixture(autouse=True)
def libreoffice(request: pytest.FixtureRequest) -> None:
    missing = (
        None
        if is_installed()
        else "no soffice here: apt-get install "
        + ("libreoffice-writer-nogui libreoffice-calc-nogui")
    )
    needs(request, "libreoffice", missing)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (20, 90, 160)).save(out, "JPEG")
    return out.getvalue()


REPORT = Report(
    title="云岭县科技活动周总结报告",
    blocks=(
        Block(kind=BlockKind.HEADING, text="一、组织领导"),
        Block(kind=BlockKind.BODY, text="科" * 28 * 60),
        Block(kind=BlockKind.FIGURE, text="左", asset="p1"),
        Block(kind=BlockKind.FIGURE, text="右", asset="p2"),
    ),
    signature=("县科协",),
    dated="2024年6月4日",
)


def test_a_page_of_the_pdf_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    docx = tmp_path / "report.docx"
    write_report(REPORT, {"p1": picture(), "p2": picture()}, docx, made=MADE)
    made = to_pdf(docx, tmp_path / "pdf")
    pages = PdfReader(made.pdf).pages
    size = pages[1].mediabox
    assert (float(size.width), float(size.height)) == pytest.approx(PAPER, abs=1)
    lines = [line.strip() for line in pages[1].extract_text().splitlines() if line.strip()]
    text = [line for line in lines if set(line) == {"科"}]
    assert len(text) == 22 and {len(line) for line in text} == {28}
    assert "— 2 —" in lines
    assert any(page.images for page in pages)
    # LibreOffice sets digits apart from Chinese ones by a narrow room, which is read as a blank.
    whole = "".join(page.extract_text() for page in pages).replace(" ", "")
    assert all(word in whole for word in ("左", "右", "县科协", "2024年6月4日"))


def test_fonts_that_are_missing_are_named_with_what_stands_for_them(tmp_path: Path) -> None:
    docx = tmp_path / "report.docx"
    write_report(replace(REPORT, blocks=REPORT.blocks[:1]), {}, docx, made=MADE)
    made = to_pdf(docx, tmp_path / "pdf")
    faces = {
        font["/BaseFont"].rpartition("+")[2]
        for page in PdfReader(made.pdf).pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    for each in made.substituted:
        # NotoSerifCJKjp-Regular is the file's name of Noto Serif CJK SC too.
        family = each.used.replace(" ", "").removesuffix("SC")
        assert each.wanted != each.used
        assert any(face.startswith(family) for face in faces) or family not in "".join(faces)


def test_what_a_sender_wrote_makes_it_fetch_and_read_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("BETRAYED")
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        bait = (
            f'INCLUDEPICTURE "{address}.png" {{INCLUDETEXT "{secret}"}} =WEBSERVICE("{address}") '
            f"{secret.as_uri()}"
        )
        report = Report(
            title=bait,
            blocks=(
                Block(kind=BlockKind.BODY, text=bait),
                Block(kind=BlockKind.FIGURE, text=bait, asset="p1"),
                Block(kind=BlockKind.TABLE, text=bait, rows=((bait, bait), (bait, bait))),
            ),
            signature=(bait,),
            dated="2024年6月4日",
        )
        docx = tmp_path / "report.docx"
        write_report(report, {"p1": picture()}, docx, made=MADE)
        made = to_pdf(docx, tmp_path / "pdf")
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    text = "".join(page.extract_text() for page in PdfReader(made.pdf).pages)
    assert "INCLUDEPICTURE" in text and "BETRAYED" not in text


def test_what_is_no_document_is_told_and_leaves_no_pdf(tmp_path: Path) -> None:
    broken = tmp_path / "report.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ToolFailed):
        to_pdf(broken, tmp_path / "pdf")


def test_the_list_opens_as_a_table_and_runs_nothing(tmp_path: Path) -> None:
    row = [1, "=1+1", "", *(f"格{n}" for n in range(len(LIST_HEADER) - 3))]
    out = tmp_path / "list.xlsx"
    pictures = Pictures(column=2, of=lambda _: picture())
    write_list("素材清单", LIST_HEADER, [row], out, made=MADE, pictures=pictures)
    run(
        PROGRAM,
        [
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76"),
            *("--outdir", str(tmp_path), str(out)),
        ],
        reads=[out],
        writes=[tmp_path],
        timeout_s=110,
        processes=True,
        trusted=True,
    )
    told = list(csv.reader(io.StringIO((tmp_path / "list.csv").read_text("utf-8"))))
    assert told[0] == list(LIST_HEADER)
    assert told[1] == [str(cell) for cell in row]
