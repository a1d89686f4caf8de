"""A camera in a hand: what it looks at through a shot, and how it trembles."""

from dataclasses import dataclass
from math import pi, sin

from workers.sample.canvas import View


@dataclass(frozen=True, kw_only=True)
class Camera:
    """Where a camera looks while it films; the view goes evenly from `start` to `end`."""

    #: centre x, centre y and width of the view, scene units
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    #: width and height of the frames in pixels
    size: tuple[int, int]
    fps: int
    #: how far the hand trembles, as a share of the view; 0.002 is calm, 0.02 is useless
    shake: float = 0.002

    def view(self, share: float) -> View:
        """What is seen at a share of the shot, without the trembling; eased at both ends."""
        eased = share * share * (3 - 2 * share)
        x, y, wide = (a + (b - a) * eased for a, b in zip(self.start, self.end, strict=True))
        high = wide * self.size[1] / self.size[0]
        return View(left=x - wide / 2, top=y - high / 2, width=wide, height=high)


def trembling(seconds: float, seed: int, amount: float) -> tuple[float, float, float]:
    """How a hand is off at a time: right and down as shares of the view, and turned in radians."""

    def wander(salt: float) -> float:
        return sum(
            sin(2 * pi * (hertz * seconds + salt * (k + 1) + seed * 0.37)) / (k + 1)
            for k, hertz in enumerate((0.43, 1.1, 2.7, 6.3))
        )

    return amount * wander(0.1), amount * wander(0.6), amount * 0.8 * wander(0.35)
