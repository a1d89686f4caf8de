"""SQLite: one file, in WAL, whose writers wait for each other from their first statement on."""

import fcntl
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase

from storage.sql.backend import DBOS_SCHEMA

#: How long a writer waits for another one, ms.
BUSY_TIMEOUT_MS = 30_000
#: Execution option of the engine through which writing transactions go.
_WRITES = "weekreel_writes"


class SqliteFile:
    """The Backend of a file. WAL is set on it once; DBOS does not set it."""

    reading: Mapping[str, Any] = {}
    writing: Mapping[str, Any] = {_WRITES: True}
    bytes_taken = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"

    def make_engine(
        self,
        url: URL,
        *,
        connections: int,  # noqa: ARG002  # for servers: a file's cost nothing
        **options: Any,
    ) -> Engine:
        """Foreign keys are enforced and a commit is on the disk when it returns."""
        # A file has no schemas: DBOS's tables stand beside ours.
        beside = {"schema_translate_map": {DBOS_SCHEMA: None}}
        engine = create_engine(
            url, pool_size=10, max_overflow=20, execution_options=beside, **options
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def one_at_a_time(self, engine: Engine) -> Generator[None]:
        database = Path(engine.url.database or "")
        database.parent.mkdir(parents=True, exist_ok=True)
        with database.with_name(database.name + ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Changing to WAL does not wait for others, it fails. It stays with the file.
            with engine.connect() as connection:
                connection.connection.execute("PRAGMA journal_mode=WAL")
            yield

    def let_nobody_write(self, connection: Connection, table: type[DeclarativeBase]) -> None:
        """Others wait already: there is one writer at a time."""

    @contextmanager
    def changing_tables(self, connection: Connection) -> Generator[None]:
        # With foreign keys on, Alembic's way of changing a SQLite table (make it anew, drop the
        # old one) deletes rows of others. Must be set outside a transaction.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            connection.connection.execute("PRAGMA foreign_keys=ON")


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes late and deferred; ours stands in `_begin`.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")


def _begin(connection: Connection) -> None:
    # A deferred BEGIN that reads and then writes failed 97 of 120 times with "database is locked";
    # BEGIN IMMEDIATE never did.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
