"""How well two kept grey pictures lie on each other: the pixels' word after the hashes' guess.

One of two copies may be cropped: the other is tried in windows of 90 to 100 % of its width and
height, first coarsely, then finely. Light and contrast are levelled. Of a copy the worst block
differs as little as the whole; of the same banner before other people some block does not.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from domain.looking.likeness import Fit
from workers.tools.photos.picture_prints import SIDE

#: Side in px at which they are compared: several kept pixels are one, so that windows may begin
#: between pixels. At 24 of 48 px the edges of a cropped copy differed like other people's faces.
_AT = 48
#: Side of the first, coarse comparison, and what it must reach to go on.
_COARSE_AT, _COARSE_FIT = 16, 0.7
#: Shares of a side that a copy may have kept, and the steps of where it begins.
_SHARES, _STEP = (1.0, 0.975, 0.95, 0.925, 0.9), 0.0125
#: What is tried around the best of these.
_FINE_SHARES = (-0.0125, -0.00625, 0.0, 0.00625, 0.0125)
_FINE_STARTS = (-0.009, -0.006, -0.003, 0.0, 0.003, 0.006, 0.009)
#: Pixels of a block, of which the worst is told.
_BLOCK = 4
#: Standard deviation, luma levels, below which noise is not blown up to a picture.
_LEAST_CONTRAST = 3.0

Floats = NDArray[np.float32]
#: Where a window begins and how much of the side it covers.
Window = tuple[float, float]


def fit_of(one: bytes, other: bytes, way: int) -> Fit:
    """`one` laid the given way (looking/likeness.py) over `other`; SIDE x SIDE grey bytes each."""
    first, second = laid(_grey(one), way), _grey(other)
    found = (_best(first, second), _best(second, first))
    whole, worst = max(found, key=lambda pair: pair[0])
    return Fit(whole=round(1000 * whole), worst=round(1000 * worst))


def _grey(kept: bytes) -> Floats:
    return np.frombuffer(kept, dtype=np.uint8).reshape(SIDE, SIDE).astype(np.float32)


def laid(grey: Floats, way: int) -> Floats:
    quarter, mirrored, upside_down = way >> 2 & 1, way >> 1 & 1, way & 1
    laid = grey.T if quarter else grey
    return laid[:: -1 if upside_down else 1, :: -1 if mirrored else 1]


def _best(large: Floats, small: Floats) -> tuple[float, float]:
    """Correlation, and difference in the worst block, in the window of `large` that fits best."""
    whole = ((0.0, 1.0),)
    target = _seen(small, whole, whole, _COARSE_AT)[0, 0]
    windows = _coarse_windows()
    down, across, seen = _searched(large, target, (windows, 0), (windows, 0))
    if float((seen * target).mean()) < _COARSE_FIT:
        return float((seen * target).mean()), float(((seen - target) ** 2).max())
    target = _seen(small, whole, whole, _AT)[0, 0]
    near = [_fine_windows(windows[place]) for place in (down, across)]
    _, _, seen = _searched(large, target, *((each, len(each) // 2) for each in near))
    side = _AT // _BLOCK
    blocks = ((seen - target) ** 2).reshape(side, _BLOCK, side, _BLOCK).mean(axis=(1, 3))
    return float((seen * target).mean()), float(blocks.max())


def _searched(
    large: Floats,
    target: Floats,
    rows: tuple[tuple[Window, ...], int],
    columns: tuple[tuple[Window, ...], int],
) -> tuple[int, int, Floats]:
    """Places of the best windows and what is seen in them, from a first guess of each.

    Each axis by itself, twice: all pairs of windows cost twenty times as much.
    """
    (downs, down), (acrosses, across) = rows, columns
    at = target.shape[0]
    tried = target[None]
    for _ in range(2):
        tried = _seen(large, downs, acrosses[across : across + 1], at)[:, 0]
        down = int(np.argmax((tried * target).mean(axis=(1, 2))))
        tried = _seen(large, downs[down : down + 1], acrosses, at)[0]
        across = int(np.argmax((tried * target).mean(axis=(1, 2))))
    return down, across, tried[across]


def _seen(grey: Floats, downs: tuple[Window, ...], acrosses: tuple[Window, ...], at: int) -> Floats:
    """(down, across, at, at): what each pair of windows shows, levelled."""
    rows = _averaged(grey, downs, at)
    turned = rows.transpose(2, 0, 1).reshape(SIDE, -1)
    both = _averaged(turned, acrosses, at).reshape(len(acrosses), at, len(downs), at)
    return _levelled(both.transpose(2, 0, 3, 1))


def _averaged(lines: Floats, windows: tuple[Window, ...], at: int) -> Floats:
    """(window, at, …): means over `at` equal parts of each window of the first axis.

    By sums up to each edge: matrix products of this size keep every core of a busy machine
    waiting for the others.
    """
    starts = np.array([[start] for start, _ in windows])
    shares = np.array([[share] for _, share in windows])
    edges = np.minimum((starts + shares * np.arange(at + 1) / at) * SIDE, SIDE)
    below = np.minimum(edges.astype(np.int64), SIDE - 1)
    sums = np.concatenate([np.zeros_like(lines[:1]), np.cumsum(lines, axis=0, dtype=np.float64)])
    upto = sums[below] + (edges - below)[..., None] * lines[below]
    means = np.diff(upto, axis=1) / (shares * SIDE / at)[..., None]
    return means.astype(np.float32)


def _levelled(grey: Floats) -> Floats:
    centred = grey - grey.mean(axis=(-2, -1), keepdims=True)
    spread = centred.std(axis=(-2, -1), keepdims=True)
    return centred / np.maximum(spread, _LEAST_CONTRAST)


@cache
def _coarse_windows() -> tuple[Window, ...]:
    return tuple(
        (_STEP * step, share) for share in _SHARES for step in range(round((1 - share) / _STEP) + 1)
    )


@cache
def _fine_windows(around: Window) -> tuple[Window, ...]:
    tried = [
        (max(0.0, around[0] + more), around[1] + wider)
        for wider in _FINE_SHARES
        for more in _FINE_STARTS
        if around[0] + more > -1e-6
    ]
    return tuple((start, share) for start, share in tried if start + share < 1 + 1e-6)
