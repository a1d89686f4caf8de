"""The part of the seam to rows that concerns people and workers: users, leases, the audit log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.people import Role, User
from domain.reviewing.audit_chain import Link, Place
from storage.queues import WorkerCard


class People(Protocol):
    def add_user(self, name: str, role: Role, *, at: datetime) -> User:
        """The user of that name, made when new."""
        ...

    def user(self, name: str) -> User:
        """NotFound when there is none."""
        ...

    def users(self) -> list[User]: ...

    def set_role(self, name: str, role: Role) -> User:
        """Give another role and end the user's sessions; the same role changes nothing.

        NotFound when there is no such user, Conflict when no owner would be left.
        """
        ...

    def remove_user(self, name: str) -> None:
        """Forget a user with links, sessions and draft; what the user did stays in the audit log.

        NotFound when there is no such user, Conflict when no owner would be left.
        """
        ...

    def add_link(self, name: str, *, token_hash: str, expires_at: datetime) -> None:
        """A one-time link to set a password; earlier unused links of the user end."""
        ...

    def link_user(self, token_hash: str, *, at: datetime) -> User | None:
        """Whose link it is while it is unused and fresh."""
        ...

    def use_link(self, token_hash: str, *, password_hash: str, at: datetime) -> User:
        """Set the password once, end all sessions; NotAllowed when used, old or unknown."""
        ...

    def add_session(
        self, name: str, *, token_hash: str, at: datetime, expires_at: datetime
    ) -> None: ...

    def session_user(self, token_hash: str, *, at: datetime) -> User | None: ...

    def end_session(self, token_hash: str) -> None: ...


class Leases(Protocol):
    """Who works now, on the database's own clock."""

    def beat(self, executor_id: str) -> None: ...

    def join(self, card: WorkerCard) -> None:
        """The first beat of a worker, with what it says of itself."""
        ...

    def beats(self) -> dict[str, int]:
        """Executor -> its last beat, of all that did not leave.

        Only whether a beat changes says something: the clock it was taken from may be set.
        """
        ...

    def leave(self, executor_id: str) -> None:
        """Its last word: it ended in good order, what it still held may be taken over at once."""
        ...

    def left(self) -> list[str]:
        """Executors that ended in good order and are not dropped yet."""
        ...

    def drop(self, executor_id: str) -> None: ...

    def alive(self, ttl_s: float) -> list[str]:
        """Executors that beat within `ttl_s` and did not leave, by the database's clock.

        For people to see: who takes over a job does not trust a clock that may be set.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Suspect:
    """A job that a worker held when it died."""

    #: Id of the job, a film's shots too.
    job: str
    #: Workers that died while they held it.
    deaths: int


class Deaths(Protocol):
    """What workers died on."""

    def blame(self, executor_id: str, kinds: Collection[str]) -> list[Suspect]:
        """Count a worker's death for every job of these kinds that it still holds.

        Each is led to the lane of its queue where one job runs at a time. Counted once per job
        and worker, however often and by however many it is called.
        """
        ...

    def absolve(self, executor_id: str) -> list[str]:
        """Take a worker's death off its jobs, since it was none of theirs; which ones.

        Whom nobody died on then waits in its own queue again. What was set aside stays so: a
        person may try it again.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    at: datetime
    actor: str
    #: Verb and ids only, never personal text.
    event: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class AuditQuery:
    """Which entries: of one campaign ("" is the system itself), of one verb, of a span of time."""

    campaign: str | None = None
    #: First word of the event.
    event: str | None = None
    #: From this moment on, and before that one.
    start: datetime | None = None
    end: datetime | None = None
    #: Keyset: the mark of the last entry seen, None for the first page.
    before: str | None = None
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class KeptEntry:
    #: Place in the whole log, to be given back as `before`.
    mark: str
    #: "" when it concerns no campaign.
    campaign: str
    entry: AuditEntry


@dataclass(frozen=True, kw_only=True)
class AuditChain:
    """Both ends of the log."""

    #: The last entry that retention took from the front; number 0 when none did.
    anchor: Place
    #: When that one was written.
    anchored_at: datetime | None
    #: The last entry; the anchor when there is none behind it.
    end: Place


class Audit(Protocol):
    """Append-only: each entry holds the hash of the one before it (reviewing/audit_chain.py)."""

    def add(self, campaign: str, entry: AuditEntry) -> None: ...

    def entries(self, campaign: str) -> list[AuditEntry]:
        """In their order."""
        ...

    def chain(self) -> AuditChain: ...

    def links(self, *, after: int, limit: int) -> list[Link]:
        """Entries with a number above `after`, with what their hashes are made of, in order."""
        ...

    def page(self, query: AuditQuery) -> list[KeptEntry]:
        """The newest entries first, at most `limit`: what `add` kept, every decision on an asset
        under the name of its action, and every decision taken back as `undo`.

        UsageError for a mark that was never given out.
        """
        ...
