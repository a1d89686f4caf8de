"""Fairness between campaigns: a job's turn is fixed when it is queued, by start-time fair queuing.

Each campaign's jobs get consecutive turns of their own; a campaign that had nothing waiting begins
at the turn that is served now, not behind what others queued before. So a campaign's next job
waits for at most one job of every other campaign, however many those have queued. (Goyal, Vin and
Cheng, Start-time Fair Queuing, SIGCOMM 1996, with every job of the same weight.)
"""

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from storage.dbos.tables import STATUS

#: First turn of a queue in which nothing waits; DBOS takes 1 to 2^31 - 1.
FIRST = 1


def next_turn(connection: Connection, queue: str, campaign: str) -> int:
    """The turn (DBOS's priority) of the campaign's next job in this queue.

    Two index seeks, however much waits. Jobs queued at the same moment may get the same turn.
    """
    served = select(func.min(STATUS.c.priority)).where(*waits_in(queue)).scalar_subquery()
    own = (
        select(func.max(STATUS.c.priority))
        .where(*waits_in(queue), STATUS.c.queue_partition_key == campaign)
        .scalar_subquery()
    )
    served_now, own_last = connection.execute(select(served, own)).one()
    return max(FIRST, served_now or 0, (own_last or 0) + 1)


def waits_in(queue: str) -> tuple[ColumnElement[bool], ...]:
    """What a job that waits in this queue fulfils."""
    # Written out: a bound value hides DBOS's partial indices from SQLite.
    return (
        STATUS.c.queue_name == queue,
        STATUS.c.status == literal_column("'ENQUEUED'"),
        STATUS.c.status.in_([literal_column("'ENQUEUED'"), literal_column("'PENDING'")]),
    )
