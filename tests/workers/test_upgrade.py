"""A home of an earlier version goes on where it was; an older worker leaves a newer home alone."""

import tarfile
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.errors import UsageError
from domain.film import FilmState
from domain.moves import AssetState
from storage.opening import open_storage
from storage.settings import Settings, read_settings
from storage.sql.engine import make_engine, writing
from tests.workers import rigged
from tests.workers.conftest import KEY, House, wait_until

HOMES = sorted((Path(__file__).parents[1] / "fixtures" / "homes").glob("*.tar.xz"))


def unpacked(archive: Path, folder: Path) -> Settings:
    home = folder / "home"
    with tarfile.open(archive) as kept:
        # Debian 12's Python 3.11.2 has no filters yet.
        kept.extraction_filter = getattr(tarfile, "data_filter", None)
        kept.extractall(home)
    return read_settings({"WEEKREEL_HOME": str(home), "WEEKREEL_LEASE_TTL": "4"})


@pytest.mark.parametrize("archive", HOMES, ids=lambda path: path.name.removesuffix(".tar.xz"))
@pytest.mark.timeout(400)
def test_the_jobs_that_waited_and_the_film_in_the_making_are_done_after_an_upgrade(
    archive: Path, tmp_path: Path
) -> None:
    settings = unpacked(archive, tmp_path)
    with open_storage(settings) as storage:
        house = House(tmp_path, settings, storage)
        assets, films = storage.catalog.assets, storage.catalog.films
        planned = films.storyboard(KEY)
        pending = {job.id for job in storage.queue.jobs(unfinished=True)}
        assert len(pending) == 4
        assert storage.queue.waiting() == {"intake": 3, "render": 3}
        with house.worker(RIG_SHOT_S="0", WEEKREEL_OCR="on"):
            wait_until(lambda: storage.queue.jobs(unfinished=True) == [])
        assert {storage.queue.job(job).state for job in pending} == {"done"}  # type: ignore[union-attr]
        (film,) = films.all(KEY)
        assert film.state is FilmState.VERIFIED
        assert films.storyboard(KEY) == planned
        states = sorted(asset.state for asset in assets.all(KEY))
        assert states == [AssetState.ACCEPTED] * 3 + [AssetState.TAGGED] * 3
        tagged = [one.id for one in assets.all(KEY) if one.state is AssetState.TAGGED]
        texts = [storage.catalog.texts.of(asset) for asset in tagged]
        assert [text.fault for text in texts if text] == ["", "", ""], "what was queued is read too"


def of_the_future(settings: Settings) -> None:
    engine = make_engine(settings.database_url)
    with writing(engine).begin() as connection:
        connection.execute(text("UPDATE wr_alembic_version SET version_num = '9999'"))
    engine.dispose()


@pytest.mark.timeout(400)
def test_a_worker_ends_with_a_clear_word_when_the_database_becomes_newer_than_it_is(
    house: House,
) -> None:
    worker = rigged.start(house.environ(), house.log)
    try:
        wait_until(lambda: len(house.storage.catalog.watch.workers()) == 1)
        of_the_future(house.settings)
        assert worker.wait(timeout=60) == 78
    finally:
        worker.kill()
        worker.wait()
    assert "written by a newer version (9999)" in house.log.read_text()
    with pytest.raises(UsageError):
        open_storage(house.settings)
