"""A catalog on each database, its queue and its blobs, as every process opens them."""

from collections.abc import Iterator

import pytest

from storage import opening
from storage.catalog import Catalog
from storage.opening import Storage, open_storage
from storage.queue import Queue
from storage.settings import Settings, read_settings


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return read_settings(environ)


@pytest.fixture
def storage(settings: Settings) -> Iterator[Storage]:
    """Opened without being prepared again, which it is: on a server that is most of the opening."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "prepare_database", lambda _settings: None)
        opened = open_storage(settings)
    with opened:
        yield opened


@pytest.fixture
def catalog(storage: Storage) -> Catalog:
    return storage.catalog


@pytest.fixture
def queue(storage: Storage) -> Queue:
    return storage.queue
