"""Makes the database ready to be written: our tables, then DBOS's; once, under a lock."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from dbos import DBOS
from sqlalchemy import Connection, Engine, text

from domain.errors import UsageError
from domain.words import Words
from storage.settings import Settings
from storage.sql.engine import backend_of, make_engine, storage_errors, writing

#: Alembic's own table, beside DBOS's in the same database.
VERSION_TABLE = "wr_alembic_version"
#: One holds the lock, the other changes tables.
_CONNECTIONS = 2


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, in code: there is no alembic.ini to be found or missed."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def prepare_database(settings: Settings) -> None:
    """Bring the database to what this version needs; quick when it is there already.

    Safe to be called by several processes at once. Raises UsageError when the database was written
    by a newer version or its server is too old, StorageFailed when it cannot be reached.
    """
    engine = make_engine(settings.database_url, connections=_CONNECTIONS)
    try:
        with storage_errors(), backend_of(engine).one_at_a_time(engine):
            upgrade_database(engine)
            DBOS.migrate(settings.database_url)
    finally:
        engine.dispose()


def upgrade_database(engine: Engine) -> None:
    """Apply the revisions that are missing, all or none; idempotent, also between processes."""
    with engine.connect() as connection:
        if _revision(connection) == _newest():
            return
    with (
        writing(engine).connect() as connection,
        backend_of(engine).changing_tables(connection),
        connection.begin(),
    ):
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    opts = {"version_table": VERSION_TABLE}
    return MigrationContext.configure(connection, opts=opts).get_current_revision()


@cache
def _known() -> frozenset[str]:
    script = ScriptDirectory.from_config(alembic_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def check_version(engine: Engine) -> None:
    """UsageError when a newer version has changed the database since it was prepared."""
    # Not by Alembic, which would write two lines into the log at every beat of a worker.
    with storage_errors(), engine.connect() as connection:
        written = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))
        check_known(written.scalar())


def check_known(current: str | None) -> None:
    """UsageError for a revision that this version does not know: a newer one wrote it."""
    if current is not None and current not in _known():
        raise UsageError(
            Words(
                zh=f"数据库由更新版本写入（{current}），请升级程序",
                en=f"the database was written by a newer version ({current}); upgrade the program",
            )
        )


def _upgrade(connection: Connection) -> None:
    current = _revision(connection)
    if current == _newest():
        # Another process was first.
        return
    check_known(current)
    command.upgrade(alembic_config(connection), "head")
