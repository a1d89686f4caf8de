"""Stays with a running program: feeds it, collects what it says, ends it when time is up."""

import os
import selectors
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from workers.tools.running.confinement import kill_group

#: How often a running program is asked whether it is still wanted, seconds.
POLL_S = 0.1
#: How much of its messages is kept, bytes.
TAIL_BYTES = 4096
#: A longer line is given in pieces, bytes.
MAX_LINE_BYTES = 1 << 16
CHUNK = 1 << 18


@dataclass(kw_only=True)
class Stop:
    """When a program has to end before its own end, and why it did."""

    #: time.monotonic() after which it is killed
    deadline: float
    #: asked every POLL_S; true ends the program
    cancelled: Callable[[], bool] | None
    #: "", "timeout", "cancelled" or "output"
    reason: str = ""
    _ask_at: float = 0.0

    def due(self) -> bool:
        now = time.monotonic()
        if now >= self.deadline:
            self.reason = "timeout"
        elif self.cancelled is not None and now >= self._ask_at:
            self._ask_at = now + POLL_S
            if self.cancelled():
                self.reason = "cancelled"
        return bool(self.reason)

    def wait_s(self) -> float:
        return max(0.0, min(POLL_S, self.deadline - time.monotonic()))


@dataclass(kw_only=True)
class Collected:
    """What a program prints, up to a limit, or line by line to somebody who listens."""

    #: largest answer, bytes; not used with a listener
    limit: int
    on_line: Callable[[str], None] | None = None
    kept: bytearray = field(default_factory=bytearray)

    def add(self, chunk: bytes) -> bool:
        """Take a piece; false when it is too much. An empty piece is the end."""
        if self.on_line is None:
            self.kept += chunk
            return len(self.kept) <= self.limit
        self.kept += chunk
        *lines, rest = bytes(self.kept).split(b"\n")
        if len(rest) > MAX_LINE_BYTES or (not chunk and rest):
            lines, rest = [*lines, rest], b""
        self.kept = bytearray(rest)
        for line in lines:
            self.on_line(line.decode("utf-8", errors="replace").rstrip("\r"))
        return True


class Attending:
    """One program's pipes and its end in one selector; `until_end` returns when it has ended or
    was killed for `stop`. The program is left unreaped, so that its group id stays its own."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        stop: Stop,
        *,
        feed: bytes | None = None,
        collected: Collected | None = None,
    ) -> None:
        self.process, self.stop, self.collected = process, stop, collected
        self.tail = bytearray()
        self._feed = memoryview(feed or b"")
        self._running = True

    def until_end(self) -> None:
        with selectors.DefaultSelector() as self._selector:
            end = os.pidfd_open(self.process.pid)
            try:
                self._watch(end)
                while self._selector.get_map() and not self._step():
                    pass
            finally:
                os.close(end)
        kill_group(self.process)

    def _watch(self, end: int) -> None:
        listen = self._selector.register
        listen(end, selectors.EVENT_READ, self._on_end)
        if self.process.stderr:
            listen(self.process.stderr, selectors.EVENT_READ, self._on_stderr)
        if self.process.stdout and self.collected:
            listen(self.process.stdout, selectors.EVENT_READ, self._on_stdout)
        if self.process.stdin and self.collected:
            os.set_blocking(self.process.stdin.fileno(), False)
            listen(self.process.stdin, selectors.EVENT_WRITE, self._on_stdin)

    def _step(self) -> bool:
        for key, _ in self._selector.select(self.stop.wait_s()):
            key.data(key.fileobj)
        return self.stop.due()

    def _on_end(self, end: int) -> None:
        # What it started may hold its pipes open for ever: end that too, then read what is left.
        self._selector.unregister(end)
        kill_group(self.process)

    def _on_stderr(self, pipe: IO[bytes]) -> None:
        chunk = self._read(pipe)
        self.tail = (self.tail + chunk)[-TAIL_BYTES:]

    def _on_stdout(self, pipe: IO[bytes]) -> None:
        chunk = self._read(pipe)
        if self.collected and not self.collected.add(chunk):
            self.stop.reason = "output"

    def _read(self, pipe: IO[bytes]) -> bytes:
        chunk = os.read(pipe.fileno(), CHUNK)
        if not chunk:
            self._selector.unregister(pipe)
        return chunk

    def _on_stdin(self, pipe: IO[bytes]) -> None:
        with suppress(BlockingIOError):
            try:
                self._feed = self._feed[os.write(pipe.fileno(), self._feed[:CHUNK]) :]
            except BrokenPipeError:  # it has read all it wants
                self._feed = self._feed[:0]
        if not self._feed:
            self._selector.unregister(pipe)
            pipe.close()
