"""Order of a film's shots: first come first, and never one unit three times in a row by choice."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Tail = tuple[str, ...]

#: So many shots of one unit may follow each other.
MOST = 2


def arranged(
    chapters: Sequence[Sequence[Item]], unit_of: Callable[[Item], str]
) -> list[list[Item]]:
    """The chapters with their items moved as little as the rule asks, first come first.

    Where an arrangement without three of a unit in a row exists, also across chapters, the
    result is one; chapters keep their order. Units are told apart by `unit_of`.
    """
    units = [[unit_of(item) for item in chapter] for chapter in chapters]
    tail: Tail = ()
    ordered: list[list[Item]] = []
    for chapter, end in zip(chapters, _end_limits(units), strict=True):
        ordered.append(_chapter(chapter, unit_of, tail, end))
        tail = (*tail, *map(unit_of, ordered[-1]))[-MOST:]
    return ordered


def _chapter(
    chapter: Sequence[Item], unit_of: Callable[[Item], str], tail: Tail, end: Mapping[str, int]
) -> list[Item]:
    """Take the first that leaves the rest a lawful way, else the first lawful, else the first."""
    left = list(chapter)
    ordered: list[Item] = []
    while left:
        units = [unit_of(item) for item in left]
        lawful = [unit for unit in dict.fromkeys(units) if _run(tail, unit) < MOST]
        safe = [unit for unit in lawful if _feasible(units, unit, tail, end)]
        unit = (safe or lawful or units)[0]
        ordered.append(left.pop(units.index(unit)))
        tail = (*tail, unit)[-MOST:]
    return ordered


def _feasible(units: Sequence[str], taken: str, tail: Tail, end: Mapping[str, int]) -> bool:
    """True when what is left after `taken` can still be laid without a third in a row."""
    counts = Counter(units)
    counts[taken] -= 1
    tail = (*tail, taken)[-MOST:]
    total = len(units) - 1
    if total == 0:
        return _run(tail, taken) <= end.get(taken, MOST)
    return all(
        count <= _capacity(total - count, _run(tail, unit), end.get(unit, MOST))
        for unit, count in counts.items()
    )


def _capacity(others: int, run: int, end: int) -> int:
    """Most shots of a unit between `others`: two in each gap, less at both edges."""
    if others == 0:
        return min(MOST, end) - run
    return MOST - run + MOST * (others - 1) + end


def _end_limits(chapters: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    """For each chapter: unit -> how many of it may stand at its end for the next to succeed.

    A limit that cannot be met (the next chapter has three in a row anyhow) is none.
    """
    limits: list[dict[str, int]] = [{}]
    for chapter in reversed(chapters[1:]):
        after = limits[-1]
        counts = Counter(chapter)
        free = {
            unit: _capacity(len(chapter) - count, 0, after.get(unit, MOST)) - count
            for unit, count in counts.items()
        }
        limits.append({unit: left for unit, left in free.items() if 0 <= left < MOST})
    return limits[::-1]


def _run(tail: Tail, unit: str) -> int:
    """How many of `unit` stand at the end of the tail."""
    run = 0
    for other in reversed(tail):
        if other != unit:
            break
        run += 1
    return run
