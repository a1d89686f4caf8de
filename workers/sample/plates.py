"""Paints a scene once for filming: the ground that stands still, and the cut-outs before it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from workers.sample.camera import Camera
from workers.sample.canvas import Box, Canvas, View
from workers.sample.cutouts import Sprite, cut_out, seems_still
from workers.sample.grade import Pixels, tint
from workers.sample.stage import Item, Scene

#: the nearest frame has so many pixels for each one painted: clips are softer than photos
_SOFTNESS = 1.2
_LARGEST_PLATE = 3600


@dataclass(frozen=True, kw_only=True)
class Plate:
    """A painted scene ready for filming."""

    #: what stands behind everything that moves
    ground: Pixels
    sprites: Sequence[Sprite]
    #: the part of the scene that is painted
    view: View
    #: pixels for each scene unit
    scale: float

    def moment(self, seconds: float, part: tuple[int, int, int, int]) -> Pixels:
        """A part of the plate (left, top, right, bottom in pixels) as it looks at one time."""
        left, top, right, bottom = part
        shown = self.ground[top:bottom, left:right].copy()
        for sprite in self.sprites:
            _lay(shown, sprite, seconds, (left, top))
        return shown

    def part(self, view: View, margin: float) -> tuple[int, int, int, int]:
        """The pixels of the plate that a view needs, with a margin in scene units; even edges."""
        high, wide = self.ground.shape[:2]
        left = (view.left - self.view.left - margin) * self.scale
        top = (view.top - self.view.top - margin) * self.scale
        right = left + (view.width + 2 * margin) * self.scale
        bottom = top + (view.height + 2 * margin) * self.scale
        edges = (max(0.0, left), max(0.0, top), min(wide, right + 2), min(high, bottom + 2))
        left, top, right, bottom = (int(edge) // 2 * 2 for edge in edges)
        return left, top, right, bottom


def prepare(scene: Scene, camera: Camera, seconds: float) -> Plate:
    """Paint what the camera will see, with a margin for its trembling."""
    view = _travelled(camera, margin=0.04 + 2.5 * camera.shake)
    closest = min(camera.start[2], camera.end[2])
    scale = min(camera.size[0] / closest / _SOFTNESS, _LARGEST_PLATE / max(view.width, view.height))
    size = (round(view.width * scale), round(view.height * scale))
    canvas = Canvas(view, size)
    scene.backdrop(canvas)
    apart: list[Item] = []
    for item in sorted(scene.items, key=lambda item: item.depth):
        box = _reach(item, seconds)
        if not canvas.seen(box):
            continue
        still = seems_still(item, scale)
        if not any(_meet(box, _reach(other, seconds)) for other in apart) and still:
            item.paint(canvas, 0)
        elif still and apart and seems_still(apart[-1], scale):
            apart[-1] = _both(apart[-1], item)
        else:
            apart.append(item)
    ground = tint(np.asarray(canvas.finish()), scene.light)
    sprites = [cut_out(item, view, scale, scene.light) for item in apart]
    return Plate(ground=ground, sprites=sprites, view=view, scale=scale)


def _both(one: Item, other: Item) -> Item:
    """Two neighbours that stand still, as one cut-out."""

    def paint(canvas: Canvas, _: float) -> None:
        one.paint(canvas, 0)
        other.paint(canvas, 0)

    a, b = one.box, other.box
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    return Item(depth=other.depth, box=box, paint=paint)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _travelled(camera: Camera, margin: float) -> View:
    views = [camera.view(share) for share in (0.0, 1.0)]
    extra = margin * max(view.width for view in views)
    left = min(view.left for view in views) - extra
    top = min(view.top for view in views) - extra
    right = max(view.left + view.width for view in views) + extra
    bottom = max(view.top + view.height for view in views) + extra
    return View(left=left, top=top, width=right - left, height=bottom - top)


def _reach(item: Item, seconds: float) -> Box:
    way = item.speed * seconds
    return (item.box[0] + min(0, way), item.box[1], item.box[2] + max(0, way), item.box[3])


def _lay(shown: Pixels, sprite: Sprite, seconds: float, origin: tuple[int, int]) -> None:
    turn = seconds * 1000 / sprite.period_ms if sprite.period_ms else 0
    colour, stays = sprite.phases[int(turn * len(sprite.phases)) % len(sprite.phases)]
    x = sprite.corner[0] + round(sprite.speed * seconds) - origin[0]
    y = sprite.corner[1] - origin[1]
    left, top = max(0, x), max(0, y)
    right = min(shown.shape[1], x + colour.shape[1])
    bottom = min(shown.shape[0], y + colour.shape[0])
    if right <= left or bottom <= top:
        return
    where = (slice(top - y, bottom - y), slice(left - x, right - x))
    under = shown[top:bottom, left:right]
    shown[top:bottom, left:right] = cv2.add(
        cv2.multiply(under, stays[where], scale=1 / 255), colour[where]
    )
