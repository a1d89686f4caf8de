"""A log file that web and workers write into together, kept small by numbered older ones."""

import fcntl
import os
import threading
from pathlib import Path
from typing import Self

#: Bytes at which the file is put aside, and how many older ones stay: 120 MiB in all.
LARGEST_BYTES, OLDER_FILES = 20 << 20, 5


class RotatingFile:
    """Takes whole lines, as a text stream does; the newest is `path`, older ones `path.1` to `.5`.

    The standard library's handler loses lines when two processes rotate one file, so each line is
    written under a lock of `path.lock`, into whatever file stands at `path` by then.
    """

    def __init__(
        self, path: Path, *, largest_bytes: int = LARGEST_BYTES, older: int = OLDER_FILES
    ) -> None:
        """Raises OSError when the file cannot be written."""
        self._path = path
        self._largest_bytes = largest_bytes
        self._older = older
        self._threads = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = os.open(self._numbered("lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        self._file = self._open()

    def write(self, line: str) -> int:
        data = line.encode("utf-8", errors="backslashreplace")
        with self._threads, _Locked(self._turn):
            self._follow()
            size = os.fstat(self._file).st_size
            if size and size + len(data) > self._largest_bytes:
                self._put_aside()
            while data:
                data = data[os.write(self._file, data) :]
        return len(line)

    def flush(self) -> None:
        """Nothing is held back: what was written is the kernel's already."""

    def isatty(self) -> bool:
        return False

    def close(self) -> None:
        os.close(self._file)
        os.close(self._turn)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        return os.open(self._path, flags, 0o640)

    def _follow(self) -> None:
        """Another process, or logrotate, may have put our file aside."""
        ours = os.fstat(self._file)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        if there is None or (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
            self._open_again()

    def _put_aside(self) -> None:
        for number in range(self._older, 0, -1):
            newer = self._numbered(str(number - 1)) if number > 1 else self._path
            if newer.exists():
                newer.replace(self._numbered(str(number)))
        self._open_again()

    def _open_again(self) -> None:
        newer = self._open()
        os.close(self._file)
        self._file = newer

    def _numbered(self, ending: str) -> Path:
        return self._path.with_name(f"{self._path.name}.{ending}")


class _Locked:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
