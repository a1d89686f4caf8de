"""`make bench-handing`: films cut again by melt and treated, matched back to the sample week.

`python -m bench.handing OUT [MEDIA]`: OUT gets the sample week and the films, MEDIA is a folder
of clips and photos of other people. A third of its projects is foreign, and a fifth of the units.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PIL import Image, ImageOps

from bench.frames import ask
from bench.handing.measuring import Measured, measured
from bench.handing.recipe import (
    TREATMENTS,
    Source,
    cut_by_melt,
    seconds,
    timeline_by_chance,
    treated,
)
from domain.editing.bringing import joined
from domain.errors import Refused
from workers.sample.making import make_week
from workers.tools.clips.clip_opening import opened_clip
from workers.tools.matching.film_matching import FilmMatching
from workers.tools.matching.matching_sources import (
    clip_frames,
    close_frames,
    film_pieces,
    still_pictures,
)
from workers.tools.matching.matching_tables import Frames, Known, known_asset, known_stills

SHOTS = 24
#: Milliseconds; shorter clips give no shot.
SHORTEST_MS = 2600
_CLIPS = {".mp4", ".mov", ".mkv", ".avi", ".webm"}
_PHOTOS = {".jpg", ".jpeg", ".heic", ".png", ".webp", ".avif"}


def sources(folder: Path, stills: Path, *, foreign_every: int) -> Iterator[Source]:
    """What can be cut from in a folder; of its groups every so many-th is foreign.

    A group is a unit's folder, or what one project brought: its files may show the same.
    """
    groups = sorted({_group(path) for path in folder.rglob("*") if path.is_file()})
    for path in sorted(folder.rglob("*")):
        foreign = groups.index(_group(path)) % foreign_every == 1 if path.is_file() else False
        made: Source | None = None
        if "bad" not in path.parts and path.suffix.lower() in _CLIPS:
            made = _clip(path, foreign)
        elif "bad" not in path.parts and path.suffix.lower() in _PHOTOS:
            made = _photo(path, stills, foreign)
        if made is not None:
            yield made


def _group(path: Path) -> tuple[str, str]:
    project, _, rest = path.name.partition("__")
    return path.parent.name, project if rest else ""


def _clip(path: Path, foreign: bool) -> Source | None:
    try:
        with path.open("rb") as file, opened_clip(file) as clip:
            size = clip.video.width, clip.video.height
            lasts_ms = (clip.container.duration or 0) // 1000
        frames = clip_frames(ask, path, lasts_ms)
    except Refused:
        return None
    if not len(frames.ms) or frames.ms[-1] < SHORTEST_MS or frames.ms[-1] > 10**6:
        return None
    # The last key frame is not the end, but nothing is asked for behind it.
    return Source(path=path, width=size[0], height=size[1], duration_ms=int(frames.ms[-1]),
                  foreign=foreign)  # fmt: skip


def _photo(path: Path, stills: Path, foreign: bool) -> Source | None:
    """Upright, as hand-overs have it; what does not open gives nothing."""
    out = stills / f"{len(list(stills.iterdir())):03d}-{path.stem}.jpg"
    try:
        with Image.open(path) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return None
    if min(picture.size) < 200:
        return None
    picture.thumbnail((1920, 1920))
    picture.save(out, quality=90)
    return Source(path=out, width=picture.width, height=picture.height, duration_ms=None,
                  foreign=foreign)  # fmt: skip


def known_assets(every: list[Source]) -> tuple[list[Known], dict[str, Path]]:
    """What films are matched with, and where clips lie."""
    stills: dict[str, bytes] = {}
    clips: list[Known] = []
    for source in every:
        if source.foreign:
            continue
        if source.duration_ms is None:
            stills[source.path.name] = source.path.read_bytes()
        else:
            frames = clip_frames(ask, source.path, source.duration_ms)
            clips.append(known_asset(source.path.name, partial(_same, frames), is_clip=True))
    paths = {source.path.name: source.path for source in every}
    return [*clips, *known_stills(still_pictures(stills).items())], paths


def _same(frames: Frames) -> Frames:
    return frames


def main(out: Path, media: Path | None = None) -> None:
    week, stills = out / "week", out / "stills"
    shutil.rmtree(stills, ignore_errors=True)
    make_week(week, on_progress=lambda *_: None)
    stills.mkdir(parents=True, exist_ok=True)
    every = list(sources(week, stills, foreign_every=5))
    if media is not None and media.is_dir():
        every += sources(media, stills, foreign_every=3)
    known, paths = known_assets(every)
    print(f"{len(known)} assets, {len(every) - len(known)} foreign files")

    def close(key: str, first: int, count: int) -> Frames:
        return close_frames(ask, paths[key], first, count)

    clips = [each.key for each in known if each.is_clip]
    for seed in (1, 2):
        timeline = timeline_by_chance(every, shots=SHOTS, seed=seed)
        film = cut_by_melt(timeline, out)
        for name in TREATMENTS:
            began = time.process_time()
            pieces = list(film_pieces(ask, treated(film, name, out)))
            read = time.process_time()
            found = joined(FilmMatching(known, close).found(pieces), clips)
            told = measured(timeline, found, {})
            spent = time.process_time() - read
            times = f"read in {read - began:.1f} s, matched in {spent:.1f} s of one core"
            print(f"{seed} {name}: {told_in_words(told)}; {seconds(timeline):.0f} s, {times}",
                  flush=True)  # fmt: skip


def told_in_words(told: Measured) -> str:
    astray = statistics.median(told.astray) if told.astray else 0
    return (
        f"{told.found} of {told.shots} shots found, frames of another asset "
        f"{told.wrong_frames}/{told.known_frames}, missed {told.missed_frames}, foreign frames "
        f"told as an asset {told.false_frames}/{told.foreign_frames}, in points astray by {astray} "
        f"(most {max(told.astray, default=0)}) frames"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
