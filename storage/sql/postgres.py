"""PostgreSQL: any number of processes and machines; rows are locked, never the whole database."""

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Table,
    Text,
    cast,
    create_engine,
    func,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from domain.errors import StorageFailed, UsageError
from domain.words import Words
from storage.sql.backend import DBOS_SCHEMA, Dump, JsonText

#: The oldest server that the product is tested with.
OLDEST = 15
#: How long a writer waits for another one, ms; as on SQLite.
LOCK_TIMEOUT_MS = 30_000
#: A process that froze inside a transaction holds its locks so long, ms.
IDLE_TIMEOUT_MS = 60_000
#: How long another process may take to bring the tables up to date, s.
MIGRATION_TIMEOUT_S = 600
#: Our advisory lock for that: "weekreel" in ASCII, of 8 bytes.
MIGRATION_LOCK = int.from_bytes(b"weekreel", "big")
#: libpq notices a cut line in about 30 s instead of two hours.
_LINE: Mapping[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class JsonbText(JsonText):
    """The text of a server's JSONB."""

    cache_ok = True

    def bind_expression(self, bindparam: Any) -> Any:
        return cast(type_coerce(bindparam, Text), JSONB)

    def column_expression(self, column: Any) -> Any:
        return cast(column, Text)


class PostgresServer:
    """The Backend of a server. Isolation is said here, since a server may have another default.

    Writers run under READ COMMITTED and lock the rows that they decide by (see storage/sql/
    locking.py); readers see one moment (REPEATABLE READ), as on SQLite.
    """

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
    writing: Mapping[str, Any] = {"isolation_level": "READ COMMITTED"}
    bytes_taken = "SELECT pg_database_size(current_database())"
    dbos_schema: str | None = DBOS_SCHEMA
    json_text: type[JsonText] = JsonbText

    def make_engine(self, url: URL, *, connections: int, **options: Any) -> Engine:
        """A connection that a restarted server ended is replaced before it is used."""
        given = dict(url.query)
        ours = {name: value for name, value in _LINE.items() if name not in given}
        timeouts = (
            f"-c lock_timeout={LOCK_TIMEOUT_MS} "
            f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}"
        )
        # The last one said holds: an owner's own options come after ours.
        ours["options"] = f"{timeouts} {given.get('options', '')}".strip()
        ours["application_name"] = given.get("application_name", "weekreel")
        return create_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args=ours,
            # An error's words go into logs: names and phone numbers are among what is stored.
            hide_parameters=True,
            **options,
        )

    @contextmanager
    def one_at_a_time(self, engine: Engine) -> Generator[None]:
        alone = engine.execution_options(isolation_level="AUTOCOMMIT")
        with alone.connect() as connection:
            _check_version(connection)
            _wait_for_turn(connection)
            try:
                yield
            finally:
                # The lock ends with its session, also when the server has ended it.
                connection.invalidate()

    def writers_turn(self) -> AbstractContextManager[None]:
        """A server's writers run side by side."""
        return nullcontext()

    def let_nobody_write(self, connection: Connection, table: type[DeclarativeBase]) -> None:
        connection.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))

    @contextmanager
    def changing_tables(self, connection: Connection) -> Generator[None]:  # noqa: ARG002
        yield

    def version(self, connection: Connection) -> int:
        return int((connection.dialect.server_version_info or (0,))[0])

    @contextmanager
    def moment(self, url: URL, to: Path, dump: Dump) -> Generator[Connection]:
        """At an exported snapshot, in which the dump and we look: both see the same moment."""
        engine = self.make_engine(url, connections=1)
        still = engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            with still.connect() as connection:
                _may_take_long(connection)
                snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
                dump(url, server=self.version(connection), snapshot=snapshot, to=to)
                yield connection
        finally:
            engine.dispose()

    def others(self, engine: Engine) -> list[str]:
        asked = text(
            "SELECT application_name, client_addr FROM pg_stat_activity WHERE backend_type ="
            " 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()"
        )
        # A pooled connection of our own would be one of the others.
        engine.dispose()
        with engine.connect() as connection:
            found = connection.execute(asked).all()
        return [f"{name or '?'}@{place or 'local'}" for name, place in found]

    def hold_still(self, connection: Connection, tables: Sequence[Table]) -> None:
        _may_take_long(connection)
        names = ", ".join(f'"{t.schema}"."{t.name}"' if t.schema else t.name for t in tables)
        connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))

    def go_on_counting(self, connection: Connection, table: Table, column: Column[Any]) -> None:
        """A server's own counter knows nothing of the rows that came with their numbers."""
        place = {"table": table.fullname, "column": column.name}
        counter = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), place)
        if counter is not None:
            highest = connection.scalar(select(func.max(column))) or 0
            connection.execute(
                text("SELECT setval(CAST(:counter AS regclass), :next, false)"),
                {"counter": counter, "next": highest + 1},
            )


def _may_take_long(connection: Connection) -> None:
    """This transaction waits for a program or for many files, longer than others may."""
    limits = ["idle_in_transaction_session_timeout", "statement_timeout"]
    version = (connection.dialect.server_version_info or (0,))[0]
    # A server's owner may have set it for everybody; older ones do not know it.
    limits += ["transaction_timeout"] if int(version) >= 17 else []
    for limit in limits:
        connection.execute(text(f"SET LOCAL {limit} = 0"))


def _wait_for_turn(connection: Connection) -> None:
    """Asked again and again: DBOS makes indices CONCURRENTLY, which waits for every statement that
    runs, so also for one that waits here, and both would wait for ever."""
    deadline = time.monotonic() + MIGRATION_TIMEOUT_S
    while not connection.scalar(text(f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})")):
        if time.monotonic() > deadline:
            raise StorageFailed(
                Words(
                    zh="另一个进程正在更新数据库，等了很久仍未结束，请稍后再试",
                    en="another process is still bringing the database up to date, try again later",
                )
            )
        time.sleep(0.1)


def _check_version(connection: Connection) -> None:
    version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST:
        found = ".".join(map(str, version))
        raise UsageError(
            Words(
                zh=f"数据库服务器是 PostgreSQL {found}，需要 {OLDEST} 或更新版本",
                en=f"the database server is PostgreSQL {found}; {OLDEST} or newer is needed",
            )
        )
