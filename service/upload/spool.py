"""Where bytes wait until a file is whole: one file per upload, its size is the offset."""

import contextlib
import errno
import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from domain.errors import Conflict, NotFound
from domain.words import Words

#: Kept free on the disk whatever is sent, so that database and worker can go on.
RESERVE_BYTES = 256 << 20
_ID = re.compile(r"[0-9a-f]{32}")


def free_bytes(folder: Path, reserve_bytes: int = RESERVE_BYTES) -> int:
    """Bytes that may still be put into a folder: free on its disk, less the reserve."""
    disk = os.statvfs(folder)
    return max(0, disk.f_bavail * disk.f_frsize - reserve_bytes)


class Busy(Conflict):
    """Another process, or an older request that does not let go, writes this upload."""

    code = "upload-busy"


class Writer:
    """The one who may append to an upload, until it is closed."""

    def __init__(self, descriptor: int, free_bytes: Callable[[], int]) -> None:
        self._descriptor = descriptor
        self._free_bytes = free_bytes
        #: Bytes in the file.
        self.offset = os.fstat(descriptor).st_size

    def append(self, chunks: Sequence[bytes]) -> None:
        """Write all `chunks` at the end; OSError (ENOSPC) leaves `offset` at what was written.

        What would take from the reserve is not written: many uploads that each had room when they
        began must not fill the disk together.
        """
        if sum(map(len, chunks)) > self._free_bytes():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        views = [memoryview(chunk) for chunk in chunks]
        while views:
            written = os.pwritev(self._descriptor, views, self.offset)
            self.offset += written
            views = _after(views, written)

    def sync(self) -> None:
        """On the disk when it returns; only then may the bytes be acknowledged."""
        os.fdatasync(self._descriptor)

    def cut_back(self, offset: int) -> None:
        """Forget everything from `offset` on."""
        os.ftruncate(self._descriptor, offset)
        self.offset = offset


def _after(views: list[memoryview], written: int) -> list[memoryview]:
    while views and written >= len(views[0]):
        written -= len(views.pop(0))
    if written:
        views[0] = views[0][written:]
    return views


class Spool:
    """A folder with one file per upload. An id is 32 hex digits; anything else is NotFound."""

    def __init__(self, folder: Path, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._reserve_bytes = reserve_bytes

    def create(self, upload_id: str) -> None:
        """An empty file under that id; FileExistsError when it is taken."""
        # With the rights of a blob, which it becomes.
        os.close(os.open(self.file(upload_id), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        self._sync_folder()

    def file(self, upload_id: str) -> Path:
        if not _ID.fullmatch(upload_id):
            raise _unknown()
        return self._folder / upload_id

    def offset(self, upload_id: str) -> int:
        """Bytes that have arrived; NotFound when the file is not here."""
        try:
            return self.file(upload_id).stat().st_size
        except FileNotFoundError as error:
            raise _unknown() from error

    @contextlib.contextmanager
    def writing(self, upload_id: str) -> Iterator[Writer]:
        """The sole right to write, across processes; Busy at once when another has it."""
        descriptor = self._open(upload_id)
        try:
            _lock(descriptor)
            self._check_is_here(upload_id, descriptor)
            yield Writer(descriptor, self.free_bytes)
        finally:
            os.close(descriptor)

    def _open(self, upload_id: str) -> int:
        try:
            return os.open(self.file(upload_id), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise _unknown() from error

    def _check_is_here(self, upload_id: str, descriptor: int) -> None:
        """NotFound when the file was removed between open and lock: it may be a blob by now."""
        try:
            here = self.file(upload_id).stat().st_ino == os.fstat(descriptor).st_ino
        except FileNotFoundError:
            here = False
        if not here:
            raise _unknown()

    def remove(self, upload_id: str) -> None:
        """Forget the bytes; silent when they are gone already."""
        self.file(upload_id).unlink(missing_ok=True)

    def quiet_ids(self, seconds: float) -> list[str]:
        """Uploads here that nobody wrote to for that long."""
        before = time.time() - seconds
        with os.scandir(self._folder) as entries:
            return sorted(
                entry.name
                for entry in entries
                if _ID.fullmatch(entry.name) and entry.stat().st_mtime < before
            )

    def free_bytes(self) -> int:
        """Bytes that may still be taken: free on the disk, less the reserve."""
        return free_bytes(self._folder, self._reserve_bytes)

    def has_room(self, size: int) -> bool:
        """True when a file of `size` bytes may come; it is linked into blobs, not copied."""
        return size <= self.free_bytes()

    def _sync_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Busy(
            Words(
                zh="这个文件正在由另一个连接接收，请稍候自动重试",
                en="another connection is receiving this file; retry in a moment",
            )
        ) from error


def _unknown() -> NotFound:
    return NotFound(
        Words(
            zh="没有这个上传，可能已过期或已取消，请重新选择文件发送",
            en="no such upload; it expired or was cancelled; pick the file again",
        )
    )
