"""Activity 5 at the school: the experiment lesson and the water rockets."""

from math import cos, pi, sin
from random import Random

from workers.sample import backdrops as far
from workers.sample import exhibits, props
from workers.sample.canvas import Box, Canvas, Colour, Point, clear
from workers.sample.people import Person, Pose, adult, pupil
from workers.sample.stage import Ground, Item, Light, Scene, crowd, somebody, thing

BRIGHT = Light(tint=(1.02, 1.01, 0.97))
LESSONS = ("神奇的颜色变化", "火山喷发实验", "会跳舞的泡泡")


def lesson(seed: int, weather: str) -> Scene:
    """From the last row: blackboard, the teacher's bench with flasks, pupils at their desks."""
    rng = Random(seed)
    title = LESSONS[seed % 3]

    def backdrop(canvas: Canvas) -> None:
        far.room(canvas, (236, 232, 216), (184, 160, 130), corner=610, ceiling=40)
        far.lamps(canvas, 8, 4, wide=280)
        for x in (170, 2010):
            far.window(canvas, (x, 110, x + 240, 450), weather=weather, curtain=(110, 170, 200))
        _blackboard(canvas, (720, 130, 1680, 470), title)
        props.hung(canvas, (860, 54, 1540, 106), "科学实验进校园")
        for n, x in enumerate((500, 1760)):
            props.board(canvas, (x, 200, x + 160, 400), ("学科学", "爱科学")[n], Random(n), rows=4)
        far.sunbeam(canvas, [(200, 450), (410, 450), (900, 1100), (420, 1100)])

    teacher = adult(rng, outfit="coat", style=rng.choice(("bob", "short", "bun")))
    items = [
        somebody(
            teacher,
            Pose(turn=0.3, left=(20, 90), right=(40, 100)),
            (1150, 700),
            330,
            depth=600,
            move="talk",
        ),
        somebody(
            pupil(rng),
            Pose(turn=-0.5, left=(40, 110), right=(20, 90)),
            (1390, 700),
            350,
            depth=601,
            move="write",
            beat=0.4,
        ),
        props.table(640, (930, 560, 1560, 690), cloth=(176, 124, 84), text="", things=_bench),
        _vapour((1270, 490)),
    ]
    for row in range(4):
        items += _desks(rng, 730 + row * 72 + row * row * 14, 106 + row * 34, row)
    return Scene(
        backdrop=backdrop,
        items=items,
        light=BRIGHT,
    )


def _blackboard(canvas: Canvas, box: Box, title: str) -> None:
    left, top, right, bottom = box
    canvas.box((left - 14, top - 14, right + 14, bottom + 14), (158, 112, 72), radius=4)
    canvas.fade(box, (34, 84, 66), (28, 70, 58))
    canvas.glow((left + 280, top + 120), 420, (80, 130, 110), 0.35)
    chalk = (238, 242, 232)
    canvas.write(title, ((left + right) / 2, top + 66), 62, chalk, family="serif", spread=0.1)
    canvas.line([(left + 300, top + 116), (right - 300, top + 112)], 4, (250, 220, 120, 200))
    for n, line in enumerate(("一、观察", "二、猜想", "三、实验", "四、结论")):
        canvas.write(line, (left + 130, top + 150 + 48 * n), 32, clear(chalk, 215), family="serif")
    at = (right - 160, top + 220)
    canvas.line(
        [
            (at[0] - 24, at[1] - 90),
            (at[0] - 24, at[1] - 20),
            (at[0] - 78, at[1] + 80),
            (at[0] + 78, at[1] + 80),
            (at[0] + 24, at[1] - 20),
            (at[0] + 24, at[1] - 90),
        ],
        5,
        chalk,
    )
    canvas.line([(at[0] - 52, at[1] + 30), (at[0] + 52, at[1] + 30)], 4, (150, 210, 240, 220))
    for n in range(6):
        ring = [
            (at[0] - 30 + 12 * n + 7 * cos(a), at[1] + 52 - 26 * (n % 2) + 7 * sin(a))
            for a in (0, 1.05, 2.1, 3.15, 4.2, 5.25, 6.3)
        ]
        canvas.line(ring, 3, clear(chalk, 190))


def _bench(canvas: Canvas, box: Box) -> None:
    left, _, right, bottom = box
    colours: tuple[Colour, ...] = (
        (222, 76, 96),
        (250, 190, 66),
        (76, 166, 222),
        (120, 196, 110),
        (160, 110, 200),
    )
    for n, colour in enumerate(colours):
        exhibits.flask(canvas, (left + 90 + 108 * n, bottom), 84 if n % 2 else 104, colour)
    for n in range(4):
        exhibits.tube(canvas, (right - 96 + 24 * n, bottom), 66, colours[(n + 2) % 5])
    canvas.box((right - 116, bottom - 30, right - 6, bottom - 20), (186, 140, 96))


def _vapour(at: Point) -> Item:
    """Coloured mist that rises from a flask."""

    def paint(canvas: Canvas, seconds: float) -> None:
        for n in range(9):
            age = (n / 9 + seconds / 3) % 1
            x = at[0] + 26 * sin(6 * age + n) * age * 2
            canvas.glow((x, at[1] - 170 * age), 26 + 46 * age, (240, 246, 255), 0.75 * (1 - age))

    return Item(
        depth=650,
        box=(at[0] - 130, at[1] - 250, at[0] + 130, at[1] + 40),
        paint=paint,
        period_ms=3000,
    )


def _desks(rng: Random, y: float, step: float, row: int) -> list[Item]:
    items: list[Item] = []
    for n in range(-7, 8):
        x = 1200 + n * step * 1.5 + (0.3 if row % 2 else -0.2) * step
        if not -200 < x < 2600:
            continue
        hand = rng.choice(((10, 60), (12, 100), (168, 4), (10, 60)))
        pose = Pose(back=True, seated=True, left=(10, 60), right=hand, lean=rng.uniform(-4, 4))
        items.append(
            somebody(
                pupil(rng, tall=0.72),
                pose,
                (x, y + step * 1.42),
                step * 3.7,
                depth=y,
                move="wave" if hand[0] > 100 else rng.choice(("sway", "still")),
                beat=rng.random(),
            )
        )
        items.append(
            _school_desk((x - step * 0.62, y - step * 0.1, x + step * 0.62, y + step * 0.3))
        )
    return items


def _school_desk(box: Box) -> Item:
    left, top, right, bottom = box

    def paint(canvas: Canvas) -> None:
        slant = (bottom - top) * 0.5
        canvas.polygon(
            [(left + slant, top), (right - slant, top), (right, bottom), (left, bottom)],
            (220, 184, 132),
        )
        canvas.box((left, bottom, right, bottom + 8), (176, 136, 92))
        canvas.polygon(
            [
                (left + slant * 1.6, top + 6),
                (left + slant * 3.6, top + 6),
                (left + slant * 3.4, bottom - 5),
                (left + slant * 1.0, bottom - 5),
            ],
            (250, 250, 246),
        )
        for x in (left + 6, right - 6):
            canvas.line([(x, bottom + 6), (x, bottom + (right - left) * 0.6)], 5, (120, 128, 138))

    return thing(top - 4, (left - 4, top - 4, right + 4, bottom + (right - left) * 0.62), paint)


def yard(canvas: Canvas, seed: int, weather: str) -> None:
    """The school house with its flag, and the running track in front."""
    rng = Random(31)
    far.sky(canvas, Random(seed + 2), weather, 470)
    far.hills(canvas, rng, weather, 440, layers=4, near=(110, 154, 112))
    far.house(canvas, rng, (620, 190, 1780, 500), (240, 214, 186))
    canvas.fade((1080, 140, 1320, 500), (226, 120, 96), (206, 98, 80))
    canvas.disc((1200, 196), 34, (250, 250, 246))
    canvas.line([(1200, 196), (1200, 174)], 4, (50, 50, 60))
    canvas.line([(1200, 196), (1216, 204)], 4, (50, 50, 60))
    canvas.write("云岭县青石镇中心校", (1200, 262), 40, props.GOLD, family="black", widest=226)
    canvas.box((1130, 390, 1270, 500), (120, 150, 170))
    for n in range(17):
        far.tree(canvas, rng, (-300 + 190 * n + rng.uniform(-30, 30), 512), 130)
    far.grass(canvas, rng, (far.LEFT, 506, far.RIGHT, 660), (122, 172, 92), tufts=200)
    canvas.fade((far.LEFT, 640, far.RIGHT, far.BOTTOM), (190, 92, 76), (206, 108, 88))
    for n in range(6):
        y = 652 + 26 * 1.62**n
        canvas.box((far.LEFT, y, far.RIGHT, y + 2 + 2.2 * n), (248, 240, 232, 210))


def pole(x: float) -> Item:
    """The flag in front of the school house."""

    def paint(canvas: Canvas, seconds: float) -> None:
        canvas.limb((x, 640), (x, 120), 6, 4, (206, 212, 218))
        top, low = [], []
        for n in range(13):
            wave = 7 * sin(2 * pi * (n / 9 - seconds / 2)) * n / 12
            top.append((x + 9 * n, 130 + wave))
            low.append((x + 9 * n, 200 + wave))
        canvas.polygon(top + low[::-1], (222, 36, 36))

    return Item(depth=515, box=(x - 10, 110, x + 124, 646), paint=paint, period_ms=2000)


def rockets(seed: int, weather: str) -> Scene:
    """Water rockets on the playground: a launch, its spray, and a ring of cheering pupils."""
    rng = Random(seed)
    items = [
        pole(900.0),
        _launch((1210, 720)),
        props.banner(610, (850, 322, 1550, 388), "水火箭发射体验", foot=640),
        somebody(
            adult(rng, outfit="jacket", top=(70, 120, 180)),
            Pose(turn=0.7, right=(70, 20)),
            (1060, 770),
            290,
            move="talk",
        ),
        somebody(
            pupil(rng),
            Pose(turn=0.8, lean=14, left=(30, 80), right=(50, 40)),
            (1130, 800),
            330,
            move="write",
        ),
    ]
    items += crowd(
        rng,
        24,
        (500, 690, 1960, 800),
        (pupil,),
        Ground(horizon=420, rise=0.86),
        (1210, 660),
        moves=("sway", "clap", "wave"),
        apart=0.34,
    )
    items += crowd(
        rng,
        16,
        (300, 900, 2100, 1010),
        (pupil, pupil, pupil, adult),
        Ground(horizon=420, rise=0.72),
        (1210, 600),
        moves=("wave", "clap", "sway"),
        apart=0.42,
    )
    return Scene(
        backdrop=lambda canvas: yard(canvas, seed, weather),
        items=items,
        light=BRIGHT,
    )


def _launch(foot: Point) -> Item:
    """A bottle rocket that climbs out of its spray every four seconds."""
    x, y = foot

    def paint(canvas: Canvas, seconds: float) -> None:
        rise = ((seconds / 4) % 1) ** 0.6
        top = y - 60 - 640 * rise
        spray = Random(4)
        for n in range(70):
            t = spray.random()
            canvas.disc(
                (x + spray.gauss(0, 5 + 34 * (1 - t)), y - (y - top) * t),
                3 + 6 * (1 - t),
                (226, 242, 252, 120 if n % 2 else 190),
            )
        canvas.glow((x, y - 10), 120, (236, 246, 252), 0.8, ry=50)
        canvas.limb((x, top), (x, top - 62), 15, 15, (120, 190, 230))
        canvas.blob([(x - 15, top - 60), (x, top - 110), (x + 15, top - 60)], (228, 60, 54))
        for side in (-1, 1):
            canvas.polygon(
                [(x + side * 13, top - 10), (x + side * 34, top + 22), (x + side * 13, top + 12)],
                (250, 190, 60),
            )
        canvas.polygon(
            [(x - 60, y), (x + 60, y), (x + 40, y - 26), (x - 40, y - 26)], (90, 98, 110)
        )

    return Item(depth=y, box=(x - 170, y - 840, x + 170, y + 40), paint=paint, period_ms=4000)


def near(seed: int, weather: str) -> Scene:
    """Close to a few pupils round one experiment: faces fill the picture."""
    rng = Random(seed)

    def backdrop(canvas: Canvas) -> None:
        far.room(canvas, (238, 234, 220), (184, 160, 130), corner=700, ceiling=-60)
        far.window(canvas, (500, 20, 860, 470), weather=weather, curtain=(110, 170, 200))
        _blackboard(canvas, (1160, 90, 2120, 430), LESSONS[seed % 3])

    def child(person: Person, x: float, turn: float, beat: float) -> Item:
        return somebody(
            person,
            Pose(turn=turn, seated=True, left=(16, 84), right=(26, 96), lean=turn * 5),
            (x, 1290),
            1180,
            depth=800 + beat,
            move="write",
            beat=beat,
        )

    places = ((820, 0.7), (1110, 0.35), (1400, -0.3), (1690, -0.7))
    items = [child(pupil(rng, tall=0.7), x, turn, rng.random()) for x, turn in places]
    items.append(props.table(900, (500, 880, 2000, 1200), cloth=(196, 148, 104), things=_big_bench))
    items.append(
        Item(
            depth=905, box=(1080, 440, 1440, 900), period_ms=3000, paint=_vapour((1262, 700)).paint
        )
    )
    return Scene(
        backdrop=backdrop,
        items=items,
        light=BRIGHT,
    )


def _big_bench(canvas: Canvas, box: Box) -> None:
    colours: tuple[Colour, ...] = ((222, 76, 96), (250, 190, 66), (76, 166, 222), (120, 196, 110))
    for n, colour in enumerate(colours):
        exhibits.flask(canvas, (box[0] + 270 + 270 * n, box[3] - 6), 190 if n % 2 else 230, colour)
