"""One campaign's hundreds of jobs do not keep another's single one waiting."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, literal_column, select, update

from storage.dbos.queue import DbosQueue
from storage.dbos.tables import STATUS
from storage.opening import Storage
from storage.queues import LIGHT
from storage.settings import Settings
from storage.sql.engine import make_engine, writing
from tests.contracts.queue_contract import new

CREATED_AT = literal_column("created_at")


@pytest.fixture
def database(settings: Settings, storage: Storage) -> Iterator[Engine]:
    engine = make_engine(settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def queue(database: Engine) -> DbosQueue:
    return DbosQueue(database)


def order(connection: Connection) -> list[str]:
    """Jobs in the order in which DBOS takes them."""
    told = (
        select(STATUS.c.workflow_uuid)
        .where(STATUS.c.status == "ENQUEUED", STATUS.c.queue_name == LIGHT)
        .order_by(STATUS.c.priority, CREATED_AT)
    )
    return list(connection.scalars(told))


def start(connection: Connection, count: int) -> None:
    first = order(connection)[:count]
    started = update(STATUS).where(STATUS.c.workflow_uuid.in_(first)).values(status="PENDING")
    connection.execute(started)


def test_a_campaigns_first_job_waits_for_at_most_one_of_each_other_campaign(
    queue: DbosQueue, database: Engine
):
    for number in range(300):
        queue.send(new("asset", f"a{number}", campaign="a"))
    with writing(database).begin() as connection:
        start(connection, 40)
    for number in range(3):
        queue.send(new("asset", f"b{number}", campaign="b"))
    with database.begin() as connection:
        waiting = order(connection)
    assert waiting.index("asset:b0") <= 1
    assert waiting.index("asset:b2") <= 5
    assert [job for job in waiting if job.startswith("asset:a")] == [
        f"asset:a{number}" for number in range(40, 300)
    ]


def test_a_campaign_that_keeps_sending_does_not_keep_anothers_backlog_waiting_for_ever(
    queue: DbosQueue, database: Engine
):
    for number in range(20):
        queue.send(new("asset", f"a{number}", campaign="a"))
    served = 0
    for number in range(100):
        queue.send(new("asset", f"b{number}", campaign="b"))
        queue.send(new("asset", f"c{number}", campaign="b"))
        with writing(database).begin() as connection:
            served += sum(job.startswith("asset:a") for job in order(connection)[:2])
            start(connection, 2)
    assert served == 20


def test_what_was_queued_by_a_version_without_turns_goes_first(queue: DbosQueue, database: Engine):
    for subject in ("1", "2"):
        queue.send(new("asset", subject, campaign="a"))
    with writing(database).begin() as connection:
        connection.execute(update(STATUS).values(priority=0))
    queue.send(new("asset", "3", campaign="b"))
    with database.begin() as connection:
        assert order(connection) == ["asset:1", "asset:2", "asset:3"]


def test_a_job_that_is_tried_again_queues_anew(queue: DbosQueue, database: Engine):
    for number in range(10):
        queue.send(new("asset", f"a{number}", campaign="a"))
    queue.cancel("asset:a9")
    with writing(database).begin() as connection:
        start(connection, 8)
    queue.send(new("asset", "b0", campaign="b"))
    queue.retry("asset:a9")
    with database.begin() as connection:
        assert order(connection) == ["asset:a8", "asset:b0", "asset:a9"]


# What PostgreSQL plans depends on how much is there: tests/storage cannot say it.
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_turn_is_found_by_indices_alone(queue: DbosQueue, database: Engine):
    asked: list[tuple[str, Any]] = []

    def hear(_connection, _cursor, statement, parameters, *_more) -> None:
        if "workflow_status" in statement:
            asked.append((statement, parameters))

    queue.send(new("asset", "a"))
    event.listen(database, "before_cursor_execute", hear)
    queue.turn(LIGHT, "a")
    event.remove(database, "before_cursor_execute", hear)
    ((statement, parameters),) = asked
    with database.begin() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row.detail for row in plan if "workflow_status" in row.detail]
    assert len(steps) == 2
    assert all(step.startswith("SEARCH") and "COVERING INDEX" in step for step in steps)
