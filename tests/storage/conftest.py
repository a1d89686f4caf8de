"""A catalog, its queue and its blobs in a folder of their own, as every process opens them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.catalog import Catalog
from storage.opening import Storage, open_storage
from storage.queue import Queue
from storage.settings import Settings, read_settings


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared file to be copied: the migrations take 0.4 s, a copy 1 ms."""
    settings = read_settings({"WEEKREEL_HOME": str(tmp_path_factory.mktemp("template"))})
    open_storage(settings).close()
    return settings.database_path


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    settings = read_settings({"WEEKREEL_HOME": str(tmp_path / "home")})
    shutil.copy(empty_database, settings.database_path)
    return settings


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    with open_storage(settings) as opened:
        yield opened


@pytest.fixture
def catalog(storage: Storage) -> Catalog:
    return storage.catalog


@pytest.fixture
def queue(storage: Storage) -> Queue:
    return storage.queue
