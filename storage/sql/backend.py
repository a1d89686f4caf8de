"""What differs between the two databases, in one place each; all else is the same code for both."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.orm import DeclarativeBase

#: The schema of DBOS's own tables, as PostgreSQL knows it.
DBOS_SCHEMA = "dbos"


class Backend(Protocol):
    """One kind of database: how its engines are made, and how it is made ready."""

    #: Execution options of an engine whose transactions only read: one consistent view each.
    reading: Mapping[str, Any]
    #: Execution options of an engine whose transactions write.
    writing: Mapping[str, Any]

    #: Statement that tells how many bytes the database takes on its disk.
    bytes_taken: str

    def make_engine(self, url: URL, *, connections: int, **options: Any) -> Engine:
        """An engine with at most `connections` open; nothing is connected yet."""
        ...

    def one_at_a_time(self, engine: Engine) -> AbstractContextManager[None]:
        """Inside the `with` no other process makes the same database ready.

        Raises UsageError when this server is too old, and what the driver raises when it is away.
        """
        ...

    def let_nobody_write(self, connection: Connection, table: type[DeclarativeBase]) -> None:
        """Until this writing transaction ends, others wait before they write into the table."""
        ...

    def changing_tables(self, connection: Connection) -> AbstractContextManager[None]:
        """Around a transaction on `connection` that changes tables."""
        ...
