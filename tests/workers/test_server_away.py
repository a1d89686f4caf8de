"""A PostgreSQL that goes and comes back under a worker: no job is lost and none is done twice."""

import signal
import time

import pytest

from domain.moves import AssetState
from tests.servers.postgres import PostgresServer
from tests.workers.conftest import House
from tests.workers.test_engine import wait_until
from workers.lease import EXIT_LEASE_LOST

PHOTOS = 8


def all_done(house: House) -> bool:
    jobs = house.storage.queue.jobs()
    return [job.state for job in jobs] == ["done"] * PHOTOS


@pytest.mark.timeout(300)
def test_jobs_go_on_when_the_server_is_restarted_under_a_worker(
    house_on_server: tuple[House, PostgresServer],
) -> None:
    house, server = house_on_server
    house.send(PHOTOS)
    # A lease that outlasts the restart on a busy machine, too.
    with house.worker(RIG_LOOK_S="0.5", WEEKREEL_LEASE_TTL="60") as kept:
        wait_until(lambda: AssetState.TAGGED in house.states())
        server.restart(signal.SIGINT, away_s=0.5)
        assert house.states() != {AssetState.TAGGED}, "restarted too late to show anything"
        wait_until(lambda: all_done(house))
        assert kept.ends == [], "the same worker went on"
    assert house.states() == {AssetState.TAGGED}
    assert len(house.storage.catalog.assets.all("yunling-2024")) == PHOTOS


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_worker_that_cannot_beat_for_a_lease_ends_itself_and_the_next_one_goes_on(
    house_on_server: tuple[House, PostgresServer],
) -> None:
    house, server = house_on_server
    house.send(PHOTOS)
    with house.worker(RIG_LOOK_S="0.5") as kept:
        wait_until(lambda: AssetState.TAGGED in house.states())
        server.stop()
        try:
            wait_until(lambda: EXIT_LEASE_LOST in kept.ends)
        finally:
            back = time.monotonic()
            server.start()
        wait_until(lambda: all_done(house))
        print(f"all done {time.monotonic() - back:.1f} s after the server was back")
    assert house.states() == {AssetState.TAGGED}
    assert len(house.storage.catalog.assets.all("yunling-2024")) == PHOTOS
