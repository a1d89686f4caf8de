"""A PostgreSQL that is away for a moment: what asks then is told, what asks later goes on."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import StorageFailed
from storage.opening import Storage, open_storage
from storage.settings import read_settings
from tests.contracts.queue_contract import new
from tests.databases import PostgresDatabases, fresh
from tests.servers.postgres import PostgresServer


@pytest.fixture
def server(postgres_databases: PostgresDatabases) -> PostgresServer:
    return postgres_databases.server


@pytest.fixture
def storage(postgres_databases: PostgresDatabases, tmp_path: Path) -> Iterator[Storage]:
    with fresh(postgres_databases, tmp_path / "home") as environ:
        with open_storage(read_settings(environ)) as opened:
            yield opened


def warm(storage: Storage) -> None:
    """Several connections lie in the pool and know nothing of what is to come."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: storage.queue.send(new("asset", f"before-{n}")), range(8)))


def test_a_server_that_was_restarted_meanwhile_is_not_even_noticed(
    storage: Storage, server: PostgresServer
):
    warm(storage)
    server.restart(signal.SIGINT)
    storage.queue.send(new("asset", "after"))
    storage.catalog.leases.beat("w1")
    assert len(storage.queue.jobs()) == 9
    assert set(storage.catalog.leases.beats()) == {"w1"}


def test_while_it_is_away_everybody_is_told_and_nothing_is_half_written(
    storage: Storage, server: PostgresServer
):
    warm(storage)
    server.stop()
    try:
        for ask in (
            lambda: storage.queue.send(new("asset", "lost")),
            lambda: storage.catalog.leases.beat("w1"),
            storage.queue.jobs,
            storage.catalog.ping,
        ):
            with pytest.raises(StorageFailed):
                ask()
    finally:
        server.start()
    assert {job.subject for job in storage.queue.jobs()} == {f"before-{n}" for n in range(8)}
    storage.queue.send(new("asset", "lost"))
    assert len(storage.queue.jobs()) == 9
