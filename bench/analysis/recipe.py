"""Cut-together clips whose changes of shot are known to the frame."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.footage import CHAT, PHONE, RATE, Footage, Part, Picture, shot, written

SIZE = (640, 360)
#: Kinds of shots: fast pans, shakes and people before a hand-held camera among them.
_KINDS = ("static", "hand", "hand", "pan", "shake", "whip")


def cut_clip(path: Path, seed: int) -> Footage:
    """Four to six shots of 1.6 to 4.4 s; one change in five dissolves, some shots have flashes."""
    rng = np.random.default_rng((seed, 11))
    footage = Footage(path=path, duration_ms=0)
    frames = _frames(rng, footage, seed)
    count = written(path, frames, SIZE, PHONE if rng.random() < 0.6 else CHAT)
    footage.duration_ms = count * 1000 // RATE
    return footage


def _frames(rng: np.random.Generator, footage: Footage, seed: int) -> Iterator[Picture]:
    before: list[Picture] = []
    done = 0
    for number in range(int(rng.integers(4, 7))):
        kind = str(rng.choice(_KINDS))
        part = Part(kind=kind, seconds=float(rng.uniform(1.6, 4.4)), scene=seed * 31 + number)
        frames = list(shot([part], SIZE, seed * 7 + number))
        if rng.random() < 0.35:
            _flash(rng, frames)
        if before:
            length = int(rng.integers(12, 26)) if rng.random() < 0.2 else 0
            mixed = _mixed(before[len(before) - length :], frames[:length])
            shown = before[: len(before) - length] + mixed
            first = done + len(before) - length
            footage.changes.append(((first - 1) * 1000 // RATE, (first + length) * 1000 // RATE))
            yield from shown
            done += len(shown)
            frames = frames[length:]
        before = frames
    yield from before


def _flash(rng: np.random.Generator, frames: list[Picture]) -> None:
    at = int(rng.integers(8, len(frames) - 12))
    for n in range(at, at + int(rng.integers(1, 4))):
        frames[n] = np.clip(frames[n].astype(np.float32) * 0.4 + 150, 0, 255).astype(np.uint8)


def _mixed(before: list[Picture], after: list[Picture]) -> list[Picture]:
    length = len(before)
    shares = [(n + 1) / (length + 1) for n in range(length)]
    pairs = zip(before, after, shares, strict=True)
    return [(one * (1 - share) + other * share).astype(np.uint8) for one, other, share in pairs]
