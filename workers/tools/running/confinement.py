"""How a program is started so that a sender's file can do no harm: limits, lock and clean room."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import structlog

from domain.errors import ToolMissing
from domain.words import Words
from workers.tools.running import launcher

log = structlog.get_logger(__name__)

#: Below this address space FFmpeg and OpenCV fail while loading (measured).
LEAST_MEMORY_BYTES = 2 << 30
#: Open files: ffmpeg opens one descriptor a segment when it joins a film.
OPEN_FILES = 1024
#: The kernel counts every task of the user, not of the program, so this only stops a fork bomb;
#: programs that may start no others need no count.
TASKS_OF_USER = 4096


@dataclass(frozen=True, kw_only=True)
class Limits:
    #: files and folders that can be read, beside the system's own; each must exist
    reads: tuple[Path, ...] = ()
    #: programs, and folders of their libraries, outside the system's own; each must exist
    runs: tuple[Path, ...] = ()
    #: folders that can be written, each must exist
    writes: tuple[Path, ...] = ()
    #: processor time of all its threads, seconds; a backstop behind the caller's wall clock
    cpu_s: int = 3600
    #: address space, bytes, at least LEAST_MEMORY_BYTES
    memory_bytes: int = 4 << 30
    #: largest file it can write, bytes; 0 where nothing is written
    file_bytes: int = 0
    #: whether it can start further processes
    processes: bool = False
    #: whether it works on a file of our own making: then neither files nor calls are restricted
    trusted: bool = False

    def __post_init__(self) -> None:
        if self.memory_bytes < LEAST_MEMORY_BYTES:
            raise ValueError(f"memory_bytes is {self.memory_bytes}; decoders need 2 GiB to load")


@cache
def missing_layers() -> tuple[str, ...]:
    """What this machine's kernel cannot do; logged once as a warning, empty when all is there."""
    missing = []
    if launcher.landlock_abi() == 0:
        missing.append("landlock")
    if os.uname().machine not in launcher.ARCHITECTURES:
        missing.append("seccomp")
    if missing:
        log.warning("confinement-incomplete", missing=missing, remedy="Linux 5.13+, x86_64 or ARM")
    return tuple(missing)


def program_path(program: str) -> Path:
    """The program's absolute path; raises ToolMissing with the remedy when it is absent."""
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(
            Words(
                zh=f"本机没有安装 {program}，请先安装。",
                en=f"{program} is not installed on this machine; install it.",
            )
        )
    return Path(found).absolute()


def words_for(limits: Limits) -> list[str]:
    """The launcher's words for these limits; see launcher.py for their meaning."""
    numbers = {
        "AS": limits.memory_bytes,
        "CPU": limits.cpu_s,
        "FSIZE": limits.file_bytes if limits.writes else 0,
        "NOFILE": OPEN_FILES,
    }
    if limits.processes:
        numbers["NPROC"] = TASKS_OF_USER
    words = [f"parent={os.getpid()}", *(f"{name}={value}" for name, value in numbers.items())]
    if limits.trusted:
        return words
    return [
        *words,
        f"landlock={launcher.HIGHEST_ABI}",
        *(f"read={path.absolute()}" for path in limits.reads),
        *(f"run={path.absolute()}" for path in limits.runs),
        *(f"write={path.absolute()}" for path in limits.writes),
        f"seccomp={'processes' if limits.processes else 'threads'}",
    ]


def start(
    program: str,
    args: Sequence[str],
    limits: Limits,
    *,
    stdin: int,
    stdout: int,
    stderr: int,
) -> subprocess.Popen[bytes]:
    """Start a program behind the launcher, in `/`, with a clean environment and its own group.

    The descriptors are as for Popen. The parent-death signal follows the *thread* that starts:
    use `from_lasting_thread` for what outlives the call. Raises ToolMissing when not installed,
    FileNotFoundError when one of `reads` or `writes` is not there.
    """
    missing_layers()
    path = program_path(program)
    for place in (*limits.reads, *limits.writes):
        place.stat()
    held = replace(limits, runs=(*limits.runs, *_files_of(path)))
    return subprocess.Popen(
        [*_PYTHON, launcher.__file__, *words_for(held), "--", str(path), *args],
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd="/",
        env=environment(limits.writes[0] if limits.writes else None),
        start_new_session=True,
    )


_PYTHON = (sys.executable, "-I", "-S", "-B")


def _files_of(path: Path) -> list[Path]:
    # A program outside /usr (an own build under /opt) brings its libraries beside it.
    real = path.resolve()
    if real.is_relative_to("/usr"):
        return []
    return [real, *(folder for folder in [real.parent.parent / "lib"] if folder.is_dir())]


def environment(scratch: Path | None) -> dict[str, str]:
    """Nothing of ours (database address, keys) is inherited; times are UTC on every machine."""
    place = str(scratch.absolute()) if scratch else "/nonexistent"
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": place,
        "TMPDIR": place,
        # 64 MB of address space a thread otherwise, counted by the memory limit.
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OPENCV_OPENCL_RUNTIME": "disabled",
        # The locked onnxruntime reports to nobody; one that is put in its place is not to either.
        "ORT_DISABLE_TELEMETRY": "1",
    }


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the program and all it started; call it before the program is reaped."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


_lasting = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


def from_lasting_thread(
    begin: Callable[[], subprocess.Popen[bytes]],
) -> subprocess.Popen[bytes]:
    """Start something in a thread that lives as long as this process, so that it lives on too."""
    return _lasting.submit(begin).result()


def failure_words(program: str, returncode: int) -> Words:
    """What a bad end means, told from the signal that the limits send."""
    zh, en = _ENDS.get(-returncode, (f"返回码 {returncode}", f"exit code {returncode}"))
    return Words(zh=f"{program} 处理失败：{zh}。", en=f"{program} failed: {en}.")


_ENDS: dict[int, tuple[str, str]] = {
    signal.SIGXCPU: ("占用处理器时间过长", "it used more processor time than allowed"),
    signal.SIGXFSZ: ("写出的文件过大", "it wrote a larger file than allowed"),
    signal.SIGKILL: ("被系统终止，可能内存不足", "killed by the system, perhaps out of memory"),
    signal.SIGSEGV: ("程序崩溃", "it crashed (segmentation fault)"),
    signal.SIGABRT: ("程序异常退出", "it aborted"),
    signal.SIGSYS: ("调用了被禁止的系统功能", "it made a forbidden system call"),
}
