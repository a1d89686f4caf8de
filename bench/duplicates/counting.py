"""Right and wrong answers over all pairs of an album, in the words of retrieval."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from bench.duplicates.tellers import Teller


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A picture as one teller keeps it."""

    #: Of which base, and of which family that is.
    name: str
    family: str
    #: "base" or how the copy was made.
    how: str
    what: Any


@dataclass(kw_only=True)
class Count:
    #: Pairs of a base and a copy of it, by how the copy was made: all, and those found.
    copies: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    #: Pairs of different bases that were taken for one: of one family, and of two.
    wrong_alike: int = 0
    wrong_other: int = 0
    #: Right pairs, copies with each other too.
    right: int = 0
    #: Pairs of different bases of one family.
    alike: int = 0

    def recall(self, hows: Sequence[str]) -> float:
        """Share of the copies made in these ways that their base was found for."""
        return sum(self.found[how] for how in hows) / sum(self.copies[how] for how in hows)

    @property
    def precision(self) -> float:
        """Share of the pairs taken for one picture that are one."""
        taken = self.right + self.wrong_alike + self.wrong_other
        return self.right / taken if taken else 1.0


def count(teller: Teller, kept: Sequence[Kept], counted: Sequence[str]) -> Count:
    """Every pair of the album; copies in other ways than `counted` meet their own base alone."""
    told = Count()
    inside = [one for one in kept if one.how == "base" or one.how in counted]
    for one, other in combinations(inside, 2):
        if one.name != other.name:
            told.alike += one.family == other.family
            if teller.same(one.what, other.what):
                _wrong(told, one, other)
        elif teller.same(one.what, other.what):
            told.right += 1
            _found(told, one, other)
        _made(told, one, other)
    for other in kept:
        if other.how not in counted and other.how != "base":
            _beside(told, teller, kept, other)
    return told


def _wrong(told: Count, one: Kept, other: Kept) -> None:
    if one.family == other.family:
        told.wrong_alike += 1
    else:
        told.wrong_other += 1


def _made(told: Count, one: Kept, other: Kept) -> None:
    if one.name == other.name and "base" in (one.how, other.how):
        told.copies[other.how if one.how == "base" else one.how] += 1


def _found(told: Count, one: Kept, other: Kept) -> None:
    if "base" in (one.how, other.how):
        told.found[other.how if one.how == "base" else one.how] += 1


def _beside(told: Count, teller: Teller, kept: Sequence[Kept], other: Kept) -> None:
    base = next(one for one in kept if one.name == other.name and one.how == "base")
    told.copies[other.how] += 1
    told.found[other.how] += teller.same(base.what, other.what)
