"""Two processes at once, and one killed in between: nothing is lost, nothing is there twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from domain.errors import StorageFailed
from domain.sending import UploadState
from storage.catalog import Catalog
from storage.opening import Storage, open_storage
from storage.originals import original_blob, store_original
from storage.queue import NewJob, Queue
from storage.settings import Settings, read_settings
from storage.sql.catalog import SqlCatalog
from storage.sql.engine import make_engine
from tests.contracts.sample_week import (
    AT,
    KEY,
    arrive,
    invited,
    new_upload,
    plan,
    receive,
    said,
    sha,
)
from tests.ports import free_port

FILES = 60
ROOT = Path(__file__).parents[2]


def opened(catalog: Catalog) -> Catalog:
    catalog.campaigns.save(plan(), merges={}, at=AT)
    return catalog


def started_process(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", str(Path(__file__)), *arguments]
    environ = {**os.environ, **environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environ, text=True, stderr=subprocess.PIPE)


def test_two_processes_receive_the_same_files_and_each_is_one_asset(
    environ: dict[str, str], storage: Storage, tmp_path: Path
):
    opened(storage.catalog)
    for unit in ("u1", "u2"):
        invited(storage.catalog, unit=unit)
    go = tmp_path / "go"
    racing = [started_process(environ, "receive", unit, str(go)) for unit in ("u1", "u2")]
    while not all((tmp_path / f"go.{unit}").exists() for unit in ("u1", "u2")):
        assert all(process.poll() is None for process in racing)
        time.sleep(0.02)
    go.touch()
    errors = [process.communicate()[1] for process in racing]
    assert [process.returncode for process in racing] == [0, 0], errors
    assets = storage.catalog.assets.all(KEY)
    assert {asset.sha256 for asset in assets} == {sha(str(n)) for n in range(FILES)}
    assert len(assets) == FILES
    jobs = storage.queue.jobs(campaign=KEY)
    assert sorted(job.subject for job in jobs) == [asset.id for asset in assets]
    receipts = [
        receipt
        for unit in ("u1", "u2")
        for receipt in storage.catalog.intake.receipts(campaign=KEY, unit=unit)
    ]
    assert Counter(r.state for r in receipts) == {"received": FILES, "duplicate": FILES}
    assert Counter(asset.unit for asset in assets).keys() == {"u1", "u2"}


def receive_all(unit: str, go: str) -> None:
    with open_storage(read_settings()) as storage:
        intake = storage.catalog.intake
        invite = next(i for i in intake.invites(KEY) if i.unit == unit)
        sending = intake.sending(said(invite), at=AT)
        Path(f"{go}.{unit}").touch()
        while not Path(go).exists():
            time.sleep(0.005)
        # From both ends, and nobody goes on before both have their first, so that both are first
        # with some however the machine shares its cores.
        for n in range(FILES) if unit == "u1" else reversed(range(FILES)):
            upload = arrive(storage.catalog, sending, str(n))
            # The sweep comes for it too.
            assert receive(storage.catalog, upload, str(n)) == upload
            Path(f"{go}.{unit}.first").touch()
            while not all(Path(f"{go}.{each}.first").exists() for each in ("u1", "u2")):
                time.sleep(0.005)


def test_threads_of_one_process_share_the_catalog(storage: Storage):
    catalog = opened(storage.catalog)
    sending = catalog.intake.sending(said(invited(catalog)), at=AT)

    def bring(n: int) -> UploadState:
        return arrive(catalog, sending, str(n % 20), nonce=str(n)).state

    with ThreadPoolExecutor(8) as pool:
        states = Counter(pool.map(bring, range(60)))
    assert states == {UploadState.RECEIVED: 20, UploadState.DUPLICATE: 40}
    receipts = catalog.intake.receipts(campaign=KEY, unit="u1")
    assert len({receipt.receipt for receipt in receipts}) == 60


class FailingQueue:
    """Writes the job and then fails, as a full disk would."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def send_in(self, connection: Connection, job: NewJob) -> None:
        self._queue.send_in(connection, job)
        raise OSError("no space left")


def test_a_rollback_leaves_no_row_and_no_job(settings: Settings, storage: Storage):
    catalog = opened(storage.catalog)
    sending = catalog.intake.sending(said(invited(catalog)), at=AT)
    upload = catalog.intake.start(new_upload(sending, "one"))
    engine = make_engine(settings.database_url)
    failing = SqlCatalog(engine, FailingQueue(storage.queue))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="no space left"):
        receive(failing, upload, "one")
    with pytest.raises(OSError, match="no space left"):
        failing.films.start(KEY, at=AT)
    engine.dispose()
    assert catalog.assets.all(KEY) == []
    assert catalog.films.all(KEY) == []
    assert storage.queue.jobs() == []
    assert catalog.intake.upload(upload.said.id) == upload
    assert receive(catalog, upload, "one").state is UploadState.RECEIVED


def test_a_kill_between_blob_and_row_leaves_an_orphan_that_the_sweep_takes_in(
    environ: dict[str, str], storage: Storage, tmp_path: Path
):
    catalog = opened(storage.catalog)
    sending = catalog.intake.sending(said(invited(catalog)), at=AT)
    upload = catalog.intake.start(new_upload(sending, "one"))
    spool = tmp_path / "spool"
    spool.write_text("one")
    killed = started_process(environ, "store-and-die", str(spool))
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert list(storage.blobs.names()) == [original_blob(sha("one"))]
    assert catalog.assets.all(KEY) == []
    assert storage.queue.jobs() == []
    assert catalog.intake.arriving() == [upload]
    stored = store_original(storage.blobs, spool)
    swept = catalog.intake.receive(
        upload.said.id, sha256=stored.sha256, size=stored.size, at=AT, late=False
    )
    assert swept.state is UploadState.RECEIVED
    assert list(storage.blobs.names()) == [stored.blob]


def store_and_die(spool: str) -> None:
    with open_storage(read_settings()) as storage:
        store_original(storage.blobs, Path(spool))
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_kill_inside_the_transaction_leaves_nothing_of_it(
    environ: dict[str, str], storage: Storage
):
    catalog = opened(storage.catalog)
    sending = catalog.intake.sending(said(invited(catalog)), at=AT)
    upload = catalog.intake.start(new_upload(sending, "one"))
    killed = started_process(environ, "receive-and-die", upload.said.id)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert (catalog.assets.all(KEY), storage.queue.jobs()) == ([], [])
    assert receive(catalog, upload, "one").state is UploadState.RECEIVED


class DeadlyQueue:
    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def send_in(self, connection: Connection, job: NewJob) -> None:
        self._queue.send_in(connection, job)
        os.kill(os.getpid(), signal.SIGKILL)


def receive_and_die(upload_id: str) -> None:
    settings = read_settings()
    with open_storage(settings) as storage:
        deadly = DeadlyQueue(storage.queue)
        catalog = SqlCatalog(make_engine(settings.database_url), deadly)  # type: ignore[arg-type]
        catalog.intake.receive(upload_id, sha256=sha("one"), size=3, at=AT, late=False)


def test_a_database_that_is_away_is_said(settings: Settings, storage: Storage, tmp_path: Path):
    engine = make_engine(nowhere(settings, tmp_path))
    catalog = SqlCatalog(engine, storage.queue)
    for ask in (catalog.ping, catalog.campaigns.all, lambda: catalog.leases.beat("w1")):
        with pytest.raises(StorageFailed):
            ask()
    engine.dispose()


def nowhere(settings: Settings, folder: Path) -> str:
    """The URL of a database of the same kind that cannot be reached."""
    url = make_url(settings.database_url)
    elsewhere = {"port": free_port()} if url.port else {"database": str(folder)}
    return url.set(**elsewhere).render_as_string(hide_password=False)


if __name__ == "__main__":
    {
        "receive": receive_all,
        "store-and-die": store_and_die,
        "receive-and-die": receive_and_die,
    }[sys.argv[1]](*sys.argv[2:])
