"""Two clips of one length: a chat tool's copy is told from another take of the same scene."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from domain.looking.likeness import WAYS, Candidate, TakeFit, inverse_way, same_take
from tests.workers.film_media import ffmpeg
from tests.workers.test_match_station import picture
from workers.tools.clips.clip_fit import clip_fit
from workers.tools.clips.frame_prints import frame_prints
from workers.tools.photos.picture_fit import laid
from workers.tools.running.confined import CallResult

SECONDS, RATE, WIDTH, HEIGHT = 8, 25, 480, 270
MS = 1000 * SECONDS
#: What chat tools make of a clip: fewer pixels, another rate, one key frame for all of it, coarse.
CHAT = ("-vf", "scale=320:-2", "-r", "20", "-crf", "32", "-g", "250", "-preset", "veryfast")
#: Some other clip by its strip's hashes, and one that is the same by them.
FAR = Candidate(asset="b", way=0, bits=14)
NEAR = Candidate(asset="b", way=0, bits=4)


def take(path: Path, scene: int, people: int, *, pan: float = 25.0) -> Path:
    """People (boxes of noise) walk before a scene, over which the camera goes `pan` px a second."""
    wide = np.asarray(picture(scene, 900, 400))[:, :, ::-1]
    chance = np.random.default_rng(people)
    figures = [chance.integers(0, 255, (130, 60, 3), np.uint8) for _ in range(3)]
    starts, paces = chance.uniform(50, 600, 3), chance.normal(0, 40, 3)
    raw = path.with_suffix(".raw")
    with raw.open("wb") as file:
        for n in range(SECONDS * RATE):
            shown = wide.copy()
            for figure, start, pace in zip(figures, starts, paces, strict=True):
                x = round(min(max(start + pace * n / RATE, 0), 840))
                shown[200:330, x : x + 60] = figure
            moved = np.array([[1, 0, -30 - pan * n / RATE], [0, 1, -70]], np.float64)
            file.write(cv2.warpAffine(shown, moved, (WIDTH, HEIGHT)).tobytes())
    ffmpeg("-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE),
           "-i", str(raw), "-c:v", "libx264", "-preset", "veryfast", "-g", "25",
           "-pix_fmt", "yuv420p", str(path))  # fmt: skip
    raw.unlink()
    return path


def chat_copy(of: Path, *more: str) -> Path:
    path = of.with_name(f"{of.stem}-chat{len(more)}.mp4")
    filters, *rest = CHAT[1], *CHAT[2:]
    shown = ("-vf", ",".join((*more, filters)), *rest, "-pix_fmt", "yuv420p")
    ffmpeg("-i", str(of), *shown, str(path))
    return path


def asked(path: Path) -> Callable[[dict[str, Any]], CallResult]:
    """As the confined child answers."""

    def ask(params: dict[str, Any]) -> CallResult:
        with path.open("rb") as file:
            value, blobs = frame_prints(file, params)
        return CallResult(value=value, blobs=blobs)

    return ask


def fit(one: Path, other: Path, way: int = 0) -> TakeFit | None:
    return clip_fit(asked(one), asked(other), MS, way)


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("takes")
    return take(folder / "first.mp4", 5, 1), take(folder / "second.mp4", 5, 2)


def test_a_copy_with_one_key_frame_is_the_same_take(takes: tuple[Path, Path]) -> None:
    found = fit(takes[0], chat_copy(takes[0]))
    assert found is not None and found.rough > 980
    assert same_take(FAR, found)


def test_a_second_take_from_the_same_spot_is_none(takes: tuple[Path, Path]) -> None:
    """By hashes of its strip it may well be: the scene is the same and moves alike."""
    for other in (takes[1], chat_copy(takes[1])):
        assert not same_take(NEAR, fit(takes[0], other))


def test_a_copy_that_begins_a_little_later_is_the_same_take(takes: tuple[Path, Path]) -> None:
    late = takes[0].with_name("late.mp4")
    ffmpeg("-ss", "0.32", "-i", str(takes[0]), "-crf", "28", "-preset", "veryfast", str(late))
    assert same_take(FAR, fit(takes[0], late))


def test_a_turned_copy_is_laid_as_its_hashes_say(takes: tuple[Path, Path]) -> None:
    turned = chat_copy(takes[0], "hflip", "vflip")
    assert same_take(FAR, fit(takes[0], turned, 3))
    assert not same_take(FAR, fit(takes[0], turned))


@pytest.mark.parametrize("way", range(WAYS))
def test_laid_a_way_and_back_a_picture_is_as_it_was(way: int) -> None:
    seen = np.arange(12, dtype=np.float32).reshape(3, 4)
    assert (laid(laid(seen, way), inverse_way(way)) == seen).all()


def test_where_there_is_nothing_to_see_the_hashes_decide(tmp_path: Path) -> None:
    black = tmp_path / "black.mp4"
    ffmpeg("-f", "lavfi", "-i", f"color=black:s=320x180:r=25:d={SECONDS}", str(black))
    assert fit(black, black) is None
    assert same_take(NEAR, None) and not same_take(FAR, None)


def test_pictures_that_do_not_fit_what_is_said_of_them_are_refused() -> None:
    def lies(params: dict[str, Any]) -> CallResult:
        del params
        return CallResult(value={"ms": [0], "width": 9, "height": 9}, blobs={"grey": b"x"})

    with pytest.raises(ValueError, match="do not fit"):
        clip_fit(lies, lies, MS, 0)
