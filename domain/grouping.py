"""Union-find: members that are joined, directly or through others, make one group."""

from collections.abc import Iterable
from typing import TypeVar

Key = TypeVar("Key", int, str)


def grouped(members: Iterable[Key], pairs: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """Every group, members sorted, groups sorted by their first; pairs may name new members.

    Neither the order of `members` nor that of `pairs` matters.
    """
    roots = {member: member for member in members}
    for one, other in pairs:
        _join(roots, roots.setdefault(one, one), roots.setdefault(other, other))
    found: dict[Key, list[Key]] = {}
    for member in sorted(roots):
        found.setdefault(_root(roots, member), []).append(member)
    return sorted(found.values())


def _root(roots: dict[Key, Key], member: Key) -> Key:
    while roots[member] != member:
        # Halving the path keeps long bursts cheap.
        roots[member] = roots[roots[member]]
        member = roots[member]
    return member


def _join(roots: dict[Key, Key], one: Key, other: Key) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first
