"""The database is made ready once, by whoever comes first, and says when it is too new."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, inspect, text

from domain.errors import StorageFailed, UsageError
from storage.opening import open_storage
from storage.preparing import VERSION_TABLE, alembic_config, prepare_database, upgrade_database
from storage.settings import Settings, read_settings
from storage.sql import postgres
from storage.sql.backend import DBOS_SCHEMA
from storage.sql.engine import backend_of, make_engine, reading, writing
from storage.sql.models import Base
from tests.contracts.sample_week import AT, KEY, plan, tagged
from tests.databases import Databases, PostgresDatabases, SqliteFiles
from tests.ports import free_port
from tests.servers.postgres import PASSWORD, USER

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(databases: Databases, tmp_path: Path) -> dict[str, str]:
    """The environment of a home before its first start."""
    return databases.bare(tmp_path / "fresh")


@pytest.fixture
def fresh(bare: dict[str, str]) -> Settings:
    return read_settings(bare)


@pytest.fixture
def engine(fresh: Settings) -> Iterator[Engine]:
    engine = make_engine(fresh.database_url)
    yield engine
    engine.dispose()


def said(connection: Connection, *names: str) -> dict[str, object]:
    """What this connection is set to."""
    ask = "PRAGMA" if connection.dialect.name == "sqlite" else "SHOW"
    return {name: connection.exec_driver_sql(f"{ask} {name}").scalar() for name in names}


def test_a_fresh_database_has_our_tables_beside_those_of_dbos(fresh: Settings, engine: Engine):
    prepare_database(fresh)
    assert {*Base.metadata.tables, VERSION_TABLE} <= set(inspect(engine).get_table_names())
    schema = DBOS_SCHEMA if fresh.database_path is None else None
    theirs = set(inspect(engine).get_table_names(schema=schema))
    assert {"workflow_status", "queues", "notifications"} <= theirs


def test_a_file_is_in_wal_and_a_commit_is_on_its_disk(sqlite_files: SqliteFiles, tmp_path: Path):
    settings = read_settings(sqlite_files.bare(tmp_path / "fresh"))
    prepare_database(settings)
    engine = make_engine(settings.database_url)
    with engine.connect() as connection:
        found = said(connection, "journal_mode", "foreign_keys", "synchronous", "busy_timeout")
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 30_000,
    }


def test_a_server_is_told_how_to_isolate_and_how_long_to_wait(
    postgres_databases: PostgresDatabases, tmp_path: Path
):
    environ = postgres_databases.bare(tmp_path / "fresh")
    # Whatever the server's owner set: here a default that would break every second writer.
    with postgres_databases.server.admin() as connection:
        connection.execute(f"ALTER ROLE {USER} SET default_transaction_isolation = 'serializable'")
    engine = make_engine(
        f"{read_settings(environ).database_url}?options=-c%20lock_timeout%3D5s", connections=2
    )
    try:
        with reading(engine).connect() as connection:
            assert said(connection, "transaction_isolation") == {
                "transaction_isolation": "repeatable read"
            }
        with writing(engine).connect() as connection:
            assert said(
                connection,
                "transaction_isolation",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "application_name",
            ) == {
                "transaction_isolation": "read committed",
                "lock_timeout": "5s",
                "idle_in_transaction_session_timeout": "1min",
                "application_name": "weekreel",
            }
    finally:
        engine.dispose()
        with postgres_databases.server.admin() as connection:
            connection.execute(f"ALTER ROLE {USER} RESET default_transaction_isolation")


def test_the_migrations_make_exactly_the_models_and_leave_the_tables_of_dbos_alone(
    fresh: Settings, engine: Engine
):
    prepare_database(fresh)
    with engine.connect() as connection:
        # Raises when autogenerate would write a revision.
        command.check(alembic_config(connection))


def test_the_check_would_see_a_difference(fresh: Settings, engine: Engine):
    prepare_database(fresh)
    with writing(engine).begin() as connection:
        connection.execute(text("ALTER TABLE wr_asset DROP COLUMN star"))
    with engine.connect() as connection, pytest.raises(Exception, match="star"):
        command.check(alembic_config(connection))


def test_preparing_again_keeps_what_is_there(fresh: Settings):
    with open_storage(fresh) as storage:
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        assets = tagged(storage.catalog, "one")
    prepare_database(fresh)
    with open_storage(fresh) as storage:
        assert [asset.id for asset in storage.catalog.assets.all(KEY)] == assets


def test_processes_that_start_together_prepare_it_once(bare: dict[str, str]):
    program = (
        "from storage.settings import read_settings; from storage.opening import open_storage;"
        "open_storage(read_settings()).close()"
    )
    command_line = [sys.executable, "-W", "error", "-c", program]
    environ = {**os.environ, **bare, "PYTHONPATH": str(ROOT)}
    racing = [
        subprocess.Popen(command_line, env=environ, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    errors = [process.communicate()[1] for process in racing]
    assert [process.returncode for process in racing] == [0, 0], errors


def test_racing_upgrades_end_at_one_revision(fresh: Settings):
    start = threading.Barrier(3)

    def upgrade(_n: int) -> None:
        engine = make_engine(fresh.database_url)
        start.wait()
        with backend_of(engine).one_at_a_time(engine):
            upgrade_database(engine)
        engine.dispose()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(upgrade, range(3))) == [None] * 3


def test_a_database_of_a_newer_version_is_refused(fresh: Settings, engine: Engine):
    prepare_database(fresh)
    with writing(engine).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(UsageError, match="9999"):
        upgrade_database(engine)


def test_a_failed_upgrade_leaves_nothing(fresh: Settings, engine: Engine):
    # In the way of the first revision's last tables.
    fresh.home.mkdir(exist_ok=True)
    with writing(engine).begin() as connection:
        connection.execute(text("CREATE TABLE wr_upload (id INTEGER)"))
    with pytest.raises(Exception, match="wr_upload"):
        upgrade_database(engine)
    assert inspect(engine).get_table_names() == ["wr_upload"]
    if fresh.database_path is not None:
        with engine.connect() as connection:
            assert said(connection, "foreign_keys") == {"foreign_keys": 1}


def test_a_folder_that_cannot_be_used_is_said(sqlite_files: SqliteFiles, tmp_path: Path):
    settings = read_settings(sqlite_files.bare(tmp_path / "fresh"))
    assert settings.database_path is not None
    settings.database_path.mkdir(parents=True)
    with pytest.raises(StorageFailed):
        prepare_database(settings)


def at(environ: dict[str, str], *, database: str = "postgres", **other: object) -> Settings:
    """Settings of the same server with another part of the URL."""
    url = environ["WEEKREEL_DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    for old, new in other.items():
        url = url.replace(old, str(new))
    return read_settings({**environ, "WEEKREEL_DATABASE_URL": url})


def test_a_server_that_cannot_be_used_is_said_without_its_password(
    postgres_databases: PostgresDatabases, tmp_path: Path
):
    environ = postgres_databases.bare(tmp_path / "fresh")
    server = str(postgres_databases.server.port)
    for settings, why in (
        (at(environ, **{server: free_port()}), "connection failed"),
        (at(environ, database="absent"), "absent"),
        (at(environ, **{USER: "stranger"}), "stranger"),
        # A database of somebody else, where the role may not make tables.
        (at(environ), "permission denied"),
    ):
        with pytest.raises(StorageFailed, match=why) as failed:
            prepare_database(settings)
        assert PASSWORD not in failed.value.words.en + failed.value.words.zh


def test_a_server_that_is_too_old_is_refused(
    postgres_databases: PostgresDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgres, "OLDEST", 99)
    settings = read_settings(postgres_databases.bare(tmp_path / "fresh"))
    with pytest.raises(UsageError, match="99 or newer"):
        prepare_database(settings)
