"""What a worker asks of its queues and jobs many times a second."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from storage.dbos.tables import STATUS
from storage.opening import Storage
from storage.settings import Settings
from storage.sql.engine import make_engine, writing
from tests.contracts.queue_contract import new

Become = Callable[..., None]


@pytest.fixture
def become(settings: Settings, storage: Storage) -> Iterator[Become]:
    engine = make_engine(settings.database_url)

    def become(job: str, status: str, executor: str | None, claim: str | None) -> None:
        values = {"status": status, "executor_id": executor, "owner_xid": claim}
        with writing(engine).begin() as connection:
            connection.execute(update(STATUS).where(STATUS.c.workflow_uuid == job).values(values))

    yield become
    engine.dispose()


def test_queues_in_which_something_waits_are_told_from_those_that_are_empty_or_at_work(
    storage: Storage, become: Become
) -> None:
    asked = ("light", "light-alone", "heavy", "packages")
    assert storage.claims.waiting(asked) == set()
    for kind in ("asset", "film", "package"):
        storage.queue.send(new(kind, "1"))
    become("package:1", "PENDING", "w1", "c1")
    assert storage.claims.waiting(asked) == {"light", "heavy"}
    assert storage.claims.waiting(["heavy"]) == {"heavy"}
    assert storage.claims.waiting([]) == set()


def test_a_worker_sees_which_of_its_jobs_it_still_holds_and_by_which_claim(
    storage: Storage, become: Become
) -> None:
    jobs = [f"asset:{number}" for number in range(5)]
    for number in range(5):
        storage.queue.send(new("asset", str(number)))
    become(jobs[0], "PENDING", "w1", "c1")
    become(jobs[1], "PENDING", "w1", "c2")
    become(jobs[2], "PENDING", "w2", "c1")
    become(jobs[3], "CANCELLED", "w1", "c1")
    assert storage.claims.held("w1", jobs) == {jobs[0], jobs[1]}
    assert storage.claims.held("w1", jobs[1:]) == {jobs[1]}
    become(jobs[4], "SUCCESS", "w1", "c1")
    assert storage.claims.ended(jobs) == {jobs[3]: False, jobs[4]: True}
    assert storage.claims.ended([jobs[0], "asset:unknown"]) == {}
    assert storage.claims.taken("w1", "c1") == [jobs[0]]
    assert storage.claims.taken("w3", "c1") == []
