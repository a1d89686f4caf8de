"""The part of the seam to rows that concerns drafts: a notice on an editor's table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class KeptDraft:
    """A notice that an editor is making a campaign from; nobody else is shown it."""

    #: Name of the user at whose table it lies; one each.
    user: str
    #: The file's name; empty for pasted text.
    name: str
    #: The notice's whole text with the people it names; empty for a hand-written plan.
    text: str
    #: The fields as the editor left them, as JSON-able values.
    values: dict[str, Any]
    #: Counts from 1, up with every change.
    version: int
    updated_at: datetime


class Drafts(Protocol):
    def get(self, user: str) -> KeptDraft | None:
        """None when nothing lies on the user's table."""
        ...

    def put(
        self,
        user: str,
        *,
        name: str,
        text: str,
        values: dict[str, Any],
        at: datetime,
        of_scan: bool = False,
    ) -> KeptDraft:
        """Lay a new one on the table, in place of what was there. NotFound for no such user.

        What the user had scanned is forgotten, unless the draft is made `of_scan`: then one that
        lies there stays, as another window made it and a person may have corrected it.
        """
        ...

    def change(
        self, user: str, *, values: dict[str, Any], seen_version: int, at: datetime
    ) -> KeptDraft:
        """Keep what the editor changed.

        NotFound when there is none any more, Conflict when it was changed since it was seen.
        """
        ...

    def drop(self, user: str) -> bool:
        """Forget it, text and all, and what it was scanned from; False when there was none."""
        ...

    def drop_older(self, before: datetime) -> int:
        """Forget those not touched since; how many."""
        ...
