"""Watches over what a hostile file is after: a canary file, a listening port, memory and time."""

import ctypes
import os
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_IN_OPEN, _IN_ACCESS = 0x20, 0x1
_LOOK_S = 0.02


class Canary:
    """Tells whether anybody opened a file since the last time it was asked (inotify)."""

    def __init__(self, path: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        watch = libc.inotify_add_watch(self._descriptor, bytes(path), _IN_OPEN | _IN_ACCESS)
        assert self._descriptor >= 0 and watch >= 0, os.strerror(ctypes.get_errno())

    def opened(self) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], 0)
        if ready:
            os.read(self._descriptor, 1 << 16)
        return bool(ready)

    def close(self) -> None:
        os.close(self._descriptor)


class Listener:
    """A port on which nobody should call."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"

    def called(self) -> bool:
        with suppress(BlockingIOError):
            caller, _ = self._socket.accept()
            caller.close()
            return True
        return False

    def close(self) -> None:
        self._socket.close()


@dataclass
class Peak:
    """The most memory that one process below this one held, bytes."""

    bytes: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        while not self._ended.wait(_LOOK_S):
            self.bytes = max([self.bytes, *(_resident(pid) for pid in _below(os.getpid()))])

    def end(self) -> None:
        self._ended.set()


@contextmanager
def peak_memory() -> Iterator[Peak]:
    peak = Peak()
    thread = threading.Thread(target=peak.look, daemon=True)
    thread.start()
    yield peak
    peak.end()
    thread.join()


def _below(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _below(int(child))


def _resident(pid: int) -> int:
    """High-water mark of resident memory; 0 for a process that is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    return 0


@contextmanager
def seconds() -> Iterator[list[float]]:
    """One number, there when the block has ended."""
    took: list[float] = []
    began = time.monotonic()
    yield took
    took.append(time.monotonic() - began)
