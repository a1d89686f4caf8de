"""The part of the seam to rows that tells what may be deleted, and keeps that it was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.retention import Rule


@dataclass(frozen=True, kw_only=True)
class Removable:
    """One asset whose bytes may go."""

    asset: str
    campaign: str
    sha256: str


class Retention(Protocol):
    """Rules over rows. A file that several campaigns have goes when all of them allow it."""

    def refused(self, *, before: datetime) -> list[Removable]:
        """Refused assets received before, whose bytes no other asset needs."""
        ...

    def finished(self, *, before: datetime) -> list[Removable]:
        """Assets of campaigns closed or accepted before, none of which has a film being made."""
        ...

    def accepted(self, *, before: datetime) -> list[Removable]:
        """Assets of campaigns accepted before, whose originals nobody else needs."""
        ...

    def all_finished(self, *, before: datetime) -> bool:
        """True when every campaign is closed or accepted since before, and no film is made."""
        ...

    def remove(
        self,
        rule: Rule,
        found: Sequence[Removable],
        *,
        before: datetime,
        at: datetime,
        delete: Callable[[Removable], int],
    ) -> None:
        """Delete by `delete` (it answers the bytes that went) what the rule still allows.

        Inside a transaction in which no file is received. Each is written to the audit log by its
        asset's id; an original that other rows speak of is kept as removed.
        """
        ...

    def failed_films(self, *, before: datetime) -> list[str]:
        """Blobs of films from elsewhere that were brought before and have failed."""
        ...

    def remove_failed_films(
        self, *, before: datetime, at: datetime, delete: Callable[[str], None]
    ) -> list[str]:
        """Delete those now, as `remove` does; which they were. Their rows speak of none then."""
        ...

    def unknown(self, names: Sequence[str]) -> list[str]:
        """Those of the blobs that no row speaks of, as far as this version knows their names."""
        ...

    def remove_unknown(
        self, names: Sequence[str], *, at: datetime, delete: Callable[[str], None]
    ) -> list[str]:
        """Delete those that no row speaks of now, as `remove` does; their names."""
        ...

    def old_fetches(self, *, before: datetime) -> int:
        """Lines of the log of visits that `forget_fetches` would delete."""
        ...

    def forget_fetches(self, *, before: datetime, at: datetime) -> int:
        """Delete the visits by shared links that ended before, and log it; how many."""
        ...

    def old_remarks(self, *, before: datetime) -> int:
        """Remarks and words with a name that `forget_remarks` would take."""
        ...

    def forget_remarks(self, *, before: datetime, at: datetime) -> int:
        """Take what leaders said in campaigns accepted before, and log it; how many.

        Remarks are deleted. Of each name the newest word stays without name and note, so that what
        was signed off is still told as signed off; its earlier ones are deleted.
        """
        ...

    def old_entries(self, *, before: datetime) -> int:
        """Entries that `forget_entries` would delete."""
        ...

    def forget_entries(self, *, before: datetime) -> int:
        """Delete the entries at the front of the audit log that are older; how many.

        The hash of the last of them is kept, so that what is left can still be checked. An older
        one behind a younger one waits for it: the chain has no holes.
        """
        ...
