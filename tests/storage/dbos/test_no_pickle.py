"""Whoever writes the database runs no code in the processes that read it."""

import base64
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from dbos import DBOSClient
from sqlalchemy import Column, MetaData, Table, Text, update

from storage.dbos.queue import JSON_SERIALIZER
from storage.opening import Storage
from storage.queue import NewJob
from storage.settings import Settings
from storage.sql.backend import DBOS_SCHEMA
from storage.sql.engine import make_engine, writing
from tests.contracts.queue_contract import until


class Trap:
    """Unpickled, it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "code-ran"


@pytest.fixture
def trapped(storage: Storage, settings: Settings, mark: Path) -> str:
    """A job whose input was exchanged for a pickle by somebody who can write the database."""
    job = NewJob(kind="asset", subject="good", campaign="yl")
    storage.queue.send(job)
    packed = base64.b64encode(pickle.dumps(Trap(mark))).decode()
    engine = make_engine(settings.database_url)
    with writing(engine).begin() as connection:
        for table, column, value in (
            ("workflow_input", "inputs", packed),
            ("workflow_status", "serialization", "py_pickle"),
        ):
            rows = Table(
                table,
                MetaData(schema=DBOS_SCHEMA),
                Column("workflow_uuid", Text),
                Column(column, Text),
            )
            change = update(rows).where(rows.c.workflow_uuid == job.id).values({column: value})
            assert connection.execute(change).rowcount == 1
    engine.dispose()
    return job.id


def test_the_trap_would_close(mark: Path) -> None:
    pickle.loads(pickle.dumps(Trap(mark)))
    assert mark.exists()


def test_a_reader_of_jobs_runs_nothing(settings: Settings, trapped: str, mark: Path) -> None:
    client = DBOSClient(system_database_url=settings.database_url, serializer=JSON_SERIALIZER)
    (found,) = client.list_workflows(workflow_ids=[trapped])
    client.destroy()
    assert isinstance(found.input, str), "the raw text, not what it would make"
    assert not mark.exists()


def test_a_worker_fails_the_job_and_says_why(
    settings: Settings, storage: Storage, trapped: str, mark: Path, tmp_path: Path
) -> None:
    program = Path(__file__).with_name("queue_worker.py")
    command = [sys.executable, program, settings.database_url, tmp_path / "mark"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            failed = until(storage.queue, trapped, "failed")
        finally:
            process.kill()
    assert failed.error == "a row of the engine's tables is pickled; it is not read"
    assert not mark.exists()
