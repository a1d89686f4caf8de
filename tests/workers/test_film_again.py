"""A film that failed is tried again: the same storyboard, failed shots anew."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image, ImageDraw

from domain.campaign import Activity, Campaign, Unit
from domain.errors import Conflict, NoPlan
from domain.film import FilmState
from domain.moves import AssetState
from domain.review import Action, Decision
from domain.sending import NewSending, NewUpload
from domain.words import Words
from storage.opening import Storage, open_storage
from storage.originals import original_blob, store_original
from storage.settings import read_settings
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
    }


@pytest.fixture
def storage(environ: dict[str, str]) -> Iterator[Storage]:
    with open_storage(read_settings(environ)) as storage:
        storage.catalog.campaigns.save(campaign(), merges={}, at=NOW)
        yield storage


def campaign() -> Campaign:
    return Campaign(
        key=KEY,
        title="云岭县科技活动周",
        theme="",
        starts_on=date(2024, 5, 25),
        ends_on=date(2024, 6, 1),
        host_units=("县科协",),
        deadline=None,
        units=(Unit(key="u1", name="县科协"),),
        activities=(Activity(key="a1", number=1, title="科普大讲堂", units=("u1",)),),
    )


def bench(storage: Storage) -> Bench:
    return cast(Bench, SimpleNamespace(catalog=storage.catalog, blobs=storage.blobs))


def receive(storage: Storage, file: Path) -> str:
    intake = storage.catalog.intake
    said = NewSending(
        campaign=KEY, unit="u1", invite=None, client_id="c", via="ingest", activity="a1"
    )
    upload = intake.start(
        NewUpload(
            id="0" * 32,
            sending=intake.sending(said, at=NOW).id,
            filename=file.name,
            filetype="image/jpeg",
            size=file.stat().st_size,
            modified_ms=None,
            created_at=NOW,
            expires_at=NOW,
        )
    )
    stored = store_original(storage.blobs, file)
    done = intake.receive(
        upload.said.id, sha256=stored.sha256, size=stored.size, at=NOW, late=False
    )
    assert done.asset is not None
    return done.asset


def photo(folder: Path) -> Path:
    picture = Image.radial_gradient("L").resize((640, 360)).convert("RGB")
    ImageDraw.Draw(picture).rectangle((40, 40, 300, 200), fill="navy", outline="white", width=9)
    file = folder / "IMG_20240528_093000.jpg"
    picture.save(file)
    return file


def wait_until(true: Any, *, timeout_s: float = 150) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


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
    asset_id = receive(storage, photo(tmp_path))
    command = [sys.executable, "-m", "workers", "run", "--parent", str(os.getpid())]
    worker = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
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
        wait_until(lambda: job_state(storage, film) in ("done", "failed"))
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
