"""A finished film read by ffmpeg's own programs: numbers of frames, flashes, beeps, loudness."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.cutting.transitions import joins
from tests.acceptance.real_film.clappers import BEEP_HZ, BITS, CELLS, CLAPPERS, STRIP, Clapper
from tests.acceptance.real_film.filming import Filmed

#: The film's frame.
WIDTH, HEIGHT = 1920, 1080
_RATE = 48_000
#: Samples of one film frame.
_EACH = _RATE // 25
#: Film frames over which the first shot of a chapter rises out of black.
_DIP = 12


@dataclass(frozen=True, kw_only=True)
class Clapped:
    """What one clapper shows and says in the film."""

    name: str
    #: First film frame of its shot, and how many.
    starts_at: int
    frames: int
    #: By film frame, once it has risen out of black: what its strip tells less what is due, ms.
    astray_ms: tuple[Fraction, ...]
    #: Ms by which each beep is later than its flash.
    offsets_ms: tuple[float, ...]
    #: Longest time that one frame of the source is shown.
    frame_ms: Fraction


def clapped(filmed: Filmed) -> Iterator[Clapped]:
    """Every clapper in the order of the film."""
    shapes = {each.name: each for each in CLAPPERS}
    sound = heard(filmed.path)
    between = joins(filmed.board.shots)
    lead = {join.index: join.after for join in between}
    tail = {join.index - 1: join.before for join in between}
    for shot in filmed.board.shots:
        asset = filmed.assets.get(shot.asset or "")
        clapper = shapes.get(asset.original_name) if asset else None
        if clapper is None:
            continue
        # What transitions mix tells no number.
        first, last = lead.get(shot.index, 0), shot.frames - tail.get(shot.index, 0)
        seen = greys(filmed.path, shot.starts_at + first, last - first)
        told = [number_told(frame, clapper) for frame in seen]
        due = [Fraction(shot.in_ms or 0) + 40 * n for n in range(first, last)]
        astray = [n * 1000 / clapper.rate - at for n, at in zip(told, due, strict=True)]
        own = sound[(shot.starts_at + first) * _EACH : (shot.starts_at + last) * _EACH]
        yield Clapped(
            name=clapper.name,
            starts_at=shot.starts_at,
            frames=shot.frames,
            astray_ms=tuple(astray),
            offsets_ms=tuple(_offsets(seen, own, clapper)) if clapper.heard else (),
            frame_ms=clapper.frame_ms,
        )


def place(clapper: Clapper) -> tuple[int, int, int, int]:
    """x, y, width and height of the whole picture in the film, as shapes are fitted in."""
    width, height = clapper.shown
    scale = min(Fraction(WIDTH, width), Fraction(HEIGHT, height))
    if scale * width > WIDTH * 0.98 and scale * height > HEIGHT * 0.98:
        scale = max(Fraction(WIDTH, width), Fraction(HEIGHT, height))
    wide, tall = round(width * scale), round(height * scale)
    return (WIDTH - wide) // 2, (HEIGHT - tall) // 2, wide, tall


def number_told(grey: NDArray[np.uint8], clapper: Clapper) -> int:
    """The number in the strip of a film frame: the middle of each cell against the two guards."""
    x, y, width, height = place(clapper)
    cell, strip = width / CELLS, float(height * STRIP)
    row = slice(round(y + strip * 0.35), round(y + strip * 0.65))
    lit = [
        float(grey[row, round(x + cell * (n + 0.35)) : round(x + cell * (n + 0.65))].mean())
        for n in range(CELLS)
    ]
    assert lit[0] - lit[-1] > 40, f"no strip: {lit}"
    bits = [value > (lit[0] + lit[-1]) / 2 for value in lit[1:-1]]
    number = 0
    for bit in bits:
        number = number << 1 | (bit ^ (number & 1))
    assert number < 1 << BITS
    return number


def _offsets(
    seen: Sequence[NDArray[np.uint8]], sound: NDArray[np.float64], clapper: Clapper
) -> Iterator[float]:
    """Ms from each flash's first frame to its beep's half height; the dip's flash is left out."""
    x, y, width, height = place(clapper)
    body = [
        float(frame[y + height // 3 : y + height // 2, x + 20 : x + width - 20].mean())
        for frame in seen
    ]
    lit = np.array(body) > (min(body[_DIP:]) + max(body[_DIP:])) / 2
    envelope = _envelope(sound)
    for flash in np.flatnonzero(lit[1:] & ~lit[:-1]) + 1:
        if flash < _DIP or flash > len(body) - 8:
            continue
        near = slice((flash - 8) * _EACH, (flash + 8) * _EACH)
        loud = envelope[near]
        yield float((near.start + int(np.argmax(loud > loud.max() / 2))) / 48 - flash * 40)


def _envelope(sound: NDArray[np.float64]) -> NDArray[np.float64]:
    """How loud the beep's tone is, over 2 ms around each sample: music beside it hardly counts."""
    turned = sound * np.exp(-2j * np.pi * BEEP_HZ * np.arange(sound.size) / _RATE)
    return np.abs(np.convolve(turned, np.ones(96) / 96, mode="same"))


def greys(film: Path, first: int, count: int) -> list[NDArray[np.uint8]]:
    """Lumas of `count` frames from film frame `first` on, decoded from the start of its second."""
    return [picture[..., 0] for picture in _frames(film, first, count, "gray", 1)]


def pictures(film: Path, first: int, count: int) -> list[NDArray[np.uint8]]:
    """The same in colour."""
    return _frames(film, first, count, "rgb24", 3)


def _frames(film: Path, first: int, count: int, pixels: str, depth: int) -> list[NDArray[np.uint8]]:
    # Half a frame before it: the first that is shown is the one wanted.
    before = max(0.0, (first - 0.5) / 25)
    wanted = ("-frames:v", str(count), "-vsync", "0", "-f", "rawvideo", "-pix_fmt", pixels)
    command = ["ffmpeg", "-v", "error", "-nostdin", "-ss", f"{before:.3f}", "-i", str(film)]
    done = subprocess.run([*command, *wanted, "-"], capture_output=True, check=True)
    found = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH, depth)
    assert len(found) == count
    return list(found)


def heard(film: Path) -> NDArray[np.float64]:
    """All its sound, one channel at 48 kHz."""
    wanted = ("-vn", "-ac", "1", "-ar", str(_RATE), "-f", "s16le", "-")
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(film), *wanted]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<i2").astype(float)


def loudness(film: Path) -> float:
    """Integrated LUFS by ffmpeg's meter (EBU R 128)."""
    command = ["ffmpeg", "-nostdin", "-i", str(film), "-vn", "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", said)[-1])


def small_greys(film: Path) -> NDArray[np.uint8]:
    """Every frame at 64 x 36: where the picture changes is seen in these."""
    small = ("-vf", "scale=64:36:flags=area", "-vsync", "0", "-f", "rawvideo", "-pix_fmt", "gray")
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(film), *small, "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, 36, 64)


def changes(film: Path, joins: Sequence[int]) -> list[tuple[int, float, float]]:
    """(join, change at it, largest change within three frames beside it) of every join."""
    seen = small_greys(film).astype(np.int16)
    step = np.abs(np.diff(seen, axis=0)).mean(axis=(1, 2))
    found: list[tuple[int, float, float]] = []
    for join in joins:
        beside = [n for n in range(join - 4, join + 3) if n != join - 1 and 0 <= n < step.size]
        found.append((join, float(step[join - 1]), float(max(step[beside]))))
    return found
