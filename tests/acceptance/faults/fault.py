"""What a fault is: prepare, strike at a moment, heal, and what must hold beside the counts."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from tests.acceptance.faults.places import DISTRIBUTED, EMBEDDED
from tests.acceptance.faults.site import Site
from tests.acceptance.faults.walking import Walk

#: A walk to the package is struck while the film or the package is made: the others meet the rest.
LATE = (0.4, 0.97)


class Fault:
    """One row of the table; a site is made for it once and struck again in every try."""

    name: ClassVar[str]
    #: The table's words.
    says: ClassVar[str]
    places: ClassVar[Sequence[str]] = (EMBEDDED, DISTRIBUTED)
    #: The first of so many tries goes on to the package; the others end when all is tagged.
    whole_every: ClassVar[int] = 10
    #: Part of the walk in which the moment is drawn.
    window: ClassVar[tuple[float, float]] = (0.05, 0.8)
    #: The same of a walk that goes on to the package; None: as `window`.
    whole_window: ClassVar[tuple[float, float] | None] = None
    #: Files sent by two phones at once.
    twice: ClassVar[bool] = False
    #: Tries in which it is tried when nothing else is said.
    tries: ClassVar[int] = 10
    #: Needs nothing of its own: one site serves all such faults, as starting one takes seconds.
    plain: ClassVar[bool] = False
    #: A site of its own for every try.
    fresh: ClassVar[bool] = False
    #: Its recovery counts from the strike though it is healed later: healing waits for it.
    from_strike: ClassVar[bool] = False
    #: What it needs of the machine, as `--require` names it.
    needs: ClassVar[str] = ""

    def __init__(self, folder: Path) -> None:
        #: Of this fault alone.
        self.folder = folder

    @classmethod
    def why_not(cls) -> str | None:
        """Why it cannot be tried here; None when it can."""
        return None

    def is_whole(self, number: int) -> bool:
        """Whether this try's walk goes on to the package."""
        return number % self.whole_every == 0

    def settings(self) -> dict[str, str]:
        """Settings of every process, such as a database on a small disk."""
        return {}

    def extra(self) -> Sequence[Path]:
        """Files that are sent beside the week's."""
        return ()

    def first(self, environ: Mapping[str, str], log: Path) -> None:
        """Before anybody has opened the database; `environ` and `log` are the last worker's."""

    def prepare(self, site: Site) -> None:
        """Before anybody is started."""

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        raise NotImplementedError

    def heal(self, site: Site) -> None:
        """Returns when what was broken is whole again; takes as long as the fault lasts."""

    def recovered(self, site: Site) -> bool | None:
        """Whether work goes on after the fault; None: it does when the way has come further."""
        return None

    def wrong(self, site: Site, walk: Walk) -> list[str]:
        """What does not hold beside the counts, in words; asked at the end of each try."""
        return []

    def close(self) -> None:
        """After everybody has ended."""
