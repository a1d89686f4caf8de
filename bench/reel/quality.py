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

_SIZE = (1920, 1080)
#: Side of the square around the middle that is followed: what grows by 9 % is like itself there.
_SIDE = 512
#: Frames left aside at both ends of a photo: a caption comes, and cuts may lie a frame beside.
_ASIDE = 3


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

    The photo is shown from film frame `first` on for `frames`. Its way from frame to frame is found
    by phase correlation of what is around the middle; a cubic through it is the smooth one.
    """
    shown = _luma(film, first + _ASIDE, frames - 2 * _ASIDE)
    window = cv2.createHanningWindow((_SIDE, _SIDE), cv2.CV_32F)
    steps = [
        cv2.phaseCorrelate(before, after, window)[0] for before, after in itertools.pairwise(shown)
    ]
    way = np.cumsum(np.array(steps), axis=0)
    at = np.arange(len(way))
    wrong = [way[:, n] - np.polyval(np.polyfit(at, way[:, n], 3), at) for n in (0, 1)]
    return float(np.sqrt(np.mean(np.square(wrong)) * 2))


def _luma(film: Path, first: int, frames: int) -> NDArray[np.float32]:
    """frames x side x side."""
    wide, tall = _SIZE
    left, top = (wide - _SIDE) // 2, (tall - _SIDE) // 2
    command = [
        *("ffmpeg", "-v", "error", "-nostdin", "-ss", f"{first / FILM_RATE:.3f}", "-i", str(film)),
        *("-map", "0:v:0", "-vf", f"crop={_SIDE}:{_SIDE}:{left}:{top},format=gray"),
        *("-frames:v", str(frames), "-f", "rawvideo", "pipe:1"),
    ]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, _SIDE, _SIDE).astype(np.float32)
