"""The same film for the reel's peers: captions where ours has them, and the bed under it."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.reel.dressing import ALONE_DB, UNDER_DB, Dressing, Plate, duck_keys
from bench.reel.quality import tremble_px
from bench.reel.recipe import CARD, CLIP, PHOTO, Taken
from bench.reel.same_film import _graph, _project
from bench.reel.timeline import Span, lines

TAKEN = (
    Taken(kind="photo", source=Path("/m/a.jpg"), in_ms=0, frames=PHOTO),
    Taken(kind="hd", source=Path("/m/b.mp4"), in_ms=400, frames=CLIP),
    Taken(kind="photo", source=Path("/m/c.jpg"), in_ms=0, frames=PHOTO),
)
CARDS = (Path("/m/opening.png"), Path("/m/closing.png"))
FRAMES = 2 * CARD + 2 * PHOTO + CLIP
PLATE = Plate(path=Path("/m/plate.png"), x=144, y=804, width=634, height=188)
DRESSING = Dressing(
    plates={1: PLATE, 3: PLATE},
    bed=Path("/m/bed.wav"),
    heard=((CARD + PHOTO, CARD + PHOTO + CLIP),),
)


def shown() -> list[tuple[Path, Taken | None]]:
    return [(CARDS[0], None), *((each.source, each) for each in TAKEN), (CARDS[1], None)]


def test_melt_plays_every_frame_and_each_caption_over_its_own_shot() -> None:
    project = _project(shown(), DRESSING)
    spans = {
        playlist.get("id"): [
            (entry.get("producer"), int(entry.get("out", 0)) - int(entry.get("in", 0)) + 1)
            if entry.tag == "entry"
            else ("blank", int(entry.get("length", 0)))
            for entry in playlist
        ]
        for playlist in project.iter("playlist")
    }
    assert sum(length for _, length in spans["shots"]) == FRAMES
    assert spans["music"] == [("bed", FRAMES)]
    assert spans["captions"] == [("blank", CARD), ("c1", PHOTO), ("blank", CLIP), ("c3", PHOTO)]
    composites = [
        (int(each.get("in", 0)), int(each.get("out", 0)))
        for each in project.iter("transition")
        if each.findtext("property[@name='mlt_service']") == "composite"
    ]
    first, second = CARD, CARD + PHOTO + CLIP
    assert composites == [(first, first + PHOTO - 1), (second, second + PHOTO - 1)]


def test_the_graph_has_an_input_for_each_shot_each_caption_and_the_bed() -> None:
    inputs, pictures, sounds = _graph(TAKEN, CARDS, DRESSING)
    files = [inputs[n + 1] for n, word in enumerate(inputs) if word == "-i"]
    assert files == [*(str(path) for path, _ in shown()), *[str(PLATE.path)] * 2, "/m/bed.wav"]
    overlays = [line for line in pictures if "overlay" in line]
    assert [line.split("overlay=")[0] for line in overlays] == ["[s1][p1]", "[s3][p3]"]
    assert "[s0][v1][s2][v3][s4]concat=n=5" in pictures[-1]
    assert sounds[-3].startswith("[7:a]")


def test_the_bed_is_down_before_a_sound_begins_and_stays_down_through_short_silence() -> None:
    keys = duck_keys([(100, 200), (230, 300), (400, 450)])
    assert keys == [
        (0, ALONE_DB),
        *((90, ALONE_DB), (100, UNDER_DB)),
        *((300, UNDER_DB), (340, ALONE_DB)),
        *((390, ALONE_DB), (400, UNDER_DB)),
        *((450, UNDER_DB), (490, ALONE_DB)),
    ]


def moving_film(path: Path, off_px: float) -> Path:
    """A texture that moves right by 0.8 px a frame, `off_px` too far in every other one."""
    rolls = np.random.default_rng(2)
    coarse = rolls.uniform(0, 255, (270, 500)).astype(np.float32)
    wide = cv2.resize(coarse, (2000, 1080), interpolation=cv2.INTER_CUBIC)
    frames = []
    for number in range(70):
        at = 0.8 * number + (off_px if number % 2 else 0.0)
        moved = cv2.warpAffine(wide, np.array([[1, 0, at], [0, 1, 0.0]]), (1920, 1080))
        frames.append(np.clip(moved, 0, 255).astype(np.uint8).tobytes())
    command = [
        *("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "gray", "-s", "1920x1080"),
        *("-r", "25", "-i", "pipe:0", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "10"),
        *("-pix_fmt", "yuv420p", str(path)),
    ]
    subprocess.run(command, check=True, input=b"".join(frames))
    return path


@pytest.mark.parametrize(("off_px", "found"), ((0.0, 0.0), (0.8, 0.4)))
def test_a_photo_that_trembles_is_told_from_one_that_does_not(
    tmp_path: Path, off_px: float, found: float
) -> None:
    film = moving_film(tmp_path / "film.mp4", off_px)
    assert tremble_px(film, 0, 70) == pytest.approx(found, abs=0.08)


def test_a_timeline_tells_long_parts_one_by_one_and_short_ones_of_a_kind_together() -> None:
    spans = [
        Span(what="long", began=0.1, ended=0.6, cpu_s=0.4),
        Span(what="short", began=0.2, ended=0.205, cpu_s=0.004),
        Span(what="short", began=0.3, ended=0.305, cpu_s=0.004),
    ]
    told = list(lines(spans))
    assert len(told) == 2
    assert told[0].endswith("long")
    assert told[1].split()[:2] == ["2", "times"]


def test_the_timed_worker_times_parts_that_there_are() -> None:
    """In a process of its own: a worker's imports hold the garbage collector back."""
    asked = (
        "from bench.reel.timed_worker import _PARTS\n"
        "print([n for part, names in _PARTS for n in names if not hasattr(part, n)])"
    )
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True)
    assert told.stdout.decode().strip() == "[]"
