"""A worker process takes jobs from the database; killed in the middle, another finishes them."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog
from PIL import Image, ImageDraw

from domain.campaign import Activity, Campaign, Unit
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.sending import NewSending, NewUpload, UploadState
from storage.opening import Storage, open_storage
from storage.originals import original_blob, store_original
from storage.settings import Settings, read_settings
from storage.sql import weighing_anew

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
TTL_S = "6"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "WEEKREEL_HOME": str(tmp_path / "home"),
        "WEEKREEL_LEASE_TTL": TTL_S,
        "WEEKREEL_LOG_FILE": str(tmp_path / "logs" / "worker.log"),
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return read_settings(environ)


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    with open_storage(settings) as storage:
        yield storage


@pytest.fixture
def workers(environ: dict[str, str]) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "workers", "run", "--parent", str(os.getpid())]
        started.append(subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def campaign() -> Campaign:
    return Campaign(
        key="yunling-2024",
        title="云岭县科技活动周",
        theme="",
        starts_on=date(2024, 5, 25),
        ends_on=date(2024, 6, 1),
        host_units=("县科协",),
        deadline=None,
        units=(Unit(key="u1", name="县科协"),),
        activities=(Activity(key="a1", number=1, title="科普大讲堂", units=("u1",)),),
    )


def receive(storage: Storage, file: Path, number: int) -> str:
    """One file received as the web process does; the asset's id."""
    intake = storage.catalog.intake
    said = NewSending(
        campaign="yunling-2024", unit="u1", invite=None, client_id="c", via="ingest", activity="a1"
    )
    sending = intake.sending(said, at=NOW)
    upload = intake.start(
        NewUpload(
            id=f"{number:032x}",
            sending=sending.id,
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
    assert done.state is UploadState.RECEIVED
    assert done.asset is not None
    return done.asset


def photos(folder: Path, count: int) -> list[Path]:
    made: list[Path] = []
    for number in range(count):
        picture = Image.radial_gradient("L").resize((320, 240)).convert("RGB")
        ImageDraw.Draw(picture).rectangle((10 * number, 20, 40 + 10 * number, 90), fill="navy")
        made.append(folder / f"IMG_20240528_0930{number:02d}.jpg")
        picture.save(made[-1])
    return made


def states(storage: Storage) -> set[AssetState]:
    return {asset.state for asset in storage.catalog.assets.all("yunling-2024")}


def wait_until(true: Callable[[], bool], *, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.mark.timeout(180)
def test_a_photo_goes_its_way_and_a_text_file_is_refused_with_its_reason(
    storage: Storage, workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    storage.catalog.campaigns.save(campaign(), merges={}, at=NOW)
    (photo,) = photos(tmp_path, 1)
    text = tmp_path / "notes.jpg"
    text.write_text("this is no picture" * 50)
    with structlog.contextvars.bound_contextvars(request="5eed"):
        asked = receive(storage, photo, 1)
    ids = [asked, receive(storage, text, 2)]
    workers()
    wait_until(lambda: states(storage) <= {AssetState.TAGGED, AssetState.REFUSED})
    tagged, refused = (storage.catalog.assets.get(asset_id) for asset_id in ids)
    assert tagged.tag is not None
    assert tagged.tag.activity == "a1"
    assert tagged.tag.day == date(2024, 5, 28)
    assert {"thumb", "view"} <= set(storage.catalog.assets.derivatives(tagged.id))
    assert refused.refused is not None
    assert refused.refused[0] == "not-media"
    steps = {
        *((f"asset:{ids[0]}", station, "5eed") for station in ("intake", "inspect", "look", "tag")),
        (f"asset:{ids[1]}", "intake", None),
    }
    # A step is logged after it has kept what it did.
    wait_until(lambda: steps_in_log(tmp_path / "logs" / "worker.log") == steps)


def steps_in_log(file: Path) -> set[tuple[str, str, str | None]]:
    """(job, station, request) of every step that ended."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    steps = [line for line in lines if line["event"] == "step ended"]
    assert all(line["step"] == "asset_station" and line["ms"] > 0 for line in steps)
    return {(line["job"], line["of"][0], line.get("request")) for line in steps}


@pytest.mark.timeout(240)
def test_a_killed_workers_jobs_are_finished_by_the_next_one_and_none_is_done_twice(
    storage: Storage, workers: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    storage.catalog.campaigns.save(campaign(), merges={}, at=NOW)
    sent = photos(tmp_path, 12)
    for number, photo in enumerate(sent):
        receive(storage, photo, number)
    first = workers()
    wait_until(lambda: AssetState.TAGGED in states(storage))
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert states(storage) != {AssetState.TAGGED}, "killed too late to show anything"
    workers()
    wait_until(lambda: states(storage) == {AssetState.TAGGED})
    wait_until(lambda: not storage.queue.jobs(unfinished=True))
    jobs = storage.queue.jobs()
    assert {job.state for job in jobs} == {"done"}
    for kind in ("asset", "read"):
        mine = [job.subject for job in jobs if job.kind == kind]
        assert len(set(mine)) == len(mine) == 12
    # None lost, none twice: an asset and an original of every file's own hash, and no more.
    hashes = sorted(hashlib.sha256(photo.read_bytes()).hexdigest() for photo in sent)
    assert sorted(asset.sha256 for asset in storage.catalog.assets.all("yunling-2024")) == hashes
    for sha256 in hashes:
        with storage.blobs.open(original_blob(sha256)) as kept:
            assert hashlib.file_digest(kept, "sha256").hexdigest() == sha256
    wait_until(lambda: len(storage.catalog.leases.alive(float(TTL_S))) == 1)


@pytest.mark.timeout(180)
def test_a_worker_ends_when_its_supervisor_is_gone(
    environ: dict[str, str], storage: Storage
) -> None:
    nobody = subprocess.Popen([sys.executable, "-c", ""])
    nobody.wait()
    command = [sys.executable, "-m", "workers", "run", "--parent", str(nobody.pid)]
    worker = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    assert worker.wait(timeout=60) == 0


@pytest.mark.timeout(180)
def test_a_decision_makes_a_worker_weigh_what_was_taken_on_the_same_occasion(
    storage: Storage,
    workers: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weighing_anew, "_DELAY_S", 1)
    plan = campaign()
    other = Activity(key="a2", number=2, title="义诊进社区")
    storage.catalog.campaigns.save(
        replace(plan, activities=(*plan.activities, other)), merges={}, at=NOW
    )
    one, two = (receive(storage, photo, n) for n, photo in enumerate(photos(tmp_path, 2), 1))
    workers()
    wait_until(lambda: states(storage) == {AssetState.TAGGED})
    said = Decision(asset=one, action=Action.CHANGE, actor="chen", activity="a2")
    storage.catalog.assets.decide([said], at=NOW)

    def learnt() -> bool:
        tag = storage.catalog.assets.get(two).tag
        return tag is not None and tag.activity == "a2"

    wait_until(learnt)
    tag = storage.catalog.assets.get(two).tag
    assert tag is not None and "decided" in {each.kind for each in tag.evidence}
