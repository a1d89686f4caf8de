"""A worker that lost the database blames no job, wherever its jobs were taken over first."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.moves import AssetState
from storage.sql.engine import make_engine, writing
from storage.sql.models import DeathRow
from tests.workers.conftest import House, wait_until
from workers.last_words import LastWords
from workers.lease import EXIT_LEASE_LOST


class Told:
    """Leases and deaths that keep what they were told."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.said: list[tuple[str, str]] = []

    def leave(self, executor_id: str) -> None:
        self.said.append(("left", executor_id))

    def absolve(self, executor_id: str) -> list[str]:
        if self.fails:
            raise ConnectionError("database is away")
        self.said.append(("absolved", executor_id))
        return []


def words(folder: Path, told: Told) -> LastWords:
    return LastWords(folder / "last-words", leases=told, deaths=told)  # type: ignore[arg-type]


def test_a_note_is_told_once_and_kept_until_the_database_has_heard_it(tmp_path: Path) -> None:
    words(tmp_path, Told()).leave("w1")
    with pytest.raises(ConnectionError):
        words(tmp_path, Told(fails=True)).deliver()
    told = Told()
    assert words(tmp_path, told).deliver() == ["w1"]
    assert told.said == [("left", "w1"), ("absolved", "w1")]
    assert words(tmp_path, told).deliver() == []


def deaths(house: House) -> int:
    engine = make_engine(house.settings.database_url)
    with engine.connect() as connection:
        counted = connection.scalar(select(func.count()).select_from(DeathRow))
    engine.dispose()
    return int(counted or 0)


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
@pytest.mark.timeout(400)
def test_a_database_that_does_not_answer_for_a_lease_is_no_death_of_the_jobs_that_ran(
    house: House,
) -> None:
    house.send(3)
    engine = make_engine(house.settings.database_url)
    with house.worker(RIG_LOOK_S="0.5") as kept:
        wait_until(lambda: AssetState.INSPECTED in house.states())
        with writing(engine).begin():
            wait_until(lambda: kept.ends == [EXIT_LEASE_LOST])
        wait_until(lambda: house.storage.queue.jobs(unfinished=True) == [])
    engine.dispose()
    assert house.states() == {AssetState.TAGGED}
    assert "taking over from a worker that is gone" in house.log.read_text()
    assert deaths(house) == 0
    assert not list((house.settings.home / "last-words").iterdir())
