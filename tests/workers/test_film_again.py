"""A film that failed is tried again: the same storyboard, failed shots anew."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image, ImageDraw

from domain.errors import Conflict, NoPlan
from domain.film import FilmState
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.words import Words
from storage.opening import Storage, open_storage
from storage.originals import original_blob
from storage.settings import read_settings
from tests.workers import rigged
from tests.workers.test_engine import receive, wait_until
from tests.workers.whole_bench import SMALL, demanded
from workers.bench import Bench
from workers.stations import storyboard

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
KEY = "yunling-2024"
WHY = Words(zh="磁盘断开", en="the disk was away")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "WEEKREEL_HOME": str(tmp_path / "home"),
        "WEEKREEL_LEASE_TTL": "6",
        "WEEKREEL_OCR": "off",
    }


@pytest.fixture
def storage(environ: dict[str, str]) -> Iterator[Storage]:
    with open_storage(read_settings(environ)) as storage:
        storage.catalog.campaigns.save(demanded(SMALL), merges={}, at=NOW)
        yield storage


def bench(storage: Storage) -> Bench:
    return cast(Bench, SimpleNamespace(catalog=storage.catalog, blobs=storage.blobs))


def photo(folder: Path) -> Path:
    picture = Image.radial_gradient("L").resize((640, 360)).convert("RGB")
    ImageDraw.Draw(picture).rectangle((40, 40, 300, 200), fill="navy", outline="white", width=9)
    file = folder / "IMG_20240528_093000.jpg"
    picture.save(file)
    return file


def test_a_film_that_failed_before_it_had_a_storyboard_does_not_take_anothers(
    storage: Storage,
) -> None:
    first, second = (storage.catalog.films.start(KEY, at=NOW).id for _ in range(2))
    with pytest.raises(NoPlan):
        storyboard.run(bench(storage), first)
    storage.catalog.films.failed(first, WHY)
    with pytest.raises(NoPlan):
        storyboard.run(bench(storage), first)
    assert storage.catalog.films.get(second).state is FilmState.PLANNED


def test_a_film_that_shows_what_is_not_allowed_any_more_is_not_gone_on_with(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = storage.catalog.films.start(KEY, at=NOW)
    stale = SimpleNamespace(**{**vars(film), "to_be_replaced": True})
    monkeypatch.setattr(storage.catalog.films, "get", lambda _film: stale)
    with pytest.raises(Conflict):
        storyboard.run(bench(storage), film.id)


@pytest.mark.timeout(400)
def test_a_film_whose_shot_failed_is_made_when_it_is_tried_again(
    storage: Storage, environ: dict[str, str], tmp_path: Path
) -> None:
    asset_id = receive(storage, photo(tmp_path), 1)
    worker = rigged.start(environ, tmp_path / "worker.log")
    try:
        wait_until(lambda: asset(storage, asset_id).state is AssetState.TAGGED)
        accept = Decision(asset=asset_id, action=Action.ACCEPT, actor="editor")
        storage.catalog.assets.decide([accept], at=NOW)
        original = original_blob(asset(storage, asset_id).sha256)
        storage.blobs.delete(original)
        film = storage.catalog.films.start(KEY, at=NOW).id
        wait_until(lambda: job_state(storage, film) == "failed")
        failed = storage.catalog.films.get(film)
        assert (failed.state, failed.storyboard) == (FilmState.FAILED, 1)
        storage.blobs.put(original, photo(tmp_path))
        storage.queue.retry(f"film:{film}")
        wait_until(lambda: job_state(storage, film) in ("done", "failed"), timeout_s=150)
        made = storage.catalog.films.get(film)
        assert (made.state, made.storyboard) == (FilmState.VERIFIED, 1)
        assert made.failed_because is None
        shots = storage.catalog.films.storyboard(KEY, 1).shots
        assert [shot.asset for shot in shots if shot.asset] == [asset_id]
    finally:
        worker.kill()
        worker.wait()


def asset(storage: Storage, asset_id: str) -> Any:
    return storage.catalog.assets.get(asset_id)


def job_state(storage: Storage, film: str) -> str:
    job = storage.queue.job(f"film:{film}")
    assert job is not None
    return job.state
