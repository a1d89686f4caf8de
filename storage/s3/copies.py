"""Local copies of blobs that lie elsewhere: fetched once a machine, bounded, safe across processes.

A copy is read under a shared lock on its file, and only a file that nobody has locked is evicted.
A download has its own name, its full size from the start, and an exclusive lock, so that it counts
and a killed one is known by its lock being free.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from domain.errors import StorageFailed
from domain.words import Words

_DRAFT, _LOCKS, _TRIM = "~draft-", "~locks", "trim"
#: Seconds after its last use that a copy stays: what was withdrawn elsewhere must not stay here.
LIFE_S = 24 * 3600
#: Downloads of the same blob wait for each other; so many different ones need not.
_STRIPES = 2


class BlobCache:
    """A folder of copies, `max_bytes` in all unless more is in use at once."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder.absolute()
        self._max_bytes = max_bytes
        with _failures():
            (self._folder / _LOCKS).mkdir(parents=True, exist_ok=True)
        self._trim()

    @contextmanager
    def copy(
        self, name: str, *, version: str, size: int, fetch: Callable[[BinaryIO], None]
    ) -> Generator[Path]:
        """The copy of `name` in that version, `size` bytes, fetched at need; not evicted inside.

        `fetch` writes the bytes and raises what it likes. StorageFailed when the disk is full.
        """
        path = self._path(name, version)
        held = _held(path)
        while held is None:
            with self._locked(path.name[:_STRIPES]):
                held = _held(path) or self._fetched(path, size, fetch)
        try:
            now = time.time_ns()
            os.utime(held, ns=(now, now))
            yield path
        finally:
            os.close(held)
            if size > self._max_bytes:
                self._trim()

    def forget(self, name: str) -> None:
        """Every version of `name` that is not in use."""
        with _failures():
            for path in self._folder.glob(f"{_hash(name)}.*"):
                _evict(path)

    def _fetched(self, path: Path, size: int, fetch: Callable[[BinaryIO], None]) -> int | None:
        """Download to `path`; a descriptor that holds the shared lock on it, None if it is gone."""
        draft = self._folder / f"{_DRAFT}{secrets.token_hex(16)}"
        try:
            with _failures(), self._new_draft(draft, size) as file:
                fetch(file)
                file.flush()
                if file.tell() != size:
                    raise _short(size, file.tell())
                # After a power cut a copy is whole or absent.
                os.fdatasync(file.fileno())
                draft.rename(path)
                held = os.dup(file.fileno())
        finally:
            draft.unlink(missing_ok=True)
        return _shared(held)

    def _new_draft(self, draft: Path, size: int) -> BinaryIO:
        """An empty file with its space taken, so that a full disk is said before the download."""
        with self._locked(_TRIM):
            self._make_room(size)
            file = draft.open("xb")
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._take_space(file, size)
            except BaseException:
                file.close()
                raise
        return file

    def _take_space(self, file: BinaryIO, size: int) -> None:
        try:
            _allocate(file, size)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            # The disk has less than we may use: everything goes that nobody uses.
            self._make_room(self._max_bytes)
            _allocate(file, size)

    def _trim(self) -> None:
        with _failures(), self._locked(_TRIM):
            self._make_room(0)

    def _make_room(self, size: int) -> None:
        """Evict what is old, and what was used least lately until `size` more fits."""
        found = sorted(self._files(), key=lambda file: file[1].st_mtime)
        over = sum(status.st_size for _, status in found) + size - self._max_bytes
        before = time.time() - LIFE_S
        for path, status in found:
            due = over > 0 or status.st_mtime < before or path.name.startswith(_DRAFT)
            if due and _evict(path):
                over -= status.st_size

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    if entry.is_file(follow_symlinks=False):
                        yield Path(entry.path), entry.stat(follow_symlinks=False)

    def _path(self, name: str, version: str) -> Path:
        # The ending stays: programs that read the file may go by it.
        return self._folder / f"{_hash(name)}.{_hash(version)[:16]}{PurePosixPath(name).suffix}"

    @contextmanager
    def _locked(self, name: str) -> Generator[None]:
        with (self._folder / _LOCKS / name).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _held(path: Path) -> int | None:
    """A descriptor with the shared lock on the copy; None when there is none."""
    try:
        held = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    return _shared(held)


def _shared(held: int) -> int | None:
    fcntl.flock(held, fcntl.LOCK_SH)
    # Evicted between open and lock.
    if os.fstat(held).st_nlink == 0:
        os.close(held)
        return None
    return held


def _allocate(file: BinaryIO, size: int) -> None:
    if size:
        os.posix_fallocate(file.fileno(), 0, size)


def _evict(path: Path) -> bool:
    """True when the file is gone; False when somebody uses it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


@contextmanager
def _failures() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFailed(
            Words(
                zh=f"本机存放副本的磁盘不可用或已满：{error.strerror}。原文件都在对象存储里",
                en=f"the disk for local copies is full or cannot be used: {error.strerror};"
                " everything is still in the S3 store; make room, then retry",
            )
        ) from error


def _short(size: int, got: int) -> StorageFailed:
    return StorageFailed(
        Words(
            zh=f"从对象存储取回的文件不完整（{got}/{size} 字节），没有使用，稍后再试",
            en=f"{got} of {size} bytes came from the S3 store; they are not used, try again",
        )
    )
