"""The part of the seam to rows that concerns people and workers: users, leases, the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.people import Role, User


class People(Protocol):
    def add_user(self, name: str, role: Role, *, at: datetime) -> User:
        """The user of that name, made when new."""
        ...

    def user(self, name: str) -> User:
        """NotFound when there is none."""
        ...

    def users(self) -> list[User]: ...

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

    def stale(self, ttl_s: float) -> list[str]:
        """Executors whose last beat is older than `ttl_s` on the database's clock."""
        ...

    def drop(self, executor_id: str) -> None: ...

    def alive(self, ttl_s: float) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    at: datetime
    actor: str
    #: Verb and ids only, never personal text.
    event: str
    subject: str


class Audit(Protocol):
    def add(self, campaign: str, entry: AuditEntry) -> None: ...

    def entries(self, campaign: str) -> list[AuditEntry]: ...
