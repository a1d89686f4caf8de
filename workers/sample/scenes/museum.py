"""Activity 6, the open science places: a hall with glowing exhibits, a country base."""

from math import cos, pi, sin
from random import Random

from workers.sample import backdrops as far
from workers.sample import props
from workers.sample.canvas import Box, Canvas, Point, clear, mix, shade
from workers.sample.people import Pose, adult, elder, pupil, volunteer
from workers.sample.stage import Ground, Item, Light, Scene, crowd, somebody, thing

COOL = Light(tint=(0.97, 1.0, 1.05), vignette=0.26)


def hall(seed: int, _weather: str) -> Scene:
    """The main hall: planets from the ceiling, a plasma globe, a robot, screens."""
    rng = Random(seed)
    speaking = Pose(turn=-0.6, right=(20, 100), left=(70, 30), holds="mic")
    pointing = Pose(turn=0.5, right=(80, 20))
    items = [
        _planets(),
        _plasma((760, 700)),
        _robot((1640, 735)),
        _pendulum((1200, 700)),
        somebody(volunteer(rng), speaking, (930, 770), 300, move="talk"),
        somebody(volunteer(rng), pointing, (1480, 780), 300, move="talk", beat=0.4),
    ]
    visitors, looking_at = (pupil, pupil, adult, elder), (1000 + 400 * (seed % 2), 700)
    items += crowd(
        rng,
        16,
        (420, 790, 1980, 900),
        visitors,
        Ground(horizon=420, rise=0.8),
        looking_at,
        apart=0.4,
        moves=("sway", "wave", "sway"),
    )
    items += crowd(
        rng,
        8,
        (100, 930, 2300, 1010),
        visitors[1:],
        Ground(horizon=420, rise=0.7),
        (1200, 700),
        apart=0.5,
    )
    return Scene(backdrop=lambda canvas: _room(canvas, seed), items=items, light=COOL)


def _room(canvas: Canvas, seed: int) -> None:
    far.room(canvas, (44, 62, 112), (58, 70, 108), corner=600, ceiling=-40)
    for n in range(7):
        canvas.glow((100 + 370 * n, 130), 240, (110, 170, 255), 0.34, ry=300)
    _title(canvas)
    _screens(canvas, Random(seed + 4))
    joint = (120, 150, 210, 60)
    for n in range(-9, 10):
        canvas.line([(1200 + n * 130, 606), (1200 + n * 420, far.BOTTOM)], 2, joint)
    for x in (560, 1200, 1840):
        canvas.glow((x, 830), 460, (110, 160, 250), 0.3, ry=90)


def _title(canvas: Canvas) -> None:
    canvas.fade((820, 96, 1580, 206), (26, 84, 176), (18, 60, 140))
    canvas.box((820, 200, 1580, 206), (120, 220, 255))
    canvas.write("云岭县科技馆", (1200, 150), 66, (240, 250, 255), family="black", spread=0.16)
    canvas.write("走近科学  探索未来", (1200, 240), 34, (150, 220, 255), spread=0.2)


def _screens(canvas: Canvas, rng: Random) -> None:
    for n, x in enumerate((180, 460, 1740, 2020)):
        box = (x, 290, x + 220, 450)
        canvas.glow((x + 110, 370), 220, (110, 190, 255), 0.5)
        canvas.box((x - 6, 284, x + 226, 456), (20, 26, 46), radius=6)
        canvas.fade(
            box,
            ((30, 110, 180), (20, 90, 110), (80, 60, 150), (24, 100, 90))[n],
            ((90, 200, 230), (80, 200, 160), (200, 130, 220), (150, 220, 120))[n],
        )
        wave = [(x + 10 * i, 400 - 40 * sin(i * 0.5 + n) - rng.uniform(0, 14)) for i in range(23)]
        canvas.line(wave, 4, (255, 255, 255, 220))
        canvas.write(
            ("海洋", "生命", "宇宙", "能源")[n], (x + 110, 322), 34, (255, 255, 255), spread=0.3
        )


def _planets() -> Item:
    """A mobile of planets that turns below the ceiling."""
    spots = (
        (1200, 330, 46, (250, 190, 80)),
        (1010, 360, 24, (210, 150, 110)),
        (1390, 352, 28, (96, 160, 220)),
        (860, 330, 34, (226, 170, 120)),
        (1540, 326, 38, (236, 206, 150)),
    )

    def paint(canvas: Canvas, seconds: float) -> None:
        for n, (x, y, r, colour) in enumerate(spots):
            at = (x + 10 * sin(2 * pi * seconds / 4 + n), y)
            canvas.line([(x, -160), at], 2, (200, 214, 240, 120))
            canvas.disc(at, r, colour)
            canvas.disc(
                (at[0] - r * 0.25, at[1] - r * 0.25), r * 0.55, clear(shade(colour, 1.35), 90)
            )
            if n == 4:
                ring = [
                    (at[0] + 1.8 * r * cos(a / 6), at[1] + 0.4 * r * sin(a / 6)) for a in range(39)
                ]
                canvas.line(ring, 4, (250, 236, 206, 220))

    return Item(depth=500, box=(780, -160, 1640, 420), paint=paint, period_ms=4000)


def _stand(canvas: Canvas, foot: Point, wide: float, tall: float) -> None:
    x, y = foot
    canvas.glow((x, y), wide * 0.9, (8, 10, 24), 0.5, ry=wide * 0.16)
    canvas.fade((x - wide / 2, y - tall, x + wide / 2, y), (226, 232, 242), (168, 178, 200))
    canvas.box(
        (x - wide * 0.56, y - tall - 10, x + wide * 0.56, y - tall + 4), (246, 248, 252), radius=4
    )


def _plasma(foot: Point) -> Item:
    x, y = foot
    centre = (x, y - 216)

    def paint(canvas: Canvas, seconds: float) -> None:
        _stand(canvas, foot, 130, 120)
        canvas.glow(centre, 260, (190, 110, 255), 0.55)
        canvas.disc(centre, 96, (46, 26, 88))
        rng = Random(int(seconds * 8) % 16)
        for _ in range(11):
            angle, points = rng.uniform(0, 2 * pi), [centre]
            for n in range(1, 7):
                angle += rng.uniform(-0.35, 0.35)
                points.append(
                    (centre[0] + 15.4 * n * cos(angle), centre[1] + 15.4 * n * sin(angle))
                )
            canvas.line(points, 6, (190, 120, 255, 110))
            canvas.line(points, 2.4, (250, 226, 255))
        canvas.disc(centre, 15, (255, 230, 255))
        canvas.disc((centre[0] - 34, centre[1] - 40), 22, (255, 255, 255, 60), 14)
        canvas.write("辉光球", (x, y - 60), 30, (40, 70, 130))

    return Item(depth=y, box=(x - 270, y - 490, x + 270, y + 30), paint=paint, period_ms=2000)


def _robot(foot: Point) -> Item:
    x, y = foot

    def paint(canvas: Canvas, seconds: float) -> None:
        swing = sin(2 * pi * seconds / 2)
        canvas.glow((x, y), 120, (8, 10, 24), 0.5, ry=20)
        white, grey, blue = (240, 244, 250), (176, 188, 206), (60, 190, 240)
        for side in (-1, 1):
            canvas.limb((x + side * 30, y - 110), (x + side * 34, y - 12), 22, 18, grey)
            canvas.box((x + side * 34 - 28, y - 18, x + side * 34 + 28, y), white, radius=8)
            hand = (x + side * 108, y - 170 - (70 * swing if side > 0 else 0) - 40)
            canvas.limb((x + side * 70, y - 236), hand, 17, 14, grey)
            canvas.disc(hand, 18, white)
        canvas.blob(
            [(x - 74, y - 250), (x + 74, y - 250), (x + 56, y - 110), (x - 56, y - 110)], white
        )
        canvas.box((x - 34, y - 228, x + 34, y - 176), (34, 60, 110), radius=8)
        canvas.write("你好", (x, y - 202), 28, blue)
        canvas.box((x - 62, y - 372, x + 62, y - 274), white, radius=34)
        canvas.box((x - 46, y - 352, x + 46, y - 296), (24, 36, 66), radius=22)
        for side in (-1, 1):
            canvas.disc((x + side * 20, y - 324), 9, blue, 9 if seconds % 2 > 0.2 else 2)
        canvas.line([(x, y - 372), (x, y - 396)], 5, grey)
        canvas.disc((x, y - 400), 8, (250, 120, 90))

    return Item(depth=y, box=(x - 150, y - 420, x + 150, y + 24), paint=paint, period_ms=2000)


def _pendulum(foot: Point) -> Item:
    x, y = foot

    def paint(canvas: Canvas, seconds: float) -> None:
        _stand(canvas, foot, 240, 100)
        canvas.line(
            [(x - 100, y - 100), (x - 84, y - 270), (x + 84, y - 270), (x + 100, y - 100)],
            8,
            (206, 214, 228),
        )
        for n in range(9):
            swing = sin(2 * pi * seconds * (6 + n) / 12) * 0.5
            top = (x - 64 + 16 * n, y - 268)
            bob = (top[0] + 130 * sin(swing) * 0.4, top[1] + 128)
            canvas.line([top, bob], 1.5, (230, 236, 246))
            canvas.disc(bob, 9, mix((250, 170, 70), (90, 190, 240), n / 8))
        canvas.write("蛇形摆", (x, y - 50), 30, (40, 70, 130))

    return Item(depth=y, box=(x - 150, y - 290, x + 150, y + 24), paint=paint, period_ms=4000)


def base(seed: int, weather: str) -> Scene:
    """A science base in the country: panels along a path, a wind vane, families who read."""
    rng = Random(seed)

    def backdrop(canvas: Canvas) -> None:
        still = Random(seed + 5)
        far.sky(canvas, still, weather, 440)
        far.hills(canvas, still, weather, 420, layers=5, near=(100, 148, 100))
        far.grass(canvas, still, (far.LEFT, 440, far.RIGHT, far.BOTTOM), (136, 180, 100), tufts=420)
        for _ in range(26):
            far.tree(canvas, still, (still.uniform(-300, 2700), still.uniform(446, 520)), 120)
        canvas.polygon(
            [(1110, 450), (1190, 450), (1900, far.BOTTOM), (300, far.BOTTOM)], (216, 206, 188)
        )
        canvas.polygon(
            [(1124, 450), (1176, 450), (1780, far.BOTTOM), (420, far.BOTTOM)], (228, 220, 204)
        )

    items = [_gate(), _vane((1760, 620))]
    for n, x in enumerate((500, 790, 1560, 1850)):
        title = ("植物与生态", "二十四节气", "土壤的秘密", "气象观测")[n]
        items.append(_panel((x - 120, 470 + 10 * (n % 2), x + 120, 670), title, n))
    items += crowd(
        rng,
        15,
        (380, 760, 2020, 880),
        (adult, pupil, elder, pupil),
        Ground(horizon=420, rise=0.74),
        (640 + 1000 * (seed % 2), 690),
        apart=0.5,
    )
    items += crowd(
        rng,
        5,
        (300, 920, 2100, 1000),
        (adult, pupil),
        Ground(horizon=420, rise=0.7),
        (1200, 560),
        apart=0.6,
    )
    items.append(somebody(adult(rng), Pose(turn=1), (800, 900), 300, move="walk"))
    return Scene(
        backdrop=backdrop,
        items=items,
        light=Light(tint=(1.03, 1.01, 0.95)),
    )


def _gate() -> Item:
    def paint(canvas: Canvas) -> None:
        for x in (880, 1520):
            canvas.fade((x - 26, 330, x + 26, 640), (178, 128, 86), (140, 96, 64))
        canvas.fade((830, 280, 1570, 372), (166, 116, 76), (136, 92, 60))
        canvas.polygon([(800, 282), (1600, 282), (1540, 236), (860, 236)], (110, 80, 62))
        canvas.write(
            "云岭县科普教育基地", (1200, 326), 54, (255, 232, 160), family="serif", spread=0.14
        )

    return thing(520, (790, 220, 1610, 650), paint)


def _panel(box: Box, title: str, n: int) -> Item:
    colours = ((60, 140, 90), (206, 120, 50), (150, 104, 70), (40, 120, 190))
    left, top, right, bottom = box
    return thing(
        bottom + 60,
        (left - 10, top - 10, right + 10, bottom + 80),
        lambda canvas: props.board(canvas, box, title, Random(n), colour=colours[n]),
    )


def _vane(foot: Point) -> Item:
    x, y = foot

    def paint(canvas: Canvas, seconds: float) -> None:
        canvas.limb((x, y), (x, y - 430), 7, 4, (230, 234, 238))
        turn = cos(2 * pi * seconds / 2)
        for side, colour in ((-1, (222, 60, 52)), (1, (240, 240, 240))):
            at = (x + side * 52 * turn, y - 430)
            canvas.line([(x, y - 430), at], 4, (200, 206, 212))
            canvas.disc(at, 15, colour)
        canvas.box((x - 34, y - 250, x + 34, y - 180), (246, 248, 250), radius=4)
        for n in range(5):
            canvas.box((x - 30, y - 242 + 13 * n, x + 30, y - 236 + 13 * n), (190, 198, 206))

    return Item(depth=y, box=(x - 80, y - 460, x + 80, y + 10), paint=paint, period_ms=2000)
