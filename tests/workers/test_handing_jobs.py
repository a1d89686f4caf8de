"""The two jobs of handing over as a worker does them: prepared for export, brought and matched."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.cutting.copies import SMALL_COPY
from domain.exports.formats import Format
from domain.film import Card, FilmState, Shot, ShotKind, Storyboard
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.words import Words
from service.arriving.bringing import bring_film
from service.packing.exports import ZippedExport, preparing
from storage.handing_over import hand_over, is_ready
from storage.opening import Storage
from tests.workers import rigged
from tests.workers.film_media import ffmpeg
from tests.workers.test_engine import receive, wait_until
from tests.workers.test_film_again import KEY, NOW, environ, photo, storage

__all__ = ["environ", "storage"]
WHY = Words(zh="最清晰", en="sharpest")


@contextmanager
def working(environ: dict[str, str]) -> Iterator[None]:
    process = rigged.start(environ, Path(environ["WEEKREEL_HOME"]) / "worker.log")
    try:
        yield
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def worker(environ: dict[str, str]) -> Iterator[None]:
    with working(environ):
        yield


def board(asset: str) -> Storyboard:
    card = Card(role="opening", title="云岭县科技活动周", lines=("县科协",))
    shots = (
        Shot(index=0, kind=ShotKind.CARD, frames=50, starts_at=0, card=card, why=WHY),
        Shot(index=1, kind=ShotKind.PHOTO, frames=50, starts_at=50, asset=asset, why=WHY),
    )
    return Storyboard(campaign=KEY, version=0, shots=shots, left_out=())


@pytest.mark.timeout(400)
def test_a_worker_prepares_an_export_and_matches_a_film_that_is_brought(
    storage: Storage,
    worker: None,
    tmp_path: Path,
) -> None:
    asset = receive(storage, file := photo(tmp_path), 1)
    assets, films = storage.catalog.assets, storage.catalog.films
    wait_until(lambda: assets.get(asset).state is AssetState.TAGGED, timeout_s=120)
    assets.decide([Decision(asset=asset, action=Action.ACCEPT, actor="editor")], at=NOW)
    planned = films.start(KEY, at=NOW)
    storage.queue.cancel(f"film:{planned.id}")
    films.planned(planned.id, board(asset))
    over = hand_over(storage.catalog, KEY)
    job = preparing(over)
    storage.queue.send(job)
    wait_until(lambda: told(storage, job.id) in ("done", "failed"), timeout_s=120)
    assert told(storage, job.id) == "done" and is_ready(storage.blobs, over)
    assert ZippedExport(storage.blobs, over, Format.MLT, made=NOW).size > 10_000
    film = tmp_path / "film.mp4"
    ffmpeg("-loop", "1", "-r", "25", "-t", "2", "-i", str(file), "-pix_fmt", "yuv420p", str(film))
    brought = bring_film(storage, film, campaign=KEY, name="片.mp4", actor="e", at=NOW)
    wait_until(lambda: told(storage, f"match:{brought.id}") in ("done", "failed"), timeout_s=120)
    assert films.get(brought.id).state is FilmState.VERIFIED
    assert [shot.asset for shot in films.storyboard(KEY).shots] == [asset]


@pytest.mark.timeout(400)
def test_a_package_that_waits_for_its_small_copy_keeps_nothing_else_waiting(
    storage: Storage, environ: dict[str, str], tmp_path: Path
) -> None:
    """Nobody here takes films, so the copy never comes; one package is made at a time."""
    asset = receive(storage, photo(tmp_path), 1)
    assets, films, queue = storage.catalog.assets, storage.catalog.films, storage.queue
    with working(environ | {"WEEKREEL_WORKER_TAKES": "intake,package"}):
        wait_until(lambda: assets.get(asset).state is AssetState.TAGGED, timeout_s=120)
        assets.decide([Decision(asset=asset, action=Action.ACCEPT, actor="editor")], at=NOW)
        film = films.start(KEY, at=NOW).id
        films.planned(film, board(asset))
        films.cut(film, blob="films/none.mp4", sha256="0" * 64, size=1)
        films.verified(film, measures={}, findings=())
        films.start_copy(film, profile=SMALL_COPY, at=NOW)
        package = storage.catalog.packages.start(KEY, film=film, at=NOW).id
        wait_until(lambda: told(storage, f"package:{package}") == "running", timeout_s=60)
        job = preparing(hand_over(storage.catalog, KEY))
        queue.send(job)
        wait_until(lambda: told(storage, job.id) == "done", timeout_s=60)
        assert told(storage, f"package:{package}") == "running"
        assert storage.catalog.packages.get(package).files == ()


def told(storage: Storage, job: str) -> str:
    found = storage.queue.job(job)
    return found.state if found else ""
