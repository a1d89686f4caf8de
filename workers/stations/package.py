"""package: film, report, photos, list and findings written into one bag that can be checked."""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.asset import Asset
from domain.cutting.music import BROUGHT_NOTE, chosen, music_note, own_id
from domain.cutting.srt import srt
from domain.errors import Conflict, NotFound
from domain.film import (
    STALE,
    Film,
    Package,
    PackageFile,
)
from domain.packing.package_contents import (
    LIST_HEADER,
    ActivityFacts,
    PackagedPhoto,
    days_text,
    film_file_name,
    name_photos,
    select_photos,
)
from domain.packing.packaging import Contents, Gathered, bag_info, contents, findings_row
from domain.timebase import clock
from domain.wording import period_zh
from domain.words import Words
from storage.bag import FINDINGS, tag_files
from storage.originals import original_blob
from workers.bench import Bench
from workers.tools.contact_sheet import write_poster, write_sheet
from workers.tools.findings_page import (
    CoverageRow,
    FileRow,
    FindingsPage,
    checking_script,
    render,
)
from workers.tools.list_xlsx import write_list
from workers.tools.report_docx import write_report

#: Where each part stands in the bag.
REPORT, LIST, PAGE, PHOTOS = "总结报告.docx", "素材清单.xlsx", "检查结果.html", "照片"
MUSIC = "配乐说明.txt"
#: Files of packages, by content: a photo that is in two packages is kept once.
KEPT = "packaged"
#: Long side in px of the report's figures.
FIGURE_PX = 1600
PATIENCE_S = 120.0


def run(bench: Bench, package_id: str) -> int:
    """Number of files in the bag.

    Conflict when the film shows what may not be shown any more, NotFound when it was never cut.
    """
    package = bench.catalog.films.package(package_id)
    if package.files:
        return len(package.files)
    gathered = _gather(bench, package)
    photos = name_photos(gathered.campaign, select_photos(gathered.campaign, gathered.assets))
    made = contents(gathered, photos)
    with _scratch(bench, package_id) as folder:
        files = _write(bench, gathered, photos, made, folder)
    shown = {shot.asset for shot in gathered.storyboard.shots if shot.asset is not None}
    inside = sorted(shown | {photo.asset.id for photo in photos})
    bench.catalog.films.packaged(package_id, files=files, assets=inside, findings=made.findings)
    return len(files)


def _gather(bench: Bench, package: Package) -> Gathered:
    film = bench.catalog.films.get(package.film)
    if film.to_be_replaced:
        raise Conflict(STALE)
    gathered = Gathered(
        package=package,
        film=film,
        storyboard=bench.catalog.films.storyboard(package.campaign, film.storyboard),
        campaign=bench.catalog.campaigns.get(package.campaign).campaign,
        assets=bench.catalog.assets.all(package.campaign),
        entries=bench.catalog.figures.entries(package.campaign),
        edits=bench.catalog.reports.edits(package.campaign),
        decided=max(
            (each.at for each in bench.catalog.assets.decisions(package.campaign)), default=None
        ),
    )
    _refuse_what_was_rejected(gathered)
    return gathered


def _refuse_what_was_rejected(gathered: Gathered) -> None:
    """Film, list and report must agree: what a person took back since may not be in the film."""
    shown = {shot.asset for shot in gathered.storyboard.shots if shot.asset is not None}
    back = [a for a in gathered.assets if a.id in shown and not a.in_film]
    if back:
        names = "、".join(asset.original_name for asset in back[:3])
        raise Conflict(
            Words(
                zh=f"成片里有 {len(back)} 件后来不再采用的素材（{names}），请重新剪辑后再打包",
                en=f"the film shows {len(back)} assets that were taken back since ({names}); "
                "cut a new one, then package",
            )
        )


@contextlib.contextmanager
def _scratch(bench: Bench, name: str) -> Iterator[Path]:
    folder = bench.scratch / f"package-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(
    bench: Bench,
    gathered: Gathered,
    photos: Sequence[PackagedPhoto],
    made: Contents,
    folder: Path,
) -> list[PackageFile]:
    """Every file of the bag, kept in blobs: payload first, then the tag files over it."""
    film_path = f"data/{film_file_name(gathered.campaign, draft=made.draft)}"
    payload = [_film_file(gathered.film, film_path)]
    if text := srt(gathered.storyboard.shots):
        payload.append(_keep(bench, folder, captions_path(film_path), text.encode()))
    for photo in photos:
        content = _photo(bench, photo.asset)
        kept = _keep(bench, folder, f"data/{PHOTOS}/{photo.name}", content)
        payload.append(dataclasses.replace(kept, asset=photo.asset.id))
    payload.append(_report(bench, gathered, made, photos, folder))
    payload.append(_list(bench, gathered, made, folder))
    payload.append(_keep(bench, folder, f"data/{MUSIC}", _music_note(bench, gathered).encode()))
    row = findings_row(gathered, made.facts, made.findings, film_path)
    text = json.dumps(row, ensure_ascii=False, indent=1)
    payload.append(_keep(bench, folder, FINDINGS, text.encode()))
    page = _page(bench, gathered, made, payload, folder)
    payload.append(_keep(bench, folder, page.page_path, _rendered(bench, page)))
    tags = tag_files(payload, bag_info(gathered, made.mark))
    return [*payload, *(_keep(bench, folder, path, tags[path]) for path in sorted(tags))]


def captions_path(film_path: str) -> str:
    """Beside the film under its name, where players look for it."""
    return f"{film_path.removesuffix('.mp4')}.srt"


def _film_file(film: Film, path: str) -> PackageFile:
    """The film as it was verified; its blob is not copied."""
    if film.blob is None or film.sha256 is None or film.size is None:
        raise NotFound(Words(zh="成片还没有剪好", en="the film is not cut yet"))
    return PackageFile(path=path, blob=film.blob, size=film.size, sha256=film.sha256)


def _keep(bench: Bench, folder: Path, path: str, content: bytes) -> PackageFile:
    written = folder / "file"
    written.write_bytes(content)
    return _keep_file(bench, path, written)


def _keep_file(bench: Bench, path: str, written: Path) -> PackageFile:
    stored = bench.blobs.put_content(KEPT, written)
    return PackageFile(path=path, blob=stored.blob, size=stored.size, sha256=stored.sha256)


def _photo(bench: Bench, asset: Asset, *, longest: int | None = None) -> bytes:
    params = {} if longest is None else {"longest": longest}
    with bench.blobs.local(original_blob(asset.sha256)) as path:
        return bench.ask("package_photo", path, params, patience_s=PATIENCE_S).blobs["jpeg"]


def _report(
    bench: Bench,
    gathered: Gathered,
    made: Contents,
    photos: Sequence[PackagedPhoto],
    folder: Path,
) -> PackageFile:
    assets = {photo.asset.id: photo.asset for photo in photos}
    pictures = {
        block.asset: _photo(bench, assets[block.asset], longest=FIGURE_PX)
        for block in made.report.blocks
        if block.asset is not None
    }
    out = folder / "report.docx"
    write_report(made.report, pictures, out, made=gathered.made)
    return _keep_file(bench, f"data/{made.mark}{REPORT}", out)


def _list(bench: Bench, gathered: Gathered, made: Contents, folder: Path) -> PackageFile:
    out = folder / "list.xlsx"
    write_list("素材清单", LIST_HEADER, made.rows, out, made=gathered.made)
    return _keep_file(bench, f"data/{made.mark}{LIST}", out)


def _music_note(bench: Bench, gathered: Gathered) -> str:
    """What plays in the film and what allows it; NotFound when brought music is gone meanwhile.

    Of a film that was finished elsewhere nobody here knows what plays in it.
    """
    if gathered.storyboard.brought is not None:
        return BROUGHT_NOTE
    choice = chosen(gathered.storyboard.music)
    music_id = own_id(choice)
    return music_note(choice, bench.catalog.music.get(music_id) if music_id else None)


def _page(
    bench: Bench,
    gathered: Gathered,
    made: Contents,
    payload: Sequence[PackageFile],
    folder: Path,
) -> FindingsPage:
    campaign, film_file = gathered.campaign, payload[0]
    poster, sheet = _pictures(bench, gathered, film_file, folder)
    return FindingsPage(
        title=campaign.title,
        period=period_zh(campaign.starts_on, campaign.ends_on),
        theme=campaign.theme,
        made=f"{gathered.made:%Y-%m-%d %H:%M}",
        page_path=f"data/{made.mark}{PAGE}",
        film_path=film_file.path,
        film_length=clock(gathered.film_ms),
        film_size=f"{film_file.size / 1e6:.1f} MB",
        poster=poster,
        contact_sheet=sheet,
        findings=made.findings,
        coverage=[_coverage(each) for each in made.facts],
        files=[FileRow(path=f.path, size=f.size, sha256=f.sha256) for f in payload],
    )


def _rendered(bench: Bench, page: FindingsPage) -> bytes:
    return render(page, checking_script(bench.browser_parts)).encode()


def _pictures(
    bench: Bench, gathered: Gathered, film_file: PackageFile, folder: Path
) -> tuple[bytes, bytes]:
    """The film's poster, of the middle of its first shot, and a picture of each shot."""
    poster, sheet = folder / "poster.jpg", folder / "sheet.jpg"
    middles = [shot.starts_at + shot.frames // 2 for shot in gathered.storyboard.shots]
    with bench.blobs.local(film_file.blob) as film:
        write_poster(film, middles[0], poster)
        write_sheet(film, middles, sheet)
    return poster.read_bytes(), sheet.read_bytes()


def _coverage(each: ActivityFacts) -> CoverageRow:
    return CoverageRow(
        number=each.activity.number,
        title=each.activity.title,
        days=days_text(each),
        units="、".join(each.senders),
        shots=each.shots,
        photos=each.selected,
        accepted=each.photos + each.clips,
        remark=each.remark.zh if each.remark else "",
    )
