"""Activity 2, the science lecture: the hall from behind, the listeners from the front."""

from math import pi, sin
from random import Random

from workers.sample import backdrops as far
from workers.sample import exhibits, props
from workers.sample.canvas import Box, Canvas, Colour, Point, mix, shade
from workers.sample.people import Pose, adult, elder, pupil
from workers.sample.scenes.square import THEME, lectern
from workers.sample.stage import Item, Light, Scene, somebody, thing

INDOOR = Light(tint=(1.02, 0.99, 0.95), vignette=0.24)
SLIDES = (("科学精神代代传", "rocket"), ("人工智能与生活", "chip"), ("身边的天文学", "planet"))


def lecture(seed: int, _weather: str) -> Scene:
    """From the back rows: slide on the screen, speaker at the lectern, heads before it."""
    rng = Random(seed)
    title, picture = SLIDES[seed % 3]

    def backdrop(canvas: Canvas) -> None:
        far.room(canvas, (222, 206, 182), (150, 112, 84), corner=620, ceiling=60)
        far.lamps(canvas, 24, 5)
        for x in (80, 2080):
            _panel(canvas, x)
        canvas.fade((560, 560, 1840, 650), (128, 84, 58), (100, 64, 46))
        canvas.fade((560, 552, 1840, 566), (176, 124, 86), (160, 108, 74))
        props.hung(canvas, (640, 78, 1760, 146), "云岭县2025年科技活动周·科普大讲堂")
        _screen(canvas, (800, 176, 1600, 530), title, picture)

    items = [
        somebody(
            adult(rng, outfit="jacket", top=(52, 62, 90), wears="glasses"),
            Pose(turn=0.5, right=(60, 40)),
            (690, 572),
            196,
            move="talk",
            depth=570,
        ),
        thing(580, (610, 430, 780, 600), lambda canvas: lectern(canvas, (690, 588), 88)),
        thing(
            581,
            (1640, 430, 1800, 620),
            lambda canvas: exhibits.flowers(canvas, Random(3), 1650, 1790, 568, 40),
        ),
    ]
    for row in range(6):
        items += _row(rng, 660 + row * 74 + row * row * 5, 92 + row * 22, row)
    return Scene(
        backdrop=backdrop,
        items=items,
        light=INDOOR,
    )


def _panel(canvas: Canvas, x: float) -> None:
    canvas.box((x, 120, x + 240, 560), (206, 186, 158))
    for n in range(9):
        canvas.box((x + 8 + 26 * n, 128, x + 24 + 26 * n, 552), (214, 196, 170))
    canvas.glow((x + 120, 180), 190, (255, 236, 200), 0.5)


def _screen(canvas: Canvas, box: Box, title: str, picture: str) -> None:
    left, top, right, bottom = box
    canvas.glow(((left + right) / 2, (top + bottom) / 2), 720, (190, 220, 255), 0.4, ry=460)
    canvas.box((left - 10, top - 10, right + 10, bottom + 10), (40, 42, 48))
    canvas.fade(box, (20, 52, 116), (46, 116, 190))
    wide, high = right - left, bottom - top
    canvas.write(
        title,
        (left + wide * 0.36, top + high * 0.3),
        high * 0.16,
        (255, 255, 255),
        family="black",
        widest=wide * 0.6,
    )
    canvas.write(
        "云岭县科学技术协会",
        (left + wide * 0.36, top + high * 0.46),
        high * 0.07,
        props.GOLD,
        spread=0.1,
    )
    for n, share in enumerate((0.5, 0.42, 0.46)):
        y = top + high * (0.62 + 0.1 * n)
        canvas.disc((left + wide * 0.09, y), high * 0.015, props.GOLD)
        canvas.box(
            (left + wide * 0.12, y - high * 0.018, left + wide * (0.12 + share), y + high * 0.018),
            (190, 214, 240),
        )
    centre = (left + wide * 0.82, top + high * 0.5)
    {"rocket": _rocket, "chip": _chip, "planet": _planet}[picture](canvas, centre, high * 0.36)


def _rocket(canvas: Canvas, at: Point, r: float) -> None:
    x, y = at
    canvas.glow((x, y + r * 0.78), r * 0.5, (255, 190, 90), 0.9)
    canvas.blob(
        [
            (x, y - r),
            (x + r * 0.26, y - r * 0.3),
            (x + r * 0.24, y + r * 0.6),
            (x - r * 0.24, y + r * 0.6),
            (x - r * 0.26, y - r * 0.3),
        ],
        (242, 246, 250),
    )
    for side in (-1, 1):
        canvas.polygon(
            [
                (x + side * r * 0.2, y + r * 0.2),
                (x + side * r * 0.5, y + r * 0.75),
                (x + side * r * 0.2, y + r * 0.6),
            ],
            (222, 60, 52),
        )
    canvas.disc((x, y - r * 0.2), r * 0.11, (60, 130, 200))


def _chip(canvas: Canvas, at: Point, r: float) -> None:
    x, y = at
    for n in range(6):
        d = (n - 2.5) * r * 0.24
        canvas.box((x + d - 4, y - r * 0.95, x + d + 4, y + r * 0.95), props.GOLD)
        canvas.box((x - r * 0.95, y + d - 4, x + r * 0.95, y + d + 4), props.GOLD)
    canvas.box((x - r * 0.72, y - r * 0.72, x + r * 0.72, y + r * 0.72), (26, 36, 66), radius=12)
    canvas.write("AI", (x, y), r * 0.7, (140, 226, 255), family="black")


def _planet(canvas: Canvas, at: Point, r: float) -> None:
    x, y = at
    for n in range(26):
        a = n * 2.4
        canvas.disc((x + r * 1.2 * sin(a), y + r * 1.1 * sin(a * 1.7 + 1)), 2.5, (255, 255, 255))
    canvas.disc(at, r * 0.62, (238, 180, 110))
    for n, tone in enumerate((0.86, 1.12, 0.92)):
        canvas.limb(
            (x - r * (0.5 - 0.06 * n), y + (n - 1) * r * 0.26),
            (x + r * (0.5 - 0.06 * n), y + (n - 1) * r * 0.22),
            r * 0.06,
            r * 0.04,
            shade((238, 180, 110), tone),
        )
    ring = [
        (x + r * 1.1 * sin(2 * pi * n / 40), y + r * 0.3 * sin(2 * pi * n / 40 + pi / 2.4))
        for n in range(41)
    ]
    canvas.line(ring, r * 0.07, (255, 236, 200, 210))


def _row(rng: Random, y: float, step: float, row: int) -> list[Item]:
    """One row of listeners seen from behind, with the backs of their seats."""
    items: list[Item] = []
    colour = mix((132, 40, 44), (96, 28, 34), row / 6)
    shift = (row % 2) * step * 0.5
    for n in range(-13, 14):
        x = 1200 + n * step * 1.16 + shift
        if not -300 < x < 2700 or abs(x - 1200) < step * 0.42:
            continue
        if rng.random() < 0.86:
            who = rng.choice((adult, adult, adult, elder))(rng)
            pose = Pose(
                back=True,
                seated=True,
                turn=rng.choice((0, 0, 0.25, -0.25)),
                lean=rng.uniform(-4, 4),
            )
            items.append(
                somebody(
                    who,
                    pose,
                    (x, y + step * 1.7),
                    step * 2.8,
                    depth=y,
                    beat=rng.random(),
                    move=rng.choice(("sway", "still", "still")),
                )
            )
        box = (x - step * 0.46, y - step * 0.18, x + step * 0.46, y + step * 1.3)
        items.append(thing(y + 1, box, lambda canvas, box=box: _seat(canvas, box, colour)))
    return items


def _seat(canvas: Canvas, box: Box, colour: Colour) -> None:
    left, top, right, bottom = box
    canvas.box(box, shade(colour, 0.8), radius=(right - left) * 0.14)
    canvas.box((left + 3, top + 3, right - 3, bottom), colour, radius=(right - left) * 0.13)
    canvas.box(
        (left + (right - left) * 0.12, top + 8, right - (right - left) * 0.12, top + 12),
        shade(colour, 1.25),
        radius=2,
    )


def audience(seed: int, weather: str) -> Scene:
    """From the stage: rows of listeners who look, write and raise their hands."""
    rng = Random(seed)

    def backdrop(canvas: Canvas) -> None:
        far.room(canvas, (226, 214, 194), (142, 108, 84), corner=470, ceiling=40)
        for x in (240, 700, 1480, 1940):
            far.window(canvas, (x, 110, x + 190, 390), weather=weather, curtain=(196, 86, 70))
        props.hung(canvas, (960, 96, 1440, 150), THEME)
        canvas.box((1060, 210, 1180, 470), (146, 100, 70))
        canvas.box((1220, 210, 1340, 470), (146, 100, 70))

    items: list[Item] = []
    for row in range(5):
        y, step = 545 + row * 82 + row * row * 10, 96 + row * 32
        items += _front_row(rng, y, step, row)
    return Scene(
        backdrop=backdrop,
        items=items,
        light=INDOOR,
    )


def _front_row(rng: Random, y: float, step: float, row: int) -> list[Item]:
    items: list[Item] = []
    for n in range(-11, 12):
        x = 1200 + n * step * 1.3 + (row % 2) * step * 0.6
        if not -200 < x < 2600:
            continue
        back = (x - step * 0.5, y - step * 0.62, x + step * 0.5, y + step)
        items.append(thing(y - 2, back, lambda canvas, box=back: _seat(canvas, box, (132, 40, 44))))
        if rng.random() < 0.12:
            continue
        who = rng.choice((adult, adult, elder, pupil))(rng)
        who_height = step * (2.9 if not who.child else 3.5)
        hand = rng.choice(((12, 96), (20, 110), (8, 40), (8, 40), (164, 6)))
        pose = Pose(
            seated=True,
            turn=rng.uniform(-0.35, 0.35),
            left=(14, 100),
            right=hand,
            holds="paper" if hand[1] > 90 and rng.random() < 0.5 else "none",
        )
        items.append(
            somebody(
                who,
                pose,
                (x, y + step * (1.75 if not who.child else 1.5)),
                who_height,
                depth=y,
                beat=rng.random(),
                move="wave" if hand[0] > 100 else rng.choice(("sway", "write", "still")),
            )
        )
    desk = (-300.0, y + step * 0.42, 2700.0, y + step * 1.1)
    items.append(thing(y + 4, desk, lambda canvas: _desk(canvas, desk)))
    return items


def _desk(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    canvas.fade((left, top, right, bottom), (170, 118, 78), (128, 84, 56))
    canvas.box((left, top - (bottom - top) * 0.14, right, top), (206, 158, 112))
    for n in range(13):
        x = 1200 + (n - 6) * (bottom - top) * 3.2
        canvas.box((x - 2, top, x + 2, bottom), (112, 72, 48))
        canvas.box(
            (
                x + 40,
                top - (bottom - top) * 0.11,
                x + 40 + (bottom - top) * 0.7,
                top - (bottom - top) * 0.03,
            ),
            (250, 250, 246),
        )
