"""Heads of drawn people: hair from all sides, faces, glasses and hats."""

from collections.abc import Sequence
from math import cos, radians, sin

from workers.sample.body import Body
from workers.sample.canvas import Point, clear, mix, shade
from workers.sample.people import VEST


def head(body: Body) -> None:
    """Throat, hair, face and hat, from the farthest to the nearest."""
    person, r = body.person, body.head
    centre = (0.012 * body.pose.turn, body.neck - r * 1.02)
    throat = body.at(centre[0] * 0.5, body.neck + 0.012)
    body.canvas.limb(
        body.at(*centre), throat, body.size(0.034), body.size(0.036), shade(person.skin, 0.9)
    )
    if body.pose.back:
        _nape(body, centre, r)
    else:
        _long_hair(body, centre, r)
        body.canvas.disc(body.at(*centre), body.size(r * 0.88), person.skin, body.size(r))
        if body.height * body.canvas.scale > 90:
            _face(body, centre, r)
        _fringe(body, centre, r)
    _hat(body, centre, r)


def _long_hair(body: Body, centre: Point, r: float) -> None:
    x, y = centre
    hair = body.person.hair
    if body.person.style == "bob":
        body.canvas.blob(
            [
                body.at(x + dx * r, y + dy * r)
                for dx, dy in (
                    (-1.02, 0),
                    (-0.7, -1),
                    (0, -1.18),
                    (0.7, -1),
                    (1.02, 0),
                    (1, 0.9),
                    (0.5, 1.02),
                    (-0.5, 1.02),
                    (-1, 0.9),
                )
            ],
            shade(hair, 0.92),
        )
    elif body.person.style == "pony":
        away = -0.9 if body.pose.turn > 0 else 0.9
        body.canvas.limb(
            body.at(x + away * r, y - 0.5 * r),
            body.at(x + away * 1.3 * r, y + 0.9 * r),
            body.size(r * 0.38),
            body.size(r * 0.16),
            hair,
        )
    elif body.person.style == "bun":
        body.canvas.disc(
            body.at(x - 0.3 * r * body.pose.turn, y - 1.12 * r), body.size(r * 0.42), hair
        )


def _fringe(body: Body, centre: Point, r: float) -> None:
    x, y = centre
    t, hair = body.pose.turn * 0.35, body.person.hair
    brow = -0.62 if body.person.style == "thin" else -0.3
    crown = (
        (-0.96, 0.02),
        (-0.93, -0.55),
        (-0.5, -1.08),
        (0.1, -1.16),
        (0.66, -1.0),
        (0.96, -0.5),
        (0.97, 0.02),
        (0.8 + t * 0.2, -0.2),
        (0.45 + t, brow - 0.12),
        (t, brow - 0.05),
        (-0.45 + t, brow - 0.02),
        (-0.82 + t * 0.2, -0.2),
    )
    body.canvas.blob([body.at(x + dx * r, y + dy * r) for dx, dy in crown], hair)
    if body.detailed:
        shine = _around(body, centre, r, _SHINE)
        body.canvas.line(shine, body.size(r * 0.08), clear(mix(hair, (255, 255, 255), 0.35), 150))


def _nape(body: Body, centre: Point, r: float) -> None:
    x, y = centre
    person = body.person
    body.canvas.disc(body.at(x, y), body.size(r * 0.88), person.skin, body.size(r))
    for side in (-1, 1):
        body.canvas.disc(
            body.at(x + side * r * 0.88, y + 0.05 * r),
            body.size(r * 0.14),
            shade(person.skin, 0.94),
            body.size(r * 0.22),
        )
    low = {"bob": 1.0, "thin": 0.35}.get(person.style, 0.62)
    body.canvas.blob(
        [
            body.at(x + dx * r, y + dy * r)
            for dx, dy in (
                (-0.95, 0),
                (-0.75, -0.85),
                (0, -1.14),
                (0.75, -0.85),
                (0.95, 0),
                (0.8, low),
                (0, low + 0.12),
                (-0.8, low),
            )
        ],
        person.hair,
    )
    if person.style == "pony":
        body.canvas.limb(
            body.at(x, y - 0.1 * r),
            body.at(x + 0.1 * r, y + 1.5 * r),
            body.size(r * 0.36),
            body.size(r * 0.16),
            shade(person.hair, 1.12),
        )
    elif person.style == "bun":
        body.canvas.disc(body.at(x, y - 0.6 * r), body.size(r * 0.46), shade(person.hair, 1.12))


def _face(body: Body, centre: Point, r: float) -> None:
    x, y = centre[0] + body.pose.turn * 0.38 * r, centre[1]
    ink = (52, 38, 36)
    for side in (-1, 1):
        eye = body.at(x + side * 0.34 * r, y + 0.12 * r)
        body.canvas.disc(eye, body.size(r * 0.075), ink, body.size(r * 0.1))
        if body.detailed:
            cheek = body.at(x + side * 0.46 * r, y + 0.42 * r)
            body.canvas.disc(cheek, body.size(r * 0.16), (232, 120, 100, 60), body.size(r * 0.1))
    if body.detailed:
        smile = [
            body.at(x + dx * r, y + dy * r)
            for dx, dy in ((-0.18, 0.52), (-0.08, 0.59), (0.08, 0.59), (0.18, 0.52))
        ]
        body.canvas.line(smile, body.size(r * 0.07), (168, 74, 66))
        nose = [body.at(x + 0.02 * r, y + 0.2 * r), body.at(x + 0.06 * r, y + 0.34 * r)]
        body.canvas.line(nose, body.size(r * 0.05), shade(body.person.skin, 0.82))
    if body.person.wears == "glasses":
        _glasses(body, x, y, r)


def _glasses(body: Body, x: float, y: float, r: float) -> None:
    for side in (-1, 1):
        cx, cy = body.at(x + side * 0.34 * r, y + 0.12 * r)
        wide = body.size(r * 0.26)
        ring = [
            (cx + wide * cos(radians(a)), cy + wide * sin(radians(a))) for a in range(0, 361, 24)
        ]
        body.canvas.line(ring, body.size(r * 0.06), (48, 48, 58))


_SHINE = ((-0.5, -0.84), (-0.34, -0.92), (-0.14, -0.97), (0.08, -0.99), (0.3, -0.96))
_STRAW_CROWN = ((-0.85, -0.55), (-0.7, -1.2), (0, -1.42), (0.7, -1.2), (0.85, -0.55), (0, -0.42))
_CAP_CROWN = ((-0.95, -0.4), (-0.75, -1.1), (0, -1.3), (0.75, -1.1), (0.95, -0.4), (0, -0.3))


def _hat(body: Body, centre: Point, r: float) -> None:
    if body.person.wears == "straw":
        _straw_hat(body, centre, r)
    elif body.person.wears == "cap":
        _cap(body, centre, r)


def _straw_hat(body: Body, centre: Point, r: float) -> None:
    x, y = centre
    brim = body.at(x, y - 0.55 * r)
    body.canvas.disc(brim, body.size(r * 1.75), (214, 178, 104), body.size(r * 0.42))
    body.canvas.blob(_around(body, centre, r, _STRAW_CROWN), (230, 198, 126))
    band = _around(body, centre, r, ((-0.84, -0.64), (0, -0.5), (0.84, -0.64)))
    body.canvas.line(band, body.size(r * 0.16), (150, 92, 66))


def _cap(body: Body, centre: Point, r: float) -> None:
    body.canvas.blob(_around(body, centre, r, _CAP_CROWN), VEST)
    if not body.pose.back:
        peak = body.at(centre[0] + 0.5 * r * body.pose.turn, centre[1] - 0.38 * r)
        body.canvas.disc(peak, body.size(r * 0.85), shade(VEST, 0.85), body.size(r * 0.16))


def _around(body: Body, centre: Point, r: float, shape: Sequence[Point]) -> list[Point]:
    """Points given in radii of the head, as points of the scene."""
    return [body.at(centre[0] + dx * r, centre[1] + dy * r) for dx, dy in shape]
