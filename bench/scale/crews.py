"""Real workers of a bench: started, and what they used of the processor until they ended."""

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.scale.homes import Home
from bench.scale.measures import cpu_s_of

START_S, STOP_S = 180, 60
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
    """One worker process with one slot; it takes jobs when it is made."""

    def __init__(self, place: Home, takes: str, *, module: str = "workers", **more: str) -> None:
        environ = place.environ(
            WEEKREEL_WORKER_CONCURRENCY="1", WEEKREEL_WORKER_TAKES=takes, **more
        )
        self._log = place.folder / f"worker-{next(_numbers)}.log"
        command = [sys.executable, "-m", module, "run"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)

    def wait(self) -> "Worker":
        """Until it takes jobs."""
        wait_until(self._is_ready, "a worker", seconds=START_S)
        return self

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"a worker ended: {self._log.read_text()[-2000:]}")
        return _READY in self._log.read_bytes()

    def cpu_s(self) -> float:
        """User and system seconds so far, of itself alone."""
        return cpu_s_of(self._process.pid)

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
