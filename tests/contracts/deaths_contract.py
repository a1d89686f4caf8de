"""What every implementation of the Deaths port must do; bring `catalog`, `queue` and `hold`.

`hold(executor_id, *job_ids)` makes the jobs run on a worker, `wait_again(*job_ids)` puts them back;
`lanes()` are the queues of all jobs.
"""

from collections.abc import Callable

from storage.catalog import Catalog
from storage.catalog_people import Suspect
from storage.queue import Queue
from tests.contracts.queue_contract import new

Hold = Callable[..., None]
WaitAgain = Callable[..., None]
Lanes = Callable[[], dict[str, str]]


class DeathsContract:
    def test_a_death_is_counted_once_for_each_job_that_the_worker_held(
        self, catalog: Catalog, queue: Queue, hold: Hold, lanes: Lanes
    ):
        for subject in ("1", "2", "3"):
            queue.send(new("asset", subject))
        queue.send(new("film", "f"))
        hold("w1", "asset:1", "asset:2", "film:f")
        first = [Suspect(job="asset:1", deaths=1), Suspect(job="asset:2", deaths=1)]
        assert catalog.deaths.blame("w1", ("asset", "shot")) == first
        assert catalog.deaths.blame("w1", ("asset", "shot")) == first
        assert catalog.deaths.blame("nobody", ("asset",)) == []
        assert lanes() == {
            "asset:1": "light-alone",
            "asset:2": "light-alone",
            "asset:3": "light",
            "film:f": "heavy",
        }

    def test_deaths_add_up_over_workers_until_the_job_is_tried_again(
        self, catalog: Catalog, queue: Queue, hold: Hold, lanes: Lanes
    ):
        queue.send(new("asset", "1"))
        for number, worker in enumerate(("w1", "w2", "w3"), start=1):
            hold(worker, "asset:1")
            assert catalog.deaths.blame(worker, ("asset",)) == [
                Suspect(job="asset:1", deaths=number)
            ]
        queue.cancel("asset:1")
        queue.retry("asset:1")
        assert lanes() == {"asset:1": "light"}
        hold("w4", "asset:1")
        assert catalog.deaths.blame("w4", ("asset",)) == [Suspect(job="asset:1", deaths=1)]

    def test_a_worker_that_was_cut_off_is_taken_off_its_jobs_and_off_those_alone(
        self, catalog: Catalog, queue: Queue, hold: Hold, wait_again: WaitAgain, lanes: Lanes
    ):
        for subject in ("1", "2"):
            queue.send(new("asset", subject))
        hold("w1", "asset:1")
        catalog.deaths.blame("w1", ("asset",))
        hold("w2", "asset:1", "asset:2")
        catalog.deaths.blame("w2", ("asset",))
        wait_again("asset:1", "asset:2")
        assert catalog.deaths.absolve("w2") == ["asset:1", "asset:2"]
        assert lanes() == {"asset:1": "light-alone", "asset:2": "light"}
        assert catalog.deaths.absolve("w2") == []
        hold("w3", "asset:1", "asset:2")
        assert catalog.deaths.blame("w3", ("asset",)) == [
            Suspect(job="asset:1", deaths=2),
            Suspect(job="asset:2", deaths=1),
        ]
