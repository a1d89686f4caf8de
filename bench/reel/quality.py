"""How a film of the reel came out: how loud it is, and how much its moving photos tremble."""

import itertools
import subprocess
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.reel.recipe import FILM_RATE
from domain.timebase import SAMPLE_RATE
from workers.tools.film.loudness import loudness

#: What of the frame is followed, width, height, left and top: above the captions.
_PART = (1024, 640, 448, 130)
#: Distance between the points that are followed, and the square around each.
_STEP, _AROUND = 30, 61
#: Frames left aside at both ends of a photo: a film may rise out of black over twelve.
_ASIDE = 16
#: Blur before points are followed: coding's own steps lie below a pixel or two.
_BLUR = 2.0


def lufs(film: Path) -> float:
    """Integrated loudness of its sound; nan for silence."""
    command = [
        *("ffmpeg", "-v", "error", "-nostdin", "-i", str(film), "-map", "0:a:0"),
        *("-f", "s16le", "-ac", "2", "-ar", str(SAMPLE_RATE), "pipe:1"),
    ]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    sound = np.frombuffer(raw, "<i2").reshape(-1, 2)
    pieces = (sound[at : at + SAMPLE_RATE] for at in range(0, len(sound), SAMPLE_RATE))
    heard = loudness(pieces).integrated
    return float("nan") if heard is None else heard / 100


def tremble_px(film: Path, first: int, frames: int) -> float:
    """Pixels, root mean square, by which a photo's way differs from a smooth one.

    The photo is shown from film frame `first` on for `frames`. A grid of points is followed from
    frame to frame, and how the middle moved is what a linear change of place by place says of it; a
    cubic through its way is the smooth one. Coding alone makes 0.08 of a still or even way.
    """
    wide, tall = _PART[:2]
    columns, rows = (
        np.arange(_AROUND, wide - _AROUND, _STEP),
        np.arange(_AROUND, tall - _AROUND, _STEP),
    )
    grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 1, 2).astype(np.float32)
    shown = _luma(film, first + _ASIDE, frames - 2 * _ASIDE)
    steps = [_step(before, after, grid) for before, after in itertools.pairwise(shown)]
    way = np.cumsum(np.array(steps), axis=0)
    at = np.arange(len(way))
    wrong = [way[:, n] - np.polyval(np.polyfit(at, way[:, n], 3), at) for n in (0, 1)]
    return float(np.sqrt(np.mean(np.square(wrong)) * 2))


def _step(
    before: NDArray[np.uint8], after: NDArray[np.uint8], grid: NDArray[np.float32]
) -> NDArray[np.float64]:
    """How far the middle moved, by all points but those that follow something else."""
    found, ok, _ = cv2.calcOpticalFlowPyrLK(
        before, after, grid, None, winSize=(_AROUND, _AROUND), maxLevel=1,
        criteria=(cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 0.0005),
    )  # fmt: skip
    kept = ok.ravel() == 1
    places, moved = grid[kept, 0], (found - grid)[kept, 0]
    known = np.column_stack([np.ones(len(places)), places - np.array(_PART[:2]) / 2])
    good = np.ones(len(places), bool)
    for _ in range(3):
        change = np.linalg.lstsq(known[good], moved[good], rcond=None)[0]
        off = np.abs(moved - known @ change).max(axis=1)
        good = off < max(0.1, 2 * float(np.median(off)))
    return change[0]


def _luma(film: Path, first: int, frames: int) -> list[NDArray[np.uint8]]:
    """The part of each frame that is followed, blurred."""
    wide, tall, left, top = _PART
    command = [
        *("ffmpeg", "-v", "error", "-nostdin", "-ss", f"{first / FILM_RATE:.3f}", "-i", str(film)),
        *("-map", "0:v:0", "-vf", f"crop={wide}:{tall}:{left}:{top},format=gray"),
        *("-frames:v", str(frames), "-f", "rawvideo", "pipe:1"),
    ]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    rows = np.frombuffer(raw, np.uint8).reshape(-1, tall, wide)
    return [np.asarray(cv2.GaussianBlur(row, (0, 0), _BLUR), np.uint8) for row in rows]
