"""The real film handed over and brought back, by the commands alone.

Its four project files are read by readers of their own; melt cuts it again from the MLT, and the
shots of that film are found among the week's assets.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from domain.film import Storyboard, seen
from domain.planning.eligibility import look_alikes
from tests.acceptance.conftest import Once
from tests.acceptance.real_film.filming import KEY, Filmed, typed
from tests.domain.exports import readers
from tests.required import needs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

#: Shares of a shot's frames told as its asset at which it is said to be back: the first is held,
#: the second printed, as `make bench-handing` counts.
_BACK, _BENCH = 0.9, 0.8
#: Share of ALL shots that is aimed at, and the floor under which things got worse: 58 of 59 were
#: back on 2026-11-26 (docs/handing-over.md), but plans differ.
_AIM, _FLOOR = 0.95, 0.93
FORMATS = ("edl", "fcpxml", "mlt", "otio")


@pytest.fixture(scope="module")
def handed(filmed: Filmed, once: Once) -> dict[str, Path]:
    """Format -> its project file, media beside it."""

    def write(folder: Path) -> dict[str, Path]:
        for form in FORMATS:
            typed(filmed.terminal, "export", "--format", form, "-o", str(folder / form))
        return {form: next((folder / form).rglob(f"*.{form}")) for form in FORMATS}

    return once("real-film-handed-over", write)


def cuts(handed: dict[str, Path], form: str) -> list[readers.Cut]:
    path = handed[form]
    if form == "otio":
        return readers.otio_cuts(readers.otio_by_its_tool(path))
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    read = {"edl": readers.edl_cuts, "fcpxml": readers.fcpxml_cuts, "mlt": readers.mlt_cuts}
    return read[form](text)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_films_cuts(
    filmed: Filmed, handed: dict[str, Path], form: str
) -> None:
    shots = filmed.board.shots
    found = cuts(handed, form)
    spans = seen(shots)
    assert [cut[:2] for cut in found] == [(first, last - first) for first, last in spans]
    # The nearest frame; half a frame more where that would ask for what is behind the clip's end.
    astray = [
        (shot.index, first, shot.in_ms)
        for shot, (at, _frames, first) in zip(shots, found, strict=True)
        if abs((first - (at - shot.starts_at)) * 40 - (shot.in_ms or 0)) > 40
    ]
    assert astray == []


def test_all_formats_say_the_same(handed: dict[str, Path]) -> None:
    assert len({tuple(cuts(handed, form)) for form in FORMATS}) == 1


def test_the_files_that_are_named_lie_beside_the_project(handed: dict[str, Path]) -> None:
    for form, read in (("fcpxml", readers.fcpxml_files), ("mlt", readers.mlt_files)):
        named = read(handed[form].read_text(encoding="utf-8"))
        assert named
        assert [name for name in named if not (handed[form].parent / name).is_file()] == []


def test_what_melt_cuts_from_the_mlt_comes_back(
    request: pytest.FixtureRequest, filmed: Filmed, handed: dict[str, Path], tmp_path: Path
) -> None:
    melt = shutil.which("melt")
    needs(request, "melt", None if melt else "no melt: apt-get install melt")
    film = tmp_path / "recut.mp4"
    size = ["s=960x540", "vcodec=libx264", "crf=23", "preset=veryfast", "an=1", "real_time=-1"]
    command = [str(melt), str(handed["mlt"]), "-consumer", f"avformat:{film}", *size]
    subprocess.run(command, check=True, capture_output=True)
    typed(filmed.terminal, "bring", str(film), "--wait")
    with filmed.terminal.storage() as storage:
        told = storage.catalog.films.storyboard(KEY)
    assert told.brought == film.name
    shots = filmed.board.shots
    for frames in (_BACK, _BENCH):
        lost = not_found(filmed, told, frames)
        share = 1 - len(lost) / len(shots)
        print(
            f"{len(shots) - len(lost)} of {len(shots)} shots back by {frames:.0%} of their frames: "
            f"{share:.1%}, aim {_AIM:.0%} {'met' if share >= _AIM else 'missed'}; not: {lost}"
        )
    assert 1 - len(not_found(filmed, told, _BACK)) / len(shots) >= _FLOOR


def not_found(filmed: Filmed, told: Storyboard, frames: float) -> list[str]:
    """Shots of which a smaller share of frames is told as what they show, or its double."""
    alike = {
        asset.id: group[0].id for group in look_alikes(list(filmed.assets.values()))
        for asset in group
    }  # fmt: skip

    def labels(board: Storyboard) -> list[set[str | None]]:
        """What each frame of the film shows: two shots where they dissolve."""
        last = board.shots[-1]
        shown: list[set[str | None]] = [set() for _ in range(last.starts_at + last.frames)]
        for shot in board.shots:
            card = shot.card.role if shot.card else None
            label = alike.get(shot.asset, shot.asset) if shot.asset else card
            for n in range(shot.starts_at, shot.starts_at + shot.frames):
                shown[n].add(label)
        return shown

    wanted, found = labels(filmed.board), labels(told)
    assert len(found) == len(wanted)
    lost: list[str] = []
    for shot in filmed.board.shots:
        span = range(shot.starts_at, shot.starts_at + shot.frames)
        right = sum(bool(found[n] & wanted[n]) for n in span)
        if right < frames * shot.frames:
            name = filmed.assets[shot.asset].original_name if shot.asset else "card"
            lost.append(f"{shot.index} {name} {right}/{shot.frames}")
    return lost
