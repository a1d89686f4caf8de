"""Activity 4, science volunteers: free consultations, eye tests and signing up by QR code."""

from functools import lru_cache, partial
from math import cos, radians, sin
from random import Random

import segno

from workers.sample import backdrops as far
from workers.sample import exhibits, props
from workers.sample.canvas import Box, Canvas, Point
from workers.sample.people import Pose, adult, doctor, elder, pupil, volunteer
from workers.sample.stage import Ground, Item, Light, Scene, crowd, somebody, thing

MILD = Light(tint=(1.01, 1.01, 0.99))
TEAL = (22, 132, 140)


def consult(seed: int, weather: str) -> Scene:
    """A row of tables in a residential court: white coats behind, old people before them."""
    rng = Random(seed)
    items = [props.banner(556, (560, 170, 1840, 250), "云岭县人民医院健康义诊进社区活动", foot=660)]
    for n in range(5):
        items += _desk(rng, 300 + 450 * n, n)
    items += crowd(
        rng,
        8,
        (100, 905, 2300, 985),
        (elder, elder, adult, volunteer),
        Ground(horizon=420, rise=0.6),
        (1200, 640),
    )
    items.append(somebody(volunteer(rng), Pose(turn=0.9), (520, 868), 268, move="walk"))
    return Scene(
        backdrop=lambda canvas: _court(canvas, seed, weather),
        items=items,
        light=MILD,
    )


def _court(canvas: Canvas, seed: int, weather: str) -> None:
    rng = Random(21)
    far.sky(canvas, Random(seed + 2), weather, 480)
    for n in range(7):
        left = -560 + 520 * n
        far.house(canvas, rng, (left, 90 + 46 * (n % 3), left + 400, 500), (232, 218, 200))
    for n in range(19):
        far.tree(
            canvas, rng, (-320 + 170 * n + rng.uniform(-36, 36), 516), 180, green=(98, 152, 92)
        )
    far.hedge(canvas, rng, 530, 34)
    far.plaza(canvas, 548, stone=(198, 194, 188))


def _desk(rng: Random, x: float, n: int) -> list[Item]:
    """One table: a doctor who sits, perhaps one who stands, and those who came."""
    sign = ("内科", "眼科", "血压血糖", "中医科", "用药咨询")[n]
    things = partial(_kit, seed=rng.randint(0, 99))
    front, white = (x - 170, 726, x + 170, 806), (238, 242, 244)
    return [
        props.table(730, front, cloth=white, text=sign, ink=TEAL, things=things),
        *_doctors(rng, x),
        *_patients(rng, x),
    ]


def _doctors(rng: Random, x: float) -> list[Item]:
    seated = Pose(turn=rng.choice((-0.3, 0.3)), seated=True, left=(16, 84), right=(18, 80))
    standing = Pose(turn=-0.4, left=(10, 60), right=(30, 110))
    move = rng.choice(("talk", "write"))
    items = [somebody(doctor(rng), seated, (x - 60, 850), 330, depth=700, move=move)]
    if rng.random() < 0.6:
        beat = rng.random()
        items.append(somebody(doctor(rng), standing, (x + 96, 732), 292, depth=690, beat=beat))
    return items


def _patients(rng: Random, x: float) -> list[Item]:
    clothes = rng.choice(((120, 96, 110), (84, 104, 130), (150, 120, 90)))
    seen = Pose(back=True, turn=0.3, left=(30, 70), lean=4)
    items = [somebody(elder(rng, top=clothes), seen, (x + 44, 868), 272, beat=rng.random())]
    if rng.random() < 0.5:
        who, pose = rng.choice((elder, adult))(rng), Pose(turn=-0.8, right=(14, 70))
        items.append(somebody(who, pose, (x + 170, 852), 276, beat=rng.random()))
    return items


def _kit(canvas: Canvas, box: Box, *, seed: int) -> None:
    """A blood-pressure meter, papers and a bottle."""
    left, _, right, bottom = box
    canvas.box((left + 16, bottom - 40, left + 74, bottom), (206, 212, 218), radius=5)
    canvas.box((left + 22, bottom - 35, left + 54, bottom - 16), (120, 168, 150))
    canvas.disc((left + 64, bottom - 24), 5, (60, 130, 200))
    canvas.line(
        [(left + 74, bottom - 10), (left + 100, bottom - 4), (left + 118, bottom - 12)],
        4,
        (70, 80, 92),
    )
    canvas.box((left + 104, bottom - 20, left + 150, bottom - 2), (70, 92, 128), radius=5)
    exhibits.leaflets(canvas, (left + 160, box[1], right, bottom), Random(seed), size=0.55)


def eyes(seed: int, weather: str) -> Scene:
    """A room for eye tests: the chart, an optometrist, and those who wait."""
    rng = Random(seed)
    tester = Pose(turn=-0.5, right=(104, 8), holds="pole")
    covering = Pose(turn=0.9, right=(60, 150), left=(8, 12))
    noting = Pose(turn=0.4, right=(24, 100), holds="paper")
    items = [
        somebody(doctor(rng), tester, (1175, 800), 385, move="talk", beat=0.3),
        somebody(rng.choice((pupil, elder))(rng), covering, (820, 880), 400),
        somebody(doctor(rng), noting, (1640, 820), 380, move="write", beat=0.6),
        *_waiting(rng),
    ]
    front = (1480, 700, 1900, 840)
    items.append(
        props.table(860, front, cloth=(236, 240, 242), text="免费验光", ink=TEAL, things=_optics)
    )
    return Scene(
        backdrop=lambda canvas: _eye_room(canvas, weather),
        items=items,
        light=Light(tint=(0.99, 1.01, 1.01), vignette=0.2),
    )


def _waiting(rng: Random) -> list[Item]:
    """Those who sit out their turn, at both ends of the room."""
    items = []
    for n in range(5):
        left = n < 3
        who = rng.choice((elder, adult, pupil) if left else (elder, adult))(rng)
        pose = Pose(turn=0.7, back=n % 2 == 0) if left else Pose(turn=-0.6)
        x = 330 + 130 * n if left else 1590 + 130 * n
        items.append(somebody(who, pose, (x, 900 + 22 * (n % 2)), 390, beat=rng.random()))
    return items


def _eye_room(canvas: Canvas, weather: str) -> None:
    far.room(canvas, (214, 230, 230), (196, 190, 180), corner=650, ceiling=50)
    far.lamps(canvas, 18, 5)
    for x in (250, 1900):
        far.window(canvas, (x, 150, x + 230, 470), weather=weather, curtain=(140, 190, 196))
    props.hung(canvas, (820, 86, 1580, 150), "关爱眼健康  科普惠万家", cloth=TEAL)
    _chart(canvas, (1270, 208, 1450, 560))
    props.board(canvas, (640, 240, 930, 500), "科学用眼", Random(4), colour=TEAL)


def _chart(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    canvas.glow(((left + right) / 2, (top + bottom) / 2), 300, (255, 255, 255), 0.6)
    canvas.box((left - 8, top - 8, right + 8, bottom + 8), (150, 160, 168), radius=6)
    canvas.box(box, (252, 253, 252))
    y, size, rng = top + 36.0, 44.0, Random(2)
    for row in range(8):
        for n in range(1 + row // 2 + row % 2):
            count = 1 + row // 2 + row % 2
            x = (left + right) / 2 + (n - (count - 1) / 2) * size * 1.5
            _tumbling(canvas, (x, y), size, rng.randint(0, 3) * 90)
        y += size * 0.5 + 20
        size *= 0.82


def _tumbling(canvas: Canvas, at: Point, size: float, angle: int) -> None:
    """The letter of Chinese eye charts, open to one of four sides."""
    c, s, ink = cos(radians(angle)), sin(radians(angle)), (28, 30, 34)
    for x0, y0, x1, y1 in (
        (-0.5, -0.5, -0.3, 0.5),
        (-0.5, -0.5, 0.5, -0.3),
        (-0.5, -0.1, 0.5, 0.1),
        (-0.5, 0.3, 0.5, 0.5),
    ):
        corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        canvas.polygon(
            [(at[0] + size * (x * c - y * s), at[1] + size * (x * s + y * c)) for x, y in corners],
            ink,
        )


def _optics(canvas: Canvas, box: Box) -> None:
    left, _, _, bottom = box
    x = left + 110
    canvas.box((x - 46, bottom - 18, x + 46, bottom), (226, 230, 234), radius=6)
    canvas.box((x - 12, bottom - 90, x + 12, bottom - 12), (206, 212, 218))
    canvas.blob(
        [
            (x - 60, bottom - 112),
            (x + 20, bottom - 130),
            (x + 56, bottom - 104),
            (x + 20, bottom - 78),
            (x - 50, bottom - 84),
        ],
        (240, 243, 246),
    )
    canvas.disc((x - 50, bottom - 98), 17, (52, 64, 84))
    canvas.disc((x - 50, bottom - 98), 9, (110, 160, 210))
    exhibits.leaflets(canvas, (left + 190, box[1], box[2], bottom), Random(9), size=0.8)


def signup(seed: int, weather: str) -> Scene:
    """A street stand where volunteers help people to sign up by scanning a code."""
    rng = Random(seed)
    items = [
        props.banner(560, (700, 190, 1700, 264), "科技志愿服务  点亮美好生活", foot=640),
        thing(690, (1010, 330, 1390, 790), lambda canvas: _poster(canvas, (1030, 340, 1370, 740))),
    ]
    items += booth_row(rng)
    spots = (
        (900, 800, 0.6),
        (1490, 806, -0.7),
        (1010, 872, 0.2),
        (1400, 880, -0.3),
        (1210, 900, 0.1),
    )
    for n, (x, y, turn) in enumerate(spots):
        who = volunteer(rng) if n < 2 else rng.choice((adult, elder))(rng)
        pose = Pose(turn=turn, back=n >= 2, right=(26, 120), holds="phone" if n >= 2 else "paper")
        items.append(
            somebody(
                who,
                pose,
                (x, y),
                0.7 * (y - 400),
                beat=rng.random(),
                move="talk" if n < 2 else "sway",
            )
        )
    items += crowd(
        rng,
        9,
        (80, 830, 2320, 960),
        (adult, elder, volunteer, pupil),
        Ground(horizon=400, rise=0.62),
        (1200, 700),
    )
    return Scene(
        backdrop=lambda canvas: _court(canvas, seed, weather),
        items=items,
        light=MILD,
    )


def booth_row(rng: Random) -> list[Item]:
    """A tent on either side of the poster."""
    items = []
    for n, x in enumerate((540, 1860)):
        inner = rng.randint(0, 99)
        items += [
            props.tent(600, (x, 740), 400, (206, 48, 46), ("科技志愿服务站", "科学生活咨询")[n]),
            somebody(volunteer(rng), Pose(turn=0.2 - 0.4 * n), (x - 70, 738), 250, depth=650),
            somebody(volunteer(rng), Pose(turn=0.2), (x + 80, 738), 250, move="talk", depth=651),
            props.table(
                700,
                (x - 165, 716, x + 165, 786),
                text="科技志愿服务",
                things=lambda canvas, box, inner=inner: exhibits.leaflets(
                    canvas, box, Random(inner), size=0.6
                ),
            ),
        ]
    return items


def _poster(canvas: Canvas, box: Box) -> None:
    left, top, right, bottom = box
    wide = right - left
    for x in (left + 30, right - 30):
        canvas.limb((x, bottom), (x, bottom + 44), 6, 6, (120, 126, 134))
    canvas.glow(((left + right) / 2, bottom + 46), wide * 0.6, (20, 24, 40), 0.35, ry=24)
    canvas.fade(box, (30, 104, 190), (70, 170, 220))
    canvas.write("科普中国", ((left + right) / 2, top + 46), 56, (255, 255, 255), family="black")
    canvas.write("扫一扫  学科学  长知识", ((left + right) / 2, top + 96), 24, (255, 240, 190))
    side = wide * 0.68
    canvas.box(
        ((left + right) / 2 - side / 2, top + 124, (left + right) / 2 + side / 2, top + 124 + side),
        (255, 255, 255),
        radius=8,
    )
    rows = _code()
    cell = side * 0.9 / len(rows)
    x0, y0 = (left + right) / 2 - side * 0.45, top + 124 + side * 0.05
    for j, row in enumerate(rows):
        for i, dark in enumerate(row):
            if dark:
                canvas.box(
                    (x0 + i * cell, y0 + j * cell, x0 + (i + 1) * cell, y0 + (j + 1) * cell),
                    (20, 30, 50),
                )
    canvas.write("科技志愿者为您服务", ((left + right) / 2, bottom - 24), 24, (255, 255, 255))


@lru_cache(maxsize=1)
def _code() -> tuple[tuple[bool, ...], ...]:
    """A code that holds nothing but the name of the week."""
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make("云岭县科技活动周").matrix)
