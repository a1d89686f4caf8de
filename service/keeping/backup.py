"""weekreel backup: a whole, verified copy on another disk while everything goes on.

Blobs are written before the rows that speak of them, and deleted after a row says that they may go
(withdrawn, to be replaced, removed). What follows:

* The database first and the blobs after it would miss what is withdrawn while the blobs are copied,
  which takes an hour on a stick: the rows would still call it accepted.
* The blobs first and the database after it would miss what arrives meanwhile.

So: all blobs (long), the database (seconds), then the blobs that came since (seconds). What the
database's own moment speaks of must now be in the copy. When something is not, it was withdrawn
within these seconds; then database and new blobs are taken once more, whose rows say so. What two
moments in a row both miss is missing in the store itself: that is told by name, and the backup is
made all the same.

A blob never changes, so a second run copies only new ones; what is no longer in the store (and so
was withdrawn) is deleted from the copy too. A run that was killed goes on where it was. Not in it:
files on their way in (the spool), pages of scanned notices, logs, and secret.key, on which nothing
that is kept depends.
"""

import fcntl
import hashlib
import importlib.metadata
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import Conflict, StorageFailed, UsageError, WeekReelError
from domain.words import Words
from service.keeping import book as books
from service.keeping.book import BLOBS, DATABASE, Book
from service.keeping.copying import Copying
from service.keeping.last_backup import BackupState, LastBackup, note_backup
from service.keeping.medium import Kept, Medium, faults, is_folder
from service.keeping.snapshot import Snapshot, kind_of, take_snapshot
from service.keeping.telling import Telling
from storage import catalog_scans
from storage.blobs import Blobs
from storage.scratch import scratch_folder, scratch_root
from storage.settings import Settings

SEGMENTS = "segments/"
#: Pages of notices name the people to call; they are scanned again sooner than kept on a stick.
SCANS = catalog_scans.BLOBS
#: How often database and new blobs are taken until nothing was withdrawn in between.
ROUNDS = 8
_INTERRUPTED = Words(zh="被中断", en="it was interrupted")


def back_up(
    settings: Settings,
    blobs: Blobs,
    folder: Path,
    *,
    telling: Telling,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    without_segments: bool = False,
    medium: Medium | None = None,
) -> Book:
    """Bring `folder` to a whole copy of now; the book it ends with.

    Raises UsageError when the folder holds something else or the backup of another house,
    StorageFailed when it is full, failing or gone, Conflict when another backup runs into it.
    """
    _refuse_inside(settings, folder)
    medium = medium or Medium(folder)
    # A name in another encoding (GBK) is kept so that pages can show it.
    told = str(folder).encode(errors="replace").decode()
    note = LastBackup(state=BackupState.RUNNING, at=clock(), folder=told)
    note_backup(settings.home, note)
    try:
        with _held(folder):
            run = _Run(settings, blobs, medium, telling, clock, without_segments)
            book = run.whole()
    except BaseException as error:
        why = error.words if isinstance(error, WeekReelError) else _INTERRUPTED
        note_backup(settings.home, replace(note, state=BackupState.FAILED, at=clock(), why=why))
        raise
    done = replace(
        note,
        state=BackupState.COMPLETE,
        at=clock(),
        files=book.files,
        bytes=book.bytes,
        missing=len(book.missing),
    )
    note_backup(settings.home, done)
    return book


@contextmanager
def _held(folder: Path) -> Generator[None]:
    """The folder for this run alone: made when absent, refused when it holds other things."""
    if is_folder(folder) and books.read_book(folder) is None and _foreign(folder):
        raise UsageError(
            Words(
                zh=f"“{folder}”里有别的东西。请给一个空的或新的目录，例如 {folder}/weekreel",
                en=f"{folder} holds other things; name an empty or new one, as {folder}/weekreel",
            )
        )
    with faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "backup.lock").open("a")
    with lock:
        # Some network file systems have no locks: told as what they say.
        with faults(folder):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Conflict(
                    Words(
                        zh=f"另一个备份正在写入“{folder}”",
                        en=f"another backup is being written into {folder}",
                    )
                ) from error
        yield


def _refuse_inside(settings: Settings, folder: Path) -> None:
    """A backup among the blobs would be backed up by the next one, and that by the one after."""
    inside = folder.resolve().is_relative_to(settings.blobs_path.resolve())
    if inside and settings.blobs_place is None:
        raise UsageError(
            Words(
                zh=f"“{folder}”在素材的存储里面。请给另一块盘上的目录",
                en=f"{folder} is inside the store itself; name a folder on another disk",
            )
        )


def _foreign(folder: Path) -> bool:
    ours = {"backup.lock", "incoming", BLOBS, DATABASE, books.PROGRESS, books.BOOK}
    system = {"System Volume Information", "lost+found", "$RECYCLE.BIN"}
    with faults(folder):
        return any(path.name not in ours | system for path in folder.iterdir())


@contextmanager
def _scratch(home: Path) -> Generator[Path]:
    """A copy of the database lies in it. Raises StorageFailed where home cannot be written."""
    with ExitStack() as held:
        with faults(home):
            folder = held.enter_context(scratch_folder(scratch_root(home), "snapshot"))
        yield folder


class _Run:
    """One run into one folder: what is copied, and how far."""

    def __init__(
        self,
        settings: Settings,
        blobs: Blobs,
        medium: Medium,
        telling: Telling,
        clock: Callable[[], datetime],
        without_segments: bool,
    ) -> None:
        self._settings = settings
        self._blobs = blobs
        self._medium = medium
        self._telling = telling
        self._clock = clock
        self._without_segments = without_segments
        self._copying = Copying(blobs, medium, telling)
        self._kind = kind_of(settings.database_url)
        self._started = clock().astimezone(UTC)

    def whole(self) -> Book:
        self._medium.make()
        before = books.read_book(self._medium.root)
        self._copying.go_on(self._known(before))
        if before is None:
            self._write_book(self._book(books.INCOMPLETE))
        self._check_room()
        self._copying.copy(self._listing(), Words(zh="复制文件", en="copying files"))
        with _scratch(self._settings.home) as beside:
            snapshot, taken_at, missing, listed = self._consistent(beside, before)
            database = self._keep_database(beside / "database")
        book, stays = self._finish(snapshot, taken_at, missing, listed, database)
        _prune(self._medium, book, stays)
        return book

    def _known(self, before: Book | None) -> dict[str, Kept]:
        """What is on the medium already, of the last whole run and of runs that did not end."""
        known = books.read_progress(self._medium.root)
        if before is not None and before.state == books.COMPLETE:
            if before.kind != self._kind:
                raise _of_another_house(self._medium.root)
            known = {**books.read_manifest(self._medium.root, before), **known}
        return known

    def _listing(self, *, with_segments: bool = False) -> dict[str, int]:
        """Blobs of the store that belong into the backup -> bytes."""
        listed = {n: size for n, size in self._blobs.sizes() if not n.startswith(SCANS)}
        if self._without_segments and not with_segments:
            listed = {n: size for n, size in listed.items() if not n.startswith(SEGMENTS)}
        return listed

    def _check_room(self) -> None:
        """Refuse before the first byte what cannot fit, with both numbers."""
        free, smallest = self._medium.room()
        new = [size for name, size in self._listing().items() if name not in self._copying.copied]
        needed = sum(-(-max(size, 1) // smallest) * smallest for size in new)
        needed += self._database_bytes()
        if needed > free:
            raise StorageFailed(
                Words(
                    zh=f"“{self._medium.root}”放不下：需要 {_told(needed)}，只剩 {_told(free)}。"
                    "还没有复制任何文件",
                    en=f"{self._medium.root} has no room: {_told(needed)} are needed and"
                    f" {_told(free)} are free; nothing was copied",
                )
            )

    def _database_bytes(self) -> int:
        """Of a file; a server's dump is compressed and small beside the blobs."""
        path = self._settings.database_path if self._kind == "sqlite" else None
        return path.stat().st_size if path is not None else 0

    def _consistent(
        self, beside: Path, before: Book | None
    ) -> tuple[Snapshot, datetime, set[str], set[str]]:
        """A moment of the database all of whose blobs are copied, and what the store has lost."""
        lost: set[str] | None = None
        for _ in range(ROUNDS):
            (beside / "database").unlink(missing_ok=True)
            taken_at = self._clock().astimezone(UTC)
            self._telling.step(Words(zh="复制数据库", en="copying the database"), 0)
            snapshot = take_snapshot(self._settings.database_url, beside / "database")
            _check_house(before, snapshot, self._medium.root)
            listed = self._listing(with_segments=snapshot.making_films)
            self._copying.copy(listed, Words(zh="复制新到的文件", en="copying what came since"))
            missing = set(snapshot.required) - set(self._copying.copied)
            if not missing or missing == lost:
                return snapshot, taken_at, missing, set(listed)
            lost = missing
        raise StorageFailed(
            Words(
                zh="备份期间不断有素材撤回，没有得到一致的副本。已复制的都保留着，请稍后再运行一次",
                en="material was withdrawn again and again meanwhile; what was copied stays: run"
                " this again later",
            )
        )

    def _keep_database(self, copy: Path) -> Kept:
        with copy.open("rb") as source:
            self._telling.step(
                Words(zh="写入数据库", en="writing the database"), copy.stat().st_size
            )
            return self._medium.keep(DATABASE, source, on_bytes=self._telling.advance)

    def _finish(
        self,
        snapshot: Snapshot,
        taken_at: datetime,
        missing: set[str],
        listed: set[str],
        database: Kept,
    ) -> tuple[Book, dict[str, Kept]]:
        # What is neither in the store nor spoken of was withdrawn; with it goes its copy.
        stays = {
            n: k for n, k in self._copying.copied.items() if n in listed or n in snapshot.required
        }
        manifest = books.write_manifest(stays.items())
        sha256 = hashlib.sha256(manifest.encode()).hexdigest()
        # With its hash: the list of the backup before stays, also when a clock is set back.
        name = f"manifest-{taken_at:%Y%m%dT%H%M%SZ}-{sha256[:8]}.jsonl"
        self._medium.write_text(name, manifest)
        book = self._book(
            books.COMPLETE,
            taken_at=taken_at.isoformat(),
            revision=snapshot.revision,
            server=snapshot.server,
            database=database,
            manifest=name,
            manifest_sha256=sha256,
            files=len(stays),
            bytes=sum(kept.size for kept in stays.values()),
            without_segments=self._without_segments and not snapshot.making_films,
            campaigns=snapshot.campaigns,
            missing=tuple(sorted(missing | self._copying.damaged)),
        )
        self._write_book(book)
        return book, stays

    def _book(self, state: str, **more: object) -> Book:
        return Book(
            state=state,
            program=importlib.metadata.version("weekreel"),
            kind=self._kind,
            started_at=self._started.isoformat(),
            **more,  # pyright: ignore[reportArgumentType]
        )

    def _write_book(self, book: Book) -> None:
        self._medium.write_text(books.BOOK, books.write_book(book))


def _prune(medium: Medium, book: Book, stays: Mapping[str, Kept]) -> None:
    """Delete what the new book does not name: withdrawn files, the manifest before, progress."""
    assert book.database is not None
    kept = {path for k in stays.values() for path in medium.paths(BLOBS, k)}
    kept |= set(medium.paths(DATABASE, book.database))
    with faults(medium.root):
        for path in _files(medium.root / BLOBS, medium.root / DATABASE):
            if path not in kept:
                path.unlink()
        for path in medium.root.glob("manifest-*.jsonl"):
            if path.name != book.manifest:
                path.unlink()
        (medium.root / books.PROGRESS).unlink(missing_ok=True)


def _files(*folders: Path) -> Iterable[Path]:
    for folder in folders:
        yield from [path for path in folder.rglob("*") if path.is_file()]


def _check_house(before: Book | None, snapshot: Snapshot, folder: Path) -> None:
    """A folder that holds the backup of another house is not overwritten.

    Told by the campaigns: none of those before is there now.
    """
    if before is None or not before.campaigns:
        return
    now = {(count.key, count.created_at) for count in snapshot.campaigns}
    if not now & {(count.key, count.created_at) for count in before.campaigns}:
        raise _of_another_house(folder)


def _of_another_house(folder: Path) -> UsageError:
    return UsageError(
        Words(
            zh=f"“{folder}”是另一套数据的备份，没有改动。请换一个目录",
            en=f"{folder} is the backup of other data and was left as it was; name another folder",
        )
    )


def _told(size: int) -> str:
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
