"""The queue's sending end: a job is written in the same transaction as the row it works on."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class NewJob:
    #: Job kind = workflow name: asset, film, package.
    kind: str
    #: Asset, film or package id; the only argument that travels.
    subject: str
    campaign: str

    @property
    def id(self) -> str:
        """The same work has the same id, so that it is queued once however often it is asked for."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, kw_only=True)
class Job:
    id: str
    kind: str
    subject: str
    #: waiting, running, done, failed, cancelled.
    state: str
    #: What is being done now, how far: (done, total); total 0 when it cannot be said.
    station: str = ""
    done: int = 0
    total: int = 0
    #: Why it failed, English, without a stack trace.
    error: str = ""
    #: Epoch ms.
    created_ms: int = 0
    updated_ms: int = 0


class Queue(Protocol):
    def send_in(self, connection: Connection, job: NewJob) -> None:
        """Write the job inside the caller's open transaction; commit makes it real."""
        ...

    def jobs(self, *, campaign: str | None = None, unfinished: bool = False) -> list[Job]:
        """Jobs, newest first, with their progress."""
        ...

    def job(self, job_id: str) -> Job | None: ...

    def cancel(self, job_id: str) -> None: ...

    def retry(self, job_id: str) -> None:
        """Start a failed or cancelled job again; Conflict while it runs or is done."""
        ...

    def close(self) -> None: ...
