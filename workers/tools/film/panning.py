"""A window of a plane that moves by fractions of a pixel, drawn by plain enlarging where it can be.

OpenCV's `warpAffine` looks for every pixel by itself and takes 3.7 ms of processor for a plane of
1080p. Its `resize` knows rows and columns and takes 1.6, but goes from whole pixels to whole
pixels. So a little more than the window is resized, of such sizes that the part that is then cut
out lies where the window lies: within a twentieth of a pixel, a seventieth in the mean. For a few
windows (a step of exactly one pixel, begun between two) there are no such sizes: those are warped.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.cutting.framing import Window
from workers.tools.film.planes import Plane

#: Pixels by which more may be drawn than is shown, on each axis.
SPARE = 48
#: Pixels of the source by which either end of a window may be missed.
MISSED = 0.05


@dataclass(frozen=True)
class Span:
    """One axis: `length` whole pixels of the source from `first` on become `drawn` pixels, of
    which those from `skipped` on are shown."""

    first: int
    length: int
    drawn: int
    skipped: int

    def edge(self, shown: int) -> float:
        """Where the left edge of a shown pixel lies in the source."""
        return self.first + (self.skipped + shown) * self.length / self.drawn


@cache
def _choices() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels drawn beyond those shown, and how many of them before: one at either end at least,
    as a resize does not look beyond its source."""
    more, skipped = np.meshgrid(np.arange(SPARE + 1.0), np.arange(SPARE + 1.0), indexing="ij")
    inside = (skipped >= 1) & (skipped < more)
    return more[inside], skipped[inside]


def nearest_span(start: Fraction, length: Fraction, shown: int) -> Span | None:
    """The span whose `shown` pixels lie nearest to a window of the source; None beyond MISSED.

    `start` and `length` in pixels of the source, counted at their edges.
    """
    more, skipped = _choices()
    drawn = shown + more
    taken = np.rint(float(length / shown) * drawn)
    step = taken / drawn
    first = np.rint(float(start) - skipped * step)
    off = first + skipped * step - float(start)
    worst = np.maximum(np.abs(off), np.abs(off + shown * step - float(length)))
    best = int(np.argmin(worst))
    if worst[best] > MISSED:
        return None
    return Span(*(int(row[best]) for row in (first, taken, drawn, skipped)))


class Panned:
    """A plane from which windows are drawn, one after the other.

    `steps` are its pixels to one that is shown, at most. Beyond its edges they go on.
    """

    def __init__(self, plane: Plane, steps: Fraction) -> None:
        self._margin = margin = int(SPARE * steps) + 4
        sides = (margin, margin, margin, margin)
        self._plane = cv2.copyMakeBorder(plane, *sides, cv2.BORDER_REPLICATE)
        self._drawn = np.empty(0, np.uint8)

    def draw(self, window: Window, out: Plane) -> None:
        """The window, in pixels of this plane, into `out`, rows of which may lie apart.

        Linear between pixels.
        """
        height, width = out.shape
        across = nearest_span(window.x, window.width, width)
        down = nearest_span(window.y, window.height, height)
        if across is None or down is None:
            self._warp(window, out)
        else:
            self._resize(across, down, out)

    def _resize(self, across: Span, down: Span, out: Plane) -> None:
        """The same bits on every processor, unlike INTER_LINEAR."""
        height, width = out.shape
        left, top = across.first + self._margin, down.first + self._margin
        source = self._plane[top : top + down.length, left : left + across.length]
        if not self._drawn.size:
            self._drawn = np.empty((width + SPARE) * (height + SPARE), np.uint8)
        size = (across.drawn, down.drawn)
        drawn = self._drawn[: size[0] * size[1]].reshape(down.drawn, across.drawn)
        cv2.resize(source, size, dst=drawn, interpolation=cv2.INTER_LINEAR_EXACT)
        rows = drawn[down.skipped : down.skipped + height]
        out[:] = rows[:, across.skipped : across.skipped + width]

    def _warp(self, window: Window, out: Plane) -> None:
        height, width = out.shape
        step_x, step_y = float(window.width / width), float(window.height / height)
        # From a pixel of `out` to one of the plane, both counted at their centres.
        matrix = np.array(
            [
                [step_x, 0, float(window.x) + self._margin + step_x / 2 - 0.5],
                [0, step_y, float(window.y) + self._margin + step_y / 2 - 0.5],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        border = cv2.BORDER_REPLICATE
        cv2.warpAffine(
            self._plane, matrix, (width, height), dst=out, flags=flags, borderMode=border
        )
