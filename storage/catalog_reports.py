"""The seam to what editors wrote over the composed report: each edit kept, the newest counts."""

from datetime import datetime
from typing import Protocol

from domain.packing.report_edits import TextEdit


class Reports(Protocol):
    """Edits are never changed; one that was taken back counts no more. Logged by their ids."""

    def edits(self, campaign: str) -> dict[str, TextEdit]:
        """Paragraph -> the newest edit that counts."""
        ...

    def last(self, campaign: str) -> TextEdit | None:
        """The newest edit that counts, of whatever paragraph: what undo takes back."""
        ...

    def keep(
        self,
        *,
        campaign: str,
        paragraph: str,
        text: str | None,
        proposal: str,
        seen: int,
        actor: str,
        at: datetime,
    ) -> TextEdit:
        """One more edit of a paragraph; `text` None goes back to what is proposed.

        `seen` is the edit that the editor saw there, 0 for none: Conflict when another counts.
        Of each paragraph the newest MOST_KEPT that count are kept, and as many that were taken
        back. NotFound for no campaign.
        """
        ...

    def undo(self, campaign: str, edit: int, *, actor: str, at: datetime) -> TextEdit:
        """Take back `edit`, which must be the newest that counts of its paragraph.

        The edit that counts no more. Conflict when it is not, or was taken back already; NotFound
        when there is none.
        """
        ...


#: Edits of one paragraph that are kept.
MOST_KEPT = 100
