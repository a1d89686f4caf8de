"""Several workers on one film: all render, a killed one's shots move, a suspended one gives up."""

import signal
import time

import pytest
from sqlalchemy import select

from storage.dbos.tables import STATUS
from storage.sql.engine import make_engine
from tests.workers import rigged
from tests.workers.conftest import KEY, NOW, House, wait_until


def shots(house: House) -> list[tuple[str, str]]:
    """(executor, state) of every shot."""
    engine = make_engine(house.settings.database_url)
    asked = select(STATUS.c.executor_id, STATUS.c.status).where(STATUS.c.name == "shot")
    with engine.connect() as connection:
        found = [(str(who), str(state)) for who, state in connection.execute(asked)]
    engine.dispose()
    return found


def done(house: House) -> int:
    return sum(state == "SUCCESS" for _who, state in shots(house))


def film_order(house: House, film: str) -> list[str]:
    with house.storage.blobs.open(f"films/{film}.mp4") as file:
        return file.read().decode().split(",")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_shots_of_one_film_are_done_by_all_workers_and_a_killed_ones_by_the_other(
    house: House,
) -> None:
    house.send(8)
    slow = {"RIG_SHOT_S": "0.4", "WEEKREEL_WORKER_CONCURRENCY": "1"}
    with house.worker(**slow):
        house.accept_all()
        second = rigged.start(house.environ(**slow), house.log)
        try:
            wait_until(lambda: len(house.storage.catalog.watch.workers()) == 2)
            film = house.storage.catalog.films.start(KEY, at=NOW).id
            wait_until(lambda: len({who for who, state in shots(house) if state == "SUCCESS"}) == 2)
            second.send_signal(signal.SIGKILL)
            second.wait()
            wait_until(lambda: house.job_state(f"film:{film}") == "done")
        finally:
            second.kill()
            second.wait()
    cut = shots(house)
    assert {state for _who, state in cut} == {"SUCCESS"}
    assert len({who for who, _state in cut}) == 2
    assert film_order(house, film) == [str(number) for number in range(len(cut))]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_suspended_worker_is_taken_over_and_ends_itself_when_it_wakes_and_nothing_is_doubled(
    house: House,
) -> None:
    house.send(8)
    slow = {"RIG_SHOT_S": "0.4", "WEEKREEL_WORKER_CONCURRENCY": "1"}
    first = rigged.start(house.environ(**slow), house.log)
    try:
        house.accept_all()
        film = house.storage.catalog.films.start(KEY, at=NOW).id
        wait_until(lambda: done(house) >= 2)
        first.send_signal(signal.SIGSTOP)
        with house.worker(**slow):
            wait_until(lambda: house.job_state(f"film:{film}") == "done")
            first.send_signal(signal.SIGCONT)
            assert first.wait(timeout=60) == 75
            time.sleep(house.settings.lease_ttl_s)
    finally:
        first.kill()
        first.wait()
    cut = shots(house)
    assert {state for _who, state in cut} == {"SUCCESS"}
    assert len({who for who, _state in cut}) == 2
    assert film_order(house, film) == [str(number) for number in range(len(cut))]
    assert {job.state for job in house.storage.queue.jobs()} == {"done"}
    assert len(house.storage.catalog.films.all(KEY)) == 1
