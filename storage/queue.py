"""The queue's sending end: a job is written in the same transaction as the row it works on."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True, kw_only=True)
class NewJob:
    #: Job kind = workflow name: asset, retag, film, package, sweep.
    kind: str
    #: Asset, sending, campaign, film or package; the only argument that travels.
    subject: str
    campaign: str
    #: Set where the same subject is worked on anew (retag after a sending was moved).
    nonce: str = ""

    @property
    def id(self) -> str:
        """The same work has the same id, so that it is queued once, however often asked for."""
        again = f":{self.nonce}" if self.nonce else ""
        return f"{self.kind}:{self.subject}{again}"


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
    def send(self, job: NewJob) -> None:
        """Write a job that no row goes with, in a transaction of its own."""
        ...

    def send_in(self, connection: Connection, job: NewJob) -> None:
        """Write the job inside the caller's open transaction; commit makes it real.

        A job whose id stands already changes nothing.
        """
        ...

    def jobs(self, *, campaign: str | None = None, unfinished: bool = False) -> list[Job]:
        """Jobs, newest first, with their progress; `unfinished`: those waiting or running."""
        ...

    def job(self, job_id: str) -> Job | None: ...

    def cancel(self, job_id: str) -> None:
        """Take a job out; silent when it is over already. NotFound when there is none."""
        ...

    def retry(self, job_id: str) -> None:
        """Start a failed or cancelled job again from its first step, under the same id.

        Conflict while it waits, runs or is done; NotFound when there is none.
        """
        ...

    def close(self) -> None: ...
