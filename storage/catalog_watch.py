"""The part of the seam to rows that is watched from outside: counts that stay cheap.

Every answer comes from an index or a page of rows: a few ms with 200,000 assets in the catalog.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.sending import Invite
from storage.queues import TAKEN_SILENTLY, WorkerCard


@dataclass(frozen=True, kw_only=True)
class WorkerSeen:
    """A worker by its last sign of life."""

    executor_id: str
    #: Milliseconds since its last beat, on the database's clock.
    age_ms: int
    #: What it says of itself; None from a worker of version 0.1.0.
    card: WorkerCard | None = None

    @property
    def takes(self) -> tuple[str, ...]:
        return TAKEN_SILENTLY if self.card is None else self.card.takes


@dataclass(frozen=True, kw_only=True)
class InviteUse:
    """A link and what came by it."""

    invite: Invite
    #: Files that are arriving or received.
    files: int
    #: When the last of its files began to arrive; None while it was never used.
    last_used: datetime | None


class Watch(Protocol):
    def workers(self) -> list[WorkerSeen]:
        """Every worker with a lease, freshest first; the dead too until they are swept, but not
        those that left in good order."""
        ...

    def assets(self) -> dict[str, dict[str, int]]:
        """Campaign -> state -> number of assets, without the campaigns that have none."""
        ...

    def silent(self, units: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of the (campaign, unit) that have no asset but refused and withdrawn ones."""
        ...

    def arriving(self) -> int:
        """Uploads that have begun and are not whole."""
        ...

    def invites(self, *, before: int | None = None, limit: int = 100) -> list[InviteUse]:
        """Links of all campaigns, newest first, with ids below `before`."""
        ...

    def database_bytes(self) -> int:
        """Bytes that the database takes on its disk."""
        ...
