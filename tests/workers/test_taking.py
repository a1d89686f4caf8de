"""A worker fills a freed slot at once, never does more at a time than it may, and forgets no job
that it took."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from dbos import DBOSClient
from sqlalchemy.exc import OperationalError

from domain.moves import AssetState
from storage.dbos.queue import JSON_SERIALIZER
from tests.workers.conftest import House, wait_until
from workers import taking
from workers.taking import MOST_RESTING, Slots, Taking


def test_a_slot_is_used_from_the_claim_on_until_the_job_has_ended() -> None:
    slots = Slots()
    slots.starts("a", "shots")
    slots.starts("b", "light")
    assert (slots.used("shots"), slots.used("light")) == (1, 1)
    entry = slots.add("a", "shots")
    assert slots.used("shots") == 1
    slots.has_started("b")
    assert slots.used("light") == 0
    assert not slots.bell.is_set()
    entry.release()
    assert slots.used("shots") == 0
    assert slots.bell.is_set()
    assert slots.freed() == {"shots"}
    assert slots.freed() == set()
    assert not slots.bell.is_set()


def test_a_job_that_waits_for_another_gives_its_slot_away_and_a_few_at_most_do() -> None:
    slots = Slots()
    held = [slots.add(f"p{n}", "packages") for n in range(MOST_RESTING + 2)]
    whole = len(held)
    with slots.resting("p0"):
        assert slots.used("packages") == whole - 1
        assert slots.bell.is_set() and slots.freed() == {"packages"}
    assert slots.used("packages") == whole
    with ExitStack() as stack:
        for n in range(whole):
            stack.enter_context(slots.resting(f"p{n}"))
        assert slots.used("packages") == whole - MOST_RESTING
    with slots.resting("of no queue of ours"):
        assert slots.used("packages") == whole
    for entry in held:
        entry.release()
    assert slots.used("packages") == 0


def test_films_from_elsewhere_and_packages_that_wait_leave_a_slot_to_an_editors_film() -> None:
    """Twelve brought films wait for their turn and nine packages for their small copies."""
    slots = Slots()
    waiting = {f"m{n}": "heavy" for n in range(12)} | {f"p{n}": "packages" for n in range(9)}
    held = [slots.add(job, queue) for job, queue in waiting.items()]
    with ExitStack() as stack:
        for job in waiting:
            stack.enter_context(slots.resting(job))
        assert (slots.used("heavy"), slots.used("packages")) == (0, 0)
    for entry in held:
        entry.release()


@pytest.mark.timeout(400)
def test_slots_are_filled_as_they_are_freed_and_no_more_is_done_at_a_time_than_here_is_said(
    house: House,
) -> None:
    house.send(8)
    at_once: list[int] = []
    client = DBOSClient(system_database_url=house.settings.database_url, serializer=JSON_SERIALIZER)
    # No second look: what follows the first jobs was taken when their slots were freed.
    with house.worker(RIG_LOOK_S="0.2", RIG_TAKE_LOOK_S="3600"):
        wait_until(lambda: bool(house.storage.catalog.watch.workers()))
        # A larger machine that starts later says so in the database, for itself.
        client.register_queue("light", worker_concurrency=16, on_conflict="always_update")

        def all_tagged() -> bool:
            at_once.append(sum(house.storage.queue.running().values()))
            return house.states() == {AssetState.TAGGED}

        wait_until(all_tagged)
    client.destroy()
    assert max(at_once) == 2


class Database:
    """DBOS's database as it is seen here; the first claim's answer is lost on its way."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []
        self.tokens: list[str] = []

    def start_queued_workflows(
        self, *_: Any, owner_xid: str, **_more: Any
    ) -> tuple[list[str], None]:
        self.tokens.append(owner_xid)
        if len(self.tokens) == 1:
            raise OperationalError("UPDATE", {}, ConnectionError("gone"))
        return [], None

    def is_lock_conflict(self, _error: object) -> bool:
        return False

    is_serialization_conflict = is_lock_conflict

    def get_workflow_statuses(self, jobs: list[str]) -> list[dict[str, str]]:
        return [{"workflow_uuid": job} for job in jobs]

    # And the worker's own reads.

    def waiting(self, queues: Collection[str]) -> set[str]:
        return set(queues)

    def taken(self, _executor: str, claim: str) -> list[str]:
        return ["asset:1"] if claim == self.tokens[0] else []


def test_a_job_whose_claim_was_written_while_the_answer_was_lost_is_begun_after_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database = Database()
    monkeypatch.setattr(taking, "LOOK_S", 0)
    monkeypatch.setattr(taking, "_get_dbos_instance", lambda: SimpleNamespace(_sys_db=database))
    begin: Callable[..., None] = lambda _dbos, row, token: database.begun.append(  # noqa: E731
        (row["workflow_uuid"], token)
    )
    monkeypatch.setattr(taking, "execute_dequeued_workflow", begin)
    crew = Taking({"light": 1}, database)  # type: ignore[arg-type]
    crew._queues = {"light": SimpleNamespace(name="light")}  # type: ignore[dict-item]
    with pytest.raises(OperationalError):
        crew._round()
    assert database.begun == []
    crew._round()
    crew._round()
    assert database.begun == [("asset:1", database.tokens[0])]
