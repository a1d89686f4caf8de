"""Films a scene: paints it once, cuts out what moves, and lets a camera travel over it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from workers.sample.canvas import Box, Canvas, View
from workers.sample.grade import Pixels, grain, tint, vignette
from workers.sample.stage import Item, Light, Scene

#: luma and the two halved colour planes, BT.709 in limited range
Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

_BT709 = np.array(
    [
        [0.18259, 0.61423, 0.06201, 16.0],
        [-0.10064, -0.33857, 0.43922, 128.0],
        [0.43922, -0.39894, -0.04027, 128.0],
    ]
)

#: movements are drawn anew so many times a second; the camera moves in every frame
_DRAWN_PER_SECOND = 8
_STATES_PER_SECOND = 6
_LEANING_STATES = 8
#: the nearest frame has so many pixels for each one painted: clips are softer than photos
_SOFTNESS = 1.2
_LARGEST_PLATE = 3600
#: pixels of height from which somebody's swaying is worth a cut-out
_SWAYS_FROM = 70


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Where a camera looks while it films; the view goes evenly from `start` to `end`."""

    #: centre x, centre y and width of the view, scene units
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    #: width and height of the frames in pixels
    size: tuple[int, int]
    fps: int
    #: how far the hand trembles, as a share of the view; 0.002 is calm, 0.02 is useless
    shake: float = 0.002

    def view(self, share: float) -> View:
        """What is seen at a share of the shot, without the trembling; eased at both ends."""
        eased = share * share * (3 - 2 * share)
        x, y, wide = (a + (b - a) * eased for a, b in zip(self.start, self.end, strict=True))
        high = wide * self.size[1] / self.size[0]
        return View(left=x - wide / 2, top=y - high / 2, width=wide, height=high)


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
        still = _seems_still(item, scale)
        if not any(_meet(box, _reach(other, seconds)) for other in apart) and still:
            item.paint(canvas, 0)
        elif still and apart and _seems_still(apart[-1], scale):
            apart[-1] = _both(apart[-1], item)
        else:
            apart.append(item)
    ground = tint(np.asarray(canvas.finish()), scene.light)
    sprites = [_cut_out(item, view, scale, scene.light) for item in apart]
    return Plate(ground=ground, sprites=sprites, view=view, scale=scale)


def _seems_still(item: Item, scale: float) -> bool:
    """What never moves, and what is so small that nobody sees it sway."""
    small = (item.box[3] - item.box[1]) * scale < _SWAYS_FROM
    return not item.period_ms or (item.lean > 0 and small)


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


def _cut_out(item: Item, view: View, scale: float, light: Light) -> Sprite:
    box = item.box if item.speed else _overlap(item.box, view)
    left, top = round((box[0] - view.left) * scale), round((box[1] - view.top) * scale)
    size = (max(1, round((box[2] - box[0]) * scale)), max(1, round((box[3] - box[1]) * scale)))
    part = View(
        left=view.left + left / scale,
        top=view.top + top / scale,
        width=size[0] / scale,
        height=size[1] / scale,
    )
    if not item.period_ms or _seems_still(item, scale):
        phases = [_matte(item, part, size, 0, light)]
    else:
        phases = (_leaning if item.lean else _moving)(item, part, size, light)
    return Sprite(
        corner=(left, top), phases=phases, period_ms=item.period_ms, speed=item.speed * scale
    )


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


@dataclass(frozen=True, kw_only=True)
class _Lens:
    """What is done to every frame of a shot, made once."""

    #: multiplied into the luma
    corners: NDArray[np.uint8]
    #: added to the luma, 64 pixels larger than a frame so that it can be shifted
    noise: NDArray[np.uint8]


def frames(
    plate: Plate, camera: Camera, light: Light, count: int, seed: int, *, still: bool = False
) -> Iterator[Planes]:
    """The frames of a shot; `still` repeats the first one."""
    lens, drawn, shown, corner = _lens(camera.size, light, seed), -1, None, (0, 0)
    frame: Planes | None = None
    for n in range(count):
        if still and frame is not None:
            yield frame
            continue
        step, view = n * _DRAWN_PER_SECOND // camera.fps, camera.view(n / max(1, count - 1))
        if shown is None or step != drawn:
            part = plate.part(view, view.width * (0.03 + 3 * camera.shake))
            drawn, corner = step, part[:2]
            shown = to_planes(plate.moment(step / _DRAWN_PER_SECOND, part))
        frame = _exposed(
            plate, shown, corner, camera, view, trembling(n / camera.fps, seed, camera.shake)
        )
        _seen_through(lens, frame[0], n)
        yield frame


def _lens(size: tuple[int, int], light: Light, seed: int) -> _Lens:
    noise = grain(size[0] + 64, size[1] + 64, light.grain * 0.5, seed).clip(0, 20)
    return _Lens(corners=vignette(*size, light.vignette), noise=noise.astype(np.uint8))


def _seen_through(lens: _Lens, luma: NDArray[np.uint8], n: int) -> None:
    high, wide = luma.shape
    cv2.multiply(luma, lens.corners, dst=luma, scale=1 / 255)
    x, y = (n * 37) % 64, (n * 23) % 64
    cv2.add(luma, lens.noise[y : y + high, x : x + wide], dst=luma)


def to_planes(pixels: Pixels) -> Planes:
    """RGB to BT.709 in limited range with halved colour, as phones record."""
    y, u, v = cv2.split(cv2.transform(pixels, _BT709))
    half = (-(-pixels.shape[1] // 2), -(-pixels.shape[0] // 2))
    return _bytes(y), _bytes(_halved(u, half)), _bytes(_halved(v, half))


def _halved(plane: MatLike, size: tuple[int, int]) -> MatLike:
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)


def _bytes(plane: MatLike) -> NDArray[np.uint8]:
    """The same numbers: OpenCV keeps the type, which its annotations do not say."""
    return plane.astype(np.uint8, copy=False)


def _exposed(
    plate: Plate,
    shown: Planes,
    corner: tuple[int, int],
    camera: Camera,
    view: View,
    off: tuple[float, float, float],
) -> Planes:
    dx, dy, angle = off
    zoom = view.width * plate.scale / camera.size[0]
    turn = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]]) * zoom
    x = (view.left + view.width * (0.5 + dx) - plate.view.left) * plate.scale - corner[0]
    y = (view.top + view.height / 2 + view.width * dy - plate.view.top) * plate.scale - corner[1]
    return (
        _warped(shown[0], turn, (x, y), camera.size, 1),
        _warped(shown[1], turn, (x, y), camera.size, 2),
        _warped(shown[2], turn, (x, y), camera.size, 2),
    )


def _warped(
    plane: NDArray[np.uint8],
    turn: NDArray[np.float64],
    centre: tuple[float, float],
    size: tuple[int, int],
    part: int,
) -> NDArray[np.uint8]:
    """One plane of a frame; `part` is 2 for the halved colour planes."""
    wide, high = size[0] // part, size[1] // part
    shift = np.array(centre) / part - turn @ np.array([wide / 2, high / 2])
    matrix = np.hstack([turn, shift[:, None]])
    return cv2.warpAffine(
        plane,
        matrix,
        (wide, high),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    ).astype(np.uint8, copy=False)


def trembling(seconds: float, seed: int, amount: float) -> tuple[float, float, float]:
    """How a hand is off at a time: right and down as shares of the view, and turned in radians."""

    def wander(salt: float) -> float:
        return sum(
            sin(2 * pi * (hertz * seconds + salt * (k + 1) + seed * 0.37)) / (k + 1)
            for k, hertz in enumerate((0.43, 1.1, 2.7, 6.3))
        )

    return amount * wander(0.1), amount * wander(0.6), amount * 0.8 * wander(0.35)


def to_bytes(shots: Iterator[Planes], *, quarter: bool = False) -> Iterator[bytes]:
    """Frames as yuv420p; `quarter` stores them turned to the left, as a phone held upright does."""
    for frame in shots:
        planes = [np.rot90(plane) for plane in frame] if quarter else frame
        yield b"".join(np.ascontiguousarray(plane).tobytes() for plane in planes)
