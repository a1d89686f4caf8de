"""How long work tells its progress: to a bar at the terminal, or to nobody."""

from collections.abc import Sequence
from typing import Protocol

from domain.words import Words


class Telling(Protocol):
    def step(self, words: Words, total: int) -> None:
        """A new step begins, of `total` bytes or rows."""
        ...

    def advance(self, by: int) -> None:
        """So many more of them are done."""
        ...


class Silent:
    """Tells nobody."""

    def step(self, words: Words, total: int) -> None: ...

    def advance(self, by: int) -> None: ...


def listed(names: Sequence[str], *, most: int = 20) -> str:
    """The first names, and how many more there are."""
    shown = "、".join(names[:most])
    return f"{shown} … (+{len(names) - most})" if len(names) > most else shown
