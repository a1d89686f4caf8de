"""A whole package as the station writes it: what is inside, twice the same, and what it says."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from docx import Document
from PIL import Image

from domain.board.figures import Figure
from domain.cutting.copies import SMALL_COPY
from domain.cutting.spoken import Spoken
from domain.film import FilmState, Package
from storage.opening import Storage, open_storage
from storage.scratch import scratch_folder
from storage.settings import read_settings
from tests.service import editor_week
from tests.service.conftest import environ
from tests.service.editor_film import tiny_film
from workers.bench import Bench, laid_out
from workers.packing.film import COVER
from workers.stations import package as station
from workers.tools.packing.office import is_installed


@dataclass(frozen=True, kw_only=True)
class House:
    storage: Storage
    bench: Bench
    film: str

    def packed(self, *, pdf: bool = False) -> Package:
        """The week packed once more; without the PDF, which takes seconds, unless it is asked."""
        packages = self.storage.catalog.packages
        new = packages.start(editor_week.KEY, film=self.film, at=editor_week.NOW)
        with patch("workers.packing.report.is_installed", lambda: pdf and is_installed()):
            station.run(self.bench, new.id)
        return packages.get(new.id)

    def read(self, package: Package, ending: str) -> bytes:
        (file,) = (file for file in package.files if file.path.endswith(ending))
        with self.storage.blobs.open(file.blob) as kept:
            return kept.read()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("packing")
    settings = read_settings(environ(home))
    with (
        scratch_folder(home / "scratch") as scratch,
        open_storage(settings) as storage,
        laid_out(storage, blobs=settings.blobs_path, scratch=scratch, slots=1) as bench,
    ):
        filled = editor_week.fill(storage, home)
        storage.catalog.figures.enter(
            campaign=editor_week.KEY,
            activity="a1",
            unit="u1",
            values={Figure.PARTICIPANTS: 1200},
            actor="编辑一",
            at=editor_week.NOW,
        )
        storage.catalog.reports.keep(
            campaign=editor_week.KEY,
            paragraph="problems",
            text="宣传形式还不够多。",
            proposal="",
            seen=0,
            actor="编辑一",
            at=editor_week.NOW,
        )
        storage.catalog.films.keep_spoken(
            filled.film, [Spoken(start_ms=1000, end_ms=2000, text="大家好")]
        )
        yield House(storage=storage, bench=bench, film=filled.film)


@pytest.fixture(scope="module")
def package(house: House) -> Package:
    return house.packed(pdf=True)


def names(package: Package) -> list[str]:
    return [file.path for file in package.files]


def test_all_that_a_bureau_hands_in_is_inside_under_its_name(
    house: House, package: Package
) -> None:
    film = "data/云岭县2025年科技活动周.mp4"
    wanted = {film, f"data/{COVER}", "data/总结报告.docx", "data/素材清单.xlsx"}
    wanted |= {"data/检查结果.html", "data/检查结果.json", "data/配乐说明.txt", "bagit.txt"}
    assert wanted <= {name.replace("县工科局+", "") for name in names(package)}
    (heard,) = (name for name in names(package) if name.endswith("-语音字幕（程序识别）.srt"))
    assert "大家好" in house.read(package, heard).decode()
    photos = [name for name in names(package) if name.startswith("data/照片/")]
    assert photos[0] == "data/照片/01-启动仪式-5月24日-县科协.jpg" and len(photos) == 5


def test_the_report_holds_the_editors_words_and_its_photos(house: House, package: Package) -> None:
    document = Document(io.BytesIO(house.read(package, "总结报告.docx")))
    assert "宣传形式还不够多。" in [p.text for p in document.paragraphs]
    assert len(document.inline_shapes) == 2
    captions = {cell.text.strip() for cell in document.tables[0].rows[0].cells}
    assert captions == {"5月24日 启动仪式（县科协）"}


def test_the_list_has_a_picture_of_every_asset_that_was_seen(
    house: House, package: Package
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(house.read(package, ".xlsx")))["素材清单"]
    head = [cell.value for cell in sheet[1]]
    rows = [
        dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(2)
    ]
    assert len(rows) == sum(sent.count for sent in editor_week.WEEK)
    pictured = {picture.anchor._from.row - 1 for picture in sheet._images}
    seen = {place for place, row in enumerate(rows) if row["状态"] != "正在处理"}
    assert pictured == seen and len(seen) > 30
    with Image.open(io.BytesIO(sheet._images[0]._data())) as small:
        assert max(small.size) <= 96
    first = rows[0]
    assert (first["日期"], first["同意使用"]) == ("2025-05-24", "已告知被拍摄人")
    assert first["日期依据"] == "发送人选了“启动仪式”"
    assert {row["同意使用"] for row in rows} >= {"待决定（未成年人近景）"}


def test_a_packaged_photo_says_what_the_list_says_of_it_and_nothing_else(
    house: House, package: Package
) -> None:
    path = next(name for name in names(package) if name.startswith("data/照片/01"))
    with Image.open(io.BytesIO(house.read(package, path))) as photo:
        said = photo.info["xmp"].decode()
        assert not photo.getexif()
    assert "5月24日 启动仪式（县科协）" in said and "2025-05-24" in said


def test_the_cover_is_as_large_as_the_film(house: House, package: Package) -> None:
    with Image.open(io.BytesIO(house.read(package, COVER))) as cover:
        assert cover.size == (320, 180)


def test_the_same_week_packed_again_has_the_same_bytes(house: House, package: Package) -> None:
    again = house.packed()
    before = {file.path: file.sha256 for file in package.files}
    # The package's own id, and whether there is a PDF, which LibreOffice dates by the clock.
    own = ("检查结果.json", "检查结果.html", "bag-info.txt", "sha256.txt", "总结报告.pdf")
    assert {f.path: f.sha256 for f in again.files if not f.path.endswith(own)} == {
        path: sha256 for path, sha256 in before.items() if not path.endswith(own)
    }


def test_parts_of_office_files_are_dated_by_the_package(house: House, package: Package) -> None:
    for ending in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(house.read(package, ending))) as zipped:
            assert {info.date_time for info in zipped.infolist()} == {(2025, 5, 28, 2, 30, 0)}
            assert zipped.namelist()[0] == "[Content_Types].xml"


def test_photos_of_an_earlier_package_are_not_made_again(
    house: House, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    call = type(house.bench.confined).call

    def counted(pool, name, *args, **kwargs):
        asked.append(name)
        return call(pool, name, *args, **kwargs)

    monkeypatch.setattr(type(house.bench.confined), "call", counted)
    house.packed()
    assert asked == []


def test_the_pdf_is_there_or_its_absence_is_said(house: House, package: Package) -> None:
    told = {finding.rule: finding for finding in package.findings}
    inside = any(name.endswith("总结报告.pdf") for name in names(package))
    assert inside == is_installed()
    assert (told["report.pdf"].outcome.value == "pass") == inside
    assert ("report.fonts" in told) == inside


def test_without_libreoffice_the_package_is_made_and_says_so(house: House) -> None:
    bare = house.packed()
    told = next(finding for finding in bare.findings if finding.rule == "report.pdf")
    assert told.outcome.value == "not_checked" and "LibreOffice" in told.words.zh
    assert not any(name.endswith(".pdf") for name in names(bare))


def test_a_copy_for_wechat_goes_in_once_it_is_made(house: House, tmp_path: Path) -> None:
    films = house.storage.catalog.films
    told = {f.rule: f for f in house.packed().findings}
    assert told["package.small-copy"].outcome.value == "not_checked"
    copy = films.start_copy(house.film, profile=SMALL_COPY, at=editor_week.NOW)
    films.planned(copy.id, films.storyboard(editor_week.KEY))
    content = tiny_film(tmp_path / "small.mp4", seconds=2)
    sha256 = hashlib.sha256(content).hexdigest()
    house.storage.blobs.put(f"films/{sha256}.mp4", content)
    films.cut(copy.id, blob=f"films/{sha256}.mp4", sha256=sha256, size=len(content))
    films.verified(copy.id, measures={}, findings=())
    assert films.get(copy.id).state is FilmState.VERIFIED
    small = house.packed()
    assert house.read(small, "-微信版.mp4") == content
    told = {finding.rule: finding for finding in small.findings}
    assert told["package.small-copy"].outcome.value == "pass"
