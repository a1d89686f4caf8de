"""Runs outside programs on senders' files: every call confined, limited in time and put into words.

`run` feeds and collects; `stream` hands the pipes to the caller (raw frames into an encoder).
Both end the program's whole process group when time is up or the caller no longer wants it.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fcntl import F_SETPIPE_SZ, fcntl
from math import ceil
from pathlib import Path
from threading import Thread
from typing import IO, BinaryIO

from domain.errors import StorageFailed, ToolCancelled, ToolFailed, ToolMissing, ToolTimedOut
from domain.words import Words
from workers.tools.running import launcher
from workers.tools.running.attending import Attending, Collected, Stop
from workers.tools.running.confinement import Limits, failure_words, kill_group, start

#: What an unprivileged pipe may hold: raw frames then need three writes instead of fifty.
PIPE_BYTES = 1 << 20
MAX_STDOUT = 64 << 20
MAX_FILE_BYTES = 16 << 30
MEMORY_BYTES = 4 << 30


#: What programs say of ENOSPC and EDQUOT: no file is to blame.
_FULL = ("No space left on device", "Disk quota exceeded")


@dataclass(frozen=True, kw_only=True)
class Completed:
    #: everything the program printed; empty when lines went to `on_stdout_line`
    stdout: bytes
    #: last 4 KiB of its messages, undecodable bytes replaced
    stderr_tail: str
    #: wall time from start to end
    seconds: float


def run(
    program: str,
    args: Sequence[str],
    *,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    timeout_s: float,
    stdin: bytes | IO[bytes] | None = None,
    max_stdout: int = MAX_STDOUT,
    cpu_s: int | None = None,
    memory_bytes: int = MEMORY_BYTES,
    file_bytes: int = MAX_FILE_BYTES,
    processes: bool = False,
    trusted: bool = False,
    niceness: int = 0,
    cancelled: Callable[[], bool] | None = None,
    on_stdout_line: Callable[[str], None] | None = None,
) -> Completed:
    """Run a program to its end, in `/`, able to open only `reads` and (folders) `writes`.

    `args` name files by absolute path. `stdin` bytes are fed, an open file is handed over, None is
    empty. `cpu_s` defaults to `timeout_s` on every core. With `processes` it may start others;
    `trusted` is for files of our own making alone, on which it may open and do what it likes.
    `niceness` is that of nice(2). `on_stdout_line` gets each line without its end, at once, in the
    calling thread, and then nothing is collected.

    Raises ToolFailed (exit code not 0, more than `max_stdout` bytes printed), ToolTimedOut,
    ToolCancelled within 0.1 s of `cancelled()`, and for what is not the file's fault ToolMissing
    (not installed, cannot be confined), StorageFailed (the disk is full) and FileNotFoundError (of
    `reads` and `writes`). The process group is gone by then.
    """
    limits = _limits(reads, writes, timeout_s, cpu_s, memory_bytes, file_bytes, processes, trusted)
    stop = Stop(deadline=time.monotonic() + timeout_s, cancelled=cancelled)
    process = _start(program, args, limits, stdin=_source(stdin), stdout=subprocess.PIPE)
    _be_nice(process, niceness)
    feed = stdin if isinstance(stdin, bytes) else None
    collected = Collected(limit=max_stdout, on_line=on_stdout_line)
    attending = Attending(process, stop, feed=feed, collected=collected)
    return _attended(program, process, attending, stop, collected, timeout_s)


def _attended(
    program: str,
    process: subprocess.Popen[bytes],
    attending: Attending,
    stop: Stop,
    collected: Collected,
    timeout_s: float,
) -> Completed:
    """Until its end, whatever that is; raises as `run` does."""
    began = stop.deadline - timeout_s
    try:
        attending.until_end()
    finally:
        _end(process)
    tail = _text(attending.tail)
    _raise_for_end(program, process.returncode, stop, tail, timeout_s)
    return Completed(
        stdout=bytes(collected.kept), stderr_tail=tail, seconds=time.monotonic() - began
    )


@dataclass(kw_only=True)
class Stream:
    #: writable and buffered, when asked for
    stdin: BinaryIO | None
    #: readable and buffered, when asked for
    stdout: BinaryIO | None
    _enough: bool = field(default=False, repr=False)

    def enough(self) -> None:
        """Say that the rest is not wanted: leaving the block then kills without an error."""
        self._enough = True


@contextmanager
def stream(
    program: str,
    args: Sequence[str],
    *,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    timeout_s: float,
    wants_stdin: bool = True,
    wants_stdout: bool = False,
    cpu_s: int | None = None,
    memory_bytes: int = MEMORY_BYTES,
    file_bytes: int = MAX_FILE_BYTES,
    processes: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Stream]:
    """Run a program beside the caller, who writes its input and reads its output inside the block.

    Leaving the block closes the input and waits for the end; an exception in the block kills the
    program. A program that ends well before all input is taken is no error (`-frames:v`).
    Errors as for `run`, raised on leaving the block; a blocked read or write returns when the
    program was killed. `cancelled` is called from another thread.
    """
    limits = _limits(reads, writes, timeout_s, cpu_s, memory_bytes, file_bytes, processes)
    pipe, empty = subprocess.PIPE, subprocess.DEVNULL
    process = _start(
        *(program, args, limits),
        stdin=pipe if wants_stdin else empty,
        stdout=pipe if wants_stdout else empty,
    )
    stop = Stop(deadline=time.monotonic() + timeout_s, cancelled=cancelled)
    attending = Attending(process, stop)
    watching = Thread(target=attending.until_end, name=f"watching-{program}", daemon=True)
    watching.start()
    both = Stream(stdin=_binary(process.stdin), stdout=_binary(process.stdout))
    try:
        with suppress(BrokenPipeError):  # the program's own end, told below
            yield both
            if process.stdin:
                process.stdin.close()
        if process.stdout:
            process.stdout.close()
        if not both._enough:
            watching.join()
    finally:
        kill_group(process)
        watching.join()
        _end(process)
    if not both._enough:
        _raise_for_end(program, process.returncode, stop, _text(attending.tail), timeout_s)


# --- starting and ending -----------------------------------------------------------------------


def _limits(
    reads: Sequence[Path],
    writes: Sequence[Path],
    timeout_s: float,
    cpu_s: int | None,
    memory_bytes: int,
    file_bytes: int,
    processes: bool,
    trusted: bool = False,
) -> Limits:
    return Limits(
        reads=tuple(reads),
        writes=tuple(writes),
        cpu_s=cpu_s or ceil(timeout_s) * (os.cpu_count() or 1) + 1,
        memory_bytes=memory_bytes,
        file_bytes=file_bytes,
        processes=processes,
        trusted=trusted,
    )


def _source(stdin: bytes | IO[bytes] | None) -> int:
    """Where its input comes from: a pipe that is fed, an open file, or nothing."""
    if isinstance(stdin, bytes):
        return subprocess.PIPE
    return subprocess.DEVNULL if stdin is None else stdin.fileno()


def _be_nice(process: subprocess.Popen[bytes], niceness: int) -> None:
    """Where the machine forbids it, or it is over already, that is no reason not to go on."""
    if niceness:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, niceness)


def _start(
    program: str, args: Sequence[str], limits: Limits, *, stdin: int, stdout: int
) -> subprocess.Popen[bytes]:
    process = start(program, args, limits, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # the user's pipe quota may be used up: slower, not wrong
                fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    kill_group(process)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):  # what was not written is not wanted any more
                pipe.close()


def _raise_for_end(program: str, returncode: int, stop: Stop, tail: str, timeout_s: float) -> None:
    if stop.reason == "cancelled":
        raise ToolCancelled(Words(zh=f"{program} 已按要求停止。", en=f"{program} was stopped."))
    if stop.reason == "timeout" or returncode == -signal.SIGXCPU:
        words = Words(
            zh=f"{program} 超过 {timeout_s:g} 秒仍未完成，已终止。",
            en=f"{program} did not end within {timeout_s:g} s and was killed.",
        )
        raise ToolTimedOut(words, stderr_tail=tail, returncode=returncode)
    if stop.reason == "output":
        words = Words(
            zh=f"{program} 输出过多，已终止。",
            en=f"{program} printed more than allowed and was killed.",
        )
        # Ended by us: the signal tells of nobody else's.
        raise ToolFailed(words, stderr_tail=tail)
    if returncode == launcher.REFUSED_TO_START and tail.startswith("launcher:"):
        words = Words(zh=f"{program} 无法在本机启动。", en=f"{program} cannot be started here.")
        raise ToolMissing(words, stderr_tail=tail)
    if returncode != 0 and any(full in tail for full in _FULL):
        words = Words(zh="磁盘已满，无法写入", en="the disk is full")
        raise StorageFailed(words)
    if returncode != 0:
        raise ToolFailed(
            failure_words(program, returncode), stderr_tail=tail, returncode=returncode
        )


def _binary(pipe: IO[bytes] | None) -> BinaryIO | None:
    return pipe  # type: ignore[return-value]  # Popen's pipes are BufferedReader and -Writer


def _text(tail: bytearray) -> str:
    return tail.decode("utf-8", errors="replace").strip()
