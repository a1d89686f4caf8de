"""PostgreSQL: any number of processes and machines; rows are locked, never the whole database."""

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.orm import DeclarativeBase

from domain.errors import StorageFailed, UsageError
from domain.words import Words

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


class PostgresServer:
    """The Backend of a server. Isolation is said here, since a server may have another default.

    Writers run under READ COMMITTED and lock the rows that they decide by (see storage/sql/
    locking.py); readers see one moment (REPEATABLE READ), as on SQLite.
    """

    reading: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"}
    writing: Mapping[str, Any] = {"isolation_level": "READ COMMITTED"}
    bytes_taken = "SELECT pg_database_size(current_database())"

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

    def let_nobody_write(self, connection: Connection, table: type[DeclarativeBase]) -> None:
        connection.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))

    @contextmanager
    def changing_tables(self, connection: Connection) -> Generator[None]:  # noqa: ARG002
        yield


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
