"""The measures of one drawn person: shares of the height become scene units."""

from math import cos, radians, sin

from workers.sample.canvas import Canvas, Point
from workers.sample.people import Person, Pose


class Body:
    """One person at one place, in one pose."""

    def __init__(
        self, canvas: Canvas, person: Person, pose: Pose, feet: Point, height: float
    ) -> None:
        self.canvas, self.person, self.pose, self.feet = canvas, person, pose, feet
        self.height = height * person.tall
        self.slim = 1 - 0.24 * abs(pose.turn)
        self.head = 0.094 if person.child else 0.077
        self.neck = -0.79 if person.child else -0.825
        self.detailed = self.height * canvas.scale > 150

    def at(self, across: float, up: float) -> Point:
        """A point of the body; `across` and `up` are shares of the height, leaning at the hip."""
        angle, hip = radians(self.pose.lean), -0.48
        if up < hip:
            across, up = (
                across * cos(angle) - (up - hip) * sin(angle),
                hip + across * sin(angle) + (up - hip) * cos(angle),
            )
        return self.feet[0] + across * self.height, self.feet[1] + up * self.height

    def size(self, share: float) -> float:
        return share * self.height
