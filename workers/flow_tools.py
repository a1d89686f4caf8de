"""What every workflow works with: the worker's tools, how far it is, faults as they were."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from dbos import DBOS, error

from storage.dbos.job_rows import PROGRESS
from storage.queue import Queue
from workers.bench import Bench
from workers.cancelling import Cancelling

#: Times that a job is begun before the engine itself gives up: workers come and go while a film
#: waits for its shots. What workers die on is set aside long before (workers/takeover.py).
ATTEMPTS = 40

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """What the workflows of one worker work with."""

    bench: Bench
    cancelling: Cancelling
    queue: Queue
    #: Those of the jobs that are over -> whether they ended well.
    ended: Callable[[Collection[str]], Mapping[str, bool]]
    #: A job that waits for another gives its slot away inside the `with`.
    resting: Callable[[str], AbstractContextManager[None]]


_equipment: list[Equipment] = []


def equip(equipment: Equipment) -> None:
    """Give the workflows their tools; once, before the engine starts."""
    _equipment[:] = [equipment]


def equipment() -> Equipment:
    return _equipment[0]


def the_bench() -> Bench:
    return _equipment[0].bench


def job_id() -> str:
    """Of the job that runs here."""
    job = DBOS.workflow_id
    assert job is not None, "only jobs have steps"
    return job


@contextmanager
def stoppable() -> Iterator[Bench]:
    """The bench of the job that runs here; its tools stop when the job is cancelled."""
    with _equipment[0].cancelling.watched(job_id()) as cancelled:
        yield the_bench().for_job(cancelled)


def progress(station: str, done: int, total: int) -> None:
    DBOS.set_event(PROGRESS, {"station": station, "done": done, "total": total})


def told(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step; when its tries are used up, raise what happened last instead of their number."""
    try:
        return step(*args, **kwargs)
    except error.DBOSMaxStepRetriesExceeded as given_up:
        raise given_up.errors[-1] from given_up
