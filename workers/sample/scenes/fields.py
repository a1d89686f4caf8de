"""Activity 3 in the villages: terraces, a greenhouse, and the valley from a drone."""

from dataclasses import replace
from itertools import pairwise
from math import cos, pi, sin
from random import Random

from workers.sample import backdrops as far
from workers.sample import props
from workers.sample.canvas import Canvas, Colour, Point, mix, shade
from workers.sample.people import Pose, adult, farmer
from workers.sample.stage import Ground, Item, Light, Scene, crowd, somebody, thing

SUNNY = Light(tint=(1.04, 1.01, 0.93))
GREENS: tuple[Colour, ...] = (
    (122, 168, 74),
    (150, 186, 84),
    (98, 150, 78),
    (186, 190, 92),
    (134, 176, 96),
)


def terraces(seed: int, weather: str) -> Scene:
    """A hillside in steps; a trainer shows a plant to farmers on the nearest one."""
    rng = Random(seed)

    def backdrop(canvas: Canvas) -> None:
        still = Random(seed + 7)
        far.sky(canvas, still, weather, 380)
        far.hills(canvas, still, weather, 390, layers=5, near=(96, 142, 92))
        _village(canvas, still)
        _steps(canvas, still)

    items = [props.banner(722, (800, 418, 1580, 490), "科技特派员田间指导", foot=722)]
    items += _lesson(rng, (1180, 812))
    items += crowd(
        rng,
        4,
        (260, 720, 760, 790),
        (farmer,),
        Ground(horizon=380, rise=0.52),
        (500, 760),
        moves=("sway",),
    )
    items += _crops(rng, 860, 0.9)
    items += _crops(rng, 930, 1.15)
    return Scene(
        backdrop=backdrop,
        items=items,
        light=SUNNY,
    )


def _village(canvas: Canvas, rng: Random) -> None:
    for n in range(14):
        x, y = 1500 + rng.uniform(-40, 60) * n * 0.4 + n * 46, 402 + rng.uniform(-14, 20)
        canvas.fade((x, y - 26, x + 42, y), (240, 236, 226), (222, 216, 206))
        canvas.polygon(
            [(x - 5, y - 26), (x + 47, y - 26), (x + 36, y - 42), (x + 6, y - 42)], (112, 104, 108)
        )
    for _ in range(30):
        far.tree(canvas, rng, (rng.uniform(-300, 2700), rng.uniform(408, 436)), 52)


def _steps(canvas: Canvas, rng: Random) -> None:
    y, step = 420.0, 18.0
    while y < far.BOTTOM:
        green = rng.choice(GREENS)
        phase, bow = rng.uniform(0, 2 * pi), step * 0.8
        edge = [
            (x, y + bow * sin(x / 520 + phase) + bow * 0.3 * sin(x / 170 + phase * 2))
            for x in range(-600, 3001, 40)
        ]
        canvas.polygon([*edge, (3000, far.BOTTOM), (-600, far.BOTTOM)], shade(green, 0.66))
        lower = [(x, py + step * 0.26) for x, py in edge]
        canvas.fade(
            (-600, y - bow * 2, 3000, y + step * 3.2),
            shade(green, 1.16),
            green,
            [*lower, (3000, far.BOTTOM), (-600, far.BOTTOM)],
        )
        for n in range(1, 5):
            row = [(x, py + step * (0.26 + 0.2 * n)) for x, py in edge]
            canvas.line(row, step * 0.05, (*shade(green, 0.8)[:3], 110))
        y, step = y + step * 1.05, step * 1.24


def _lesson(rng: Random, at: Point) -> list[Item]:
    x, y = at
    trainer = somebody(
        adult(rng, outfit="jacket", top=(60, 110, 170), wears="cap"),
        Pose(turn=0.4, left=(14, 30), right=(70, 30), holds="paper"),
        (x - 30, y - 20),
        300,
        move="talk",
    )
    items = [trainer]
    spots = (
        (-330, -6, 0.8),
        (-225, 26, 0.7),
        (-135, -46, 0.5),
        (120, -44, -0.5),
        (220, 6, -0.7),
        (320, -24, -0.8),
        (405, 34, -0.9),
        (-420, 44, 0.9),
    )
    for dx, dy, turn in spots:
        if rng.random() < 0.88:
            pose = Pose(
                turn=turn,
                left=(8, rng.choice((10, 90))),
                right=(10, rng.choice((10, 100))),
                holds=rng.choice(("none", "none", "phone", "paper")),
                lean=turn * 3,
            )
            items.append(
                somebody(
                    farmer(rng),
                    pose,
                    (x + dx, y + dy),
                    286,
                    beat=rng.random(),
                    move=rng.choice(("sway", "still", "write")),
                )
            )
    return items


def _crops(rng: Random, y: float, size: float) -> list[Item]:
    """A row of maize-like plants that move in the wind."""
    items = []
    for n in range(-6, 66):
        x = n * 42 * size + rng.uniform(-8, 8)
        if not -300 < x < 2700:
            continue
        tall, beat, green = size * rng.uniform(46, 80), rng.random(), rng.choice(GREENS[:3])
        items.append(_plant((x, y + rng.uniform(-4, 10)), tall, beat, shade(green, 0.85)))
    return items


def _plant(foot: Point, tall: float, beat: float, green: Colour) -> Item:
    x, y = foot

    def paint(canvas: Canvas) -> None:
        for n, out in enumerate((-0.62, 0.58, -0.36, 0.34, 0.04)):
            root = (x, y - tall * 0.12 * n)
            tip = (x + tall * out, y - tall * (0.55 + 0.12 * n))
            bend = (x + tall * out * 0.4, y - tall * (0.52 + 0.12 * n))
            tone = shade(green, 0.9 + 0.09 * n)
            canvas.limb(root, bend, tall * 0.05, tall * 0.05, tone)
            canvas.limb(bend, tip, tall * 0.05, tall * 0.008, tone)

    still = thing(y, (x - tall, y - tall * 1.3, x + tall, y + 6), paint)
    return replace(still, period_ms=2400, lean=0.07, beat=beat)


def greenhouse(seed: int, weather: str) -> Scene:
    """Inside a plastic tunnel: beds in perspective, red fruit, farmers along the path."""
    rng = Random(seed)
    items = [
        thing(
            560,
            (930, 300, 1470, 400),
            lambda canvas: props.hung(canvas, (930, 316, 1470, 372), "现代农业技术培训班"),
        )
    ]
    for n, y in enumerate((700, 738, 790, 850)):
        for side in (-1, 1):
            x = 1200 + side * (70 + 34 * n) + rng.uniform(-14, 14)
            pose = Pose(
                turn=-side * rng.uniform(0.2, 0.9),
                back=rng.random() < 0.2,
                right=(30, 90),
                holds=rng.choice(("phone", "none", "paper")),
            )
            items.append(
                somebody(
                    farmer(rng),
                    pose,
                    (x, y),
                    (y - 500) * 0.98,
                    move=rng.choice(("sway", "talk", "write")),
                    beat=rng.random(),
                )
            )
    items.append(
        somebody(
            adult(rng, outfit="coat"), Pose(turn=0.1, right=(95, 20)), (1200, 690), 205, move="talk"
        )
    )
    items += _beds(rng)
    return Scene(
        backdrop=lambda canvas: _tunnel(canvas, seed, weather),
        items=items,
        light=Light(tint=(1.02, 1.03, 0.96), vignette=0.2),
    )


def _tunnel(canvas: Canvas, seed: int, weather: str) -> None:
    zenith, low, _ = far.WEATHERS[weather]
    canvas.fade(
        (far.LEFT, far.TOP, far.RIGHT, far.BOTTOM),
        mix(zenith, (246, 250, 250), 0.66),
        mix(low, (255, 255, 255), 0.5),
    )
    centre = (1200.0, 520.0)
    for n in range(9):
        r = 130 * 1.42**n
        arc = [
            (
                centre[0] + r * cos(pi * a / 40),
                centre[1] + 30 + 0.12 * r - 0.86 * r * sin(pi * a / 40),
            )
            for a in range(41)
        ]
        if n:
            canvas.polygon(
                [*arc, (centre[0] - r, far.BOTTOM), (centre[0] + r, far.BOTTOM)][:41],
                (255, 255, 255, 16),
            )
            canvas.line(arc, 2 + 1.5 * n, (176, 190, 196))
            canvas.line([(x - 2, y - 2) for x, y in arc], 1 + 0.5 * n, (236, 242, 244))
    canvas.glow(centre, 260, (255, 255, 250), 0.9)
    canvas.fade((far.LEFT, 548, far.RIGHT, far.BOTTOM), (122, 128, 90), (158, 130, 98))
    canvas.polygon(
        [(1192, 545), (1208, 545), (1560, far.BOTTOM), (840, far.BOTTOM)], (190, 166, 134)
    )
    far.grass(canvas, Random(seed), (1100, 548, 1300, 556), (126, 160, 96), tufts=5)


def _beds(rng: Random) -> list[Item]:
    items = []
    for n in range(15):
        y = 575 + 1.25**n * 14
        size = (y - 520) * 0.36
        for side in (-1, 1):
            for lane in (1.0, 2.05, 3.1):
                x = 1200 + side * (y - 520) * (0.62 + 0.62 * lane)
                if -200 < x < 2600 and y < 1150:
                    items.append(_vine((x, y), size, rng.randint(0, 999)))
    return items


def _vine(foot: Point, size: float, seed: int) -> Item:
    x, y = foot
    tall = size * 2.7

    def paint(canvas: Canvas) -> None:
        still = Random(seed)
        canvas.line([(x, y), (x, y - tall)], size * 0.05, (120, 140, 90))
        for _ in range(26):
            at = (x + still.gauss(0, size * 0.3), y - still.uniform(0.04, 1.0) * tall)
            green = shade((84, 148, 70), still.uniform(0.76, 1.22))
            canvas.disc(
                at, size * still.uniform(0.12, 0.24), green, size * still.uniform(0.09, 0.18)
            )
        for _ in range(6):
            at = (x + still.gauss(0, size * 0.26), y - still.uniform(0.15, 0.85) * tall)
            canvas.disc(
                at, size * 0.095, still.choice(((222, 54, 44), (236, 110, 50), (220, 60, 50)))
            )
            canvas.disc((at[0] - size * 0.03, at[1] - size * 0.03), size * 0.028, (255, 220, 210))

    return thing(y, (x - size, y - tall - size * 0.3, x + size, y + 4), paint)


def valley(seed: int, weather: str) -> Scene:
    """From a drone: the valley with its fields, greenhouses, a road and a stream."""
    rng = Random(seed)

    def backdrop(canvas: Canvas) -> None:
        still = Random(seed + 3)
        far.sky(canvas, still, weather, 240)
        far.hills(canvas, still, weather, 230, layers=5, near=(88, 136, 92))
        canvas.fade((far.LEFT, 236, far.RIGHT, far.BOTTOM), (150, 182, 110), (112, 152, 82))
        _patches(canvas, still)
        _ribbon(canvas, 1500, 30, (112, 176, 204), (190, 222, 232))
        _ribbon(canvas, 800, -18, (196, 190, 182), (226, 222, 214))
        for n in range(60):
            y = 250 + 740 * (n / 60) ** 1.6
            far.tree(canvas, still, (still.uniform(-200, 2600), y), 22 + 0.1 * (y - 240))

    items = [
        thing(
            600 + n,
            (400, 400, 2000, 1000),
            lambda canvas, n=n: _glasshouse(canvas, (1060 + 52 * n, 560 + 62 * n), 150 + 26 * n),
        )
        for n in range(4)
    ]
    items += crowd(
        rng, 14, (1000, 850, 1320, 930), (farmer,), Ground(horizon=0, rise=0.05), (1160, 880)
    )
    return Scene(
        backdrop=backdrop,
        items=items,
        light=Light(tint=(1.02, 1.01, 0.95), grain=2),
    )


def _patches(canvas: Canvas, rng: Random) -> None:
    lines = [248 + 16 * 1.32**n for n in range(15)]
    for upper, lower in pairwise(lines):
        x = -900.0
        while x < 3300:
            wide = rng.uniform(0.9, 2.4) * (lower - 200) * 0.55
            a, b = _spread(x, upper), _spread(x, lower)
            c, d = _spread(x + wide * 0.96, lower), _spread(x + wide * 0.96, upper)
            green = rng.choice((*GREENS, (206, 186, 112), (170, 146, 104)))
            canvas.polygon([(a, upper), (b, lower - 3), (c, lower - 3), (d, upper)], green)
            for n in range(1, 7):
                t = n / 7
                canvas.line(
                    [(a + (d - a) * t, upper), (b + (c - b) * t, lower - 3)],
                    1.2 + (lower - upper) * 0.02,
                    (*shade(green, 0.85)[:3], 150),
                )
            x += wide


def _spread(x: float, y: float) -> float:
    return 1200 + (x - 1200) * (0.72 + (y - 240) / 900)


def _ribbon(canvas: Canvas, x: float, lean: float, edge: Colour, middle: Colour) -> None:
    for colour, share in ((edge, 1.0), (middle, 0.62)):
        left, right = [], []
        for n in range(41):
            y = 250 + (far.BOTTOM - 250) * (n / 40) ** 1.5
            half = (y - 236) * 0.045 * share
            at = x + lean * (y - 240) * 0.03 + 90 * sin(y / 150) * (y - 200) / 500
            left.append((at - half, y))
            right.append((at + half, y))
        canvas.polygon(left + right[::-1], colour)


def _glasshouse(canvas: Canvas, at: Point, wide: float) -> None:
    x, y = at
    high = wide * 0.17
    canvas.polygon(
        [
            (x, y),
            (x + wide, y - high),
            (x + wide * 1.3, y + high * 0.2),
            (x + wide * 0.3, y + high * 1.25),
        ],
        (236, 242, 244),
    )
    canvas.polygon(
        [
            (x + wide * 0.15, y + high * 0.5),
            (x + wide * 1.14, y - high * 0.5),
            (x + wide * 1.3, y + high * 0.2),
            (x + wide * 0.3, y + high * 1.25),
        ],
        (200, 216, 222),
    )
    for n in range(1, 8):
        t = n / 8
        canvas.line(
            [(x + wide * t, y - high * t), (x + wide * (0.3 + t), y + high * (1.25 - 1.05 * t))],
            2,
            (180, 196, 204),
        )
