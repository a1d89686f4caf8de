"""The one way into the database: how connections are made and transactions begin and fail."""

import functools
import json
import random
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Engine, make_url
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
from storage.sql.backend import Backend
from storage.sql.postgres import PostgresServer
from storage.sql.sqlite_file import SqliteFile

T = TypeVar("T")

BACKENDS: dict[str, Backend] = {"sqlite": SqliteFile(), "postgresql": PostgresServer()}
#: Connections of one process to a server, unless it is told otherwise.
CONNECTIONS = 10
#: SQLSTATEs by which a server says that another transaction was first: serialization, deadlock,
#: a unique value taken. SQLite's writers wait for each other instead.
_CLASHES = frozenset({"40001", "40P01", "23505"})
#: SQLSTATE of a right that the role does not have.
_NO_RIGHT = "42501"
#: How often a transaction is tried while others are first, and the longest first pause, s.
_TRIES, _PAUSE_S = 8, 0.02


def backend_of(engine: Engine) -> Backend:
    return BACKENDS[engine.dialect.name]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def make_engine(url: str, *, connections: int = CONNECTIONS) -> Engine:
    """An engine for the catalog at `url`, as `Settings.database_url` says it."""
    parsed = make_url(url)
    backend = BACKENDS[parsed.get_backend_name()]
    return backend.make_engine(parsed, connections=connections, json_serializer=_dump)


def writing(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that write."""
    return engine.execution_options(**backend_of(engine).writing)


def reading(engine: Engine) -> Engine:
    """The same engine and pool, for transactions that see one moment and write nothing."""
    return engine.execution_options(**backend_of(engine).reading)


class Clashed(StorageFailed):
    """Another transaction was first and this one is undone; `retrying` tries it again."""


@contextmanager
def storage_errors() -> Generator[None]:
    """Turn "away", "full" and "locked" of a database into StorageFailed; bugs pass as they are.

    Raises Clashed, which is one, when another transaction was first.
    """
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _CLASHES:
            raise Clashed(_unusable(error.orig)) from error
        bug = isinstance(error, IntegrityError | DataError | ProgrammingError | NotSupportedError)
        if bug and state != _NO_RIGHT:
            raise
        raise StorageFailed(_unusable(error.orig)) from error
    except PoolTimeout as error:
        raise StorageFailed(_unusable(error)) from error


def _unusable(why: object) -> Words:
    return Words(
        zh=f"数据库暂时不可用，请稍后再试（{why}）",
        en=f"the database cannot be used now, try again: {why}",
    )


def retried(method: Callable[..., T]) -> Callable[..., T]:
    """The same method, called again while its transaction clashes; each is one transaction."""

    @functools.wraps(method)
    def trying(*args: Any, **kwargs: Any) -> T:
        for attempt in range(1, _TRIES):
            try:
                return method(*args, **kwargs)
            except Clashed:
                time.sleep(random.uniform(0, _PAUSE_S) * 2**attempt)
        return method(*args, **kwargs)

    return trying


def retrying(port: type[T]) -> type[T]:
    """A class whose public methods are each one transaction: all of them are `retried`."""
    for name, method in vars(port).items():
        if not name.startswith("_") and callable(method):
            setattr(port, name, retried(method))
    return port


class Database:
    """Sessions over one engine: each `with` is one transaction, kept whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reader = reading(engine)
        self._writer = writing(engine)
        self._turn = backend_of(engine).writers_turn()

    @contextmanager
    def read(self) -> Generator[Session]:
        """One consistent view; raises StorageFailed."""
        with storage_errors(), Session(self._reader) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """One writing transaction, committed when the block ends well; raises StorageFailed.

        On SQLite writers come one after the other, those of one process in the order in which they
        asked. On a server they run side by side, and what is
        read inside may change before it is written: lock what is decided by (storage/sql/
        locking.py), or write by one conditional statement.
        """
        with self._turn, storage_errors(), Session(self._writer) as session, session.begin():
            yield session
