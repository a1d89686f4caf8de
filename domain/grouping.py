"""Union-find: members that are joined, directly or through others, make one group."""

from collections.abc import Collection, Iterable
from typing import TypeVar

Key = TypeVar("Key", int, str)


def grouped(
    members: Iterable[Key],
    pairs: Iterable[tuple[Key, Key]],
    apart: Collection[tuple[Key, Key]] = (),
) -> list[list[Key]]:
    """Every group, members sorted, groups sorted by their first; pairs may name new members.

    Two that are `apart` never come into one group: the pair that would join them, in the order of
    the pairs' names, joins nothing. Neither the order of `members` nor that of `pairs` matters.
    """
    roots = {member: member for member in members}
    for one, other in sorted(pairs) if apart else pairs:
        first, second = roots.setdefault(one, one), roots.setdefault(other, other)
        if not _parted(roots, first, second, apart):
            _join(roots, first, second)
    found: dict[Key, list[Key]] = {}
    for member in sorted(roots):
        found.setdefault(_root(roots, member), []).append(member)
    return sorted(found.values())


def _parted(
    roots: dict[Key, Key], one: Key, other: Key, apart: Collection[tuple[Key, Key]]
) -> bool:
    ends = {_root(roots, one), _root(roots, other)}
    known = ((a, b) for a, b in apart if a in roots and b in roots)
    return len(ends) > 1 and any({_root(roots, a), _root(roots, b)} == ends for a, b in known)


def _root(roots: dict[Key, Key], member: Key) -> Key:
    while roots[member] != member:
        # Halving the path keeps long bursts cheap.
        roots[member] = roots[roots[member]]
        member = roots[member]
    return member


def _join(roots: dict[Key, Key], one: Key, other: Key) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first
