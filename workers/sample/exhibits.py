"""What is shown and what decorates: leaflets, flasks, flowers, balloons and the science van."""

from math import pi, sin
from random import Random

from workers.sample.canvas import Box, Canvas, Colour, Point, clear, shade
from workers.sample.props import BLUE, GOLD, WHITE
from workers.sample.stage import Item, thing


def leaflets(canvas: Canvas, box: Box, rng: Random, *, size: float = 1.0) -> None:
    """Piles of coloured booklets, and a few flasks and boxes, along a table top."""
    left, _, right, bottom = box
    x = left + 12 * size
    while x < right - 40 * size:
        kind = rng.random()
        colour = rng.choice(
            ((86, 156, 210), (240, 180, 80), (120, 184, 120), (222, 96, 88), (250, 248, 240))
        )
        if kind < 0.6:
            for n in range(rng.randint(1, 4)):
                y = bottom - 5 * size * n
                canvas.box(
                    (x, y - 6 * size, x + 38 * size, y), shade(colour, 1 - 0.07 * (n % 2)), radius=1
                )
        elif kind < 0.8:
            flask(canvas, (x + 16 * size, bottom), 46 * size, colour)
        else:
            canvas.box((x, bottom - 34 * size, x + 34 * size, bottom), colour, radius=3)
            canvas.box((x + 5 * size, bottom - 26 * size, x + 29 * size, bottom - 18 * size), WHITE)
        x += rng.uniform(48, 76) * size


def flask(canvas: Canvas, foot: Point, tall: float, liquid: Colour) -> None:
    x, y = foot
    body = [
        (x - tall * 0.09, y - tall),
        (x + tall * 0.09, y - tall),
        (x + tall * 0.09, y - tall * 0.6),
        (x + tall * 0.34, y),
        (x - tall * 0.34, y),
        (x - tall * 0.09, y - tall * 0.6),
    ]
    canvas.polygon(body, (226, 240, 248, 150))
    fill = [
        (x - tall * 0.2, y - tall * 0.38),
        (x + tall * 0.2, y - tall * 0.38),
        (x + tall * 0.33, y - 1),
        (x - tall * 0.33, y - 1),
    ]
    canvas.polygon(fill, clear(liquid, 220))
    canvas.line(
        [(x - tall * 0.04, y - tall * 0.92), (x - tall * 0.22, y - tall * 0.18)],
        tall * 0.03,
        (255, 255, 255, 150),
    )


def tube(canvas: Canvas, foot: Point, tall: float, liquid: Colour) -> None:
    x, y = foot
    canvas.box(
        (x - tall * 0.1, y - tall, x + tall * 0.1, y), (226, 240, 248, 150), radius=tall * 0.1
    )
    canvas.box(
        (x - tall * 0.09, y - tall * 0.55, x + tall * 0.09, y),
        clear(liquid, 220),
        radius=tall * 0.09,
    )


def balloons(depth: float, foot: Point, count: int, rng: Random, size: float = 30) -> Item:
    """A bunch that sways on its strings."""
    colours = ((228, 62, 58), (250, 190, 60), (70, 150, 214), (110, 186, 110), (236, 130, 170))
    bunch = [
        (rng.uniform(-2.2, 2.2), rng.uniform(-9.5, -6.2), colours[n % 5], rng.random())
        for n in range(count)
    ]

    def paint(canvas: Canvas, seconds: float) -> None:
        for dx, dy, colour, beat in bunch:
            sway = sin(2 * pi * (seconds / 3 + beat)) * 0.25
            at = (foot[0] + (dx + sway) * size, foot[1] + dy * size)
            canvas.line([foot, (at[0], at[1] + size)], 1.6, (120, 120, 130, 160))
            canvas.disc(at, size * 0.82, colour, size)
            canvas.disc(
                (at[0] - size * 0.28, at[1] - size * 0.36),
                size * 0.18,
                (255, 255, 255, 120),
                size * 0.26,
            )

    box = (foot[0] - size * 3.6, foot[1] - size * 11, foot[0] + size * 3.6, foot[1] + 4)
    return Item(depth=depth, box=box, paint=paint, period_ms=3000)


def flowers(canvas: Canvas, rng: Random, left: float, right: float, y: float, size: float) -> None:
    """A row of pots in bloom along the foot of a stage."""
    x = left
    while x < right:
        canvas.polygon(
            [
                (x - size * 0.4, y - size * 0.5),
                (x + size * 0.4, y - size * 0.5),
                (x + size * 0.3, y),
                (x - size * 0.3, y),
            ],
            (168, 96, 70),
        )
        for _ in range(7):
            at = (x + rng.gauss(0, size * 0.26), y - size * rng.uniform(0.5, 1.0))
            canvas.disc(at, size * 0.18, shade((72, 132, 70), rng.uniform(0.8, 1.1)))
        for _ in range(6):
            at = (x + rng.gauss(0, size * 0.24), y - size * rng.uniform(0.7, 1.15))
            canvas.disc(
                at, size * 0.12, rng.choice(((230, 60, 70), (250, 190, 70), (240, 120, 150)))
            )
        x += size * 0.95


def pennants(canvas: Canvas, start: Point, end: Point, sag: float, size: float) -> None:
    """A string of small coloured flags between two points."""
    colours = ((226, 62, 58), (250, 196, 66), (74, 150, 210), (116, 188, 116))
    spots = []
    for n in range(25):
        t = n / 24
        spots.append(
            (
                start[0] + (end[0] - start[0]) * t,
                start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t),
            )
        )
    canvas.line(spots, 2, (236, 236, 236, 200))
    for n, (x, y) in enumerate(spots[1:-1]):
        canvas.polygon([(x - size * 0.5, y), (x + size * 0.5, y), (x, y + size)], colours[n % 4])


def van(depth: float, foot: Point, wide: float) -> Item:
    """科普大篷车: the science van from the side, with its flap open."""
    x, y = foot
    unit = wide / 10
    box = (x - wide * 0.55, y - unit * 5.6, x + wide * 0.55, y + unit * 0.3)

    def paint(canvas: Canvas) -> None:
        canvas.glow((x, y), wide * 0.56, (16, 20, 36), 0.45, ry=unit * 0.5)
        _cargo(canvas, (x - unit * 4.8, y - unit * 4.2, x + unit * 2.9, y - unit * 0.5), unit)
        _cabin(canvas, (x + unit * 2.9, y - unit * 0.5), unit)
        for wheel in (-3.4, 3.7):
            canvas.disc((x + wheel * unit, y - unit * 0.5), unit * 0.62, (38, 40, 46))
            canvas.disc((x + wheel * unit, y - unit * 0.5), unit * 0.3, (190, 196, 204))

    return thing(depth, box, paint)


def _cargo(canvas: Canvas, box: Box, unit: float) -> None:
    left, top, right, bottom = box
    canvas.fade(box, (66, 160, 224), (20, 96, 176))
    canvas.glow((left + unit * 0.7, top + unit * 0.8), unit * 1.5, (255, 255, 255), 0.25)
    canvas.disc((left + unit * 0.7, top + unit * 0.8), unit * 0.42, (250, 200, 96))
    canvas.disc((left + unit * 0.7, top + unit * 0.8), unit * 0.7, (255, 236, 190, 90), unit * 0.14)
    canvas.disc((right - unit * 0.5, top + unit * 0.6), unit * 0.26, (236, 120, 96))
    for n in range(9):
        canvas.disc(
            (left + unit * (0.5 + 0.8 * n), top + unit * (0.2 + 0.75 * ((n * 7) % 4))),
            unit * 0.05,
            WHITE,
        )
    canvas.write(
        "科普大篷车",
        ((left + right) / 2 + unit * 0.1, top + unit * 1.1),
        unit * 0.9,
        WHITE,
        family="black",
        spread=0.1,
    )
    canvas.write(
        "云岭县科学技术协会",
        ((left + right) / 2 + unit * 0.1, top + unit * 2.05),
        unit * 0.42,
        GOLD,
        spread=0.12,
    )
    canvas.box((left, bottom - unit * 0.7, right, bottom), (240, 246, 250))
    canvas.box((left, bottom - unit * 0.86, right, bottom - unit * 0.7), (240, 150, 50))
    canvas.write("走进校园  体验科学", ((left + right) / 2, bottom - unit * 0.34), unit * 0.4, BLUE)


def _cabin(canvas: Canvas, corner: Point, unit: float) -> None:
    x, y = corner
    canvas.blob(
        [
            (x, y),
            (x, y - unit * 2.9),
            (x + unit * 1.0, y - unit * 2.9),
            (x + unit * 1.7, y - unit * 1.5),
            (x + unit * 1.9, y - unit * 0.3),
            (x + unit * 1.8, y),
        ],
        (236, 242, 247),
    )
    canvas.polygon(
        [
            (x + unit * 0.3, y - unit * 2.5),
            (x + unit * 0.95, y - unit * 2.5),
            (x + unit * 1.45, y - unit * 1.5),
            (x + unit * 0.3, y - unit * 1.5),
        ],
        (92, 132, 160),
    )
    canvas.box((x + unit * 1.5, y - unit * 0.75, x + unit * 1.85, y - unit * 0.45), GOLD, radius=6)
