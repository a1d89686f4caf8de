"""Blobs in a folder: written beside, made durable, then linked to their name in one step."""

import contextlib
import errno
import hashlib
import io
import os
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from domain.errors import NotFound, StorageFailed
from domain.words import Words
from storage.blob_names import checked_name, checked_prefix
from storage.blobs import Stored

#: Bytes read at a time.
CHUNK = 1 << 20
#: Seconds after which a draft is taken for the remains of a killed process.
DRAFT_LIFE_S = 24 * 3600
#: Where files are written before they have a name; "~" is in no blob's name.
_INCOMING = "~incoming"
#: Two disks, a file system without links, another's file under protected_hardlinks, many links.
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EACCES, errno.EMLINK)
#: What opening a name that is not kept raises.
_ABSENT = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class FolderBlobs:
    """The Blobs port on one folder of a local disk that knows hard links."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._incoming = self._root / _INCOMING
        with _failures():
            self._incoming.mkdir(parents=True, exist_ok=True)
            _forget_old_drafts(self._incoming)

    def put(self, name: str, source: Path | bytes, *, final: bool = False) -> bool:
        path = self._path(name)
        if path.is_file():
            # Whoever linked it may not have come to make that durable.
            _sync_folder(path.parent)
            return False
        opened = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        with opened as file, _failures(), ExitStack() as stack:
            linked = None
            if final and isinstance(source, Path):
                linked = stack.enter_context(self._linked(source))
            draft = linked or stack.enter_context(self._draft())
            if linked is None:
                _copy(file, draft, ())
            return _keep(draft, path)

    def put_content(
        self,
        prefix: str,
        source: Path,
        *,
        on_progress: Callable[[int], None] | None = None,
        final: bool = False,
    ) -> Stored:
        checked_name(prefix)
        digest = hashlib.sha256()
        heard: list[Callable[[bytes], object]] = [digest.update]
        if on_progress is not None:
            heard.append(_counting(on_progress))
        with source.open("rb") as file, _failures(), ExitStack() as stack:
            linked = stack.enter_context(self._linked(source)) if final else None
            draft = linked or stack.enter_context(self._draft())
            size = _copy(file, None if linked else draft, heard)
            sha256 = digest.hexdigest()
            name = f"{prefix}/{sha256[:2]}/{sha256}"
            _keep(draft, self._path(name))
        return Stored(sha256=sha256, size=size, blob=name)

    def open(self, name: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        path = self._path(name)
        with _found(name):
            file = path.open("rb")
        file.seek(start)
        return file if length is None else cast(BinaryIO, io.BufferedReader(_Part(file, length)))

    def size(self, name: str) -> int:
        path = self._path(name)
        with _found(name):
            if not path.is_file():
                raise FileNotFoundError(name)
            return path.stat().st_size

    def modified(self, name: str) -> datetime:
        path = self._path(name)
        with _found(name):
            if not path.is_file():
                raise FileNotFoundError(name)
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def exists(self, name: str) -> bool:
        return self._path(name).is_file()

    def delete(self, name: str) -> None:
        path = self._path(name)
        with _failures():
            if path.is_file():
                path.unlink(missing_ok=True)
                _sync_folder(path.parent)

    def names(self, prefix: str = "") -> Iterator[str]:
        folder = self._root / checked_prefix(prefix).rpartition("/")[0]
        found = (path for path in folder.rglob("*") if path.is_file())
        names = (path.relative_to(self._root).as_posix() for path in found)
        yield from sorted(
            name for name in names if name.startswith(prefix) and not name.startswith(_INCOMING)
        )

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        folder = checked_prefix(prefix).rpartition("/")[0]
        for name, size in _walk(self._root / folder, f"{folder}/" if folder else ""):
            if name.startswith(prefix) and not name.startswith(_INCOMING):
                yield name, size

    @contextmanager
    def local(self, name: str) -> Generator[Path]:
        self.size(name)
        yield self._path(name)

    def download_url(self, name: str, *, media_type: str, filename: str | None = None) -> None:  # noqa: ARG002
        checked_name(name)

    def _path(self, name: str) -> Path:
        return self._root / checked_name(name)

    @contextmanager
    def _draft(self) -> Generator[BinaryIO]:
        """A new file without a blob's name, gone at the end unless it was linked to one."""
        path = self._incoming / secrets.token_hex(16)
        try:
            with path.open("xb") as file:
                yield file
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def _linked(self, source: Path) -> Generator[BinaryIO | None]:
        """The file itself as a draft; None where it lies on another disk."""
        path = self._incoming / secrets.token_hex(16)
        try:
            try:
                path.hardlink_to(source)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                yield None
                return
            # It is kept from now on, whenever its last byte came.
            os.utime(path)
            with path.open("rb") as file:
                yield file
        finally:
            path.unlink(missing_ok=True)


def _walk(folder: Path, above: str) -> Iterator[tuple[str, int]]:
    """Files below `folder` as (`above` + path, bytes); what goes meanwhile is passed over."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, f"{above}{entry.name}/")
            continue
        try:
            size = entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            continue
        yield above + entry.name, size


def _copy(
    source: BinaryIO, draft: BinaryIO | None, heard: Sequence[Callable[[bytes], object]]
) -> int:
    """Read to the end, each chunk to the draft and to those who listen; the number of bytes."""
    size = 0
    while chunk := source.read(CHUNK):
        if draft is not None:
            draft.write(chunk)
        for listener in heard:
            listener(chunk)
        size += len(chunk)
    return size


def _counting(on_progress: Callable[[int], None]) -> Callable[[bytes], None]:
    total = 0

    def hear(chunk: bytes) -> None:
        nonlocal total
        total += len(chunk)
        on_progress(total)

    return hear


def _keep(draft: BinaryIO, path: Path) -> bool:
    """Give a draft its name, durably; False when somebody else did so before."""
    draft.flush()
    os.fsync(draft.fileno())
    _make_folder(path.parent)
    try:
        # A link, not a rename: it fails when the name is there, so that only one of two wins.
        path.hardlink_to(draft.name)
    except FileExistsError:
        if path.is_dir():
            # Said by `_failures`: nothing would be under the name.
            raise
        return False
    finally:
        _sync_folder(path.parent)
    return True


def _forget_old_drafts(incoming: Path) -> None:
    for draft in incoming.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if draft.stat().st_mtime < time.time() - DRAFT_LIFE_S:
                draft.unlink()


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Part(io.RawIOBase):
    """At most `length` bytes of a file from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._file.read(min(len(view), self._left))
        view[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _found(name: str) -> Generator[None]:
    try:
        yield
    except _ABSENT as error:
        raise NotFound(
            Words(zh=f"没有存储“{name}”", en=f"nothing is kept under {name!r}")
        ) from error
    except OSError as error:
        raise _failed(error) from error


@contextmanager
def _failures() -> Generator[None]:
    """The disk is full, away or read-only: StorageFailed, and no half-written name to be seen."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise ValueError(f"a name cannot be the folder of another: {error.filename}") from error
    except OSError as error:
        raise _failed(error) from error


def _failed(error: OSError) -> StorageFailed:
    return StorageFailed(
        Words(
            zh=f"存储不可用或已满：{error.strerror}",
            en=f"the blob folder is full or cannot be used: {error.strerror}",
        )
    )
