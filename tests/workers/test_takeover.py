"""What a worker died on is found out, set aside after three deaths, and the rest goes on."""

import pytest

from domain.moves import AssetState
from storage.dbos.job_rows import PARKED
from tests.workers.conftest import House, wait_until


@pytest.mark.timeout(400)
def test_a_file_on_which_three_workers_died_is_set_aside_and_the_rest_goes_on(
    house: House,
) -> None:
    storage = house.storage
    assets = house.send(8)
    poison, rest = assets[2], [*assets[:2], *assets[3:]]
    job = f"asset:{poison}"
    rig = {"RIG_POISON": poison, "RIG_LOOK_S": "0.3", "WEEKREEL_WORKER_CONCURRENCY": "3"}
    # A lease that a busy machine does not outlast: by the poison alone it ends.
    with house.worker(**rig, WEEKREEL_LEASE_TTL="60") as kept:
        wait_until(
            lambda: {storage.catalog.assets.get(a).state for a in rest} == {AssetState.TAGGED}
        )
        wait_until(lambda: storage.queue.jobs(unfinished=True) == [])
        deaths = list(kept.ends)
    assert deaths == [-9, -9, -9]
    parked = storage.queue.job(job)
    assert parked is not None
    assert (parked.state, parked.error) == ("failed", PARKED.en)
    assert storage.catalog.assets.get(poison).state is AssetState.INSPECTED
    assert {done.state for done in storage.queue.jobs() if done.id != job} == {"done"}
    storage.queue.retry(job)
    with house.worker():
        wait_until(lambda: house.states() == {AssetState.TAGGED})
