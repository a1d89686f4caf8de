"""Inside the confined child: where a clip changes from one shot to another.

Key frames say which stretches may hold a change; only those are decoded, small. A change is told by
three signs, since a threshold alone takes flashes, shakes and fast pans for cuts:

- a cut is a difference far above those around it, after which the picture does not come back;
- a dissolve is a stretch whose middle is the mean of its ends, while the ends differ: what moves
  or pans is never that;
- neither is one when both sides are the same picture, brighter or shifted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.tools.clips.clip_planes import Signature

#: Mean difference of two signatures, in levels of 255, below which nothing has changed.
LEAST = 6.0
#: A cut's difference against the greatest of the three on either side: by itself, and where what
#: is around it is one moving scene and the step across is not, as in a shake.
_TIMES, _LEAST_TIMES = 2.2, 1.2
#: Frames on either side that it is held against, and after which a flash is over.
_AROUND, _FLASH = 3, 8
#: Likeness (correlation of lumas) from which two pictures are one scene.
SAME, SAME_MOVED = 0.85, 0.75
#: Of what a flash changed, the share that must stay for a cut.
_STAYS = 0.5
#: Half lengths of a dissolve that are tried, frames, and how far its middle may be off the mean of
#: its ends, as a share of their difference.
_HALVES, _OFF = (6, 12), 0.2
#: No two changes are nearer, ms: the second would be the rest of the first.
_NEAREST_MS = 250
_ROWS, _COLUMNS = 36, 64
_LUMAS = _ROWS * _COLUMNS
_WINDOW = cv2.createHanningWindow((_COLUMNS, _ROWS), cv2.CV_32F)

Signatures = NDArray[np.float32]
Change = tuple[int, int]


@dataclass(kw_only=True)
class Strip:
    """A stretch of frames that follow one another."""

    ms: list[int] = field(default_factory=list)
    seen: list[Signature] = field(default_factory=list)

    def add(self, ms: int, seen: Signature) -> None:
        self.ms.append(ms)
        self.seen.append(seen)


def difference(before: Signature, after: Signature) -> float:
    """Mean difference in levels of 255."""
    return float(np.abs(after - before).mean())


def structure(before: Signature, after: Signature) -> float:
    """The same beside what all lumas share: a camera that adapts its exposure changes nothing."""
    change = after - before
    change[:_LUMAS] -= change[:_LUMAS].mean()
    return float(np.abs(change).mean())


def likeness(before: Signature, after: Signature) -> float:
    """Correlation of the lumas, 1 for the same picture however bright."""
    return _correlation(before[:_LUMAS], after[:_LUMAS])


def is_candidate(before: Signature, after: Signature) -> bool:
    """True where two looked-at frames may stand on two sides of a change."""
    return (
        structure(before, after) >= LEAST
        and likeness(before, after) < SAME
        and not _shifted(before, after)
    )


def _shifted(before: Signature, after: Signature) -> bool:
    """True where the one is the other, moved: the camera went on, and what both show agrees."""
    a, b = before[:_LUMAS].reshape(_ROWS, _COLUMNS), after[:_LUMAS].reshape(_ROWS, _COLUMNS)
    # It weighs what it is given in place.
    (dx, dy), _ = cv2.phaseCorrelate(a.copy(), b.copy(), _WINDOW)
    if abs(dx) > _COLUMNS / 2 or abs(dy) > _ROWS / 2:
        return False
    shift = np.array([[1, 0, dx], [0, 1, dy]], dtype=np.float64)
    moved = cv2.warpAffine(a, shift, (_COLUMNS, _ROWS)).astype(np.float32, copy=False)
    across, down = math.ceil(abs(dx)) + 1, math.ceil(abs(dy)) + 1
    left, right = (across, _COLUMNS) if dx > 0 else (0, _COLUMNS - across)
    top, bottom = (down, _ROWS) if dy > 0 else (0, _ROWS - down)
    return _correlation(moved[top:bottom, left:right], b[top:bottom, left:right]) > SAME_MOVED


def _correlation(one: Signature, other: Signature) -> float:
    a, b = one - one.mean(), other - other.mean()
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float((a * b).sum()) / size if size > 1e-3 else 0.0


def changes(strip: Strip) -> list[Change]:
    """(ms, ms) of each change in their order: the last frame of one shot, the first of the next;
    of dissolves where they begin and end.
    """
    if len(strip.seen) < 2:
        return []
    seen = np.stack(strip.seen)
    cuts = _cuts(seen)
    frames = [*((cut - 1, cut) for cut in cuts), *_dissolves(seen, cuts)]
    found: list[Change] = []
    for first, last in sorted(frames):
        if not found or strip.ms[last] - found[-1][1] >= _NEAREST_MS:
            found.append((strip.ms[first], strip.ms[last]))
    return found


def _cuts(seen: Signatures) -> list[int]:
    steps = np.abs(np.diff(seen, axis=0)).mean(axis=1)
    found: list[int] = []
    for at, step in enumerate(steps):
        around = [*steps[max(0, at - _AROUND) : at], *steps[at + 1 : at + 1 + _AROUND]]
        most = max(around, default=0.0)
        if step < LEAST or step < _LEAST_TIMES * most or _is_one_scene(seen, at):
            continue
        clear = step >= _TIMES * most
        if (clear or (_is_one_scene(seen, at - 1) and _is_one_scene(seen, at + 1))) and _stays(
            seen, at
        ):
            found.append(at + 1)
    return found


def _is_one_scene(seen: Signatures, at: int) -> bool:
    """True where frame `at` and the next show the same, brighter or moved, or are not there."""
    if not 0 <= at < len(seen) - 1:
        return True
    return likeness(seen[at], seen[at + 1]) > SAME or _shifted(seen[at], seen[at + 1])


def _stays(seen: Signatures, at: int) -> bool:
    """What is shown before frame `at` does not come back within a flash's length."""
    before, after = seen[max(0, at - 1) : at + 1], seen[at + 1 : at + 2 + _FLASH]
    changed = difference(seen[at], seen[at + 1])
    for old in before:
        for new in after:
            if likeness(old, new) > SAME or difference(old, new) < _STAYS * changed:
                return False
    return True


def _dissolves(seen: Signatures, cuts: Sequence[int]) -> list[tuple[int, int]]:
    best: list[tuple[float, int, int]] = []
    for half in _HALVES:
        for at in range(half, len(seen) - half):
            if any(at - half < cut <= at + half for cut in cuts):
                continue
            start, middle, end = seen[at - half], seen[at], seen[at + half]
            changed = difference(start, end)
            if structure(start, end) < LEAST or likeness(start, end) > SAME:
                continue
            if difference(middle, (start + end) / 2) < _OFF * changed:
                best.append((changed, at, half))
    found: list[tuple[int, int]] = []
    for _, at, half in sorted(best, reverse=True):
        if all(abs(at - other) > half + reach for other, reach in found):
            found.append((at, half))
    return [(at - half, at + half) for at, half in found]
