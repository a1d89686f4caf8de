"""What a worker asks of its queues and jobs many times a second, each answered from an index."""

from collections.abc import Collection
from functools import cache

from sqlalchemy import Engine, Select, bindparam, select

from storage.dbos.fair_turn import waits_in
from storage.dbos.tables import STATUS
from storage.sql.engine import reading, storage_errors

# Made once: building a query anew takes longer than answering it.
_AMONG = STATUS.c.workflow_uuid.in_(bindparam("jobs", expanding=True))
_HELD = select(STATUS.c.workflow_uuid).where(
    _AMONG, STATUS.c.executor_id == bindparam("executor"), STATUS.c.status == "PENDING"
)
_ENDED = select(STATUS.c.workflow_uuid, STATUS.c.status).where(
    _AMONG, STATUS.c.status.not_in(["DELAYED", "ENQUEUED", "PENDING"])
)


@cache
def _anything_in(queues: tuple[str, ...]) -> Select[*tuple[bool, ...]]:
    return select(
        *(select(STATUS.c.workflow_uuid).where(*waits_in(name)).exists() for name in queues)
    )


class Claims:
    """Reads of DBOS's table of jobs; each raises StorageFailed."""

    def __init__(self, engine: Engine) -> None:
        self._reader = reading(engine)

    def waiting(self, queues: Collection[str]) -> set[str]:
        """Those of the queues in which something waits; one seek each, however much it is."""
        if not queues:
            return set()
        names = tuple(sorted(queues))
        with storage_errors(), self._reader.begin() as connection:
            answers = connection.execute(_anything_in(names)).one()
        return {name for name, waits in zip(names, answers, strict=True) if waits}

    def held(self, executor_id: str, jobs: Collection[str]) -> set[str]:
        """Those of the jobs that this executor holds: neither over, cancelled nor taken over."""
        asked = {"jobs": sorted(jobs), "executor": executor_id}
        with storage_errors(), self._reader.begin() as connection:
            return set(connection.scalars(_HELD, asked))

    def ended(self, jobs: Collection[str]) -> dict[str, bool]:
        """Those of the jobs that are over -> whether they did what they were to do."""
        with storage_errors(), self._reader.begin() as connection:
            found = connection.execute(_ENDED, {"jobs": sorted(jobs)})
            return {job: status == "SUCCESS" for job, status in found}

    def taken(self, executor_id: str, claim: str) -> list[str]:
        """The jobs that this executor took by this claim and holds."""
        asked = select(STATUS.c.workflow_uuid).where(
            STATUS.c.executor_id == executor_id,
            STATUS.c.status == "PENDING",
            STATUS.c.owner_xid == claim,
        )
        with storage_errors(), self._reader.begin() as connection:
            return list(connection.scalars(asked))
