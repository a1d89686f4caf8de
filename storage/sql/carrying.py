"""All rows of one database carried into an empty one, ours and DBOS's, and both compared.

Values pass as they are kept: domain values as their JSON text, moments as aware datetimes, so that
a row is the same on SQLite and PostgreSQL. DBOS's tables are taken as they are found.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dbos._schemas.system_database import SystemSchema
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
)

from domain.errors import Conflict
from domain.words import Words
from storage.sql.backend import JsonText
from storage.sql.engine import backend_of
from storage.sql.models import Base, LeaseRow
from storage.sql.values import Kept

#: Rows read and written at a time.
BATCH = 500
#: Histories of migrations, of which each database has its own, and signs of life.
_NOT_CARRIED = frozenset(
    {"wr_alembic_version", "weekreel_moved", "dbos_migrations", LeaseRow.__tablename__}
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A table's rows, and one number over all their values that no order changes."""

    rows: int
    digest: str


#: What an absent table counts as.
NO_ROWS = Counted(rows=0, digest=f"{0:064x}")


def tables_of(connection: Connection) -> list[Table]:
    """Every table that is carried, each after those that it refers to."""
    ours = [_plain(table) for table in Base.metadata.sorted_tables]
    known = {table.name for table in ours}
    return [
        *(table for table in ours if table.name not in _NOT_CARRIED),
        *_dbos_tables(connection, known),
    ]


def _plain(table: Table) -> Table:
    """The same table whose domain values are the texts that they are kept as."""
    columns = [
        Column(
            column.name,
            Text() if isinstance(column.type, Kept) else column.type,
            primary_key=column.primary_key,
            autoincrement=column.autoincrement,
        )
        for column in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


def _dbos_tables(connection: Connection, ours: set[str]) -> list[Table]:
    backend = backend_of(connection.engine)
    schema = backend.dbos_schema
    found = MetaData()
    names = set(inspect(connection).get_table_names(schema=schema)) - ours - _NOT_CARRIED
    found.reflect(connection, schema=schema, only=sorted(names))
    for table in found.sorted_tables:
        for column in table.columns:
            if (table.name, column.name) in _dbos_json():
                column.type = backend.json_text()
    return [table for table in found.sorted_tables if table.name in names]


@cache
def _dbos_json() -> frozenset[tuple[str, str]]:
    """Table and column of what DBOS keeps as JSON, by its own words."""
    return frozenset(
        (table.name, column.name)
        for table in SystemSchema.metadata_obj.tables.values()
        for column in table.columns
        if isinstance(column.type, JSON)
    )


def is_empty(connection: Connection) -> bool:
    """True when no table of ours has a row."""
    return not any(
        connection.scalar(select(func.count()).select_from(table))
        for table in tables_of(connection)
        if table.name.startswith("wr_")
    )


def carry(
    source: Connection, target: Connection, *, on_rows: Callable[[int], object] = lambda _: None
) -> None:
    """Write every row of `source` into `target`, inside the caller's transactions.

    Raises Conflict when a table of the one has columns that the other's has not.
    """
    targets = {table.name: table for table in tables_of(target)}
    for table in tables_of(source):
        into = targets.get(table.name)
        if into is None and not source.scalar(select(func.count()).select_from(table)):
            # The engine has a table on a server that it does not need on a file.
            continue
        if into is None or set(into.columns.keys()) != set(table.columns.keys()):
            raise _another_shape(table.name)
        if not table.name.startswith("wr_"):
            # What its preparation wrote (queues, versions) comes from the source as well.
            target.execute(into.delete())
        for rows in _batches(source, table):
            target.execute(insert(into), [dict(row) for row in rows])
            on_rows(len(rows))
        for column in into.primary_key.columns:
            if isinstance(column.type, Integer):
                backend_of(target.engine).go_on_counting(target, into, column)


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    rows = connection.execute(select(table), execution_options={"yield_per": BATCH})
    yield from rows.mappings().partitions(BATCH)


def counted(
    connection: Connection, *, on_rows: Callable[[int], object] = lambda _: None
) -> dict[str, Counted]:
    """Every carried table: how many rows, and their digest."""
    found: dict[str, Counted] = {}
    for table in tables_of(connection):
        rows, total = 0, 0
        names = sorted(table.columns.keys())
        types = {name: table.columns[name].type for name in names}
        for batch in _batches(connection, table):
            for row in batch:
                total += _number(_told(row[name], types[name]) for name in names)
            rows += len(batch)
            on_rows(len(batch))
        found[table.name] = Counted(rows=rows, digest=f"{total % (1 << 256):064x}")
    return found


def _number(values: Iterable[str]) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(values).encode()).digest(), "big")


def _told(value: Any, kind: Any) -> str:
    """A value as both databases tell it: SQLite says 0 and 1 for what is true or false."""
    if value is None:
        return "\0"
    if isinstance(kind, Boolean):
        return str(bool(value))
    if isinstance(kind, JsonText):
        # A server writes its own blanks and order.
        return json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False)
    if isinstance(kind, JSON):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return str(value)


def _another_shape(table: str) -> Conflict:
    return Conflict(
        Words(
            zh=f"两边的表 {table} 结构不同，请先把两边升级到同一版本",
            en=f"table {table} has another shape on the other side; bring both to one version",
        )
    )
