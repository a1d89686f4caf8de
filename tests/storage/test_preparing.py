"""The database is made ready once, by whoever comes first, and says when it is too new."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from domain.errors import StorageFailed, UsageError
from storage.opening import open_storage
from storage.preparing import VERSION_TABLE, alembic_config, prepare_database, upgrade_database
from storage.settings import Settings, read_settings
from storage.sql.engine import make_engine, writing
from storage.sql.leases import NowMs
from storage.sql.models import Base
from tests.contracts.sample_week import AT, KEY, plan, tagged


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    return read_settings({"WEEKREEL_HOME": str(tmp_path / "fresh")})


def test_a_fresh_database_has_our_tables_beside_those_of_dbos_in_wal(fresh: Settings):
    prepare_database(fresh)
    engine = make_engine(fresh.database_url)
    tables = set(inspect(engine).get_table_names())
    assert set(Base.metadata.tables) <= tables
    assert {"workflow_status", "queues", "notifications", VERSION_TABLE} <= tables
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 2,
        "busy_timeout": 30_000,
    }


def test_the_migrations_make_exactly_the_models_and_leave_the_tables_of_dbos_alone(
    fresh: Settings,
):
    prepare_database(fresh)
    engine = make_engine(fresh.database_url)
    with engine.connect() as connection:
        # Raises when autogenerate would write a revision.
        command.check(alembic_config(connection))
    engine.dispose()


def test_the_check_would_see_a_difference(fresh: Settings):
    prepare_database(fresh)
    engine = make_engine(fresh.database_url)
    with writing(engine).begin() as connection:
        connection.execute(text("ALTER TABLE wr_asset DROP COLUMN star"))
    with engine.connect() as connection, pytest.raises(Exception, match="star"):
        command.check(alembic_config(connection))
    engine.dispose()


def test_the_models_are_written_in_words_that_postgresql_knows_too():
    dialect = postgresql.dialect()
    for table in Base.metadata.sorted_tables:
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))
    clock = str(select(NowMs()).compile(dialect=dialect))
    assert "clock_timestamp()" in clock


def test_preparing_again_keeps_what_is_there(fresh: Settings):
    with open_storage(fresh) as storage:
        storage.catalog.campaigns.save(plan(), merges={}, at=AT)
        assets = tagged(storage.catalog, "one")
    prepare_database(fresh)
    with open_storage(fresh) as storage:
        assert [asset.id for asset in storage.catalog.assets.all(KEY)] == assets


def test_processes_that_start_together_prepare_it_once(fresh: Settings):
    program = (
        "import sys; from storage.settings import read_settings;"
        "from storage.opening import open_storage;"
        "open_storage(read_settings({'WEEKREEL_HOME': sys.argv[1]})).close()"
    )
    command_line = [sys.executable, "-W", "error", "-c", program, str(fresh.home)]
    racing = [subprocess.Popen(command_line, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in racing]
    assert [process.returncode for process in racing] == [0, 0], errors


def test_without_the_lock_racing_upgrades_still_end_at_one_revision(fresh: Settings):
    fresh.home.mkdir(exist_ok=True)
    start = threading.Barrier(3)

    def upgrade(_n: int) -> None:
        engine = make_engine(fresh.database_url)
        start.wait()
        upgrade_database(engine)
        engine.dispose()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(upgrade, range(3))) == [None] * 3


def test_a_database_of_a_newer_version_is_refused(fresh: Settings):
    prepare_database(fresh)
    engine = make_engine(fresh.database_url)
    with writing(engine).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(UsageError, match="9999"):
        upgrade_database(engine)
    engine.dispose()


def test_a_failed_upgrade_leaves_nothing(fresh: Settings):
    engine = make_engine(fresh.database_url)
    with writing(engine).begin() as connection:
        # In the way of the first revision's last tables.
        connection.execute(text("CREATE TABLE wr_upload (id INTEGER)"))
    with pytest.raises(Exception, match="wr_upload"):
        upgrade_database(engine)
    assert inspect(engine).get_table_names() == ["wr_upload"]
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_folder_that_cannot_be_used_is_said(fresh: Settings):
    fresh.database_path.mkdir(parents=True)
    with pytest.raises(StorageFailed):
        prepare_database(fresh)
