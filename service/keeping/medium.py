"""A folder on a stick: every file written beside, made durable, named, and read back from it.

What such media are: FAT32 has files of less than 4 GiB, no hard links and names that do not know
upper case; writes wait in memory for half a minute, and a bad stick says nothing when it keeps
other bytes than it was given. So files are named by the hash of their content in lower-case hex,
long ones are kept in parts, and each is read again after the kernel's copy was dropped.
"""

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.errors import StorageFailed
from domain.words import Words

#: Bytes of one file on the medium, at most.
PART_BYTES = 2 << 30
#: Bytes read at a time.
CHUNK = 1 << 20
#: Where files are before they have a name.
_INCOMING = "incoming"

Counting = Callable[[int], None]


class Damaged(StorageFailed):
    """The medium gives back other bytes than were written, or fewer; use another copy or stick."""

    code = "damaged"

    def __init__(self, path: str) -> None:
        super().__init__(
            Words(
                zh=f"“{path}”损坏或缺失：读出的内容与备份时的校验值不符",
                en=f"{path!r} is damaged or missing: its bytes do not have the hash they had",
            )
        )
        self.path = path


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One content on the medium."""

    #: 64 lower-case hex digits, over all parts.
    sha256: str
    #: Bytes.
    size: int
    #: Files that it is kept in; one unless it is long.
    parts: int


class Medium:
    """Contents by their hash under one folder. Raises StorageFailed when it is full or pulled out.

    `part_bytes` is the length of the longest file; tests make it small.
    """

    def __init__(self, root: Path, *, part_bytes: int = PART_BYTES) -> None:
        self.root = root
        self._part_bytes = part_bytes

    def make(self) -> None:
        """Make the folder and forget what a killed run left half-written."""
        with faults(self.root):
            (self.root / _INCOMING).mkdir(parents=True, exist_ok=True)
            for draft in (self.root / _INCOMING).iterdir():
                draft.unlink()

    def room(self) -> tuple[int, int]:
        """Free bytes, and the bytes that even the smallest file takes."""
        with faults(self.root):
            disk = os.statvfs(self.root)
        return disk.f_bavail * disk.f_frsize, disk.f_frsize

    def keep(self, folder: str, source: BinaryIO, *, on_bytes: Counting = lambda _: None) -> Kept:
        """Keep all of `source` as `<folder>/<aa>/<sha256>`; whole and read back when it returns.

        Raises Damaged when the medium gives back something else.
        """
        digest = hashlib.sha256()
        drafts: list[Path] = []
        try:
            with faults(self.root):
                size = self._write(source, digest.update, drafts, on_bytes)
                kept = Kept(sha256=digest.hexdigest(), size=size, parts=len(drafts))
                self._name(drafts, self.paths(folder, kept))
        finally:
            _forget(drafts)
        self.verify(folder, kept)
        return kept

    def _write(
        self,
        source: BinaryIO,
        hear: Callable[[bytes], None],
        drafts: list[Path],
        on_bytes: Counting,
    ) -> int:
        size, full = 0, False
        while not drafts or full:
            drafts.append(self.root / _INCOMING / secrets.token_hex(16))
            with drafts[-1].open("xb") as file:
                written = 0
                while chunk := _read(source, min(CHUNK, self._part_bytes - written)):
                    file.write(chunk)
                    hear(chunk)
                    on_bytes(len(chunk))
                    written += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            size += written
            full = written == self._part_bytes
        return size

    def _name(self, drafts: list[Path], paths: list[Path]) -> None:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
        sync_folder(paths[0].parent)

    def paths(self, folder: str, kept: Kept) -> list[Path]:
        first = self.root / folder / kept.sha256[:2] / kept.sha256
        if kept.parts == 1:
            return [first]
        return [first.with_name(f"{first.name}.{n:03}") for n in range(1, kept.parts + 1)]

    def has(self, folder: str, kept: Kept) -> bool:
        """True when files of the right length together are there; their bytes are not read."""
        try:
            return sum(path.stat().st_size for path in self.paths(folder, kept)) == kept.size
        except OSError:
            # Also of a sector that cannot be read: then it is copied again, or the stick says why.
            return False

    def verify(self, folder: str, kept: Kept, *, on_bytes: Counting = lambda _: None) -> None:
        """Read it all from the medium, not from memory; Damaged when the hash is another."""
        digest = hashlib.sha256()
        for chunk in self.chunks(folder, kept):
            digest.update(chunk)
            on_bytes(len(chunk))
        if digest.hexdigest() != kept.sha256:
            raise Damaged(self._told(folder, kept))

    def chunks(self, folder: str, kept: Kept) -> Iterator[bytes]:
        """Its bytes as they are there; Damaged when a file is absent or cannot be read."""
        for path in self.paths(folder, kept):
            try:
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
                    while chunk := file.read(CHUNK):
                        yield chunk
            except OSError as error:
                # A stick that is pulled out fails too; then the folder itself is gone.
                if not is_folder(self.root):
                    raise _failed(error, self.root) from error
                raise Damaged(self._told(folder, kept)) from error

    def _told(self, folder: str, kept: Kept) -> str:
        return self.paths(folder, kept)[0].relative_to(self.root).as_posix()

    def forget(self, folder: str, kept: Kept) -> None:
        with faults(self.root):
            for path in self.paths(folder, kept):
                path.unlink(missing_ok=True)

    def write_text(self, name: str, text: str) -> None:
        """Keep a small file under its own name, replacing the one before at once."""
        draft = self.root / _INCOMING / secrets.token_hex(16)
        with faults(self.root):
            with draft.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.root / name)
            sync_folder(self.root)


def is_folder(path: Path) -> bool:
    """False also where it cannot be asked; Path.is_dir raises then."""
    return os.path.isdir(path)  # noqa: PTH112


def _forget(drafts: list[Path]) -> None:
    """What cannot be deleted now (a stick that is gone, or read-only since it failed) is forgotten
    by the next run; the reason to be told is the one before."""
    for draft in drafts:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


class Unreadable(StorageFailed):
    """A file of the store itself cannot be read; the disk under it may be failing."""

    code = "unreadable"


def _read(source: BinaryIO, length: int) -> bytes:
    try:
        return source.read(length)
    except OSError as error:
        raise Unreadable(
            Words(
                zh=f"存储中的文件读不出来：{error.strerror}",
                en=f"a file of the store itself cannot be read: {error.strerror}",
            )
        ) from error


def sync_folder(folder: Path) -> None:
    """Make names durable; some file systems of sticks cannot, and say so."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextmanager
def faults(root: Path) -> Generator[None]:
    """What the medium refuses, as StorageFailed."""
    try:
        yield
    except OSError as error:
        raise _failed(error, root) from error


def _failed(error: OSError, root: Path) -> StorageFailed:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFailed(
            Words(
                zh=f"“{root}”已满。已复制的都保留着，腾出空间后再运行一次，会接着复制",
                en=f"{root} is full; what was copied stays there: make room and run this again",
            )
        )
    return StorageFailed(
        Words(
            zh=f"“{root}”读写失败（{error.strerror}）。已复制的都保留着，请检查后再运行一次",
            en=f"{root} cannot be used ({error.strerror}); what was copied stays there: check it"
            " and run this again",
        )
    )
