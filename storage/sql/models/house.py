"""The house itself: users, sessions, workers, the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.queues import WorkerCard
from storage.sql.models.base import HASH, KEY, Base
from storage.sql.values import Kept


class UserRow(Base):
    __tablename__ = "wr_user"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]


class LinkRow(Base):
    __tablename__ = "wr_link"

    token_hash: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    __tablename__ = "wr_session"

    token_hash: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class LeaseRow(Base):
    __tablename__ = "wr_worker_lease"

    executor_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    #: Last sign of life, epoch ms on the database's own clock.
    beat_ms: Mapped[int] = mapped_column(BigInteger)
    #: What it says of itself; None from a worker of version 0.1.0.
    card: Mapped[WorkerCard | None] = mapped_column(Kept(WorkerCard))
    #: When it ended in good order, so that its jobs are taken over at once and it is not mourned.
    left_ms: Mapped[int | None] = mapped_column(BigInteger)


class DeathRow(Base):
    """A worker died while it held this job; the same death is kept once, whoever sweeps."""

    __tablename__ = "wr_worker_death"

    #: Id of the job, a film's shots too.
    job: Mapped[str] = mapped_column(Text, primary_key=True)
    executor_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    #: Epoch ms on the database's own clock.
    at_ms: Mapped[int] = mapped_column(BigInteger)


class AuditRow(Base):
    """One entry of the log in its place of the chain (domain/reviewing/audit_chain.py)."""

    __tablename__ = "wr_audit"
    __table_args__ = (Index(None, "at", "id"), UniqueConstraint("number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(HASH)
    campaign: Mapped[str] = mapped_column(KEY, index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str]
    subject: Mapped[str]
    #: State before and after of what was decided on; None of everything else.
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class AuditHeadRow(Base):
    """Both ends of the log's chain, in one row that writers of the log take one after the other."""

    __tablename__ = "wr_audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The last entry.
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(HASH)
    #: The last entry that retention took from the front, and when it was written.
    anchor_number: Mapped[int] = mapped_column(BigInteger)
    anchor_hash: Mapped[str] = mapped_column(HASH)
    anchored_at: Mapped[datetime | None]


class JobRow(Base):
    """Whose a job is; its state stands in DBOS's own row of the same id."""

    __tablename__ = "wr_job"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    campaign: Mapped[str] = mapped_column(KEY, index=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    created_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class RemovedBlobRow(Base):
    """Bytes that retention deleted though rows still speak of them: gone on purpose, not lost."""

    __tablename__ = "wr_removed_blob"

    blob: Mapped[str] = mapped_column(Text, primary_key=True)
    #: Bytes.
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    #: Name of the rule.
    rule: Mapped[str] = mapped_column(String(32))
