"""The seam to what people counted: every entry is kept, the newest of a unit's activity counts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from domain.board.figures import Figure, FiguresEntry


class Figures(Protocol):
    def enter(
        self,
        *,
        campaign: str,
        activity: str,
        unit: str,
        values: Mapping[Figure, int],
        actor: str,
        at: datetime,
        seen: int | None = None,
    ) -> FiguresEntry:
        """Keep one more entry; nothing is overwritten, and empty values take the figures back.

        `seen` is the entry that whoever enters knows as the newest, 0 when none; None does not
        care. Conflict when there is a newer one; NotFound when the campaign or its activity or
        unit is not there.
        """
        ...

    def entries(self, campaign: str, *, unit: str | None = None) -> list[FiguresEntry]:
        """All of a campaign, or of one of its units, as they were entered."""
        ...
