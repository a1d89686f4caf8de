"""The queue's sending end: a job is written in the same transaction as the row it works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from domain.looking.picture_text import RECIPE
from domain.words import Words

#: Stands where other jobs have their campaign, for those that are before any; no key looks so.
NO_CAMPAIGN = "@notice"


@dataclass(frozen=True, kw_only=True)
class NewJob:
    #: Job kind = workflow name: asset, retag, weigh, alike, read, scan, preview, music, cards,
    #: film, package, export, match, speech, sweep.
    kind: str
    #: Asset, sending, campaign, film, package or scan; the only argument that travels.
    subject: str
    campaign: str
    #: Set where the same subject is worked on anew (retag after a sending was moved).
    nonce: str = ""
    #: Seconds before a worker may take it.
    delay_s: int = 0

    @property
    def id(self) -> str:
        """The same work has the same id, so that it is queued once, however often asked for."""
        again = f":{self.nonce}" if self.nonce else ""
        return f"{self.kind}:{self.subject}{again}"


def reading_job(asset: str, campaign: str) -> NewJob:
    """Read the words in an asset's picture, once for each recipe."""
    return NewJob(kind="read", subject=asset, campaign=campaign, nonce=str(RECIPE))


def preview_job(asset: str, campaign: str) -> NewJob:
    """Make the proxy of a clip, once: what was tried in vain is tried again by hand."""
    return NewJob(kind="preview", subject=asset, campaign=campaign)


#: Seconds from a change to the job: an editor who tries styles or writes a title makes few.
_CARDS_DELAY_S = 5


def cards_job(campaign: str, told: str) -> NewJob:
    """Make a week's cards ahead; `told` is a hash of what they hang on."""
    return NewJob(
        kind="cards", subject=campaign, campaign=campaign, nonce=told, delay_s=_CARDS_DELAY_S
    )


def speech_job(film: str, campaign: str) -> NewJob:
    """Let the owner's program hear what is said in a film."""
    return NewJob(kind="speech", subject=film, campaign=campaign)


@dataclass(frozen=True, kw_only=True)
class NewParts:
    """Jobs that a running job starts for its parts."""

    #: Id of the running job.
    job: str
    kind: str
    campaign: str
    #: Id of each part -> what it is called with, in the order in which they should be done.
    arguments: Mapping[str, Sequence[str | int]]
    #: The request that the job goes back to, for the logs.
    request: str | None = None


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

    def waits(self, connection: Connection, *, kind: str, campaign: str) -> bool:
        """True when such a job of the campaign waits, for its time or for a worker.

        Read inside the caller's open transaction.
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

    def send_parts(self, parts: NewParts) -> None:
        """Write all of them in one transaction, in consecutive turns of their campaign.

        Those whose ids stand already change nothing. None is written when the job does not run
        any more; what is cancelled later takes its parts with it.
        """
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
