"""Opens senders' files in a warm, confined Python child: Pillow, PyAV and the rest never run here.

The file goes over as a descriptor, so the child can read this one file and nothing else of ours.
A child is replaced after a number of files and after any fault.
"""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock
from typing import Any

from domain.errors import Refused, ToolCancelled, ToolFailed, ToolMissing, ToolTimedOut
from domain.words import Words
from workers.tools.running import confined_wire
from workers.tools.running.attending import POLL_S, Stop
from workers.tools.running.confined_process import ChildProcess
from workers.tools.running.confinement import Limits, failure_words
from workers.tools.running.conversing import Lost

WORK = "workers.tools.running.confined_work"
#: Files a child opens before it is replaced: bounds what leaks or was quietly taken over.
FILES_PER_CHILD = 200
#: Sum of the pictures in one answer, bytes.
MAX_BLOB_BYTES = 64 << 20
#: Longest start (imports on a cold disk), seconds.
START_S = 120
#: Processor time of one child in all, seconds; a backstop behind the time limit of each call.
CPU_S = 6 * 3600
#: Longest text that is believed of a child, characters.
MAX_WORDS = 500


@dataclass(frozen=True, kw_only=True)
class CallResult:
    #: the JSON value that the work function returned
    value: Any
    #: pictures by name, as the work function returned them
    blobs: dict[str, bytes]


class ConfinedChild:
    """One confined child, started when first needed; calls from several threads take turns."""

    def __init__(
        self,
        work: str = WORK,
        *,
        import_paths: Sequence[Path] = (),
        files_per_child: int = FILES_PER_CHILD,
        memory_bytes: int = 4 << 30,
        max_blob_bytes: int = MAX_BLOB_BYTES,
        niceness: int = 0,
    ) -> None:
        """`work` is a module with a `WORK` table, found in this project or in `import_paths`.

        `niceness` is that of nice(2): 0 as this process, up to 19 after all others.
        """
        self._work, self._import_paths = work, tuple(import_paths)
        self._limits = Limits(memory_bytes=memory_bytes, cpu_s=CPU_S)
        self._files_per_child = files_per_child
        self._max_blob_bytes = max_blob_bytes
        self._niceness = niceness
        self._turn = Lock()
        self._running: ChildProcess | None = None

    def call(
        self,
        name: str,
        path: Path,
        *,
        params: dict[str, Any] | None = None,
        timeout_s: float,
        cancelled: Callable[[], bool] | None = None,
    ) -> CallResult:
        """Let the child do the work called `name` on the file at `path`.

        `params` and the value are JSON. `timeout_s` counts from the moment the child takes the
        file, not while it starts or serves another thread. Raises what the work raised as Refused;
        ToolFailed for any other fault (`stderr_tail` holds the child's traceback or last words),
        ToolTimedOut, ToolCancelled; and for what is not the file's fault ToolMissing when no child
        can be started, OSError when the file cannot be opened.
        """
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            with self._turn:
                return self._serve(name, params or {}, descriptor, timeout_s, cancelled)
        finally:
            os.close(descriptor)

    @property
    def pid(self) -> int | None:
        """The running child's process id, None before the first call and after a fault."""
        return self._running.process.pid if self._running else None

    def close(self) -> None:
        """End the child; a later call starts another."""
        with self._turn:
            self._discard()

    def __enter__(self) -> "ConfinedChild":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(
        self,
        name: str,
        params: dict[str, Any],
        descriptor: int,
        timeout_s: float,
        cancelled: Callable[[], bool] | None,
    ) -> CallResult:
        running = self._ready_child()
        reader = confined_wire.ReplyReader(max_blob_bytes=self._max_blob_bytes)
        stop = Stop(deadline=time.monotonic() + timeout_s, cancelled=cancelled)
        whole = False
        try:
            running.ask(name, params, descriptor)
            running.hear(stop, reader.add)
            whole = not reader.memory_ran_out()
        except (Lost, confined_wire.BrokenReply) as lost:
            self._discard()
            raise _fault(str(lost), running, timeout_s) from lost
        finally:
            if not whole or running.calls >= self._files_per_child:
                self._discard()
        return _result(reader)

    def _ready_child(self) -> ChildProcess:
        if self._running is not None and not self._running.lives():
            self._discard()
        if self._running is None:
            self._running = running = ChildProcess(
                self._work, self._import_paths, self._limits, self._niceness
            )
            stop = Stop(deadline=time.monotonic() + START_S, cancelled=None)
            try:
                running.hear(stop, lambda piece: piece == b"\n")
            except Lost as lost:
                self._discard()
                raise ToolMissing(_NOT_STARTED, stderr_tail=running.messages()) from lost
        return self._running

    def _discard(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None


class ConfinedPool:
    """As many confined children as cores, for the jobs of one worker process; thread-safe."""

    def __init__(self, size: int | None = None, work: str = WORK, **settings: Any) -> None:
        """`settings` are those of ConfinedChild; a child starts when first needed."""
        count = size or len(os.sched_getaffinity(0))
        self._children = [ConfinedChild(work, **settings) for _ in range(count)]
        self._free: LifoQueue[ConfinedChild] = LifoQueue()  # the warmest first
        for child in self._children:
            self._free.put(child)

    def call(
        self,
        name: str,
        path: Path,
        *,
        params: dict[str, Any] | None = None,
        timeout_s: float,
        cancelled: Callable[[], bool] | None = None,
    ) -> CallResult:
        """As ConfinedChild.call; waits for a free child first, which `timeout_s` does not count."""
        child = self._take(cancelled)
        try:
            return child.call(name, path, params=params, timeout_s=timeout_s, cancelled=cancelled)
        finally:
            self._free.put(child)

    def _take(self, cancelled: Callable[[], bool] | None) -> ConfinedChild:
        while True:
            try:
                return self._free.get(timeout=POLL_S)
            except Empty:
                if cancelled is not None and cancelled():
                    raise _cancelled() from None

    def rest(self) -> None:
        """End the children that serve nobody: their memory is free until a call needs them again.

        A child that opened photos holds 50 to 100 MB; another starts in about a second.
        """
        idle: list[ConfinedChild] = []
        with suppress(Empty):
            while True:
                idle.append(self._free.get_nowait())
        for child in idle:
            child.close()
            self._free.put(child)

    def close(self) -> None:
        """End all children, each after the call it serves."""
        for child in self._children:
            child.close()

    def __enter__(self) -> "ConfinedPool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


# --- what came of a call -----------------------------------------------------------------------


def _result(reader: confined_wire.ReplyReader) -> CallResult:
    match reader.reply:
        case {"refused": {"code": str(code), "zh": str(zh), "en": str(en)}}:
            raise Refused(code[:MAX_WORDS], Words(zh=zh[:MAX_WORDS], en=en[:MAX_WORDS]))
        case {"failed": {"message": str(message), "trace": str(trace)}}:
            raise ToolFailed(
                Words(
                    zh=f"无法读取这个文件：{message[:MAX_WORDS]}",
                    en=f"The file cannot be read: {message[:MAX_WORDS]}",
                ),
                stderr_tail=trace,
            )
        case reply:
            assert reply is not None  # the reader is whole
            return CallResult(value=reply["value"], blobs=reader.blobs)


_UNINTELLIGIBLE = Words(
    zh="读取文件的进程没有给出可用的结果。", en="The confined child gave no usable answer."
)


_NOT_STARTED = Words(
    zh="读取文件的进程无法在本机启动。", en="The confined child cannot be started on this machine."
)


def _cancelled() -> ToolCancelled:
    return ToolCancelled(Words(zh="已按要求停止读取文件。", en="Reading the file was stopped."))


def _fault(reason: str, ended: ChildProcess, timeout_s: float) -> ToolFailed | ToolCancelled:
    tail, code = ended.messages(), ended.process.returncode
    if reason == "cancelled":
        return _cancelled()
    if reason == "timeout":
        words = Words(
            zh=f"读取文件超过 {timeout_s:g} 秒，已终止。",
            en=f"Reading the file took longer than {timeout_s:g} s and was ended.",
        )
        return ToolTimedOut(words, stderr_tail=tail, returncode=code)
    if reason == "died":
        return ToolFailed(failure_words("decoder", code), stderr_tail=tail, returncode=code)
    return ToolFailed(_UNINTELLIGIBLE, stderr_tail=f"{reason}\n{tail}", returncode=code)
