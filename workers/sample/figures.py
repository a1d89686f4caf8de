"""Draws one person of a sample scene, from the shoes to the hat."""

from math import cos, radians, sin

from workers.sample.body import Body
from workers.sample.canvas import Canvas, Point, shade
from workers.sample.heads import head
from workers.sample.people import COAT, RED_SCARF, VEST, Person, Pose


class Figure(Body):
    """A body that is painted from back to front."""

    def paint(self) -> None:
        pose = self.pose
        if not pose.seated:
            self._legs()
        if pose.back:
            self._arms()
        self._torso()
        head(self)
        if not pose.back:
            self._arms()

    # -- below the hip

    def _legs(self) -> None:
        person, stride = self.person, self.pose.stride
        bare = person.outfit == "dress"
        colour = person.skin if bare else person.bottom
        for side, swing, tone in ((-1, -stride, 0.88), (1, stride, 1.0)):
            hip = self.at(side * 0.045 * self.slim, -0.46)
            knee = self.at(side * 0.048 * self.slim + swing * 0.5, -0.25)
            foot = self.at(side * 0.05 * self.slim + swing, -0.03)
            tint = shade(colour, tone)
            self.canvas.limb(hip, knee, self.size(0.058), self.size(0.045), tint)
            self.canvas.limb(knee, foot, self.size(0.045), self.size(0.03), tint)
            toe = self.at(side * 0.055 * self.slim + swing + 0.025 * self.pose.turn, -0.012)
            self.canvas.disc(toe, self.size(0.042), (44, 40, 42), self.size(0.018))

    # -- body

    def _outline(self, low: float, flare: float) -> list[Point]:
        wide = (0.108 if self.person.style == "short" else 0.1) * self.slim
        wide += 0.006 if self.person.outfit in ("jacket", "coat", "vest", "pupil") else 0
        right = [
            (0.034, self.neck - 0.012),
            (wide * 0.9, self.neck + 0.03),
            (wide, self.neck + 0.07),
            (wide * 0.88, -0.6),
            (flare * self.slim, low),
        ]
        left = [(-x, y) for x, y in reversed(right)]
        return [self.at(x, y) for x, y in right + left]

    def _torso(self) -> None:
        person = self.person
        low, flare = {"coat": (-0.27, 0.12), "dress": (-0.26, 0.14)}.get(
            person.outfit, (-0.43, 0.1)
        )
        colour = {"coat": COAT, "vest": VEST}.get(person.outfit, person.top)
        outline = self._outline(low, flare)
        self.canvas.blob(outline, colour)
        self._side_shade(low, flare)
        if self.detailed:
            self._front() if not self.pose.back else self._behind()

    def _side_shade(self, low: float, flare: float) -> None:
        """The side away from the light is a little darker; this gives the flat shapes a body."""
        wide = 0.104 * self.slim
        points = [
            (wide * 0.5, self.neck + 0.05),
            (wide, self.neck + 0.07),
            (wide * 0.9, -0.6),
            (flare * self.slim, low),
            (flare * 0.45 * self.slim, low),
            (wide * 0.42, -0.6),
        ]
        self.canvas.blob([self.at(x, y) for x, y in points], (20, 24, 50, 26))

    def _front(self) -> None:
        person, mid = self.person, 0.03 * self.pose.turn
        low = self.neck + (0.16 if person.outfit in ("coat", "jacket", "vest") else 0.05)
        inner = {
            "coat": person.top,
            "vest": person.top,
            "jacket": (238, 238, 232),
            "pupil": (244, 246, 250),
        }.get(person.outfit, person.skin)
        v = [
            self.at(mid - 0.036, self.neck - 0.004),
            self.at(mid + 0.036, self.neck - 0.004),
            self.at(mid, low),
        ]
        self.canvas.polygon(v, inner)
        if person.outfit in ("coat", "jacket", "vest", "pupil"):
            end = -0.28 if person.outfit == "coat" else -0.44
            seam = shade(COAT, 0.8) if person.outfit == "coat" else (20, 20, 40, 70)
            self.canvas.line([self.at(mid, low), self.at(mid, end)], self.size(0.006), seam)
        self._marks(mid)

    def _marks(self, mid: float) -> None:
        outfit = self.person.outfit
        if outfit == "pupil":
            self._stripes()
            scarf = [
                self.at(mid - 0.05, self.neck),
                self.at(mid + 0.05, self.neck),
                self.at(mid + 0.02, self.neck + 0.1),
                self.at(mid, self.neck + 0.04),
                self.at(mid - 0.025, self.neck + 0.11),
            ]
            self.canvas.polygon(scarf, RED_SCARF)
        elif outfit == "coat":
            pocket = self.at(mid + 0.05, -0.64)
            self.canvas.line(
                [pocket, (pocket[0] + self.size(0.035), pocket[1])],
                self.size(0.007),
                (150, 165, 180),
            )
            tube = [
                self.at(mid - 0.05, self.neck + 0.03),
                self.at(mid - 0.035, -0.63),
                self.at(mid - 0.01, -0.6),
            ]
            self.canvas.line(tube, self.size(0.008), (70, 84, 100))
        elif outfit == "vest":
            x, y = self.at(mid + 0.048, -0.66)
            self.canvas.write("志愿者", (x, y), self.size(0.026), (255, 255, 255))

    def _stripes(self) -> None:
        wide = 0.105 * self.slim
        band = [
            self.at(-wide, -0.63),
            self.at(wide, -0.63),
            self.at(wide * 0.97, -0.56),
            self.at(-wide * 0.97, -0.56),
        ]
        self.canvas.polygon(band, (240, 244, 250))

    def _behind(self) -> None:
        if self.person.outfit == "pupil":
            self._stripes()
        elif self.person.outfit == "vest":
            self.canvas.write("志愿者", self.at(0, -0.66), self.size(0.05), (255, 255, 255))
        elif self.person.outfit == "coat":
            self.canvas.line(
                [self.at(0, -0.5), self.at(0, -0.28)], self.size(0.006), shade(COAT, 0.82)
            )

    # -- arms

    def _arms(self) -> None:
        for side, (out, bend) in ((-1, self.pose.left), (1, self.pose.right)):
            hand = self._arm(side, out, bend)
            if side == 1 and self.pose.holds != "none":
                self._thing(hand)

    def _arm(self, side: int, out: float, bend: float) -> Point:
        person = self.person
        sleeve = {"coat": shade(COAT, 0.95)}.get(person.outfit, shade(person.top, 0.93))
        shoulder = (side * 0.096 * self.slim, self.neck + 0.056)
        elbow = (
            shoulder[0] + side * 0.165 * sin(radians(out)),
            shoulder[1] + 0.165 * cos(radians(out)),
        )
        inner = radians(out - bend)
        wrist = (elbow[0] + side * 0.15 * sin(inner), elbow[1] + 0.15 * cos(inner))
        a, b, c = self.at(*shoulder), self.at(*elbow), self.at(*wrist)
        lower = person.skin if person.outfit in ("shirt", "dress") else sleeve
        self.canvas.limb(b, c, self.size(0.029), self.size(0.023), lower)
        self.canvas.disc(c, self.size(0.028), person.skin)
        self.canvas.limb(a, b, self.size(0.037), self.size(0.031), sleeve)
        return c

    def _thing(self, hand: Point) -> None:
        x, y, s = hand[0], hand[1], self.height
        things = {
            "paper": ((x - 0.05 * s, y - 0.07 * s, x + 0.05 * s, y + 0.05 * s), (250, 248, 240)),
            "phone": ((x - 0.018 * s, y - 0.055 * s, x + 0.018 * s, y + 0.02 * s), (34, 38, 48)),
            "mic": ((x - 0.01 * s, y - 0.05 * s, x + 0.01 * s, y + 0.03 * s), (36, 36, 40)),
        }
        if self.pose.holds in things:
            box, colour = things[self.pose.holds]
            self.canvas.box(box, colour, radius=0.006 * s)
        if self.pose.holds == "paper" and self.detailed:
            self.canvas.box((x - 0.04 * s, y - 0.06 * s, x + 0.04 * s, y - 0.03 * s), (206, 60, 52))
        if self.pose.holds == "mic":
            self.canvas.disc((x, y - 0.055 * s), 0.02 * s, (70, 70, 78))
        if self.pose.holds in ("flag", "pole"):
            self.canvas.line([(x, y + 0.06 * s), (x, y - 0.26 * s)], 0.012 * s, (206, 176, 120))
        if self.pose.holds == "flag":
            cloth = [
                (x, y - 0.26 * s),
                (x + 0.17 * s, y - 0.23 * s),
                (x + 0.16 * s, y - 0.13 * s),
                (x, y - 0.15 * s),
            ]
            self.canvas.polygon(cloth, (222, 46, 44))


def stand(
    canvas: Canvas, person: Person, pose: Pose, feet: Point, height: float, *, shadow: float = 0.34
) -> None:
    """Paint a person on the ground, with the soft shadow at the feet."""
    if not canvas.seen(
        (feet[0] - height, feet[1] - height * 1.2, feet[0] + height, feet[1] + height * 0.2)
    ):
        return
    if shadow and not pose.seated:
        canvas.glow(
            (feet[0] + height * 0.06, feet[1]),
            height * 0.2,
            (20, 24, 40),
            shadow,
            ry=height * 0.045,
        )
    Figure(canvas, person, pose, feet, height).paint()
