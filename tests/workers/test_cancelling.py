"""Cancelling stops the work itself, not only the row that tells of it."""

import time
from collections.abc import Collection
from pathlib import Path

import pytest

from domain.cutting.transitions import segments
from domain.film import FilmState
from storage.queues import SHOTS
from tests.workers.conftest import KEY, NOW, House, wait_until
from workers.cancelling import Cancelling

#: Seconds within which work that takes a minute must have stopped: 0.2 s for the look, 0.1 s for
#: the tools, and patience for a machine that is many times overloaded.
SOON_S = 30.0


def test_only_what_is_lost_is_stopped_and_a_later_run_of_the_same_job_is_not() -> None:
    ours = {"a", "b"}

    def held(_jobs: Collection[str]) -> set[str]:
        return ours

    watch = Cancelling(held)
    with watch.watched("a") as a_cancelled, watch.watched("b") as b_cancelled:
        watch.look()
        assert (a_cancelled(), b_cancelled()) == (False, False)
        ours.discard("a")
        watch.look()
        assert (a_cancelled(), b_cancelled()) == (True, False)
    with watch.watched("a") as again:
        assert not again()


def noted(file: Path) -> dict[str, float]:
    lines = file.read_text().splitlines() if file.exists() else []
    return {what: float(when) for what, when in (line.split() for line in lines)}


@pytest.mark.timeout(400)
def test_a_cancelled_film_stops_its_shots_at_once_says_so_and_can_be_made_again(
    house: House, tmp_path: Path
) -> None:
    storage, starts, stops = house.storage, tmp_path / "starts", tmp_path / "stops"
    house.send(5)
    rig = {"RIG_SHOT_S": "60", "RIG_STARTS": str(starts), "RIG_STOPS": str(stops)}
    with house.worker(**rig, WEEKREEL_LEASE_TTL="60"):
        house.accept_all()
        film = storage.catalog.films.start(KEY, at=NOW).id
        # Two shots are in work and one is taken ahead; counting what runs would count the weighing
        # beside them.
        wait_until(lambda: sum(what.startswith(film) for what in noted(starts)) == 3)
        # A film's shots queue up behind each other and beside those of other campaigns.
        assert [storage.queue.turn(SHOTS, campaign) for campaign in (KEY, "other")] == [
            segments(storage.catalog.films.storyboard(KEY).shots) + 1,
            4,
        ]
        cancelled = time.time()
        storage.queue.cancel(f"film:{film}")
        wait_until(lambda: len(noted(stops)) == 3)
        assert max(noted(stops).values()) - cancelled < SOON_S
        wait_until(lambda: storage.queue.running() == {})
        assert storage.queue.waiting() == {}
        assert house.job_state(f"film:{film}") == "cancelled"
        assert storage.catalog.films.get(film).failed_because is None
    assert "Traceback" not in house.log.read_text()
    storage.queue.retry(f"film:{film}")
    with house.worker(RIG_SHOT_S="0"):
        wait_until(lambda: house.job_state(f"film:{film}") == "done")
    assert storage.catalog.films.get(film).state is FilmState.VERIFIED


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_cancelled_asset_is_not_looked_at_any_more_and_nothing_is_refused(
    house: House, tmp_path: Path
) -> None:
    storage, stops = house.storage, tmp_path / "stops"
    (asset,) = house.send(1)
    with house.worker(RIG_LOOK_S="60", RIG_STOPS=str(stops)):
        wait_until(lambda: storage.catalog.assets.get(asset).state == "inspected")
        storage.queue.cancel(f"asset:{asset}")
        wait_until(lambda: set(noted(stops)) == {asset})
    assert house.job_state(f"asset:{asset}") == "cancelled"
    assert storage.catalog.assets.get(asset).state == "inspected"
