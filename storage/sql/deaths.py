"""What workers died on: counted once per job and worker, and led away from the others.

A death hits every job that the worker held, and nobody saw which one it was. So each becomes a
suspect: from then on it runs in a lane of its queue where one job runs at a time, over all
workers, and a further death has one suspect instead of many.
"""

from collections.abc import Collection

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from storage.catalog_people import Suspect
from storage.dbos.tables import STATUS
from storage.queues import TAKES, alone
from storage.sql.engine import Database, retrying
from storage.sql.leases import NowMs
from storage.sql.models import DeathRow


@retrying
class SqlDeaths:
    """The Deaths port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def blame(self, executor_id: str, kinds: Collection[str]) -> list[Suspect]:
        held = (STATUS.c.executor_id == executor_id) & (STATUS.c.status == "PENDING")
        suspected = select(STATUS.c.workflow_uuid).where(held, STATUS.c.name.in_(sorted(kinds)))
        with self._database.write() as session:
            # Locked, so that another sweep of the same worker waits and then sees our count.
            jobs = list(session.scalars(suspected.with_for_update()))
            for job in jobs:
                _count(session, job, executor_id)
            for queue in TAKES.values():
                mine = STATUS.c.workflow_uuid.in_(jobs) & (STATUS.c.queue_name == queue)
                session.execute(update(STATUS).where(held, mine).values(queue_name=alone(queue)))
            deaths = select(DeathRow.job, func.count()).where(DeathRow.job.in_(jobs))
            counted = session.execute(deaths.group_by(DeathRow.job).order_by(DeathRow.job))
            return [Suspect(job=job, deaths=count) for job, count in counted]

    def absolve(self, executor_id: str) -> list[str]:
        its = delete(DeathRow).where(DeathRow.executor_id == executor_id).returning(DeathRow.job)
        with self._database.write() as session:
            jobs = sorted(session.scalars(its))
            cleared = STATUS.c.workflow_uuid.in_(jobs) & STATUS.c.workflow_uuid.not_in(
                select(DeathRow.job)
            )
            for queue in TAKES.values():
                waits = (STATUS.c.queue_name == alone(queue)) & (STATUS.c.status == "ENQUEUED")
                session.execute(update(STATUS).where(cleared, waits).values(queue_name=queue))
            return jobs


def _count(session: Session, job: str, executor_id: str) -> None:
    known = select(DeathRow.job).where(DeathRow.job == job, DeathRow.executor_id == executor_id)
    death = select(literal(job), literal(executor_id), NowMs()).where(~known.exists())
    session.execute(insert(DeathRow).from_select(["job", "executor_id", "at_ms"], death))
