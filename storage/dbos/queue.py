"""The sending end of the engine: jobs are DBOS workflows, written beside the rows they work on."""

import time
from collections import Counter

from dbos import DBOSClient, DBOSPortableJSONSerializer, EnqueueOptions, Serializer, error
from sqlalchemy import (
    Connection,
    Engine,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
    update,
)

from domain.errors import Conflict, NotFound
from domain.words import Words
from storage.dbos.fair_turn import next_turn
from storage.dbos.job_rows import (
    GROUPS,
    STATES,
    all_jobs,
    counted,
    forgettable_jobs,
    is_in,
    is_unfinished,
    job_of,
    summed,
)
from storage.dbos.no_pickle import forbid_pickle
from storage.dbos.parts import send_parts_in
from storage.dbos.tables import STATUS
from storage.logs import request_id
from storage.queue import Job, JobCount, JobQuery, ListedJob, NewJob, NewParts
from storage.queues import queue_of, take_of
from storage.sql.engine import reading, storage_errors, writing
from storage.sql.models import DeathRow, JobRow

#: Owner of the workflows in DBOS's tables, on the worker and here.
APPLICATION = "weekreel"
#: Pinned, since DBOS's own hash changes with a comment inside a workflow and would orphan the jobs
#: that wait; what changes is evolved with `DBOS.patch()`.
APPLICATION_VERSION = "1"
#: DBOS's own portable JSON, for worker and client alike: its default, pickle, would let whoever
#: writes the database run code in the workers. Rows that say they are pickled are refused.
JSON_SERIALIZER: Serializer = DBOSPortableJSONSerializer()
forbid_pickle()
_OVER = ("failed", "cancelled")


class DbosQueue:
    """The Queue port over the catalog's own database; DBOS itself is never launched here."""

    def __init__(self, engine: Engine, *, application_name: str = APPLICATION) -> None:
        self._reader = reading(engine)
        self._writer = writing(engine)
        self._client = DBOSClient(
            system_database_engine=self._writer,
            serializer=JSON_SERIALIZER,
            application_name=application_name,
            retry_connection_errors=False,
            lazy=True,
        )

    def send(self, job: NewJob) -> None:
        with storage_errors(), self._writer.begin() as connection:
            self.send_in(connection, job)

    def send_in(self, connection: Connection, job: NewJob) -> None:
        options: EnqueueOptions = {
            "workflow_name": job.kind,
            "queue_name": queue_of(job.kind),
            "workflow_id": job.id,
            "app_version": APPLICATION_VERSION,
            "priority": next_turn(connection, queue_of(job.kind), job.campaign),
            "queue_partition_key": job.campaign,
        }
        if job.delay_s:
            options["delay_seconds"] = job.delay_s
        request = request_id()
        if request is not None:
            # A field of DBOS that reaches the job, and the jobs it starts, without a query.
            options["authenticated_user"] = request
        self._client.enqueue_in_transaction(connection, options, job.subject)
        values = {
            "id": job.id,
            "campaign": job.campaign,
            "kind": job.kind,
            "subject": job.subject,
            "created_ms": time.time_ns() // 1_000_000,
        }
        known = select(JobRow.id).where(JobRow.id == job.id).exists()
        row = select(*map(literal, values.values())).where(~known)
        connection.execute(insert(JobRow).from_select(list(values), row))

    def waits(self, connection: Connection, *, kind: str, campaign: str) -> bool:
        queued = (
            select(JobRow.id)
            .join(STATUS, STATUS.c.workflow_uuid == JobRow.id)
            .where(JobRow.campaign == campaign, JobRow.kind == kind, is_in(["ENQUEUED", "DELAYED"]))
        )
        # On PostgreSQL it goes on waiting until the caller's transaction ends; one that a worker is
        # taking at this moment does not count.
        held = queued.limit(1).with_for_update(read=True, skip_locked=True, of=STATUS)
        return connection.execute(held).first() is not None

    def jobs(self, *, campaign: str | None = None, unfinished: bool = False) -> list[Job]:
        wanted = all_jobs().order_by(JobRow.created_ms.desc(), JobRow.id)
        if campaign is not None:
            wanted = wanted.where(JobRow.campaign == campaign)
        if unfinished:
            wanted = wanted.where(is_unfinished(of_one=campaign is not None))
        with storage_errors(), self._reader.begin() as connection:
            return [job_of(row) for row in connection.execute(wanted)]

    def counts(self) -> list[JobCount]:
        with storage_errors(), self._reader.begin() as connection:
            found = [
                JobCount(
                    campaign=row.campaign,
                    kind=row.kind,
                    state=STATES[row.status],
                    count=row.jobs,
                    since_ms=int(row.since_ms),
                )
                for group in GROUPS
                for row in connection.execute(counted(group))
            ]
        return summed(found)

    def find(self, query: JobQuery) -> list[ListedJob]:
        names = [name for name, ours in STATES.items() if ours == query.state]
        # The few of this state first, by DBOS's partial indices, not all jobs there ever were.
        few = select(STATUS.c.workflow_uuid).where(is_in(names))
        wanted = all_jobs().add_columns(JobRow.campaign).where(JobRow.id.in_(few))
        if query.campaign is not None:
            wanted = wanted.where(JobRow.campaign == query.campaign)
        if query.kind is not None:
            wanted = wanted.where(JobRow.kind == query.kind)
        if query.after is not None:
            wanted = wanted.where(tuple_(JobRow.created_ms, JobRow.id) < tuple_(*query.after))
        # A sum, so that SQLite does not walk the index of all jobs in its order either.
        newest = wanted.order_by((JobRow.created_ms + 0).desc(), JobRow.id.desc())
        with storage_errors(), self._reader.begin() as connection:
            return [
                ListedJob(campaign=row.campaign, job=job_of(row))
                for row in connection.execute(newest.limit(query.limit))
            ]

    def running(self) -> dict[str, int]:
        held = (
            select(STATUS.c.executor_id, func.count())
            .where(is_in(["PENDING"]), STATUS.c.executor_id.is_not(None))
            .group_by(STATUS.c.executor_id)
        )
        with storage_errors(), self._reader.begin() as connection:
            return {str(executor): int(count) for executor, count in connection.execute(held)}

    def waiting(self) -> dict[str, int]:
        held = (
            select(STATUS.c.queue_name, func.count())
            .where(is_in(["ENQUEUED"]), STATUS.c.queue_name.is_not(None))
            .group_by(STATUS.c.queue_name)
        )
        found: Counter[str] = Counter()
        with storage_errors(), self._reader.begin() as connection:
            for queue, count in connection.execute(held):
                if take := take_of(queue):
                    found[take] += count
        return dict(found)

    def send_parts(self, parts: NewParts) -> None:
        with storage_errors(), self._writer.begin() as connection:
            send_parts_in(connection, self._client, parts, app_version=APPLICATION_VERSION)

    def turn(self, queue: str, campaign: str) -> int:
        with storage_errors(), self._reader.begin() as connection:
            return next_turn(connection, queue, campaign)

    def job(self, job_id: str) -> Job | None:
        with storage_errors(), self._reader.begin() as connection:
            row = connection.execute(all_jobs().where(JobRow.id == job_id)).one_or_none()
            return None if row is None else job_of(row)

    def cancel(self, job_id: str) -> None:
        self._known(job_id)
        with storage_errors():
            # A film's shots that wait go with it; those that run are stopped by their workers.
            self._client.cancel_workflow(job_id, cancel_children=True)

    def retry(self, job_id: str) -> None:
        job = self._known(job_id)
        if job.state not in _OVER:
            raise _not_over(job)
        try:
            with storage_errors():
                campaign = self._begin_anew(job)
                self._client.rewind_workflow(
                    job_id,
                    queue_name=queue_of(job.kind),
                    queue_partition_key=campaign,
                    application_version=APPLICATION_VERSION,
                )
        except error.DBOSException as fault:
            # Another process was first.
            raise _not_over(job) from fault

    def _begin_anew(self, job: Job) -> str:
        """A turn of today and no deaths on its account; the job's campaign."""
        over = [name for name, ours in STATES.items() if ours in _OVER]
        with self._writer.begin() as connection:
            campaign = connection.execute(
                select(JobRow.campaign).where(JobRow.id == job.id)
            ).scalar_one()
            turn = next_turn(connection, queue_of(job.kind), campaign)
            connection.execute(
                update(STATUS)
                .where(STATUS.c.workflow_uuid == job.id, STATUS.c.status.in_(over))
                .values(priority=turn)
            )
            connection.execute(delete(DeathRow).where(DeathRow.job == job.id))
        return campaign

    def _known(self, job_id: str) -> Job:
        job = self.job(job_id)
        if job is None:
            raise NotFound(Words(zh=f"没有任务“{job_id}”", en=f"there is no job {job_id!r}"))
        return job

    def forgettable(self, *, before_ms: int) -> int:
        counted = select(func.count()).select_from(forgettable_jobs(before_ms).subquery())
        with storage_errors(), self._reader.begin() as connection:
            return int(connection.scalar(counted) or 0)

    def forget(self, *, before_ms: int, limit: int) -> int:
        old = forgettable_jobs(before_ms).order_by(JobRow.created_ms).limit(limit)
        with storage_errors():
            with self._reader.begin() as connection:
                jobs = list(connection.scalars(old))
            if jobs:
                self._client.delete_workflows(jobs, delete_children=True)
                with self._writer.begin() as connection:
                    connection.execute(delete(JobRow).where(JobRow.id.in_(jobs)))
                    connection.execute(delete(DeathRow).where(DeathRow.at_ms < before_ms))
        return len(jobs)

    def close(self) -> None:
        self._client.destroy()


def _not_over(job: Job) -> Conflict:
    return Conflict(
        Words(
            zh=f"任务“{job.id}”没有失败或取消，不能重做",
            en=f"job {job.id!r} has not failed and was not cancelled; it cannot be retried",
        )
    )
