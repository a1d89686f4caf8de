"""weekreel restore: a backup becomes the data of an empty home; and the check without restoring.

Blobs go in first and the database last and in one step, so a home that was restored half is still
no database yet. `restoring.json` in the home says whose restoring was begun: the same one goes on,
another is refused, and so is whoever would open the home meanwhile (storage/half_restored.py): the
database of the backup goes over whatever stands there. Every byte is held against its hash.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, make_url

from domain.errors import Conflict, UsageError, WeekReelError
from domain.words import Words
from service import pg_programs
from service.keeping import book as books
from service.keeping.book import BLOBS, DATABASE, Book
from service.keeping.medium import Damaged, Kept, Medium, faults, sync_folder
from service.keeping.revived import end_revived
from service.keeping.snapshot import kind_of
from service.keeping.telling import Telling, listed
from storage.blobs import Blobs
from storage.half_restored import MARK
from storage.preparing import check_known, prepare_database
from storage.settings import Settings
from storage.sql.engine import make_engine, storage_errors
from storage.sql.references import CampaignCount, campaign_counts
from storage.sql.revived import Ended

#: Start of the names of files that have none yet.
DRAFT = ".restoring-"


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a look at every byte of a backup found."""

    book: Book
    #: Blobs and other parts that are damaged or missing on the medium.
    faults: tuple[str, ...]


def find_book(folder: Path) -> Book:
    """The book of a whole backup; UsageError when there is none, Damaged when it is broken."""
    book = books.read_book(folder)
    if book is None:
        raise UsageError(
            Words(
                zh=f"“{folder}”里没有备份（缺 {books.BOOK}）",
                en=f"{folder} holds no backup: there is no {books.BOOK}",
            )
        )
    if book.state != books.COMPLETE or book.database is None:
        raise UsageError(
            Words(
                zh=f"“{folder}”里的备份还没有完成。请在原机器上再运行一次 weekreel backup {folder}",
                en=f"the backup in {folder} was never finished; run weekreel backup {folder} again"
                " where the data is",
            )
        )
    return book


def check(folder: Path, *, telling: Telling) -> Checked:
    """Read every byte of a backup and compare hashes; nothing is written.

    Raises UsageError and Damaged when the book or the list of files cannot be read at all.
    """
    medium = Medium(folder)
    book = find_book(folder)
    assert book.database is not None
    manifest = books.read_manifest(folder, book)
    telling.step(Words(zh="核对文件", en="checking files"), book.bytes + book.database.size)
    faults: list[str] = []
    if not _is_whole(medium, DATABASE, book.database, telling):
        faults.append("database")
    # The same content may be kept under several names.
    sound = {
        kept: _is_whole(medium, BLOBS, kept, telling) for kept in dict.fromkeys(manifest.values())
    }
    faults += [name for name, kept in manifest.items() if not sound[kept]]
    return Checked(book=book, faults=tuple(faults))


def _is_whole(medium: Medium, folder: str, kept: Kept, telling: Telling) -> bool:
    try:
        medium.verify(folder, kept, on_bytes=telling.advance)
    except Damaged:
        return False
    return True


def restore(
    settings: Settings,
    blobs: Blobs,
    folder: Path,
    *,
    telling: Telling,
    despite_damage: bool = False,
    keep_links: bool = False,
    on_ended: Callable[[Ended], None] = lambda _ended: None,
) -> Book:
    """Make the data of a backup that of the settings' storage; the caller has the house alone.

    Links that the backup would revive are ended and told to `on_ended`, unless they are kept.

    Raises UsageError when the home is not empty or the backup is of another kind of database,
    Damaged with every name when files of it are broken: then what is sound is in place already, the
    database is not, and `despite_damage` goes on without the broken ones.
    """
    book = find_book(folder)
    assert book.database is not None
    medium = Medium(folder)
    _check_kind(settings, book)
    # Before hours of copying, not after them.
    check_known(book.revision)
    manifest = books.read_manifest(folder, book)
    _begin(settings, blobs, book)
    broken = _restore_blobs(medium, manifest, blobs, settings.home, telling)
    if broken and not despite_damage:
        raise _broken(broken)
    _restore_database(settings, medium, book, telling)
    prepare_database(settings)
    on_ended(end_revived(settings, keep_links=keep_links))
    (settings.home / MARK).unlink()
    if broken:
        raise _went_without(broken)
    return book


def _check_kind(settings: Settings, book: Book) -> None:
    kind = kind_of(settings.database_url)
    if kind != book.kind:
        raise UsageError(
            Words(
                zh=f"这份备份来自 {book.kind}，当前设置是 {kind}。请先按 {book.kind} 恢复，"
                "再用 weekreel move 搬过去",
                en=f"this backup is of {book.kind} and the settings name {kind}; restore it to"
                f" {book.kind} first, then use weekreel move",
            )
        )


def _begin(settings: Settings, blobs: Blobs, book: Book) -> None:
    """Mark the home as being restored from this backup; UsageError when it holds other data."""
    for draft in settings.home.glob(f"{DRAFT}*"):
        draft.unlink()
    mark = settings.home / MARK
    this = {"taken_at": book.taken_at, "manifest_sha256": book.manifest_sha256}
    if mark.exists():
        if _begun(mark) == this:
            return
        raise UsageError(
            Words(
                zh=f"“{settings.home}”正在从另一份备份恢复。请用那一份继续，或换一个空的主目录",
                en=f"{settings.home} is being restored from another backup; go on with that one, or"
                " use an empty home",
            )
        )
    if next(iter(blobs.sizes()), None) is not None or not _has_no_tables(settings):
        raise UsageError(
            Words(
                zh="当前设置指向的存储里已经有数据，没有改动。请换一个空的主目录（WEEKREEL_HOME）",
                en="the storage that the settings name holds data and was left as it is; use an"
                " empty home (WEEKREEL_HOME)",
            )
        )
    _write_mark(mark, this)


def _begun(mark: Path) -> object:
    """What was being restored; None when the mark cannot be read as one."""
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except ValueError:
        return None


def _write_mark(mark: Path, this: Mapping[str, str]) -> None:
    draft = mark.parent / f"{DRAFT}{secrets.token_hex(8)}"
    with faults(mark.parent):
        with draft.open("x", encoding="utf-8") as file:
            json.dump(this, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(mark)
        sync_folder(mark.parent)


def _has_no_tables(settings: Settings) -> bool:
    if settings.database_path is not None and not settings.database_path.exists():
        return True
    engine = make_engine(settings.database_url)
    try:
        with storage_errors(), engine.connect() as connection:
            return not inspect(connection).get_table_names()
    finally:
        engine.dispose()


def _restore_blobs(
    medium: Medium, manifest: dict[str, Kept], blobs: Blobs, home: Path, telling: Telling
) -> list[str]:
    """Put back every blob that is not there; the names of those that are broken."""
    there = set(blobs.names())
    todo = {name: kept for name, kept in manifest.items() if name not in there}
    total = sum(kept.size for kept in todo.values())
    telling.step(Words(zh="恢复文件", en="restoring files"), total)
    broken: list[str] = []
    for name, kept in todo.items():
        try:
            with _copied(medium, BLOBS, kept, home, telling.advance) as file:
                blobs.put(name, file)
        except Damaged:
            broken.append(name)
    return broken


@contextmanager
def _copied(
    medium: Medium, folder: str, kept: Kept, beside: Path, on_bytes: Callable[[int], None]
) -> Generator[Path]:
    """A local file with the content, gone at the end; Damaged when its hash is another."""
    draft = beside / f"{DRAFT}{secrets.token_hex(8)}"
    try:
        with faults(beside):
            sha256 = _copy(medium.chunks(folder, kept), draft, on_bytes)
        if sha256 != kept.sha256:
            raise Damaged(f"{folder}/{kept.sha256[:2]}/{kept.sha256}")
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _copy(chunks: Iterable[bytes], draft: Path, on_bytes: Callable[[int], None]) -> str:
    digest = hashlib.sha256()
    with draft.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            on_bytes(len(chunk))
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _restore_database(settings: Settings, medium: Medium, book: Book, telling: Telling) -> None:
    kept = book.database
    assert kept is not None
    telling.step(Words(zh="恢复数据库", en="restoring the database"), kept.size)
    database = settings.database_path
    if database is not None:
        database.parent.mkdir(parents=True, exist_ok=True)
        with _copied(medium, DATABASE, kept, database.parent, telling.advance) as file:
            _put_in_place(file, database)
    elif _has_no_tables(settings):
        with _copied(medium, DATABASE, kept, settings.home, telling.advance) as file:
            pg_programs.restore(make_url(settings.database_url), server=book.server, source=file)
    elif _campaigns_in(settings) != book.campaigns:
        # Not what a killed run of ours had loaded: somebody opened the empty database meanwhile.
        raise _somebody_was_first()


def _campaigns_in(settings: Settings) -> tuple[CampaignCount, ...]:
    engine = make_engine(settings.database_url)
    try:
        with storage_errors(), engine.connect() as connection:
            return tuple(campaign_counts(connection))
    finally:
        engine.dispose()


def _somebody_was_first() -> WeekReelError:
    return Conflict(
        Words(
            zh="恢复期间有别的进程打开了这个数据库并建了表，数据库没有恢复，文件已经放好。"
            "请停掉所有机器上的网页和工作进程，清空数据库（dropdb、createdb），再运行一次",
            en="another process opened this database meanwhile and made tables in it; the files are"
            " in place, the database is not: stop pages and workers on all machines, empty the"
            " database (dropdb, createdb), and run this again",
        )
    )


def _put_in_place(file: Path, database: Path) -> None:
    """Under its name at once or not at all; a log of the run before would be taken for its own."""
    with faults(database.parent):
        for end in ("", "-wal", "-shm"):
            database.with_name(database.name + end).unlink(missing_ok=True)
        file.replace(database)
        sync_folder(database.parent)


def _broken(names: list[str]) -> WeekReelError:
    return Conflict(
        Words(
            zh=f"备份里有 {len(names)} 个文件损坏或缺失：{listed(names)}。其余文件已经放好，"
            "数据库还没有恢复。请换另一份备份，或加 --despite-damage 不要这些文件继续",
            en=f"{len(names)} files of the backup are damaged or missing: {listed(names)}; the"
            " others are in place, the database is not: use another copy, or go on without these"
            " by --despite-damage",
        )
    )


def _went_without(names: list[str]) -> WeekReelError:
    return Conflict(
        Words(
            zh=f"已恢复，但缺 {len(names)} 个损坏的文件：{listed(names)}",
            en=f"restored, without {len(names)} damaged files: {listed(names)}",
        )
    )
