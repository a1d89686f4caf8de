"""A catalog on each database, its queue and its blobs, as every process opens them."""

from collections.abc import Iterator

import pytest

from storage.catalog import Catalog
from storage.opening import Storage, open_storage
from storage.queue import Queue
from storage.settings import Settings, read_settings


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return read_settings(environ)


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
