"""Brought back: clips of variable rate and turned ones, and what is plain and stands as planned."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from domain.film import Shot, ShotKind, Storyboard
from domain.words import Words
from tests.workers.film_media import ffmpeg, turned_clockwise
from tests.workers.test_match_station import NOW, brought, cut_elsewhere, walk_over
from tests.workers.whole_bench import KEY, House, furnished

WHY = Words(zh="最清晰", en="sharpest")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, dict[str, Path]]]:
    folder = tmp_path_factory.mktemp("planned")
    with furnished(folder / "home") as house:
        yield (
            house,
            {
                "one": walk_over(folder / "VID_20240528_100000.mp4", 1, rate=25),
                "board": plain(folder / "IMG_20240528_093000.jpg"),
                "two": walk_over(folder / "VID_20240528_110000.mp4", 2, rate=25),
            },
        )


def plain(path: Path) -> Path:
    """A board of one colour with a word on it."""
    board = Image.new("RGB", (1280, 720), (60, 160, 110))
    ImageDraw.Draw(board).rectangle((900, 600, 1180, 640), fill="white")
    board.save(path, quality=92)
    return path


def planned(shots: list[tuple[str, ShotKind, int, int]]) -> Storyboard:
    """(asset, kind, frames, in point in ms) one after the other."""
    made: list[Shot] = []
    at = 0
    for index, (asset, kind, frames, ms) in enumerate(shots):
        clip = kind is ShotKind.CLIP
        made.append(
            Shot(index=index, kind=kind, frames=frames, starts_at=at, asset=asset, activity="a1",
                 in_ms=ms if clip else None, out_ms=ms + 40 * frames if clip else None, why=WHY)
        )  # fmt: skip
        at += frames
    return Storyboard(campaign=KEY, version=0, shots=tuple(made), left_out=())


@pytest.mark.timeout(300)
def test_a_plain_picture_is_told_where_the_plan_had_it_and_the_reason_says_so(
    house, tmp_path
) -> None:
    home, files = house
    ids = {name: home.walk(home.receive(path)).id for name, path in files.items()}
    parts = [(files["one"], 1.0, 2.4), (files["board"].with_suffix(".png"), 0.0, 2.4),
             (files["two"], 3.0, 2.4)]  # fmt: skip
    Image.open(files["board"]).save(parts[1][0])
    film = cut_elsewhere(tmp_path / "film.mp4", parts, "null")
    _, before = brought(home, film)
    assert [shot.asset for shot in before.shots] == [ids["one"], None, ids["two"]]
    films = home.storage.catalog.films
    shots = [
        (ids["one"], ShotKind.CLIP, 60, 1000),
        (ids["board"], ShotKind.PHOTO, 60, 0),
        (ids["two"], ShotKind.CLIP, 60, 3000),
    ]
    films.planned(films.start(KEY, at=NOW).id, planned(shots))
    _, told = brought(home, film)
    assert [shot.asset for shot in told.shots] == [ids["one"], ids["board"], ids["two"]]
    assert "plan" in told.shots[1].why.en and "吻合" in told.shots[0].why.zh


@pytest.mark.timeout(300)
def test_a_turned_clip_and_one_of_variable_rate_are_found(tmp_path: Path) -> None:
    with furnished(tmp_path / "home") as home:
        level = walk_over(tmp_path / "level.mp4", 5, rate=30)
        lying = tmp_path / "VID_20240528_120000.mp4"
        ffmpeg("-i", str(walk_over(tmp_path / "upright.mp4", 6)), "-vf", "transpose=2",
               "-c:v", "libx264", "-preset", "veryfast", str(lying))  # fmt: skip
        turned = turned_clockwise(lying)
        thin = tmp_path / "VID_20240528_130000.mp4"
        ffmpeg("-i", str(level), "-vf", "select='lt(n,30)+not(mod(n,3))'", "-vsync", "vfr",
               "-c:v", "libx264", "-preset", "veryfast", str(thin))  # fmt: skip
        ids = [home.walk(home.receive(path)).id for path in (turned, thin)]
        parts = [(turned, 1.0, 2.4), (thin, 2.0, 4.0)]
        _, told = brought(home, cut_elsewhere(tmp_path / "film.mp4", parts, "null"))
        assert [(shot.asset, shot.frames) for shot in told.shots] == [(ids[0], 60), (ids[1], 100)]
