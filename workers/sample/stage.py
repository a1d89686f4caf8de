"""What a scene consists of: a backdrop, and things and people in order of their distance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import pi, sin
from random import Random

from workers.sample.canvas import Box, Canvas, Colour, Point
from workers.sample.figures import stand
from workers.sample.people import Person, Pose


@dataclass(frozen=True, kw_only=True)
class Light:
    """How a camera sees the whole scene."""

    #: red, green and blue are multiplied by this
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    #: 1.0 leaves it, below is dimmer
    gain: float = 1.0
    #: darkening of the corners, share of full light
    vignette: float = 0.16
    #: standard deviation of the sensor's grain, of 255
    grain: float = 3.0


@dataclass(frozen=True, kw_only=True)
class Item:
    """A thing or a person that may move; painted from the farthest to the nearest."""

    #: y of its foot on the ground: what is lower in the picture is nearer
    depth: float
    #: everything it paints in one period lies inside, scene units
    box: Box
    #: paints it as it is at a time in seconds
    paint: Callable[[Canvas, float], None]
    #: its movement repeats after this time; 0 stands still
    period_ms: int = 0
    #: scene units a second to the right, for those who walk by
    speed: float = 0.0
    #: above 0 its whole movement is to lean left and right about its foot by so much, in radians
    lean: float = 0.0
    #: where in its period it is at time 0, from 0 to 1 (of leaning things)
    beat: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A place during an event; cameras look at parts of it."""

    backdrop: Callable[[Canvas], None]
    items: Sequence[Item]
    light: Light

    def paint(self, canvas: Canvas, seconds: float) -> None:
        """The whole scene at one moment."""
        self.backdrop(canvas)
        for item in sorted(self.items, key=lambda item: item.depth):
            if canvas.seen(item.box):
                item.paint(canvas, seconds)


def thing(depth: float, box: Box, paint: Callable[[Canvas], None]) -> Item:
    """An item that never moves."""
    return Item(depth=depth, box=box, paint=lambda canvas, _: paint(canvas))


#: how long a movement takes until it repeats
_PERIODS = {
    "still": 0,
    "sway": 2600,
    "talk": 2600,
    "clap": 600,
    "wave": 900,
    "write": 1400,
    "walk": 1100,
}
_SWAY = 0.014


def somebody(
    person: Person,
    pose: Pose,
    feet: Point,
    height: float,
    *,
    move: str = "sway",
    beat: float = 0.0,
    depth: float | None = None,
) -> Item:
    """A person who moves in one way (still, sway, talk, clap, wave, walk, write) from `beat` on."""
    period = _PERIODS[move]
    walking = 0.42 * height if move == "walk" else 0.0
    speed = walking if pose.turn >= 0 else -walking

    def paint(canvas: Canvas, seconds: float) -> None:
        turn = seconds * 1000 / period + beat if period else 0.0
        lift = 0.012 * height * sin(4 * pi * turn) if move == "walk" else 0.0
        stand(canvas, person, moved(pose, move, turn), (feet[0], feet[1] + lift), height)

    reach = height * 0.5
    box = (feet[0] - reach, feet[1] - height * 1.25, feet[0] + reach, feet[1] + height * 0.06)
    return Item(
        depth=feet[1] if depth is None else depth,
        box=box,
        paint=paint,
        speed=speed,
        period_ms=period,
        lean=_SWAY if move == "sway" else 0.0,
        beat=beat,
    )


def moved(pose: Pose, move: str, turn: float) -> Pose:
    """The pose at a point of its movement; `turn` counts periods."""
    swing, half = sin(2 * pi * turn), sin(4 * pi * turn)
    out, bend = pose.right
    if move == "talk":
        return replace(
            pose,
            lean=pose.lean + 1.5 * swing,
            turn=pose.turn * (0.8 + 0.2 * half),
            right=(out + 14 * swing, bend + 18 * half),
        )
    if move == "clap":
        arm = (26 + 8 * swing, 108 + 14 * swing)
        return replace(pose, left=arm, right=arm, holds="none")
    if move == "wave":
        return replace(pose, right=(out + 6 * swing, bend + 24 * swing))
    if move == "write":
        return replace(pose, right=(out + 3 * half, bend + 8 * swing))
    if move == "walk":
        return replace(
            pose, stride=0.085 * swing, left=(4 + 18 * swing, 14), right=(4 - 18 * swing, 14)
        )
    return pose


@dataclass(frozen=True, kw_only=True)
class Ground:
    """How people grow with nearness: the height of a grown-up is `rise` x (y - horizon)."""

    #: y at which everything would be infinitely far
    horizon: float
    rise: float


def crowd(
    rng: Random,
    count: int,
    area: Box,
    who: Sequence[Callable[..., Person]],
    ground: Ground,
    toward: Point,
    *,
    moves: Sequence[str] = ("sway",),
    apart: float = 0.3,
) -> list[Item]:
    """At most `count` people spread over an area of the ground, all looking toward one point.

    `apart` is the least distance between neighbours as a share of their height.
    """
    placed: list[Point] = []
    items = []
    for _ in range(count * 12):
        x, y = rng.uniform(area[0], area[2]), rng.uniform(area[1], area[3])
        height = ground.rise * (y - ground.horizon)
        if len(items) == count:
            break
        near = apart * height
        if any(abs(x - a) < near and abs(y - b) < near * 0.5 for a, b in placed):
            continue
        placed.append((x, y))
        pose, person = looking(rng, (x, y), toward, height), rng.choice(list(who))(rng)
        move = rng.choice(list(moves))
        items.append(somebody(person, pose, (x, y), height, move=move, beat=rng.random()))
    return items


def looking(rng: Random, place: Point, toward: Point, height: float) -> Pose:
    """A standing pose that faces a point of the ground, with the arms held as it happens."""
    aside = (toward[0] - place[0]) / (2.2 * height)
    return Pose(
        turn=max(-1.0, min(1.0, aside)),
        back=toward[1] < place[1] - 0.12 * height,
        left=rng.choice(((8, 10), (14, 40), (20, 96), (6, 6))),
        right=rng.choice(((8, 10), (12, 60), (26, 118), (6, 6))),
        holds=rng.choice(("none", "none", "paper", "phone")),
        stride=rng.choice((0.0, 0.02, -0.02)),
    )


def tinted(colour: Colour, rng: Random, amount: int = 12) -> Colour:
    """The colour a little off, so that no two things of a kind are alike."""
    r, g, b = (max(0, min(255, value + rng.randint(-amount, amount))) for value in colour[:3])
    return (r, g, b)
