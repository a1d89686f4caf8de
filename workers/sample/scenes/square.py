"""Activity 1 on the people's square: the opening, the crowd and the booths of the bureaus."""

from random import Random

from workers.sample import backdrops as far
from workers.sample import exhibits, props
from workers.sample.canvas import Canvas, Point
from workers.sample.people import Pose, adult, elder, pupil, volunteer
from workers.sample.stage import Ground, Item, Light, Scene, crowd, somebody, thing

THEME = "矢志创新发展  建设科技强国"
TITLE = "2025年云岭县科技活动周"
SIGNS = ("科技成果展示", "健康咨询", "农业技术服务", "防灾减灾科普", "气象科普", "科普中国注册")
COLOURS = (
    (36, 110, 190),
    (206, 48, 46),
    (46, 140, 90),
    (232, 146, 40),
    (92, 100, 180),
    (30, 150, 170),
)
WARM = Light(tint=(1.03, 1.0, 0.95))
SUITS = ((44, 52, 72), (70, 76, 86), (238, 238, 236), (60, 50, 60))


def opening(seed: int, weather: str) -> Scene:
    """The square from a little above: stage with board, booths at the sides and the crowd."""
    rng, horizon = Random(seed), 440.0
    items = [thing(560, (640, 110, 1770, 690), _stage), *_guests(rng)]
    for n, x in enumerate((110, 350, 2050, 2290)):
        items += booth(rng, (x, 690 + 24 * (n % 2)), 210, n)
    items += [exhibits.balloons(700, (x, 700), 9, rng, 26) for x in (600, 1800)]
    items += crowd(
        rng,
        46,
        (330, 715, 2070, 860),
        (adult, adult, adult, elder, pupil, volunteer),
        Ground(horizon=horizon, rise=0.66),
        (1200, 560),
        moves=("sway", "sway", "clap", "still"),
    )
    items += crowd(
        rng,
        15,
        (60, 900, 2340, 1010),
        (adult, adult, elder, volunteer, pupil),
        Ground(horizon=horizon, rise=0.66),
        (1200, 600),
        moves=("sway", "clap"),
    )
    items += _walkers(rng, horizon)
    return Scene(
        backdrop=lambda canvas: _square(canvas, seed, weather),
        items=items,
        light=WARM,
    )


def _square(canvas: Canvas, seed: int, weather: str) -> None:
    rng = Random(11)
    far.sky(canvas, Random(seed + 1), weather, 500)
    far.hills(canvas, rng, weather, 440, layers=3, near=(122, 158, 132))
    far.town(canvas, rng, 514)
    for n in range(22):
        far.tree(canvas, rng, (-300 + n * 150 + rng.uniform(-30, 30), 526), 130)
    far.plaza(canvas, 520)
    exhibits.pennants(canvas, (200, 230), (1010, 150), 60, 24)
    exhibits.pennants(canvas, (1390, 150), (2200, 230), 60, 24)


def _stage(canvas: Canvas) -> None:
    canvas.glow((1200, 668), 640, (20, 24, 40), 0.35, ry=40)
    for x in (662, 1738):
        canvas.box((x - 10, 120, x + 10, 660), (150, 158, 168))
    canvas.box((650, 116, 1750, 136), (150, 158, 168))
    props.backwall(
        canvas,
        (690, 150, 1710, 560),
        (
            (TITLE, 0.15, (255, 255, 255)),
            ("启动仪式", 0.2, props.GOLD),
            (THEME, 0.1, (255, 255, 255)),
        ),
    )
    canvas.fade((640, 600, 1760, 664), (196, 34, 38), (150, 20, 26))
    canvas.polygon([(680, 540), (1720, 540), (1760, 602), (640, 602)], (214, 52, 52))
    exhibits.flowers(canvas, Random(5), 660, 1750, 676, 30)


def _guests(rng: Random) -> list[Item]:
    people = []
    for n in range(9):
        guest = adult(rng, outfit="jacket", top=rng.choice(SUITS))
        people.append(
            somebody(
                guest,
                Pose(turn=rng.uniform(-0.2, 0.2)),
                (930 + 84 * n, 582),
                150,
                move=rng.choice(("clap", "sway")),
                beat=rng.random(),
                depth=570,
            )
        )
    speaker = somebody(
        adult(rng, outfit="jacket", top=(38, 48, 76)),
        Pose(turn=0.3, right=(20, 100)),
        (790, 584),
        156,
        move="talk",
        depth=571,
    )
    return [
        *people,
        speaker,
        thing(580, (740, 480, 850, 640), lambda c: lectern(c, (793, 594), 78)),
    ]


def lectern(canvas: Canvas, foot: Point, tall: float) -> None:
    x, y = foot
    canvas.polygon(
        [
            (x - tall * 0.45, y - tall),
            (x + tall * 0.45, y - tall),
            (x + tall * 0.32, y),
            (x - tall * 0.32, y),
        ],
        (150, 96, 60),
    )
    canvas.polygon(
        [
            (x - tall * 0.2, y - tall * 0.8),
            (x + tall * 0.2, y - tall * 0.8),
            (x + tall * 0.16, y - tall * 0.2),
            (x - tall * 0.16, y - tall * 0.2),
        ],
        (168, 112, 72),
    )
    canvas.polygon(
        [
            (x - tall * 0.54, y - tall * 1.12),
            (x + tall * 0.54, y - tall * 1.12),
            (x + tall * 0.45, y - tall * 0.96),
            (x - tall * 0.45, y - tall * 0.96),
        ],
        (182, 126, 84),
    )
    canvas.line([(x, y - tall * 1.1), (x + tall * 0.1, y - tall * 1.45)], tall * 0.04, (40, 40, 46))


def booth(rng: Random, foot: Point, wide: float, n: int) -> list[Item]:
    """A tent with its table and the two who stand behind it."""
    x, y = foot
    front = (x - wide * 0.42, y - wide * 0.14, x + wide * 0.42, y + wide * 0.1)
    inner = rng.randint(0, 99)
    return [
        props.tent(y - 60, (x, y - 10), wide, COLOURS[n % 6], SIGNS[n % 6]),
        somebody(volunteer(rng), Pose(turn=0.2), (x - wide * 0.2, y - 20), wide * 0.62),
        somebody(
            adult(rng),
            Pose(turn=-0.3, right=(20, 110), holds="paper"),
            (x + wide * 0.18, y - 20),
            wide * 0.62,
            move="talk",
        ),
        props.table(
            y - 10,
            front,
            cloth=COLOURS[n % 6],
            text=SIGNS[n % 6],
            things=lambda canvas, box: exhibits.leaflets(canvas, box, Random(inner), size=0.5),
        ),
    ]


def _walkers(rng: Random, horizon: float) -> list[Item]:
    return [
        somebody(
            rng.choice((adult, elder))(rng),
            Pose(turn=side),
            (1200 - side * rng.uniform(300, 900), y),
            0.66 * (y - horizon),
            move="walk",
            beat=rng.random(),
        )
        for side, y in ((1, 886), (-1, 876))
    ]


def booths(seed: int, weather: str) -> Scene:
    """Along the row of booths: questions, leaflets, and a banner over all."""
    rng = Random(seed)
    first = rng.randint(0, 5)
    items = [props.banner(560, (620, 150, 1780, 232), f"{TITLE}宣传活动", foot=640)]
    for n in range(5):
        items += booth(rng, (140 + 530 * n, 730), 430, first + n)
    for n in range(5):
        x = 140 + 530 * n
        items += _visitors(rng, x)
    items += crowd(
        rng,
        7,
        (0, 930, 2400, 1000),
        (adult, elder, pupil),
        Ground(horizon=440, rise=0.66),
        (1200, 700),
    )
    items += _walkers(rng, 420)
    return Scene(
        backdrop=lambda canvas: _square(canvas, seed, weather),
        items=items,
        light=WARM,
    )


def _visitors(rng: Random, x: float) -> list[Item]:
    found = []
    for n in range(rng.randint(1, 3)):
        who = rng.choice((adult, elder, adult, pupil))(rng)
        at = (x - 130 + 125 * n + rng.uniform(-20, 20), 812 + rng.uniform(0, 36))
        pose = Pose(
            back=rng.random() < 0.55,
            turn=rng.choice((-0.8, 0.7, 0.4)),
            right=(20, 112),
            holds=rng.choice(("paper", "none", "phone")),
            lean=rng.uniform(-3, 4),
        )
        found.append(
            somebody(who, pose, at, 258, beat=rng.random(), move=rng.choice(("sway", "talk")))
        )
    return found
