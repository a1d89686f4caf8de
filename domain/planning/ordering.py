"""Order of a film's shots: first come first, never one unit three times in a row nor two excerpts
of one clip side by side by choice."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise, permutations
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


def apart(
    chapters: Sequence[Sequence[Item]],
    source_of: Callable[[Item], str],
    unit_of: Callable[[Item], str],
) -> list[list[Item]]:
    """The chapters with another shot between two of one source, which would look like a jump cut.

    As little is moved as that takes: never a chapter's first shot, none past another of its own
    source, and nothing that would bring a unit three times in a row oftener. Where a chapter has
    nothing to put between, two stay side by side.
    """
    done = [list(chapter) for chapter in chapters]
    for place, chapter in enumerate(done):
        before = [unit_of(item) for each in done[:place] for item in each][-MOST:]
        after = [unit_of(item) for each in done[place + 1 :] for item in each][:MOST]
        faults = partial(_faults, source_of, unit_of, before, after)
        done[place] = _apart(chapter, source_of, faults)
    return done


def _faults(
    source_of: Callable[[Item], str],
    unit_of: Callable[[Item], str],
    before: Sequence[str],
    after: Sequence[str],
    order: Sequence[Item],
) -> tuple[int, int]:
    """Pairs of one source side by side, and threes of one unit, in a chapter between two others."""
    units = [*before, *map(unit_of, order), *after]
    pairs = sum(one == other for one, other in pairwise(map(source_of, order)))
    threes = sum(len(set(units[at : at + MOST + 1])) == 1 for at in range(len(units) - MOST))
    return pairs, threes


def _apart(
    chapter: list[Item],
    source_of: Callable[[Item], str],
    faults: Callable[[Sequence[Item]], tuple[int, int]],
) -> list[Item]:
    """One move after the other, each the shortest that parts two and brings no third unit."""
    pairs, threes = faults(chapter)
    while pairs:
        for moved in _moves(chapter, source_of):
            left, more = faults(moved)
            if left < pairs and more <= threes:
                chapter, pairs, threes = moved, left, more
                break
        else:
            return chapter
    return chapter


def _moves(chapter: list[Item], source_of: Callable[[Item], str]) -> Iterator[list[Item]]:
    """The chapter with one item elsewhere, or two in each other's place: the shortest ways first,
    and none on which an item passes another of its source."""
    sources = [source_of(item) for item in chapter]
    for start, end in sorted(permutations(range(1, len(chapter)), 2), key=_length):
        low, high = sorted((start, end))
        passed = sources[low : high + 1]
        if passed.count(sources[start]) > 1:
            continue
        moved = [*chapter[:start], *chapter[start + 1 :]]
        moved.insert(end, chapter[start])
        yield moved
        if start < end and passed.count(sources[end]) == 1:
            changed = list(chapter)
            changed[start], changed[end] = chapter[end], chapter[start]
            yield changed


def _length(way: tuple[int, int]) -> int:
    return abs(way[0] - way[1])
