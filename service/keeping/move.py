"""weekreel move: all that is kept goes into another database and another store of blobs.

Blobs first, each read back; then, while nobody can write to the database (its write lock on SQLite,
share locks on all tables of PostgreSQL), the blobs that came since and all rows in one transaction
of the target. Killed at any point it is run again: what was verified is noted, the target database
is either empty or whole. The source keeps everything and is marked, so that nobody goes on there.
"""

import hashlib
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from domain.errors import Conflict, UsageError
from domain.words import Words
from service.keeping.moving_blobs import MovingBlobs, differing
from service.keeping.telling import Telling, listed
from storage.blobs import Blobs
from storage.executors import living
from storage.half_restored import refuse_half_restored
from storage.opening import open_blobs
from storage.preparing import prepare_database
from storage.settings import Settings
from storage.sql.carrying import NO_ROWS, Counted, carry, counted, is_empty, tables_of
from storage.sql.engine import Database, backend_of, make_engine, storage_errors, writing
from storage.sql.leases import SqlLeases
from storage.sql.marks import mark_moved, refuse_moved
from storage.sql.references import required_blobs


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one side holds."""

    tables: dict[str, Counted]
    blobs: int
    #: Of all blobs.
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Moved:
    source: Side
    target: Side
    #: Tables and blobs that are not the same on both sides.
    different: tuple[str, ...]
    #: Blobs that rows speak of and the source itself has lost.
    lost: tuple[str, ...]


def move(source: Settings, target: Settings, *, to: str, telling: Telling) -> Moved:
    """Copy everything, compare, and mark the source as moved to `to` when both sides are equal.

    The caller has the source's house alone. Raises Conflict while a worker lives, while others are
    connected to a server's database, when the source was moved before or the target holds other
    data, and for damaged originals; StorageFailed when bytes come back different.
    """
    database_moves = source.database_url != target.database_url
    if not database_moves and source.blobs_url == target.blobs_url:
        raise UsageError(
            Words(
                zh="新旧位置相同，没有可搬的。请用 --to-database 或 --to-blobs 指明新位置",
                en="the new place is the old one; name another by --to-database or --to-blobs",
            )
        )
    with _engine(source) as here:
        _refuse_life(here, source)
        blobs, into = open_blobs(source), open_blobs(target)
        moving = _moving(source, target, blobs, into, telling)
        moving.move_new(Words(zh="搬运文件", en="moving files"))
        if moving.damaged:
            raise _damaged(sorted(moving.damaged))
        if not database_moves:
            return _blobs_alone(here, blobs, into)
        prepare_database(target)
        with _engine(target) as there:
            return _rows_too(here, there, blobs, into, moving, to, telling)


@contextmanager
def _engine(settings: Settings) -> Generator[Engine]:
    engine = make_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _refuse_life(engine: Engine, settings: Settings) -> None:
    if settings.database_path is not None and not settings.database_path.exists():
        raise UsageError(
            Words(
                zh=f"没有可搬的数据库：{settings.database_path}",
                en=f"there is no database to be moved: {settings.database_path}",
            )
        )
    refuse_half_restored(settings.home)
    with storage_errors():
        refuse_moved(engine)
        _refuse(backend_of(engine).others(engine))
    # Leases of an older version stand in another form.
    prepare_database(settings)
    _refuse(living(SqlLeases(Database(engine)).alive(settings.lease_ttl_s)))


def _refuse(users: Sequence[str]) -> None:
    if users:
        who = ", ".join(users)
        raise Conflict(
            Words(
                zh=f"还有工作进程或网页连着数据库（{who}）。请先全部停掉，再运行一次",
                en=f"workers or pages still use the database ({who}); stop them all and run this"
                " again",
            )
        )


def _moving(
    source: Settings, target: Settings, blobs: Blobs, into: Blobs, telling: Telling
) -> MovingBlobs:
    """Refused when the target holds blobs that the source does not have."""
    strange = set(into.names()) - set(blobs.names())
    if strange:
        raise _not_empty(sorted(strange))
    place = hashlib.sha256(f"{source.blobs_url} {target.blobs_url}".encode()).hexdigest()[:12]
    return MovingBlobs(blobs, into, source.home / f"moving-{place}.jsonl", telling)


def _blobs_alone(here: Engine, blobs: Blobs, into: Blobs) -> Moved:
    with storage_errors(), here.connect() as connection:
        tables, required = counted(connection), required_blobs(connection)
    return _compared(tables, tables, blobs, into, required)


def _rows_too(
    here: Engine,
    there: Engine,
    blobs: Blobs,
    into: Blobs,
    moving: MovingBlobs,
    to: str,
    telling: Telling,
) -> Moved:
    with storage_errors(), writing(here).begin() as source:
        backend_of(here).hold_still(source, tables_of(source))
        moving.move_new(Words(zh="搬运新到的文件", en="moving files that came since"))
        before = counted(source)
        _carry(source, there, before, telling)
        with there.connect() as target:
            moved = _compared(before, counted(target), blobs, into, required_blobs(source))
        if not moved.different:
            mark_moved(source, to)
    return moved


def _carry(source: Connection, there: Engine, before: dict[str, Counted], telling: Telling) -> None:
    rows = sum(table.rows for table in before.values())
    telling.step(Words(zh="搬运数据行", en="moving rows"), rows)
    with writing(there).begin() as target:
        if is_empty(target):
            carry(source, target, on_rows=telling.advance)
        elif _different(before, counted(target)):
            raise _not_empty(["database"])


def _compared(
    here: dict[str, Counted],
    there: dict[str, Counted],
    blobs: Blobs,
    into: Blobs,
    required: set[str],
) -> Moved:
    kept, moved = dict(blobs.sizes()), dict(into.sizes())
    return Moved(
        source=Side(tables=here, blobs=len(kept), bytes=sum(kept.values())),
        target=Side(tables=there, blobs=len(moved), bytes=sum(moved.values())),
        different=(*_different(here, there), *differing(kept, moved)),
        lost=tuple(sorted(required - kept.keys())),
    )


def _different(here: dict[str, Counted], there: dict[str, Counted]) -> list[str]:
    """Tables whose rows are not the same; one that is absent counts as empty."""
    return sorted(
        name
        for name in here.keys() | there.keys()
        if here.get(name, NO_ROWS) != there.get(name, NO_ROWS)
    )


def _not_empty(names: Sequence[str]) -> Conflict:
    return Conflict(
        Words(
            zh=f"新位置里有别的数据（{listed(names, most=5)}），没有改动。请用空的数据库和空的存储",
            en=f"the new place holds other data ({listed(names, most=5)}) and was left as it is;"
            " name an empty database and an empty store",
        )
    )


def _damaged(names: Sequence[str]) -> Conflict:
    return Conflict(
        Words(
            zh=f"{len(names)} 个文件在原存储里已损坏或读不出：{listed(names)}。请从备份换回"
            "（见 docs/operation/backup.zh-CN.md），或撤回这些素材（weekreel withdraw），"
            "再运行一次。其余文件已搬好",
            en=f"{len(names)} files are damaged in the old store or cannot be read:"
            f" {listed(names)}; put them back from a backup (see"
            " docs/operation/backup.zh-CN.md) or withdraw them (weekreel withdraw), and run this"
            " again; the others are there already",
        )
    )


def forget_journals(home: Path) -> None:
    """Delete the notes of a move that has ended."""
    for journal in home.glob("moving-*.jsonl"):
        journal.unlink()
