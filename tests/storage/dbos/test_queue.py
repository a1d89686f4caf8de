"""The Queue's contract on DBOS, with a real worker beside it, and what only this queue must do."""

import json
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dbos import DBOSClient
from sqlalchemy import Column, MetaData, Table, Text, event, inspect, select, update

from storage.dbos import queue as dbos_queue
from storage.dbos.queue import DbosQueue
from storage.dbos.tables import EVENTS, OUTPUT, STATUS
from storage.opening import Storage
from storage.queue import NewJob, Queue
from storage.queues import HEAVY, LIGHT, PACKAGES, queue_of
from storage.settings import Settings
from storage.sql.backend import DBOS_SCHEMA
from storage.sql.engine import make_engine, reading, writing
from tests.contracts.deaths_contract import DeathsContract, Hold, Lanes, WaitAgain
from tests.contracts.queue_contract import QueueContract, Worker, new

INPUT = Table("workflow_input", MetaData(schema=DBOS_SCHEMA), Column("inputs", Text))


class TestDbosQueue(QueueContract):
    @pytest.fixture
    def worker(self, settings: Settings, tmp_path: Path) -> Worker:
        @contextmanager
        def running() -> Generator[None]:
            program = Path(__file__).with_name("queue_worker.py")
            command = [sys.executable, program, settings.database_url, tmp_path / "mark"]
            with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
                try:
                    yield
                finally:
                    process.kill()

        return running


class TestDeaths(DeathsContract):
    @pytest.fixture
    def hold(self, settings: Settings, storage: Storage) -> Iterator[Hold]:
        engine = make_engine(settings.database_url)

        def hold(executor_id: str, *job_ids: str) -> None:
            held = (
                update(STATUS)
                .where(STATUS.c.workflow_uuid.in_(job_ids))
                .values(status="PENDING", executor_id=executor_id)
            )
            with writing(engine).begin() as connection:
                connection.execute(held)

        yield hold
        engine.dispose()

    @pytest.fixture
    def wait_again(self, settings: Settings, storage: Storage) -> Iterator[WaitAgain]:
        engine = make_engine(settings.database_url)

        def wait_again(*job_ids: str) -> None:
            waits = update(STATUS).where(STATUS.c.workflow_uuid.in_(job_ids))
            with writing(engine).begin() as connection:
                connection.execute(waits.values(status="ENQUEUED", executor_id=None))

        yield wait_again
        engine.dispose()

    @pytest.fixture
    def lanes(self, settings: Settings, storage: Storage) -> Iterator[Lanes]:
        engine = make_engine(settings.database_url)

        def lanes() -> dict[str, str]:
            asked = select(STATUS.c.workflow_uuid, STATUS.c.queue_name)
            with engine.connect() as connection:
                return {str(job): str(queue) for job, queue in connection.execute(asked)}

        yield lanes
        engine.dispose()


def test_a_rolled_back_transaction_leaves_no_job(settings: Settings, queue: Queue):
    engine = make_engine(settings.database_url)
    with writing(engine).connect() as connection, connection.begin() as transaction:
        queue.send_in(connection, new("asset", "1"))
        transaction.rollback()
    engine.dispose()
    assert queue.jobs() == []


def test_films_and_packages_wait_apart_from_what_takes_seconds():
    assert (queue_of("film"), queue_of("package")) == (HEAVY, PACKAGES)
    assert queue_of("match") == HEAVY, (
        "a package would wait for a whole film that is looked through"
    )
    assert {queue_of(kind) for kind in ("asset", "retag", "sweep")} == {LIGHT}


def test_only_the_subject_travels_and_as_json(storage: Storage, settings: Settings):
    storage.queue.send(NewJob(kind="film", subject="yl-f1", campaign="yl"))
    client = DBOSClient(
        system_database_url=settings.database_url, serializer=dbos_queue.JSON_SERIALIZER
    )
    (kept,) = client.list_workflows()
    client.destroy()
    assert kept.input == {"args": ("yl-f1",), "kwargs": {}}
    assert (kept.name, kept.queue_name, kept.status) == ("film", HEAVY, "ENQUEUED")
    assert kept.app_version == dbos_queue.APPLICATION_VERSION
    engine = make_engine(settings.database_url)
    with reading(engine).connect() as connection:
        (inputs,) = connection.execute(select(INPUT.c.inputs)).scalars()
    engine.dispose()
    assert json.loads(inputs) == {"namedArgs": {}, "positionalArgs": ["yl-f1"]}


def test_the_tables_read_here_are_those_that_dbos_makes(storage: Storage, settings: Settings):
    engine = make_engine(settings.database_url)
    real = inspect(engine)
    schema = None if engine.dialect.name == "sqlite" else DBOS_SCHEMA
    for ours in (STATUS, OUTPUT, EVENTS):
        columns = {column["name"] for column in real.get_columns(ours.name, schema=schema)}
        assert {column.name for column in ours.columns} <= columns
    engine.dispose()


def test_jobs_are_read_in_one_query_however_many(storage: Storage, settings: Settings):
    engine = make_engine(settings.database_url)
    queue = DbosQueue(engine)
    for n in range(20):
        queue.send(new("asset", str(n)))
    statements: list[str] = []

    def heard(_connection, _cursor, statement, *_more) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    assert len(queue.jobs()) == 20
    assert len(statements) == 1
    engine.dispose()
