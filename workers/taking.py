"""Takes jobs out of the queues: within LOOK_S of being sent, at once when a slot is freed.

In place of the loop of DBOS 3.4.0, which looks into every queue in a thread of its own whenever an
interval is over, and reads each queue's settings anew: a worker with one slot stood idle for 0.1 s
after every shot, eight queues cost 80 looks of several statements a second, and a machine of 2
cores that started last would slow down one of 16. The claim itself stays DBOS's.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from dbos import DBOS
from dbos._core import (
    ActiveWorkflowById,
    ActiveWorkflowEntry,
    WorkflowHandleFuture,
    execute_dequeued_workflow,
)
from dbos._dbos import _get_dbos_instance
from dbos._queue import Queue
from dbos._utils import GlobalParams, generate_uuid
from sqlalchemy.exc import DBAPIError

from storage.dbos.claims import Claims

# Much of this is private (pinned; tests/workers/test_taking.py holds it to its promise).
# pyright: reportPrivateUsage=false

log = structlog.get_logger()

#: Seconds between two looks at what waits; one query for all queues.
LOOK_S = 0.1
#: Jobs of one queue and process that wait for others without a slot. Each is a thread, of 20 kB;
#: beyond them each keeps its slot, and a film that an editor asks for waits behind them all. A
#: hundred counties may bring a film on one afternoon, and eight were too few for twelve of them.
MOST_RESTING = 64
#: Seconds of rest when the database does not answer.
REST_S = 1.0


class Slots(ActiveWorkflowById):
    """DBOS's count of what runs here, with what was claimed and has not begun: the next claim may
    come before its thread has. It also says when a slot is freed."""

    def __init__(self) -> None:
        super().__init__()
        self._changing = threading.RLock()
        #: Job -> its queue.
        self._starting: dict[str, str] = {}
        self._freed: set[str] = set()
        #: Job that waits for another -> its queue.
        self._resting: dict[str, str] = {}
        #: Set when a slot is freed.
        self.bell = threading.Event()

    def starts(self, job: str, queue: str) -> None:
        with self._changing:
            self._starting[job] = queue

    def has_started(self, job: str) -> None:
        """Or never will."""
        with self._changing:
            self._starting.pop(job, None)

    def used(self, queue: str) -> int:
        with self._changing:
            starting = sum(waited_in == queue for waited_in in self._starting.values())
            resting = sum(rests_in == queue for rests_in in self._resting.values())
            return starting + self.count_for_queue(queue) - resting

    @contextmanager
    def resting(self, job: str) -> Iterator[None]:
        """Inside the `with` the job's slot is free; at its end there may be one more at work than
        the limit says. Of a queue's jobs beyond MOST_RESTING each keeps its slot."""
        with self._changing:
            queue = self._queue_of(job)
            resting = list(self._resting.values()).count(queue or "")
            if queue is not None and resting < MOST_RESTING:
                self._resting[job] = queue
                self._freed.add(queue)
        self.bell.set()
        try:
            yield
        finally:
            with self._changing:
                self._resting.pop(job, None)

    def _queue_of(self, job: str) -> str | None:
        with self._lock:
            buckets = self._m.get(job, [])
            return next((bucket[0] for bucket in buckets if bucket is not None), None)

    def freed(self) -> set[str]:
        """Queues whose slots were freed since it was asked last."""
        self.bell.clear()
        with self._changing:
            freed, self._freed = self._freed, set()
            return freed

    def add(
        self, key: str, queue_name: str | None = None, queue_partition_key: str | None = None
    ) -> ActiveWorkflowEntry:
        with self._changing:
            self.has_started(key)
            return super().add(key, queue_name, queue_partition_key)

    def _remove(self, key: str, bucket: Any) -> None:
        with self._changing:
            super()._remove(key, bucket)
            if bucket is not None:
                self._freed.add(bucket[0])
        self.bell.set()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Jobs of one queue that were made ours at once."""

    #: Kept in their rows.
    token: str
    queue: str
    #: None when the database's answer was lost: they are ours if it was written.
    jobs: Sequence[str] | None


class Taking:
    """Claims for this process; `limits`: queue -> jobs that it does at a time."""

    def __init__(self, limits: Mapping[str, int], claims: Claims) -> None:
        self._limits = limits
        self._claims = claims
        self._slots = Slots()
        self._queues: dict[str, Queue] = {}
        #: What is ours and was not begun yet: left alone it would wait for as long as we live.
        self._open: list[Claim] = []
        self._looked = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="taking", daemon=True)

    def count_in(self) -> None:
        """Before DBOS is launched: what runs is counted here, and DBOS itself takes nothing."""
        DBOS.listen_queues([])
        _get_dbos_instance()._active_workflows_set = self._slots

    def resting(self, job: str) -> AbstractContextManager[None]:
        """For a job of ours that waits for another: see Slots."""
        return self._slots.resting(job)

    def start(self, queues: Sequence[Queue]) -> None:
        self._queues = {queue.name: queue for queue in queues}
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._slots.bell.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._round()
            except Exception as error:
                # The database may be away: the lease ends the worker when it stays away.
                log.warning("cannot take jobs", error=str(error))
                self._stop.wait(REST_S)
            self._slots.bell.wait(LOOK_S)

    def _round(self) -> None:
        freed = self._slots.freed()
        self._begin_open()
        free = {name for name in self._queues if self._slots.used(name) < self._limits[name]}
        if time.monotonic() - self._looked >= LOOK_S:
            self._looked = time.monotonic()
            freed |= self._claims.waiting(free)
        for queue in sorted(freed & free):
            self._take(queue)
            self._begin_open()

    def _take(self, name: str) -> None:
        database, token = _get_dbos_instance()._sys_db, generate_uuid()
        try:
            jobs, _ = database.start_queued_workflows(
                self._queues[name],
                GlobalParams.executor_id,
                GlobalParams.app_version,
                None,
                self._slots.used(name),
                owner_xid=token,
                # It is pinned, so there is no later one, and nothing to ask for.
                is_latest_version=True,
            )
        except DBAPIError as error:
            # Another worker looks into this lane at the moment.
            if database.is_lock_conflict(error) or database.is_serialization_conflict(error):
                return
            self._open.append(Claim(token=token, queue=name, jobs=None))
            raise
        for job in jobs:
            self._slots.starts(job, name)
        self._open.append(Claim(token=token, queue=name, jobs=jobs))

    def _begin_open(self) -> None:
        dbos = _get_dbos_instance()
        while self._open:
            claim = self._open[0]
            jobs = claim.jobs
            if jobs is None:
                jobs = self._claims.taken(GlobalParams.executor_id, claim.token)
            rows = dbos._sys_db.get_workflow_statuses([*jobs]) if jobs else []
            self._open.pop(0)
            known = {row["workflow_uuid"]: row for row in rows}
            for job in jobs:
                self._slots.starts(job, claim.queue)
                self._begin(job, known.get(job), claim.token)

    def _begin(self, job: str, row: Any, token: str) -> None:
        handle = None
        try:
            if row is not None:
                handle = execute_dequeued_workflow(_get_dbos_instance(), row, token)
        except Exception as error:
            # This job's own fault, which DBOS has kept with it, and none of the next one's.
            log.error("cannot begin a job", job=job, error=str(error))
        if isinstance(handle, WorkflowHandleFuture):
            handle.future.add_done_callback(lambda _: self._slots.has_started(job))
        else:
            # Cancelled or forgotten since.
            self._slots.has_started(job)
