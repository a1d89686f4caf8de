"""Where a film from elsewhere is cut: the stretches that are looked for one by one."""

import numpy as np
from numpy.typing import NDArray

from workers.tools.matching.matching_views import Greys

#: A cut: mean difference of two frames in grey steps, at least so many times that of the frames
#: beside it.
_CUT, _CUT_TIMES, _BESIDE = 7.0, 2.5, 6
#: Grey steps under which a frame is the one before it shown again, and how many larger ones among
#: so many frames before and after tell how much a picture moves: at 8 frames a second each stands
#: for three film frames.
_STILL, _MOVING, _ABOUT = 1.0, 3, 12
#: Frames without a cut that are held back for what comes next, at most: half a minute.
_HELD = 750


def certain_stretches(film: Greys) -> list[tuple[int, int]]:
    """The stretches that what comes next cannot change; all where none was cut for too long."""
    if not len(film):
        return []
    found = stretches_of(film)
    last = max(first for first, _ in found if first <= max(0, len(film) - _ABOUT))
    return found if not last and len(film) >= _HELD else [each for each in found if each[1] <= last]


def stretches_of(film: Greys) -> list[tuple[int, int]]:
    """The film between its cuts: rather one too many, as neighbours of one source are joined."""
    steps = np.abs(film[1:].astype(np.int16) - film[:-1].astype(np.int16)).mean(axis=(1, 2))
    cuts = [0]
    for n, step in enumerate(steps):
        usual = _usual(steps[max(0, n - _ABOUT) : n], steps[n + 1 : n + 1 + _ABOUT])
        if step >= max(_CUT, _CUT_TIMES * usual) and n + 1 - cuts[-1] >= 3:
            cuts.append(n + 1)
    return list(zip(cuts, [*cuts[1:], len(film)], strict=True))


def _usual(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """How much a picture changes about a frame. A clip of variable rate stands between its own, and
    beside standing each of them would be a cut: where frames move on both sides, those alone count.
    """
    moving = [steps[steps >= _STILL] for steps in (before, after)]
    if min(map(len, moving)) >= _MOVING:
        return float(np.median(np.concatenate(moving)))
    beside = np.concatenate((before[-_BESIDE:], after[:_BESIDE]))
    return float(np.median(beside)) if len(beside) else 0.0
