"""What a receiver opens, as pictures in docs/pages: the pages of the report, the list."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

from domain.board.figures import Figure
from domain.film import Package
from domain.reviewing.review import Action, Decision
from storage.opening import Storage, open_storage
from storage.scratch import scratch_folder
from storage.settings import read_settings
from tests.service import editor_week
from tests.service.conftest import environ
from workers.bench import laid_out
from workers.stations import package as station
from workers.tools.packing.office import to_pdf

#: Pages of the report in one row, their width in pixels, and the room between.
COLUMNS, PAGE_PX, GAP_PX = 3, 640, 16
WRITTEN = {
    "leadership.more": "县委、县政府高度重视，成立了活动周领导小组，印发了活动方案。",
    "problems": "一是部分乡镇宣传形式还不够多。\n二是专家下乡偏少，下一步把大讲堂办到各乡镇。",
}


def take(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        package = _packed(home)
        _in_rows(_pages(home, package, ".docx"), folder / "package-report.png")
        _top(_pages(home, package, ".xlsx")[0], folder / "package-list.png")


def _packed(home: Path) -> dict[str, Path]:
    """Ending -> the file of the package, of a week in which all is accepted."""
    settings = read_settings(environ(home))
    with (
        scratch_folder(home / "scratch") as scratch,
        open_storage(settings) as storage,
        laid_out(storage, blobs=settings.blobs_path, scratch=scratch, slots=1) as bench,
    ):
        filled = editor_week.fill(storage, home)
        _finish(storage, filled)
        packages = storage.catalog.packages
        package = packages.start(editor_week.KEY, film=filled.film, at=editor_week.NOW)
        station.run(bench, package.id)
        made = packages.get(package.id)
        return {ending: _out(storage, made, ending, home) for ending in (".docx", ".xlsx")}


def _finish(storage: Storage, filled: editor_week.Filled) -> None:
    """Accepted photos of three activities, figures, and what only the editor knows."""
    catalog, now = storage.catalog, editor_week.NOW
    ready = [asset for asset in filled.ids["ready"] if catalog.assets.get(asset).tag]
    decisions = [Decision(asset=each, action=Action.ACCEPT, actor="编辑一") for each in ready]
    catalog.assets.decide(decisions, at=now)
    for activity, unit, sessions, people in (("a1", "u1", 1, 1200), ("a2", "u2", 4, 640)):
        values = {Figure.SESSIONS: sessions, Figure.PARTICIPANTS: people}
        catalog.figures.enter(
            campaign=editor_week.KEY,
            activity=activity,
            unit=unit,
            values=values,
            actor="编辑一",
            at=now,
        )
    for paragraph, text in WRITTEN.items():
        catalog.reports.keep(
            campaign=editor_week.KEY,
            paragraph=paragraph,
            text=text,
            proposal="",
            seen=0,
            actor="编辑一",
            at=now,
        )


def _out(storage: Storage, package: Package, ending: str, home: Path) -> Path:
    file = next(file for file in package.files if file.path.endswith(ending))
    out = home / f"opened{ending}"
    with storage.blobs.open(file.blob) as kept:
        out.write_bytes(kept.read())
    return out


def _pages(home: Path, files: dict[str, Path], ending: str) -> list[Path]:
    """Each page as LibreOffice shows it, as a picture."""
    folder = home / f"pages-{ending[1:]}"
    pdf = to_pdf(files[ending], folder).pdf
    command = ["pdftoppm", "-r", "110", "-png", str(pdf), str(folder / "page")]
    subprocess.run(command, check=True)
    return sorted(folder.glob("page-*.png"))


def _top(page: Path, out: Path) -> None:
    """The page without its margins, as far as the first dozen rows."""
    with Image.open(page) as picture:
        plain = picture.convert("RGB")
    left, top, right, bottom = ImageOps.invert(plain).getbbox() or (0, 0, *plain.size)
    plain.crop((left, top, right, top + (bottom - top) * 2 // 5)).save(out, optimize=True)


def _in_rows(pages: Sequence[Path], out: Path) -> None:
    shrunk = []
    for page in pages:
        with Image.open(page) as picture:
            height = picture.height * PAGE_PX // picture.width
            shrunk.append(picture.convert("RGB").resize((PAGE_PX, height)))
    rows = -(-len(shrunk) // COLUMNS)
    wide, high = PAGE_PX + GAP_PX, shrunk[0].height + GAP_PX
    sheet = Image.new("RGB", (COLUMNS * wide + GAP_PX, rows * high + GAP_PX), (200, 204, 210))
    for place, picture in enumerate(shrunk):
        left, top = place % COLUMNS * wide, place // COLUMNS * high
        sheet.paste(picture, (left + GAP_PX, top + GAP_PX))
    sheet.quantize(128).save(out, optimize=True)


if __name__ == "__main__":
    take(Path(__file__).parents[2] / "docs" / "pages")
