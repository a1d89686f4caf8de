"""The queue's sending end: a job is written in the same transaction as the row it works on."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from domain.words import Words


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
    #: The same for the person before the page; None unless it failed.
    why: Words | None = None
    #: Epoch ms.
    created_ms: int = 0
    updated_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class JobCount:
    """Jobs that are alike and not done."""

    campaign: str
    kind: str
    state: str
    count: int
    #: When the one that has been in this state for longest came into it, epoch ms.
    since_ms: int


@dataclass(frozen=True, kw_only=True)
class JobQuery:
    #: waiting, running, failed, cancelled: those that are not done.
    state: str
    campaign: str | None = None
    kind: str | None = None
    #: Keyset: (created_ms, id) of the last job seen, None for the first page.
    after: tuple[int, str] | None = None
    limit: int = 100


@dataclass(frozen=True, kw_only=True)
class ListedJob:
    campaign: str
    job: Job


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

    def counts(self) -> list[JobCount]:
        """All jobs that are not done; cheap, however many are done."""
        ...

    def find(self, query: JobQuery) -> list[ListedJob]:
        """Jobs of one state, newest first, at most `limit`."""
        ...

    def running(self) -> dict[str, int]:
        """Executor id -> jobs that it holds now, a film's shots each for itself."""
        ...

    def waiting(self) -> dict[str, int]:
        """Word of WEEKREEL_WORKER_TAKES -> jobs that no worker holds yet, a film's shots too."""
        ...

    def turn(self, queue: str, campaign: str) -> int:
        """The turn that the campaign's next job has in this queue, for jobs queued by a job."""
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

    def forgettable(self, *, before_ms: int) -> int:
        """How many jobs `forget` would delete."""
        ...

    def forget(self, *, before_ms: int, limit: int) -> int:
        """Delete jobs that were done or cancelled before this moment, the oldest first; how many.

        At most `limit`, with all that they started. What failed stays: a file hangs on it.
        """
        ...

    def close(self) -> None: ...
