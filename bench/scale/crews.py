"""Real workers of a bench: started, and what they used of the processor until they ended."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.scale.homes import Home
from bench.scale.measures import cpu_s_of
from domain.moves import AssetState
from storage.opening import Storage

START_S, STOP_S = 180, 60
_ON_THE_WAY = (AssetState.RECEIVED, AssetState.INSPECTED, AssetState.LOOKED)
_READY = b"worker ready"
_numbers = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a worker and the programs it started took."""

    #: User and system seconds.
    cpu_s: float
    #: Largest resident memory of one of its processes, MB.
    peak_mb: float


class Worker:
    """One worker process with `slots` for each queue; it takes jobs when it is made.

    `core` is the only one it and its programs may use, as on a machine that has no other.
    """

    def __init__(
        self,
        place: Home,
        takes: str,
        *,
        module: str = "workers",
        core: int | None = None,
        slots: int = 1,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        environ = place.environ(
            WEEKREEL_WORKER_CONCURRENCY=str(slots), WEEKREEL_WORKER_TAKES=takes, **more
        )
        self._log = place.folder / f"worker-{next(_numbers)}.log"
        command = [sys.executable, "-m", module, "run"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
        if core is not None:
            # Before its interpreter has made a thread: those to come inherit it.
            os.sched_setaffinity(self._process.pid, {core})

    def wait(self) -> "Worker":
        """Until it takes jobs."""
        wait_until(self._is_ready, "a worker", seconds=START_S)
        return self

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"a worker ended: {self._log.read_text()[-2000:]}")
        return _READY in self._log.read_bytes()

    @property
    def pid(self) -> int:
        return self._process.pid

    def cpu_s(self) -> float:
        """User and system seconds so far, of itself alone."""
        return cpu_s_of(self._process.pid)

    def encoders(self) -> list[int]:
        """Pids of the processes that encode video for it now."""
        parents: dict[int, int] = {}
        named: list[int] = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                front, _, rest = stat.read_text().rpartition(") ")
                line = stat.with_name("cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue
            state, parent = rest.split()[:2]
            pid = int(stat.parent.name)
            parents[pid] = int(parent)
            if front.endswith("(ffmpeg") and state != "Z" and b"libx264" in line:
                named.append(pid)
        return [pid for pid in named if self._is_above(pid, parents)]

    def _is_above(self, pid: int, parents: dict[int, int]) -> bool:
        while pid in parents and pid != self._process.pid:
            pid = parents[pid]
        return pid == self._process.pid

    def end(self) -> Used:
        """Stop it; its children that ended before it are counted with it."""
        self._process.terminate()
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        return Used(cpu_s=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss / 1024)


def wait_until(done: Callable[[], bool], what: str, *, seconds: float, look_s: float = 0.1) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not come within {seconds:.0f} s")
        time.sleep(look_s)


def all_tagged(storage: Storage, campaign: str) -> bool:
    """True when no file is on its way to its tag; words and previews may still be to come."""
    counts = storage.catalog.assets.counts(campaign)
    return not any(counts.get(state) for state in _ON_THE_WAY)
