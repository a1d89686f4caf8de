"""What lies far: skies, hills, towns, trees, grounds, walls and windows of the sample scenes."""

from math import cos, pi, sin
from random import Random

from workers.sample.canvas import Box, Canvas, Colour, Point, clear, mix, shade

#: far beyond every view, so that portrait cameras never see an edge
LEFT, RIGHT, TOP, BOTTOM = -600.0, 3000.0, -700.0, 1700.0

#: weather -> (zenith, horizon, colour of what is very far)
WEATHERS: dict[str, tuple[Colour, Colour, Colour]] = {
    "clear": ((74, 148, 218), (208, 232, 244), (150, 186, 210)),
    "morning": ((92, 162, 226), (250, 240, 224), (170, 190, 206)),
    "haze": ((166, 190, 206), (232, 232, 222), (186, 198, 200)),
    "overcast": ((158, 170, 182), (222, 226, 228), (176, 186, 192)),
    "evening": ((112, 152, 212), (255, 232, 208), (186, 176, 192)),
}


def sky(canvas: Canvas, rng: Random, weather: str, horizon: float) -> None:
    zenith, low, _ = WEATHERS[weather]
    canvas.fade((LEFT, TOP, RIGHT, horizon + 60), mix(zenith, (30, 70, 140), 0.25), low)
    sun = (rng.uniform(300, 700), horizon - 420)
    if weather not in ("overcast", "haze"):
        canvas.glow(sun, 520, (255, 246, 220), 0.55)
    for _ in range(7):
        _cloud(canvas, rng, (rng.uniform(-100, 2500), rng.uniform(horizon - 480, horizon - 190)))


def _cloud(canvas: Canvas, rng: Random, at: Point) -> None:
    wide = rng.uniform(60, 150)
    for _ in range(9):
        dx, dy = rng.gauss(0, wide), rng.uniform(-0.16, 0.1) * wide
        canvas.glow(
            (at[0] + dx, at[1] + dy),
            wide * rng.uniform(0.4, 0.9),
            (255, 255, 255),
            rng.uniform(0.3, 0.6),
            ry=wide * rng.uniform(0.16, 0.3),
        )


def hills(
    canvas: Canvas,
    rng: Random,
    weather: str,
    horizon: float,
    *,
    layers: int = 4,
    near: Colour = (92, 142, 92),
) -> None:
    """Silhouettes that fade with distance, each dissolving into mist at its foot."""
    _, low, far = WEATHERS[weather]
    for layer in range(layers):
        share = layer / max(1, layers - 1)
        colour = mix(far, near, share)
        base = horizon - 150 * (1 - share) + 20
        outline = _ridge(rng, base, 90 - 36 * share, 1.0 + 0.9 * layer)
        canvas.fade(
            (LEFT, base - 220, RIGHT, horizon + 40),
            colour,
            mix(colour, low, 0.6 - 0.4 * share),
            outline,
        )


def _ridge(rng: Random, base: float, high: float, quick: float) -> list[Point]:
    waves = [
        (
            rng.uniform(0.0016, 0.0026) * quick * (n + 1),
            rng.uniform(0, 2 * pi),
            high / (n + 1) ** 1.25,
        )
        for n in range(5)
    ]
    points = [
        (x, base - sum(a * sin(x * f + p) for f, p, a in waves) - high * 0.3)
        for x in range(int(LEFT), int(RIGHT) + 1, 12)
    ]
    return [*points, (RIGHT, BOTTOM), (LEFT, BOTTOM)]


def town(
    canvas: Canvas,
    rng: Random,
    ground: float,
    *,
    low: float = 70,
    high: float = 190,
    fog: Colour = (214, 226, 232),
) -> None:
    """A row of apartment and office houses behind a square."""
    x = LEFT
    while x < RIGHT:
        wide, tall = rng.uniform(90, 190), rng.uniform(low, high)
        wall = mix(
            rng.choice(
                (
                    (226, 214, 196),
                    (214, 220, 224),
                    (232, 226, 214),
                    (206, 188, 172),
                    (196, 206, 214),
                )
            ),
            fog,
            0.25,
        )
        house(canvas, rng, (x, ground - tall, x + wide, ground), wall)
        x += wide + rng.uniform(-6, 26)


def house(canvas: Canvas, rng: Random, box: Box, wall: Colour) -> None:
    left, top, right, bottom = box
    if not canvas.seen((left, top - 20, right, bottom)):
        return
    canvas.fade(box, wall, shade(wall, 0.88))
    canvas.box((right - (right - left) * 0.2, top, right, bottom), (30, 40, 70, 26))
    canvas.box((left - 3, top - 5, right + 3, top + 3), shade(wall, 0.8))
    columns, rows = max(2, int((right - left) / 26)), max(2, int((bottom - top) / 30))
    across, down = (right - left) / columns, (bottom - top) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = left + across * (column + 0.24), top + down * (row + 0.26)
            glass = mix((112, 146, 172), (190, 214, 228), rng.random())
            canvas.box((x, y, x + across * 0.52, y + down * 0.5), glass)


def tree(
    canvas: Canvas, rng: Random, foot: Point, tall: float, *, green: Colour = (86, 142, 82)
) -> None:
    """A round broad-leaved tree with light from the upper left."""
    if not canvas.seen((foot[0] - tall, foot[1] - tall * 1.2, foot[0] + tall, foot[1] + 10)):
        return
    canvas.glow((foot[0] + tall * 0.1, foot[1]), tall * 0.42, (20, 30, 40), 0.3, ry=tall * 0.07)
    canvas.limb(foot, (foot[0], foot[1] - tall * 0.5), tall * 0.035, tall * 0.022, (112, 88, 68))
    crown = [
        (rng.gauss(0, 0.15), rng.uniform(-0.86, -0.48), rng.uniform(0.13, 0.22)) for _ in range(16)
    ]
    for shift, tone in (((0.03, 0.03), 0.78), ((0, 0), 1.0), ((-0.045, -0.05), 1.16)):
        for dx, dy, r in crown:
            size = r * (1.0 if tone < 1.1 else 0.56)
            at = (foot[0] + (dx + shift[0]) * tall, foot[1] + (dy + shift[1]) * tall)
            canvas.disc(at, size * tall, shade(green, tone))


def hedge(
    canvas: Canvas, rng: Random, y: float, tall: float, green: Colour = (74, 126, 76)
) -> None:
    """A strip of bushes from edge to edge."""
    x = LEFT
    while x < RIGHT:
        r = tall * rng.uniform(0.6, 1.1)
        tone = rng.uniform(0.85, 1.15)
        canvas.disc((x, y - r * 0.3), r, shade(green, tone), r * 0.8)
        x += r * 0.8
    canvas.box((LEFT, y, RIGHT, y + tall * 0.5), shade(green, 0.8))


def plaza(
    canvas: Canvas, horizon: float, *, stone: Colour = (206, 200, 190), vanishing: float = 1200
) -> None:
    """Paved ground with joints that run to a vanishing point."""
    canvas.fade((LEFT, horizon, RIGHT, BOTTOM), shade(stone, 0.94), shade(stone, 1.1))
    joint = clear(shade(stone, 0.8), 120)
    for n in range(-26, 27):
        canvas.line([(vanishing + n * 34, horizon), (vanishing + n * 330, BOTTOM)], 2, joint)
    y, step = horizon + 8, 10.0
    while y < BOTTOM:
        canvas.line([(LEFT, y), (RIGHT, y)], max(1.0, step * 0.03), joint)
        y, step = y + step, step * 1.32


def grass(canvas: Canvas, rng: Random, box: Box, green: Colour, *, tufts: int = 260) -> None:
    canvas.fade(box, shade(green, 1.08), shade(green, 0.86))
    for _ in range(tufts):
        x, y = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
        near = 0.3 + 0.7 * (y - box[1]) / (box[3] - box[1])
        blade = shade(green, rng.choice((0.8, 0.9, 1.12, 1.2)))
        for lean in (-5, 0, 5):
            canvas.line([(x, y), (x + lean * near, y - 13 * near)], 2.4 * near, blade)


def room(canvas: Canvas, wall: Colour, floor: Colour, *, corner: float, ceiling: float) -> None:
    """Ceiling, wall and floor of an inside seen from the front."""
    canvas.fade((LEFT, TOP, RIGHT, ceiling), shade(wall, 0.82), shade(wall, 1.12))
    canvas.fade((LEFT, ceiling, RIGHT, corner), shade(wall, 1.06), shade(wall, 0.9))
    canvas.fade((LEFT, corner, RIGHT, BOTTOM), shade(floor, 0.9), shade(floor, 1.08))
    canvas.box((LEFT, corner - 14, RIGHT, corner), shade(wall, 0.74))
    canvas.box((LEFT, ceiling - 5, RIGHT, ceiling + 4), shade(wall, 1.2))


def lamps(canvas: Canvas, y: float, count: int, *, wide: float = 240) -> None:
    """Strip lights below a ceiling, with their shine."""
    for n in range(count):
        x = 1200 + (n - (count - 1) / 2) * wide * 1.5
        canvas.glow((x, y), wide, (255, 252, 238), 0.5, ry=wide * 0.4)
        canvas.box((x - wide * 0.4, y - 5, x + wide * 0.4, y + 5), (255, 254, 246), radius=4)


def window(
    canvas: Canvas, box: Box, *, weather: str = "clear", curtain: Colour | None = None
) -> None:
    """A window that shows sky and green, and throws a soft light around itself."""
    left, top, right, bottom = box
    zenith, low, _ = WEATHERS[weather]
    canvas.glow(
        ((left + right) / 2, (top + bottom) / 2),
        (right - left) * 1.3,
        (255, 250, 232),
        0.35,
        ry=(bottom - top),
    )
    canvas.fade(box, mix(zenith, low, 0.4), mix(low, (255, 255, 255), 0.4))
    for n in range(5):
        x = left + (right - left) * (n + 0.5) / 5
        high = (bottom - top) * (0.12 + 0.05 * cos(n * 2.2))
        canvas.disc((x, bottom - high), (right - left) * 0.11, (140, 178, 128), high)
    canvas.box((left, bottom - (bottom - top) * 0.12, right, bottom), (126, 168, 118))
    frame = (240, 240, 236)
    middle, bar = (left + right) / 2, (right - left) * 0.03
    for x in (left, middle, right):
        canvas.box((x - bar, top, x + bar, bottom), frame)
    for y in (top, top + (bottom - top) * 0.3, bottom):
        canvas.box((left - bar, y - bar, right + bar, y + bar), frame)
    if curtain:
        fold = (right - left) * 0.16
        for x in (left - fold, right):
            canvas.fade((x, top - 12, x + fold, bottom + 16), curtain, shade(curtain, 0.86))
            for n in (0.3, 0.65):
                canvas.box(
                    (x + fold * n, top - 12, x + fold * n + 3, bottom + 16),
                    clear(shade(curtain, 0.7), 120),
                )


def sunbeam(canvas: Canvas, points: list[Point], strength: int = 34) -> None:
    """Light that falls in through a window."""
    canvas.polygon(points, (255, 244, 206, strength))
