"""Cuts people and things out of a scene, one picture for each state of their movement."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin

import cv2
import numpy as np

from workers.sample.canvas import Box, Canvas, View
from workers.sample.grade import Pixels, tint
from workers.sample.stage import Item, Light

_STATES_PER_SECOND = 6
_LEANING_STATES = 8
#: pixels of height from which somebody's swaying is worth a cut-out
_SWAYS_FROM = 70

#: colour where opaque (on black), and how much of what is behind stays: 255 all
Cut = tuple[Pixels, Pixels]


@dataclass(frozen=True, kw_only=True)
class Sprite:
    """A cut-out that is laid over the plate, one picture for each state of its movement."""

    #: upper left corner on the plate in pixels
    corner: tuple[int, int]
    #: the states of one period, of equal sizes
    phases: Sequence[Cut]
    period_ms: int
    #: plate pixels a second to the right
    speed: float


def seems_still(item: Item, scale: float) -> bool:
    """What never moves, and what is so small that nobody sees it sway."""
    small = (item.box[3] - item.box[1]) * scale < _SWAYS_FROM
    return not item.period_ms or (item.lean > 0 and small)


def cut_out(item: Item, view: View, scale: float, light: Light) -> Sprite:
    """The states of an item that lie inside a view, at `scale` pixels for each scene unit."""
    box = item.box if item.speed else _overlap(item.box, view)
    left, top = round((box[0] - view.left) * scale), round((box[1] - view.top) * scale)
    size = (max(1, round((box[2] - box[0]) * scale)), max(1, round((box[3] - box[1]) * scale)))
    part = View(
        left=view.left + left / scale,
        top=view.top + top / scale,
        width=size[0] / scale,
        height=size[1] / scale,
    )
    if not item.period_ms or seems_still(item, scale):
        phases = [_matte(item, part, size, 0, light)]
    else:
        phases = (_leaning if item.lean else _moving)(item, part, size, light)
    x, y, right, bottom = _painted(phases)
    return Sprite(
        corner=(left + x, top + y),
        phases=[(colour[y:bottom, x:right], stays[y:bottom, x:right]) for colour, stays in phases],
        period_ms=item.period_ms,
        speed=item.speed * scale,
    )


def _painted(phases: Sequence[Cut]) -> tuple[int, int, int, int]:
    """The smallest box (left, top, right, bottom) outside of which nothing was painted."""
    least = phases[0][1]
    for _, stays in phases[1:]:
        least = cv2.min(least, stays)
    touched = np.asarray(least).min(axis=2) < 255
    columns, rows = touched.any(axis=0).nonzero()[0], touched.any(axis=1).nonzero()[0]
    if not len(columns):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _moving(item: Item, part: View, size: tuple[int, int], light: Light) -> list[Cut]:
    count = max(1, round(item.period_ms * _STATES_PER_SECOND / 1000))
    return [
        _matte(item, part, size, n * item.period_ms / count / 1000, light) for n in range(count)
    ]


def _leaning(item: Item, part: View, size: tuple[int, int], light: Light) -> list[Cut]:
    """One picture, sheared about its foot: a tenth of the time of painting each state."""
    cut = _matte(item, part, size, 0, light)
    foot = (item.depth - part.top) / part.height * size[1]
    slants = [item.lean * sin(2 * pi * n / _LEANING_STATES) for n in range(_LEANING_STATES)]
    leant = {slant: _sheared(cut, slant, foot) for slant in sorted({round(s, 6) for s in slants})}
    first = round(item.beat * _LEANING_STATES)
    return [leant[round(slants[(n + first) % _LEANING_STATES], 6)] for n in range(_LEANING_STATES)]


def _sheared(cut: Cut, slant: float, foot: float) -> Cut:
    size = (cut[0].shape[1], cut[0].shape[0])
    shear = np.array([[1, slant, -slant * foot], [0, 1, 0]])
    colour = cv2.warpAffine(cut[0], shear, size, borderValue=(0, 0, 0))
    stays = cv2.warpAffine(cut[1], shear, size, borderValue=(255, 255, 255))
    return colour.astype(np.uint8, copy=False), stays.astype(np.uint8, copy=False)


def _overlap(box: Box, view: View) -> Box:
    return (
        max(box[0], view.left),
        max(box[1], view.top),
        min(box[2], view.left + view.width),
        min(box[3], view.top + view.height),
    )


def _matte(item: Item, part: View, size: tuple[int, int], seconds: float, light: Light) -> Cut:
    """Painted on black and on white: where both differ, the plate shines through that much."""
    on: list[Pixels] = []
    for ground in ((0, 0, 0), (255, 255, 255)):
        canvas = Canvas(part, size, ground=ground)
        item.paint(canvas, seconds)
        on.append(np.asarray(canvas.finish()))
    return tint(on[0], light), cv2.subtract(on[1], on[0]).astype(np.uint8, copy=False)
