"""package: film, report, photos, list and findings written into one bag that can be checked."""

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.cutting.music import BROUGHT_NOTE, chosen, music_note, own_id
from domain.errors import Conflict
from domain.film import STALE, Finding, Package, PackageFile, Storyboard
from domain.handing.reading import report_lines
from domain.packing.package_contents import (
    PackagedPhoto,
    film_file_name,
    name_photos,
    select_photos,
)
from domain.packing.packaging import (
    Contents,
    Gathered,
    bag_info,
    checked,
    contents,
    findings_row,
)
from domain.words import Words
from storage.bag import FINDINGS, tag_files
from workers.bench import Bench
from workers.packing.film import keep_film
from workers.packing.findings import keep_page
from workers.packing.keeping import Counter, Keeping, Progress
from workers.packing.listing import keep_list
from workers.packing.photos import keep_photos, photo_words
from workers.packing.reading_back import written_parts
from workers.packing.report import keep_report

#: Where the note on the music stands in the bag.
MUSIC = "配乐说明.txt"
#: Beside the photos: the film, the report, the list, the page of findings.
_PARTS = 4


def run(bench: Bench, package_id: str, progress: Progress = lambda _done, _total: None) -> int:
    """Number of files in the bag; `progress` hears how many parts are written, of how many.

    Conflict when the film shows what may not be shown any more, NotFound when it was never cut.
    """
    package = bench.catalog.packages.get(package_id)
    if package.files:
        return len(package.files)
    gathered = _gather(bench, package)
    photos = name_photos(gathered.campaign, select_photos(gathered.campaign, gathered.assets))
    counter = Counter(len(photos) + _PARTS, progress)
    with _scratch(bench, package_id) as folder:
        keeping = Keeping(bench=bench, folder=folder)
        files, made = _write(keeping, gathered, photos, counter)
    shown = {shot.asset for shot in gathered.storyboard.shots if shot.asset is not None}
    inside = sorted(shown | {photo.asset.id for photo in photos})
    bench.catalog.packages.made(
        package_id,
        files=files,
        assets=inside,
        findings=made.findings,
        texts=report_lines(made.report),
    )
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
        verdicts=bench.catalog.signing.verdicts(package.campaign),
        seen_film=bench.catalog.films.get(film.of).sha256 or "" if film.of else "",
    )
    _refuse_what_was_rejected(gathered)
    return dataclasses.replace(gathered, music_note=_music_note(bench, gathered.storyboard))


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
    keeping: Keeping, gathered: Gathered, photos: Sequence[PackagedPhoto], counter: Counter
) -> tuple[list[PackageFile], Contents]:
    """Every file of the bag, kept in blobs: payload first, then the tag files over it.

    What is found is found of the written files. They are named before, as a draft or not, and
    once more should a file say what makes another of the package than what it was written from.
    """
    planned = contents(gathered, photos)
    payload, made, advice = _write_parts(keeping, gathered, photos, planned, counter)
    if made.draft is not planned.draft:
        payload, made, advice = _write_parts(
            keeping, gathered, photos, made, Counter(0, lambda _done, _total: None)
        )
    made = dataclasses.replace(made, findings=(*made.findings, *advice))
    row = findings_row(gathered, made.facts, made.findings, payload[0].path)
    text = json.dumps(row, ensure_ascii=False, indent=1)
    payload.append(keeping.put(FINDINGS, text.encode()))
    payload.append(keep_page(keeping, gathered, made, payload))
    counter.step()
    tags = tag_files(payload, bag_info(gathered, made.mark))
    kept = [keeping.put(path, tags[path]) for path in sorted(tags)]
    return [*payload, *kept], made


def _write_parts(
    keeping: Keeping,
    gathered: Gathered,
    photos: Sequence[PackagedPhoto],
    made: Contents,
    counter: Counter,
) -> tuple[list[PackageFile], Contents, list[Finding]]:
    """Film, photos, report, list and note, what was found of them, and advice about their kinds.

    Advice never makes a draft of what was named.
    """
    film_path = f"data/{film_file_name(gathered.campaign, draft=made.draft)}"
    payload, of_film = keep_film(keeping, gathered.film, gathered.storyboard, film_path)
    counter.step()
    payload += keep_photos(keeping, photos, photo_words(gathered, photos), counter)
    reports, of_report = keep_report(keeping, gathered, made, photos)
    payload += reports
    counter.step()
    listed = keep_list(keeping, gathered, made)
    payload.append(listed)
    counter.step()
    payload.append(keeping.put(f"data/{MUSIC}", gathered.music_note.encode()))
    written = written_parts(keeping.bench, payload, reports[0], listed)
    return payload, checked(gathered, photos, made, written), [*of_film, *of_report]


def _music_note(bench: Bench, storyboard: Storyboard) -> str:
    """What plays in the film and what allows it, of music too that was removed since.

    Of a film that was finished elsewhere nobody here knows what plays in it.
    """
    if storyboard.brought is not None:
        return BROUGHT_NOTE
    choice = chosen(storyboard.music)
    music_id = own_id(choice)
    return music_note(choice, bench.catalog.music.get(music_id) if music_id else None)
