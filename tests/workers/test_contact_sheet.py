"""The contact sheet shows one picture for each shot, out of key frames alone."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from workers.tools.film.contact_sheet import (
    COLUMNS,
    HEIGHT,
    WIDTH,
    key_frames,
    nearest,
    write_sheet,
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds, another colour each second, a key frame at each change."""
    out = tmp_path_factory.mktemp("film") / "film.mp4"
    colours = ["red", "lime", "blue", "yellow", "cyan", "magenta", "white", "gray"]
    inputs = [f"color={c}:size=320x180:rate=25:duration=1" for c in colours]
    arguments = [part for each in inputs for part in ("-f", "lavfi", "-i", each)]
    joined = "".join(f"[{n}]" for n in range(len(colours))) + f"concat=n={len(colours)}"
    encode = ["-c:v", "libx264", "-g", "25", "-keyint_min", "25", "-sc_threshold", "0"]
    command = ["ffmpeg", "-v", "error", *arguments, "-filter_complex", joined, *encode, str(out)]
    subprocess.run(command, check=True, timeout=60)
    return out


def test_key_frames_are_found_without_decoding(film: Path) -> None:
    assert key_frames(film) == [0, 25, 50, 75, 100, 125, 150, 175]


@pytest.mark.parametrize(("frame", "index"), [(0, 0), (12, 0), (13, 1), (37, 1), (38, 2), (900, 7)])
def test_the_nearest_key_frame_stands_for_a_frame(frame: int, index: int) -> None:
    assert nearest([0, 25, 50, 75, 100, 125, 150, 175], frame) == index


def test_each_shot_has_its_picture_in_its_place(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.jpg"
    write_sheet(film, [2, 27, 52, 77, 102, 127, 152], out)
    with Image.open(out) as sheet:
        assert sheet.size == (COLUMNS * WIDTH + 5 * 4, 2 * HEIGHT + 4)
        red, green, seventh = (
            sheet.getpixel((column * (WIDTH + 4) + 120, row * (HEIGHT + 4) + 60))
            for column, row in ((0, 0), (1, 0), (0, 1))
        )
    assert red[0] > 200 > 80 > red[1]
    assert green[1] > 200 > 80 > green[0]
    assert min(seventh) > 200
