"""The film's picture frame: its size, and how lettering drawn for 1080 lines scales in it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Frame:
    """Even pixels."""

    width: int
    height: int

    @property
    def aspect(self) -> Fraction:
        return Fraction(self.width, self.height)

    @property
    def is_upright(self) -> bool:
        """True for a film that is watched on a phone held upright."""
        return self.height > self.width

    def px(self, at_1080: float) -> int:
        """Pixels of what takes so many where the shorter side has 1080."""
        return round(at_1080 * min(self.width, self.height) / 1080)

    @property
    def safe_x(self) -> int:
        """Lettering keeps to the title-safe central 80 %; upright phones cut nothing off."""
        return self.width // 14 if self.is_upright else self.width // 10

    @property
    def safe_y(self) -> int:
        """Upright films are shown under a phone's own signs: an eighth stays free there."""
        return self.height // 8 if self.is_upright else self.height // 10


FULL_HD = Frame(1920, 1080)
