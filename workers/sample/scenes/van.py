"""The science van of activity 6 in the school yard, with pupils at its tables."""

from collections.abc import Callable
from random import Random

from workers.sample import exhibits, props
from workers.sample.canvas import Box, Canvas, Point, shade
from workers.sample.people import Pose, adult, pupil, volunteer
from workers.sample.scenes.school import BRIGHT, pole, yard
from workers.sample.stage import Ground, Item, Scene, crowd, somebody


def van_visit(seed: int, weather: str) -> Scene:
    """The science van in the school yard; pupils queue at its tables."""
    rng = Random(seed)
    items = [
        pole(640.0),
        exhibits.van(690, (1240, 730), 1060),
        props.banner(560, (620, 150, 1780, 224), "云岭县科普大篷车进校园活动", foot=640),
    ]
    for n, x in enumerate((760, 1140, 1500)):
        items += _stand(rng, x, n)
    for left, toward in ((60, 1000), (1740, 1400)):
        area, ground = (left, 860, left + 590, 980), Ground(horizon=420, rise=0.72)
        items += crowd(rng, 11, area, (pupil, pupil, adult), ground, (toward, 820), apart=0.42)
    return Scene(backdrop=lambda c: yard(c, seed, weather), items=items, light=BRIGHT)


def _stand(rng: Random, x: float, n: int) -> list[Item]:
    """A table with one experiment, a volunteer behind it and three pupils before it."""
    text, show = (("地球与宇宙", _globe), ("神奇的化学", _flasks), ("电磁世界", _coils))[n]
    things = _beside(show, rng.randint(0, 99))
    front, blue = (x - 130, 776, x + 130, 850), (36, 110, 190)
    showing = Pose(turn=0.2 - 0.2 * n, right=(30, 100))
    items = [
        somebody(volunteer(rng), showing, (x, 800), 290, depth=770, move="talk", beat=rng.random()),
        props.table(780, front, cloth=blue, text=text, things=things),
    ]
    for k in range(3):
        pose = Pose(
            back=True, turn=rng.choice((0.3, -0.3)), lean=rng.uniform(-2, 6), right=(40, 80)
        )
        move, feet = rng.choice(("sway", "wave", "write")), (x - 90 + 84 * k, 894 + 16 * (k % 2))
        items.append(somebody(pupil(rng), pose, feet, 372, move=move, beat=rng.random()))
    return items


def _beside(show: Callable[[Canvas, Point], None], seed: int) -> Callable[[Canvas, Box], None]:
    def paint(canvas: Canvas, box: Box) -> None:
        show(canvas, (box[0] + 60, box[3]))
        exhibits.leaflets(canvas, (box[0] + 120, box[1], box[2], box[3]), Random(seed), size=0.6)

    return paint


def _globe(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    canvas.box((x - 20, y - 8, x + 20, y), (120, 90, 70))
    canvas.line([(x, y - 8), (x, y - 22)], 6, (120, 90, 70))
    canvas.disc((x, y - 52), 32, (70, 150, 214))
    for dx, dy, r in ((-10, -60, 13), (12, -50, 10), (-4, -38, 8)):
        canvas.disc((x + dx, y + dy), r, (126, 186, 110), r * 0.8)


def _flasks(canvas: Canvas, foot: Point) -> None:
    for n, colour in enumerate(((222, 76, 96), (250, 190, 66), (76, 166, 222))):
        exhibits.flask(canvas, (foot[0] - 36 + 36 * n, foot[1]), 56, colour)


def _coils(canvas: Canvas, foot: Point) -> None:
    x, y = foot
    canvas.box((x - 40, y - 12, x + 40, y), (90, 98, 110), radius=3)
    for n in range(6):
        canvas.disc((x - 22 + 9 * n, y - 30), 7, (206, 130, 60), 18)
        canvas.disc((x - 22 + 9 * n, y - 30), 3, shade((206, 130, 60), 0.6), 13)
