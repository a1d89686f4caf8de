"""What differs between the two databases, in one place each; all else is the same code for both."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Column, Connection, Engine, Table, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

#: The schema of DBOS's own tables, as PostgreSQL knows it.
DBOS_SCHEMA = "dbos"


class JsonText(TypeDecorator[str]):
    """JSON as its text, so that the word "null" and nothing at all stay two things."""

    impl = Text
    cache_ok = True


class Dump(Protocol):
    """What writes a server's database as it stood at an exported snapshot: pg_dump, which only
    service/pg_programs.py starts."""

    def __call__(self, url: URL, *, server: int, snapshot: str, to: Path) -> None: ...


class Backend(Protocol):
    """One kind of database: how its engines are made, and how it is made ready."""

    #: Execution options of an engine whose transactions only read: one consistent view each.
    reading: Mapping[str, Any]
    #: Execution options of an engine whose transactions write.
    writing: Mapping[str, Any]

    #: Statement that tells how many bytes the database takes on its disk.
    bytes_taken: str

    #: The schema in which DBOS's tables are found; None where there are no schemas.
    dbos_schema: str | None
    #: Columns that DBOS keeps as JSON, read and written as their text.
    json_text: type[JsonText]

    def make_engine(self, url: URL, *, connections: int, **options: Any) -> Engine:
        """An engine with at most `connections` open; nothing is connected yet."""
        ...

    def one_at_a_time(self, engine: Engine) -> AbstractContextManager[None]:
        """Inside the `with` no other process makes the same database ready.

        Raises UsageError when this server is too old, and what the driver raises when it is away.
        """
        ...

    def writers_turn(self) -> AbstractContextManager[object]:
        """What a writing transaction of this process is in; made once an engine, used by all."""
        ...

    def let_nobody_write(self, connection: Connection, table: type[DeclarativeBase]) -> None:
        """Until this writing transaction ends, others wait before they write into the table."""
        ...

    def changing_tables(self, connection: Connection) -> AbstractContextManager[None]:
        """Around a transaction on `connection` that changes tables."""
        ...

    def version(self, connection: Connection) -> int:
        """Major version of the server; 0 for a file."""
        ...

    def moment(self, url: URL, to: Path, dump: Dump) -> AbstractContextManager[Connection]:
        """Write one moment of the database into `to`, which must not exist, while others write on.

        What is given sees that very moment. Raises StorageFailed when the copy is not sound, and
        what `dump` raises.
        """
        ...

    def others(self, engine: Engine) -> list[str]:
        """Who else is connected, on whatever machine; of a file nobody can know."""
        ...

    def hold_still(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Until this writing transaction ends, however long, nobody writes into the tables."""
        ...

    def go_on_counting(self, connection: Connection, table: Table, column: Column[Any]) -> None:
        """Numbers given out go on after those that rows have brought along."""
        ...
