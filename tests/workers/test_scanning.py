"""A scanned notice is read page after page; what cannot be read says why and leaves nothing."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from domain.notice.reading import read_notice
from domain.notice.scan import MAX_PAGES
from domain.notice.scanned import scanned_text
from storage.catalog_scans import BLOBS, Scan, ScanFile, ScanState, file_blob, page_blob
from tests.domain.notice_recipe import RECIPES
from tests.scan_recipe import Spoilt, jpeg_of, printed, scanned_pdf, scanned_tiff
from tests.workers.whole_bench import NOW, House, furnished
from workers.scanning import read_scan

RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")
TABLE = Path(__file__).parents[1] / "domain" / "notices" / "appendix-table.txt"
PLAIN = Spoilt(dpi=200)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house, so that the models are loaded once."""
    with furnished(tmp_path_factory.mktemp("house") / "home") as house:
        yield house


def read(house: House, *files: tuple[str, bytes]) -> Scan:
    scans = house.storage.catalog.scans
    scan = scans.begin(None, at=NOW)
    for place, (name, data) in enumerate(files):
        blob = file_blob(scan.id, str(place))
        house.storage.blobs.put(blob, data)
        scans.add_file(scan.id, ScanFile(name=name, blob=blob, size=len(data)), at=NOW)
    scans.read(scan.id, at=NOW)
    told: list[tuple[int, int]] = []
    done = read_scan(house.bench, scan.id, lambda done, total: told.append((done, total)))
    kept = scans.get(scan.id)
    assert done is (kept.state is ScanState.READ)
    if done:
        count = len(kept.pages)
        assert told == [*((n, count) for n in range(count)), (count, count)]
    return kept


def refused(house: House, *files: tuple[str, bytes]) -> str:
    scan = read(house, *files)
    assert scan.state is ScanState.REFUSED and scan.refused is not None
    return scan.refused.zh


def test_a_scanned_pdf_gives_its_fields_and_a_picture_of_its_page(house: House):
    pages = printed(RECIPE.text, Spoilt(dpi=200, tilt=-1.1, noise=6, jpeg=70))[:1]
    scan = read(house, ("通知.pdf", scanned_pdf(pages, PLAIN)))
    notice = read_notice(scanned_text(scan.pages).text)
    assert notice.starts_on == RECIPE.facts.start and notice.theme == RECIPE.facts.theme
    first = scan.pages[0]
    assert 80 < first.skew < 140 or -140 < first.skew < -80
    with house.storage.blobs.open(page_blob(scan.id, 1)) as file, Image.open(file) as shown:
        assert shown.format == "JPEG" and max(shown.size) <= 1600
        assert abs(shown.width / shown.height - first.width / first.height) < 0.01


def test_a_photo_that_lies_on_its_side_is_set_upright_and_a_table_read_by_rows(house: House):
    (page,) = printed(TABLE.read_text(), Spoilt(dpi=150, grey=True, shade=70, noise=5))
    on_its_side = page.transpose(Image.Transpose.ROTATE_90)
    scan = read(house, ("第1页.jpg", jpeg_of(on_its_side, PLAIN)))
    assert scan.pages[0].turned == 1
    text = scanned_text(scan.pages).text
    row = next(line for line in text.splitlines() if line.startswith("2\t"))
    assert row.split("\t")[1:6] == [
        *("农技培训", "温室种植实用技术培训", "5.26下午", "城东乡合作社", "市农业农村局"),
    ]


def test_a_fax_of_two_pages_upside_down_is_read_in_its_order(house: House):
    text = "\n".join(
        ["关于举办科技活动周的通知", "甲" + "活动内容丰富。" * 20, "乙" + "请认真组织。" * 85]
    )
    pages = [page.rotate(180) for page in printed(text, Spoilt(dpi=150))[:2]]
    scan = read(house, ("传真.tif", scanned_tiff(pages)))
    assert [page.turned for page in scan.pages] == [2, 2]
    assert all(house.storage.blobs.exists(page_blob(scan.id, number)) for number in (1, 2))
    read_text = scanned_text(scan.pages).text
    assert read_text.startswith("关于举办科技活动周的通知")
    assert read_text.count("请认真组织。") >= 78 and "— 1 —" not in read_text


def blank(count: int) -> list[Image.Image]:
    return [Image.new("L", (60, 85), 255)] * count


def locked() -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(scanned_pdf(blank(1), PLAIN))))
    writer.encrypt("geheim", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def bomb() -> bytes:
    """A PNG of 900 megapixels in 110 KB."""
    data = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("锁.pdf", locked, "加了密码"),
        ("破.pdf", lambda: b"%PDF-1.7\n" + b"x" * 400, "已损坏"),
        ("断.pdf", lambda: scanned_pdf(blank(3), PLAIN)[:300], "已损坏"),
        ("多.pdf", lambda: scanned_pdf(blank(MAX_PAGES + 1), PLAIN), f"超过 {MAX_PAGES} 页"),
        ("炸.png", bomb, "尺寸过大"),
        ("假.jpg", lambda: b"MZ" + b"x" * 400, "不是图片或 PDF"),
        ("断.jpg", lambda: jpeg_of(printed("通知", PLAIN)[0], PLAIN)[:2000], "已损坏"),
        ("白.png", lambda: jpeg_of(blank(1)[0], PLAIN), "没有识别出文字"),
    ],
    ids=["locked", "no-pdf", "torn-pdf", "pages", "bomb", "no-picture", "torn-picture", "blank"],
)
def test_what_cannot_be_read_is_refused_with_its_name(house: House, name: str, data, told: str):
    words = refused(house, (name, data()))
    assert told in words and name in words


def test_pages_that_were_read_are_not_read_again_by_who_takes_over(house: House):
    scans = house.storage.catalog.scans
    scan = read(house, ("页.jpg", jpeg_of(printed("通知", Spoilt(dpi=100))[0], PLAIN)))
    again = scans.begin(None, at=NOW)
    blob = file_blob(again.id, "0")
    house.storage.blobs.put(blob, jpeg_of(blank(1)[0], PLAIN))
    scans.add_file(again.id, ScanFile(name="页.jpg", blob=blob, size=1), at=NOW)
    scans.read(again.id, at=NOW)
    scans.keep_page(again.id, scan.pages[0])
    assert read_scan(house.bench, again.id, lambda done, total: None)
    assert scans.get(again.id).pages == scan.pages


def test_one_that_is_forgotten_meanwhile_ends_quietly(house: House):
    scans = house.storage.catalog.scans
    scan = scans.begin(None, at=NOW)
    blob = file_blob(scan.id, "0")
    house.storage.blobs.put(blob, jpeg_of(printed("通知", Spoilt(dpi=100))[0], PLAIN))
    scans.add_file(scan.id, ScanFile(name="页.jpg", blob=blob, size=1), at=NOW)
    scans.read(scan.id, at=NOW)
    assert not read_scan(house.bench, scan.id, lambda done, total: scans.drop(scan.id))
    assert list(house.storage.blobs.names(f"{BLOBS}{scan.id}/page")) == []
    assert not read_scan(house.bench, scan.id, lambda done, total: None)
