"""What is asked when shots are chosen, and what is answered."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.planning.candidates import Candidate
from domain.planning.plan_recipe import PlanRecipe


@dataclass(frozen=True, kw_only=True)
class Pick:
    """A candidate that is shown for so many frames."""

    candidate: Candidate
    frames: int
    #: From 1: the how-manieth choice of its activity.
    choice: int
    #: True when the editor asked for it.
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be chosen from, and by what laws."""

    candidates: tuple[Candidate, ...]
    #: Activity keys in plan order.
    order: tuple[str, ...]
    #: Frames for all shots together.
    room: int
    recipe: PlanRecipe
    #: Names of candidates that must be in, and of those that stay in where they can.
    pins: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    #: Frames of the cards, which the words of a refusal count too.
    beside: int = 0


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A lawful choice, activities in plan order, and how good it is proven to be."""

    picks: tuple[Pick, ...]
    #: By how many hundredths of a percent a better choice might be worth more (choosing.py);
    #: None when nobody knows, since the greedy choice stands.
    gap: int | None = None
    #: The solver's work, in its own thousandths.
    work: int = 0


#: Raises NoPlan when no lawful choice exists.
Chooser = Callable[[Question], Chosen]


def clash(one: Candidate, other: Candidate, recipe: PlanRecipe) -> bool:
    """True for two of one asset that may not both be shown: near each other, or a short clip.

    Where the editor set an in point, what is then shown counts, and that must only not be shown
    twice.
    """
    if one.asset.id != other.asset.id:
        return False
    duration = (one.asset.facts.duration_ms or 0) if one.asset.facts else 0
    (start, end), (begin, stop) = one.reach, other.reach
    gap = max(start - stop, begin - end)
    by_hand = one.in_ms is not None or other.in_ms is not None
    return duration < recipe.long_clip_ms or gap < (0 if by_hand else recipe.moments_apart_ms)
