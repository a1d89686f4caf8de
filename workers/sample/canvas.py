"""The drawing board of the sample week: shapes in scene units, painted large and reduced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import acos, atan2, cos, hypot, pi, sin

import numpy as np
from PIL import Image, ImageDraw

from workers.sample.fonts import font

Colour = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class View:
    """The part of a scene that a camera sees; scenes are laid out around 0..2400 by 0..1000."""

    #: left edge, scene units
    left: float
    #: upper edge, scene units (y grows downward)
    top: float
    #: width, scene units
    width: float
    #: height, scene units
    height: float


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour `share` of the way from one to the other."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(one[:3], other[:3], strict=True))
    return (r, g, b)


def shade(colour: Colour, factor: float) -> Colour:
    """Darker (factor below 1) or lighter (above 1, toward white)."""
    if factor <= 1:
        return mix((0, 0, 0), colour, factor)
    return mix(colour, (255, 255, 255), factor - 1)


def clear(colour: Colour, alpha: int) -> Colour:
    """The colour with an alpha of 0 (nothing) to 255 (solid)."""
    return (colour[0], colour[1], colour[2], alpha)


def smooth(points: Sequence[Point], *, steps: int = 6) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    p1 = np.array(points)
    p0, p2, p3 = np.roll(p1, 1, axis=0), np.roll(p1, -1, axis=0), np.roll(p1, -2, axis=0)
    t = (np.arange(steps) / steps)[None, :, None]
    p0, p1, p2, p3 = (p[:, None, :] for p in (p0, p1, p2, p3))
    curve = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return [(x, y) for x, y in curve.reshape(-1, 2).tolist()]


def _radial(size: int = 128) -> Image.Image:
    axis = (np.arange(size) - (size - 1) / 2) / (size / 2)
    far = np.hypot(*np.meshgrid(axis, axis))
    soft = np.clip(1 - far, 0, 1)
    return Image.fromarray((255 * soft * soft * (3 - 2 * soft)).astype(np.uint8))


_SOFT_DISC = _radial()


@lru_cache(maxsize=128)
def _soft_disc(percent: int) -> Image.Image:
    return _SOFT_DISC.point([value * percent // 100 for value in range(256)])


class Canvas:
    """Paints in scene units onto `sampling` times the wanted pixels; `finish` reduces."""

    def __init__(
        self, view: View, pixels: tuple[int, int], *, sampling: int = 2, ground: Colour = (0, 0, 0)
    ) -> None:
        self.view = view
        self.pixels = pixels
        self.sampling = sampling
        self.scale = pixels[0] * sampling / view.width
        size = (pixels[0] * sampling, pixels[1] * sampling)
        self.image = Image.new("RGB", size, ground)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    @classmethod
    def over(cls, picture: Image.Image) -> "Canvas":
        """A canvas that paints into a finished picture, in its own pixels."""
        canvas = cls(
            View(left=0, top=0, width=picture.width, height=picture.height), (1, 1), sampling=1
        )
        canvas.pixels, canvas.scale, canvas.image = picture.size, 1.0, picture
        canvas.draw = ImageDraw.Draw(picture, "RGBA")
        return canvas

    def finish(self) -> Image.Image:
        """The picture in the wanted pixels."""
        return self.image.reduce(self.sampling) if self.sampling > 1 else self.image

    def spot(self, point: Point) -> Point:
        return ((point[0] - self.view.left) * self.scale, (point[1] - self.view.top) * self.scale)

    def seen(self, box: Box) -> bool:
        """Whether any of the box lies inside the view; what does not need not be painted."""
        view = self.view
        return (
            box[2] > view.left
            and box[0] < view.left + view.width
            and box[3] > view.top
            and box[1] < view.top + view.height
        )

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self.draw.polygon([self.spot(point) for point in points], fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        self.polygon(smooth(points), fill)

    def disc(self, centre: Point, rx: float, fill: Colour, ry: float | None = None) -> None:
        x, y = self.spot(centre)
        wide, high = rx * self.scale, (rx if ry is None else ry) * self.scale
        self.draw.ellipse((x - wide, y - high, x + wide, y + high), fill=fill)

    def box(self, box: Box, fill: Colour, radius: float = 0) -> None:
        (left, top), (right, bottom) = self.spot(box[:2]), self.spot(box[2:])
        if right <= left or bottom <= top:
            return
        self.draw.rounded_rectangle((left, top, right, bottom), radius * self.scale, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        spots = [self.spot(point) for point in points]
        self.draw.line(spots, fill=fill, width=max(1, round(width * self.scale)), joint="curve")

    def limb(self, start: Point, end: Point, r1: float, r2: float, fill: Colour) -> None:
        """A tapered stroke with round ends: the hull of two discs."""
        dx, dy = end[0] - start[0], end[1] - start[1]
        far = hypot(dx, dy)
        if far <= abs(r1 - r2):
            self.disc(start if r1 > r2 else end, max(r1, r2), fill)
            return
        along, spread = atan2(dy, dx), acos((r1 - r2) / far)
        half = 4 if max(r1, r2) * self.scale < 16 else 9
        outline = [
            _on(start, r1, along + spread + i * (pi - spread) / half) for i in range(2 * half + 1)
        ]
        outline += [_on(end, r2, along - spread + i * spread / half) for i in range(2 * half + 1)]
        self.polygon(outline, fill)

    def fade(
        self, box: Box, top: Colour, bottom: Colour, outline: Sequence[Point] | None = None
    ) -> None:
        """A vertical gradient over a box, or inside an outline that the box encloses."""
        if not self.seen(box):
            return
        left, upper, right, lower = self._inside(box)
        first, last = self.spot(box[:2])[1], self.spot(box[2:])[1]
        ramp = ((np.arange(upper, lower) + 0.5 - first) / (last - first))[:, None, None]
        column = np.array(top[:3]) * (1 - ramp) + np.array(bottom[:3]) * ramp
        patch = Image.fromarray(column.round().clip(0, 255).astype(np.uint8)).resize(
            (right - left, lower - upper), Image.Resampling.NEAREST
        )
        mask = None
        if outline is not None:
            mask = Image.new("L", patch.size, 0)
            spots = [self.spot(point) for point in outline]
            ImageDraw.Draw(mask).polygon([(x - left, y - upper) for x, y in spots], fill=255)
        self.image.paste(patch, (left, upper), mask)

    def glow(
        self, centre: Point, rx: float, colour: Colour, strength: float = 1, ry: float | None = None
    ) -> None:
        """A soft round light (or, with a dark colour, a soft shadow)."""
        ry = rx if ry is None else ry
        box = (centre[0] - rx, centre[1] - ry, centre[0] + rx, centre[1] + ry)
        if not self.seen(box):
            return
        left, upper, right, lower = self._inside(box)
        (x0, y0), (x1, y1) = self.spot(box[:2]), self.spot(box[2:])
        across, down = 128 / (x1 - x0), 128 / (y1 - y0)
        part = (
            max(0.0, (left - x0) * across),
            max(0.0, (upper - y0) * down),
            min(128.0, (right - x0) * across),
            min(128.0, (lower - y0) * down),
        )
        soft = _soft_disc(round(strength * 100))
        mask = soft.resize((right - left, lower - upper), Image.Resampling.BILINEAR, box=part)
        self.image.paste(colour[:3], (left, upper, right, lower), mask)

    def write(
        self,
        text: str,
        centre: Point,
        height: float,
        fill: Colour,
        *,
        family: str = "sans",
        widest: float | None = None,
        spread: float = 0,
        drop: Callable[[float], float] | None = None,
    ) -> None:
        """Text centred on a point; `widest` narrows it; `drop` lowers each letter by its x."""
        size, spread = height * self.scale, spread * height * self.scale
        face = font(family, size)
        wide = face.getlength(text) + spread * (len(text) - 1)
        if widest is not None and wide > widest * self.scale:
            size *= widest * self.scale / wide
            spread *= widest * self.scale / wide
            face = font(family, size)
            wide = face.getlength(text) + spread * (len(text) - 1)
        if size < 5:
            return
        x, y = self.spot(centre)
        pen = x - wide / 2
        for letter in text:
            step = face.getlength(letter)
            place = (pen + step / 2) / self.scale + self.view.left
            sag = drop(place) * self.scale if drop else 0
            self.draw.text((pen, y + sag), letter, font=face, fill=fill, anchor="lm")
            pen += step + spread

    def _inside(self, box: Box) -> tuple[int, int, int, int]:
        """The whole pixels of the part of a seen box that lies inside the view, at least one."""
        (left, upper), (right, lower) = self.spot(box[:2]), self.spot(box[2:])
        wide, high = self.image.size
        left, upper = min(max(0, round(left)), wide - 1), min(max(0, round(upper)), high - 1)
        return (
            left,
            upper,
            max(left + 1, min(wide, round(right))),
            max(upper + 1, min(high, round(lower))),
        )


def _on(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)
