"""The one way into the database: how connections are made and transactions begin and fail."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from domain.errors import StorageFailed
from domain.words import Words

#: Execution option of the engine through which writing transactions go.
_WRITES = "weekreel_writes"
#: How long a writer waits for another one, ms.
BUSY_TIMEOUT_MS = 30_000


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def make_engine(url: str) -> Engine:
    """An engine for the catalog at `url`, a SQLite file.

    SQLite: WAL is set on the file by `prepare_database`; here foreign keys are enforced, a commit
    is on the disk when it returns (synchronous=FULL), and a writer waits 30 s for another.
    """
    engine = create_engine(url, json_serializer=_dump, pool_size=10, max_overflow=20)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes late and deferred; ours stands in `_begin_sqlite`.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN that reads and then writes failed 97 of 120 times with "database is locked";
    # BEGIN IMMEDIATE never did.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writing(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions take the write lock when they begin."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def storage_errors() -> Generator[None]:
    """Turn "away", "full" and "locked" of a database into StorageFailed; bugs pass as they are."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError, NotSupportedError):
        raise
    except (DBAPIError, PoolTimeout) as error:
        why = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        raise StorageFailed(
            Words(
                zh=f"数据库暂时不可用，请稍后再试（{why}）",
                en=f"the database cannot be used now, try again: {why}",
            )
        ) from error


class Database:
    """Sessions over one engine: each `with` is one transaction, kept whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = writing(engine)

    @contextmanager
    def read(self) -> Generator[Session]:
        """One consistent view; raises StorageFailed."""
        with storage_errors(), Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """One writing transaction, committed when the block ends well; raises StorageFailed."""
        with storage_errors(), Session(self._writer) as session, session.begin():
            yield session
