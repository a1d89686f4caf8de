"""Changes found against those that there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: A change is found when it is told this near to its frames, or inside a dissolve, ms.
NEAR_MS = 120


@dataclass(frozen=True, kw_only=True)
class Count:
    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            right=self.right + other.right,
            wrong=self.wrong + other.wrong,
            missed=self.missed + other.missed,
        )

    @property
    def f1(self) -> float:
        """1 where all is found and nothing else; 1 too where there is nothing to be found."""
        counted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / counted if counted else 1.0


def count(found: Iterable[int], true: Sequence[tuple[int, int]]) -> Count:
    """Each change is found at most once; what is told twice is once wrong."""
    left = list(true)
    right = wrong = 0
    for ms in sorted(found):
        hit = next((t for t in left if t[0] - NEAR_MS <= ms <= t[1] + NEAR_MS), None)
        if hit is None:
            wrong += 1
        else:
            left.remove(hit)
            right += 1
    return Count(right=right, wrong=wrong, missed=len(left))
