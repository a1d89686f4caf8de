"""A house whose workers are rigged: no picture is rendered, everything else is real."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from storage.opening import Storage, open_storage
from storage.settings import Settings, read_settings
from tests.databases import Databases, PostgresDatabases, fresh
from tests.servers.postgres import PostgresServer
from tests.workers import rigged
from tests.workers.test_engine import campaign, photos, receive
from tests.workers.test_engine import wait_until as wait

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
KEY = "yunling-2024"


def wait_until(true: Callable[[], bool], *, timeout_s: float = 150) -> None:
    """Patience for a machine on which a worker takes half a minute to start."""
    wait(true, timeout_s=timeout_s)


class House:
    """One home, its settings and its storage."""

    def __init__(self, folder: Path, settings: Settings, storage: Storage) -> None:
        self.folder = folder
        self.settings = settings
        self.storage = storage
        self.log = folder / "worker.log"

    def environ(self, **more: str) -> dict[str, str]:
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "WEEKREEL_HOME": str(self.settings.home),
            "WEEKREEL_DATABASE_URL": self.settings.database_url,
            "WEEKREEL_LEASE_TTL": str(self.settings.lease_ttl_s),
            "WEEKREEL_WORKER_CONCURRENCY": "2",
            "WEEKREEL_OCR": "off",
            **more,
        }

    @contextmanager
    def worker(self, **more: str) -> Iterator[rigged.KeptAlive]:
        """A worker that is started again when it ends; the names are variables."""
        with rigged.KeptAlive(self.environ(**more), self.log) as kept:
            yield kept

    def send(self, count: int) -> list[str]:
        """Photos received; their assets."""
        self.folder.joinpath("media").mkdir(exist_ok=True)
        files = photos(self.folder / "media", count)
        return [receive(self.storage, file, number) for number, file in enumerate(files)]

    def states(self) -> set[AssetState]:
        return {asset.state for asset in self.storage.catalog.assets.all(KEY)}

    def accept_all(self) -> None:
        wait_until(lambda: self.states() == {AssetState.TAGGED})
        assets = self.storage.catalog.assets.all(KEY)
        accepted = [Decision(asset=one.id, action=Action.ACCEPT, actor="editor") for one in assets]
        self.storage.catalog.assets.decide(accepted, at=NOW)

    def job_state(self, job_id: str) -> str:
        job = self.storage.queue.job(job_id)
        return "" if job is None else job.state


#: What is tried with workers runs on a file at every test, and on a server by `make workers`.
ON_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


@pytest.fixture(params=ON_BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    named = {"sqlite": "sqlite_files", "postgresql": "postgres_databases"}
    with _furnished(request.getfixturevalue(named[request.param]), tmp_path) as house:
        yield house


@pytest.fixture
def house_on_server(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> Iterator[tuple[House, PostgresServer]]:
    """The same with the catalog on a PostgreSQL, which may be stopped and started."""
    with _furnished(postgres_databases, tmp_path) as house:
        yield house, postgres_databases.server


@contextmanager
def _furnished(databases: Databases, folder: Path) -> Iterator[House]:
    with fresh(databases, folder / "home") as environ:
        settings = read_settings({**environ, "WEEKREEL_LEASE_TTL": "4"})
        with open_storage(settings) as storage:
            storage.catalog.campaigns.save(campaign(), merges={}, at=NOW)
            yield House(folder, settings, storage)
