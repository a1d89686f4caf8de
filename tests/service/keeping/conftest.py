import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.opening import open_storage
from storage.settings import Settings, read_settings
from tests.servers.postgres import PostgresServer
from tests.servers.seaweed import SeaweedServer
from tests.service.conftest import environ
from tests.service.keeping.house import House, furnish


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> House:
    """Furnished once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copytree(empty_home, folder / "home")
    settings = read_settings(environ(folder / "home"))
    with open_storage(settings) as storage:
        return furnish(settings, storage, folder)


@pytest.fixture
def house(tmp_path: Path, furnished: House) -> Iterator[House]:
    shutil.copytree(furnished.settings.home, tmp_path / "home")
    settings = read_settings(environ(tmp_path / "home"))
    with open_storage(settings) as storage:
        yield House(settings, storage, dict(furnished.assets))


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def distributed(
    postgres_server: PostgresServer,
    seaweed_server: SeaweedServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[str], Settings]]:
    """The settings of a home whose rows are on an empty database and whose blobs on a bucket."""
    for name, value in seaweed_server.environ.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:

        def make(name: str) -> Settings:
            database = postgres_server.create()
            stack.callback(postgres_server.drop, database)
            return read_settings(
                environ(
                    tmp_path / name,
                    WEEKREEL_DATABASE_URL=postgres_server.url(database),
                    WEEKREEL_BLOBS_URL=seaweed_server.url(seaweed_server.bucket(), "county"),
                )
            )

        yield make
