"""One moment of the database as a file, while everybody goes on writing, and what it speaks of."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url, select, text

from domain.errors import StorageFailed
from domain.film import FilmState
from domain.words import Words
from service import pg_programs
from storage.preparing import VERSION_TABLE
from storage.sql.engine import make_engine, storage_errors
from storage.sql.models import FilmRow
from storage.sql.references import CampaignCount, campaign_counts, required_blobs

#: Films whose jobs have not ended.
_MAKING = (FilmState.PLANNED, FilmState.CUTTING, FilmState.CUT)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a moment of the database says."""

    #: Blobs without which it is not whole.
    required: frozenset[str]
    campaigns: tuple[CampaignCount, ...]
    revision: str
    #: Major version of the server; 0 for a file.
    server: int
    #: True when a film is being made, whose job needs the shots rendered so far.
    making_films: bool


def kind_of(url: str) -> str:
    """sqlite or postgresql."""
    return make_url(url).get_backend_name()


def take_snapshot(url: str, to: Path) -> Snapshot:
    """Write one moment of the database into `to`, which must not exist.

    Raises StorageFailed when the database is away or its copy is not sound, ToolMissing and
    ToolFailed for a server's programs.
    """
    if kind_of(url) == "sqlite":
        return _of_file(Path(make_url(url).database or ""), to)
    return _of_server(url, to)


def _of_file(database: Path, to: Path) -> Snapshot:
    """By SQLite's own backup in one step: in WAL a reader holds up no writer."""
    try:
        with (
            closing(sqlite3.connect(database, timeout=30)) as source,
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
    engine = make_engine(str(URL.create("sqlite", database=str(to))))
    try:
        with storage_errors(), engine.connect() as connection:
            return _read(connection, server=0)
    finally:
        engine.dispose()


def _unsound(why: str) -> StorageFailed:
    return StorageFailed(
        Words(
            zh=f"数据库无法完整复制：{why}。旧的备份没有改动",
            en=f"the database cannot be copied whole: {why}; the backup before is as it was",
        )
    )


def _of_server(url: str, to: Path) -> Snapshot:
    """By pg_dump at an exported snapshot, in which we look too: both see the same moment."""
    engine = make_engine(url)
    try:
        with storage_errors(), _still(engine).connect() as connection:
            # It waits for pg_dump, longer than others may hold a transaction open.
            connection.execute(text("SET idle_in_transaction_session_timeout = 0"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            server = int((connection.dialect.server_version_info or (0,))[0])
            pg_programs.dump(make_url(url), server=server, snapshot=str(snapshot), to=to)
            return _read(connection, server=server)
    finally:
        engine.dispose()


def _still(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _read(connection: Connection, *, server: int) -> Snapshot:
    making = select(FilmRow.id).where(FilmRow.state.in_(_MAKING)).limit(1)
    return Snapshot(
        required=frozenset(required_blobs(connection)),
        campaigns=tuple(campaign_counts(connection)),
        revision=str(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))),
        server=server,
        making_films=connection.scalar(making) is not None,
    )
