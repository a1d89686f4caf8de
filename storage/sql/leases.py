"""Leases as they are kept: signs of life on the database's own clock, not the workers'."""

from typing import Any

from sqlalchemy import BigInteger, delete, insert, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.queues import WorkerCard
from storage.sql.engine import Database, retrying
from storage.sql.models import LeaseRow


class NowMs(FunctionElement[int]):
    """Epoch ms on the database's clock."""

    type = BigInteger()
    inherit_cache = True


# 2440587.5 is the Julian day of 1970-01-01; a double holds it to 0.05 ms.
@compiles(NowMs, "sqlite")
def _sqlite(_element: NowMs, _compiler: Any, **_kw: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@compiles(NowMs, "postgresql")
def _postgresql(_element: NowMs, _compiler: Any, **_kw: Any) -> str:
    # clock_timestamp, as now() stands still inside a transaction.
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"


@retrying
class SqlLeases:
    """The Leases port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, executor_id: str) -> None:
        beat = (
            update(LeaseRow)
            .where(LeaseRow.executor_id == executor_id)
            .values(beat_ms=NowMs())
            .returning(LeaseRow.executor_id)
        )
        first = insert(LeaseRow).values(executor_id=executor_id, beat_ms=NowMs())
        with self._database.write() as session:
            if session.scalar(beat) is None:
                session.execute(first)

    def join(self, card: WorkerCard) -> None:
        self.beat(card.executor_id)
        told = update(LeaseRow).where(LeaseRow.executor_id == card.executor_id).values(card=card)
        with self._database.write() as session:
            session.execute(told)

    def leave(self, executor_id: str) -> None:
        left = update(LeaseRow).where(LeaseRow.executor_id == executor_id).values(left_ms=NowMs())
        with self._database.write() as session:
            session.execute(left)

    def left(self) -> list[str]:
        return self._executors(LeaseRow.left_ms.is_not(None))

    def beats(self) -> dict[str, int]:
        stands = LeaseRow.left_ms.is_(None)
        found = select(LeaseRow.executor_id, LeaseRow.beat_ms).where(stands)
        with self._database.read() as session:
            return {row.executor_id: row.beat_ms for row in session.execute(found)}

    def alive(self, ttl_s: float) -> list[str]:
        # A beat that is yet to come is one from before the clock was set back.
        ttl_ms = round(ttl_s * 1000)
        fresh = LeaseRow.beat_ms.between(NowMs() - ttl_ms, NowMs() + ttl_ms)
        return self._executors(fresh & LeaseRow.left_ms.is_(None))

    def _executors(self, condition: Any) -> list[str]:
        found = select(LeaseRow.executor_id).where(condition).order_by(LeaseRow.executor_id)
        with self._database.read() as session:
            return list(session.scalars(found))

    def drop(self, executor_id: str) -> None:
        with self._database.write() as session:
            session.execute(delete(LeaseRow).where(LeaseRow.executor_id == executor_id))
