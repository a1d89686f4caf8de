"""Cloth and furniture of the sample scenes: banners, boards, tents and tables."""

from collections.abc import Callable, Sequence
from math import pi, sin
from random import Random

from workers.sample.canvas import Box, Canvas, Colour, Point, clear, mix, shade
from workers.sample.stage import Item, thing

RED = (204, 30, 36)
GOLD = (255, 226, 120)
WHITE = (255, 255, 255)
BLUE = (24, 88, 170)


def banner(
    depth: float,
    box: Box,
    text: str,
    *,
    cloth: Colour = RED,
    ink: Colour = WHITE,
    family: str = "black",
    poles: bool = True,
    foot: float | None = None,
) -> Item:
    """A cloth with one line of text between two poles; it moves a little in the wind."""
    left, top, right, bottom = box
    high, middle = bottom - top, (left + right) / 2

    def paint(canvas: Canvas, seconds: float) -> None:
        drop = _ripple(left, right, high * 0.07, seconds)
        if poles:
            _poles(canvas, box, foot)
        edge = [
            (left + (right - left) * n / 40, drop(left + (right - left) * n / 40))
            for n in range(41)
        ]
        outline = [(x, top + d) for x, d in edge] + [(x, bottom + d) for x, d in reversed(edge)]
        canvas.fade(
            (left, top - high * 0.1, right, bottom + high * 0.4),
            shade(cloth, 1.08),
            shade(cloth, 0.84),
            outline,
        )
        for n in range(1, 40, 3):
            x, d = edge[n]
            canvas.line(
                [(x, top + d), (x + 4, bottom + d)],
                (right - left) * 0.006,
                clear(shade(cloth, 0.6), 34),
            )
        canvas.write(
            text,
            (middle, (top + bottom) / 2),
            high * 0.66,
            ink,
            family=family,
            widest=(right - left) * 0.94,
            spread=0.12,
            drop=drop,
        )

    reach = (left - 12, top - high * 0.3, right + 12, max(bottom + high * 0.5, foot or bottom))
    return Item(depth=depth, box=reach, paint=paint, period_ms=2400)


def _ripple(left: float, right: float, amount: float, seconds: float) -> Callable[[float], float]:
    def drop(x: float) -> float:
        along = (x - left) / (right - left)
        sag = amount * 2.2 * (1 - (2 * along - 1) ** 2)
        return sag + amount * sin(2 * pi * (along * 1.6 - seconds / 2.4)) * sin(pi * along)

    return drop


def _poles(canvas: Canvas, box: Box, foot: float | None) -> None:
    left, top, right, bottom = box
    for x in (left - 4, right + 4):
        canvas.limb(
            (x, top - 14), (x, foot if foot is not None else bottom + 60), 5, 6, (176, 182, 190)
        )


def hung(
    canvas: Canvas,
    box: Box,
    text: str,
    *,
    cloth: Colour = RED,
    ink: Colour = WHITE,
    family: str = "black",
) -> None:
    """A banner fixed to a wall, which does not move."""
    left, top, right, bottom = box
    canvas.fade(box, shade(cloth, 1.08), shade(cloth, 0.88))
    canvas.box((left, bottom, right, bottom + 5), (20, 10, 10, 50))
    canvas.write(
        text,
        ((left + right) / 2, (top + bottom) / 2),
        (bottom - top) * 0.66,
        ink,
        family=family,
        widest=(right - left) * 0.95,
        spread=0.14,
    )


def backwall(
    canvas: Canvas,
    box: Box,
    lines: Sequence[tuple[str, float, Colour]],
    *,
    top: Colour = (16, 74, 160),
    bottom: Colour = (40, 140, 206),
) -> None:
    """The printed board behind a stage: a blue sky of orbits with lines of text.

    `lines` are (text, height as a share of the board, colour), set from the middle outward.
    """
    left, upper, right, lower = box
    wide, high = right - left, lower - upper
    canvas.box((left - 8, upper - 8, right + 8, lower), (120, 128, 138))
    canvas.fade(box, top, bottom)
    for n in range(3):
        canvas.glow(
            (left + wide * (0.2 + 0.3 * n), upper + high * 0.5),
            wide * 0.28,
            (120, 210, 255),
            0.3,
            ry=high * 0.6,
        )
    _orbits(canvas, (left + wide * 0.9, upper + high * 0.17), high * 0.17)
    _skyline(canvas, (left, lower - high * 0.2, right, lower))
    y = upper + high * (0.4 - sum(size for _, size, _ in lines) * 0.62)
    for text, size, ink in lines:
        y += high * size * 0.62
        canvas.write(
            text,
            (left + wide / 2, y),
            high * size,
            ink,
            family="black",
            widest=wide * 0.9,
            spread=0.06,
        )
        y += high * size * 0.62


def _orbits(canvas: Canvas, centre: Point, r: float) -> None:
    for tilt in (-0.5, 0.1, 0.6):
        ring = []
        for n in range(49):
            a = 2 * pi * n / 48
            x, y = r * sin(a), 0.36 * r * sin(a + pi / 2)
            ring.append((centre[0] + x - y * tilt, centre[1] + y + x * tilt))
        canvas.line(ring, r * 0.03, (255, 255, 255, 120))
    canvas.disc(centre, r * 0.16, GOLD)


def _skyline(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    rng = Random(7)
    x = left
    while x < right:
        wide = rng.uniform(0.01, 0.03) * (right - left)
        tall = rng.uniform(0.25, 1.0) * (bottom - top)
        canvas.box((x, bottom - tall, min(right, x + wide), bottom), (255, 255, 255, 34))
        x += wide * 1.2


def tent(depth: float, foot: Point, wide: float, colour: Colour, sign: str) -> Item:
    """An open pavilion with a scalloped roof edge and a sign; tables are put in front."""
    x, y = foot
    tall = wide * 0.78
    box = (x - wide * 0.6, y - tall * 1.55, x + wide * 0.6, y + 10)

    def paint(canvas: Canvas) -> None:
        eaves = y - tall
        canvas.glow((x, y), wide * 0.62, (20, 24, 40), 0.3, ry=wide * 0.1)
        canvas.fade(
            (x - wide * 0.46, eaves, x + wide * 0.46, y - tall * 0.1),
            (232, 236, 240),
            (202, 208, 214),
        )
        for side in (-0.48, 0.48):
            canvas.limb(
                (x + side * wide, eaves),
                (x + side * wide, y),
                wide * 0.012,
                wide * 0.012,
                (206, 212, 218),
            )
        roof = [(x, eaves - tall * 0.42), (x + wide * 0.55, eaves), (x - wide * 0.55, eaves)]
        canvas.fade(
            (x - wide * 0.55, eaves - tall * 0.42, x + wide * 0.55, eaves),
            shade(colour, 1.25),
            colour,
            roof,
        )
        canvas.polygon(
            [(x, eaves - tall * 0.42), (x + wide * 0.55, eaves), (x + wide * 0.18, eaves)],
            clear(shade(colour, 0.7), 70),
        )
        _valance(canvas, (x - wide * 0.55, eaves, x + wide * 0.55, eaves + tall * 0.16), colour)
        canvas.write(
            sign,
            (x, eaves + tall * 0.065),
            tall * 0.115,
            WHITE,
            family="sans",
            widest=wide,
            spread=0.1,
        )

    return thing(depth, box, paint)


def _valance(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    canvas.box((left, top, right, bottom - (bottom - top) * 0.25), shade(colour, 0.92))
    r = (right - left) / 22
    for n in range(11):
        canvas.disc(
            (left + r * (2 * n + 1), bottom - (bottom - top) * 0.27),
            r,
            shade(colour, 0.92),
            r * 0.8,
        )


def table(
    depth: float,
    box: Box,
    *,
    cloth: Colour = RED,
    text: str = "",
    ink: Colour = WHITE,
    things: Callable[[Canvas, Box], None] | None = None,
) -> Item:
    """A table with a cloth to the ground; the box is its front, things stand on its upper edge."""
    left, top, right, bottom = box
    slab = (bottom - top) * 0.16

    def paint(canvas: Canvas) -> None:
        canvas.glow(
            ((left + right) / 2, bottom),
            (right - left) * 0.6,
            (20, 24, 40),
            0.34,
            ry=(bottom - top) * 0.2,
        )
        canvas.polygon(
            [(left + slab, top - slab), (right - slab, top - slab), (right, top), (left, top)],
            shade(cloth, 1.22),
        )
        canvas.fade(box, shade(cloth, 1.02), shade(cloth, 0.8))
        for n in range(1, 12):
            x = left + (right - left) * n / 12
            canvas.line(
                [(x, top), (x + 3, bottom)], (right - left) * 0.008, clear(shade(cloth, 0.6), 40)
            )
        if text:
            canvas.write(
                text,
                ((left + right) / 2, (top + bottom) / 2),
                (bottom - top) * 0.3,
                ink,
                widest=(right - left) * 0.9,
                spread=0.15,
            )
        if things:
            things(canvas, (left + slab, top - slab * 0.5, right - slab, top))

    return thing(depth, (left - 40, top - (bottom - top) * 1.2, right + 40, bottom + 20), paint)


def board(
    canvas: Canvas, box: Box, title: str, rng: Random, *, colour: Colour = BLUE, rows: int = 5
) -> None:
    """A display panel: a title band, grey lines of text and a picture or two."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    for x in (left + wide * 0.1, right - wide * 0.1):
        canvas.limb((x, bottom), (x, bottom + high * 0.3), 4, 4, (150, 156, 164))
    canvas.box((left - 4, top - 4, right + 4, bottom + 4), (170, 176, 184), radius=4)
    canvas.fade(box, (252, 253, 254), (236, 240, 244))
    canvas.fade((left, top, right, top + high * 0.2), shade(colour, 1.15), colour)
    canvas.write(title, (left + wide / 2, top + high * 0.1), high * 0.12, WHITE, widest=wide * 0.9)
    canvas.fade(
        (left + wide * 0.07, top + high * 0.27, left + wide * 0.48, top + high * 0.6),
        mix(colour, (255, 255, 255), 0.55),
        mix(colour, (120, 200, 120), 0.5),
    )
    for row in range(rows):
        y = top + high * (0.3 + 0.062 * row)
        canvas.box(
            (left + wide * 0.54, y, left + wide * rng.uniform(0.8, 0.94), y + high * 0.022),
            (150, 160, 172),
        )
    for row in range(4):
        y = top + high * (0.68 + 0.07 * row)
        canvas.box(
            (left + wide * 0.07, y, left + wide * rng.uniform(0.7, 0.93), y + high * 0.022),
            (170, 178, 188),
        )
