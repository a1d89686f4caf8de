"""Music beds are made once for each length, and the others of a film before anybody tries them."""

import threading
from pathlib import Path

import pytest

from domain.cutting.music import BEDS, Bed
from domain.cutting.soundplan import SoundPart, music_frames
from tests.workers.one_photo import house
from tests.workers.whole_bench import KEY, NOW, House
from workers.beds_ahead import beds_ahead
from workers.stations import cut, storyboard
from workers.tools.film import kept_beds
from workers.tools.film.film_music import music_loudness, write_bed
from workers.tools.film.kept_beds import KeptBeds

__all__ = ["house"]

FRAMES = 100
MORNING, WATER = BEDS["morning"], BEDS["water"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = tmp_path / "kept"
    kept.mkdir()
    return kept


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was really made."""
    told: list[tuple[str, int]] = []

    def noted(bed: Bed, frames: int, out: Path) -> int | None:
        told.append((bed.key, frames))
        return write_bed(bed, frames, out)

    monkeypatch.setattr(kept_beds, "write_bed", noted)
    return told


def test_every_bed_stays_for_the_next_film_of_its_length(
    folder: Path, tmp_path: Path, made: list[tuple[str, int]]
) -> None:
    beds = KeptBeds(folder)
    for bed in (MORNING, WATER):
        fresh = tmp_path / f"{bed.key}.pcm"
        loud = write_bed(bed, FRAMES, fresh)
        assert loud == music_loudness(fresh)
        for turn in ("first", "again", "once more"):
            out = tmp_path / f"{bed.key} {turn}"
            assert beds.write(bed, FRAMES, out) == loud
            assert out.read_bytes() == fresh.read_bytes()
    assert made == [("morning", FRAMES), ("water", FRAMES)]
    beds.write(MORNING, FRAMES + 1, tmp_path / "longer")
    assert (tmp_path / "longer").stat().st_size == (FRAMES + 1) * 1920 * 4


def test_what_was_wanted_longest_ago_makes_room(
    folder: Path, tmp_path: Path, made: list[tuple[str, int]]
) -> None:
    beds = KeptBeds(folder, most_bytes=2 * FRAMES * 1920 * 4)
    for number, bed in enumerate((MORNING, WATER, MORNING)):
        beds.write(bed, FRAMES, tmp_path / f"{number}")
    beds.write(MORNING, FRAMES - 1, tmp_path / "third")
    assert [bed.key for bed in beds.missing(FRAMES)] == ["water"]
    assert len(list(folder.iterdir())) == 2
    beds.write(MORNING, FRAMES, tmp_path / "again")
    assert made == [("morning", FRAMES), ("water", FRAMES), ("morning", FRAMES - 1)]
    # A bed larger than all the room is kept alone: the next edit wants it again.
    beds.write(WATER, 5 * FRAMES, tmp_path / "large")
    assert [path.name for path in folder.iterdir()] == [f"bed-water-{5 * FRAMES}.pcm"]


def test_a_bed_whose_file_is_gone_is_made_anew(
    folder: Path, tmp_path: Path, made: list[tuple[str, int]]
) -> None:
    beds = KeptBeds(folder)
    beds.write(MORNING, FRAMES, tmp_path / "first")
    for file in folder.iterdir():
        file.unlink()
    beds.write(MORNING, FRAMES, tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert len(made) == 2


def test_who_wants_a_bed_that_is_being_made_waits_for_it(
    folder: Path, tmp_path: Path, made: list[tuple[str, int]]
) -> None:
    beds = KeptBeds(folder)
    ahead = [threading.Thread(target=beds.make, args=(MORNING, FRAMES)) for _ in range(3)]
    for thread in ahead:
        thread.start()
    beds.write(MORNING, FRAMES, tmp_path / "wanted")
    for thread in ahead:
        thread.join()
    assert made == [("morning", FRAMES)]
    assert [path.name for path in folder.iterdir()] == [f"bed-morning-{FRAMES}.pcm"]


def test_music_reaches_to_the_end_of_a_film_of_any_rate_and_no_further_than_a_frame() -> None:
    parts = [SoundPart(frames=75), SoundPart(frames=75, shared=12)]
    assert music_frames(parts) == 138
    # 138 frames of 30 a second are 4.6 s: 115 of 25; 139 end between two of them.
    assert music_frames(parts, 30) == 115
    assert music_frames([SoundPart(frames=139)], 30) == 116


def test_the_other_bed_is_there_when_a_film_was_cut(
    house: House, made: list[tuple[str, int]]
) -> None:
    bench, films = house.bench, house.storage.catalog.films
    film = films.start(KEY, at=NOW)
    assert beds_ahead(bench, film.id) is None, "nobody knows yet how long it is"
    count = storyboard.run(bench, film.id)
    cut.run_join(bench, film.id, [cut.run_shot(bench, film.id, at) for at in range(count)])
    frames = films.storyboard(KEY, films.get(film.id).storyboard).frames
    assert made == [("morning", frames)]
    thread = beds_ahead(bench, film.id)
    assert thread is not None
    thread.join()
    assert made == [("morning", frames), ("water", frames)]
    assert beds_ahead(bench, film.id) is None, "all are there"


def test_a_film_that_is_gone_asks_for_no_bed(house: House) -> None:
    assert beds_ahead(house.bench, "gone") is None
