"""SQLite: one file, in WAL, whose writers wait for each other from their first statement on."""

import fcntl
import sqlite3
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Column, Connection, Engine, Table, create_engine, event
from sqlalchemy.orm import DeclarativeBase

from domain.errors import StorageFailed
from domain.words import Words
from storage.sql.backend import DBOS_SCHEMA, Dump, JsonText

#: How long a writer waits for another one, ms.
BUSY_TIMEOUT_MS = 30_000
#: Execution option of the engine through which writing transactions go.
_WRITES = "weekreel_writes"


class SqliteFile:
    """The Backend of a file. WAL is set on it once; DBOS does not set it."""

    reading: Mapping[str, Any] = {}
    writing: Mapping[str, Any] = {_WRITES: True}
    bytes_taken = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    dbos_schema: str | None = None
    json_text: type[JsonText] = JsonText

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
            url,
            pool_size=10,
            max_overflow=20,
            execution_options=beside,
            # An error's words go into logs: names and phone numbers are among what is stored.
            hide_parameters=True,
            **options,
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

    def writers_turn(self) -> "WritersTurn":
        return WritersTurn()

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

    def version(self, connection: Connection) -> int:  # noqa: ARG002
        return 0

    @contextmanager
    def moment(self, url: URL, to: Path, dump: Dump) -> Generator[Connection]:  # noqa: ARG002
        _copy_whole(Path(url.database or ""), to)
        engine = self.make_engine(URL.create("sqlite", database=str(to)), connections=1)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def others(self, engine: Engine) -> list[str]:  # noqa: ARG002
        return []

    def hold_still(self, connection: Connection, tables: Sequence[Table]) -> None:
        """It is held from the transaction's first statement on."""

    def go_on_counting(self, connection: Connection, table: Table, column: Column[Any]) -> None:
        """A file counts on from the highest number it finds."""


def _copy_whole(database: Path, to: Path) -> None:
    """By SQLite's own backup in one step: in WAL a reader holds up no writer."""
    try:
        with (
            closing(sqlite3.connect(database, timeout=BUSY_TIMEOUT_MS / 1000)) as source,
            closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA integrity_check(3)").fetchall()
    except sqlite3.Error as error:
        raise _unsound(str(error)) from error
    if sound != [("ok",)]:
        raise _unsound("; ".join(str(row[0]) for row in sound))


def _unsound(why: str) -> StorageFailed:
    return StorageFailed(
        Words(
            zh=f"数据库无法完整复制：{why}。旧的备份没有改动",
            en=f"the database cannot be copied whole: {why}; the backup before is as it was",
        )
    )


class WritersTurn:
    """One writer of this process after the other, before it asks the file.

    The file's own waiting is by sleeping longer and longer: with ten phones at once one request
    in a hundred slept for 2.4 s, and for 0.6 s when the writers wait here. Those of other
    processes still meet at the file.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise StorageFailed(
                Words(
                    zh="数据库忙，请稍后再试（别的写入一直没有结束）",
                    en="the database is busy, try again: another writer does not end",
                )
            )

    def __exit__(self, *_: object) -> None:
        self._lock.release()


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
