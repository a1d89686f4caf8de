"""Rigged workers for tests: started, killed and started again as a supervisor does.

Each is forked from a process that has loaded the worker: loading is half of what one costs, and is
itself tested by those that start `python -m workers`.
"""

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.forks import FORKS


class Forked:
    """A process as Popen has it."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if (status := self.poll()) is None:
            raise subprocess.TimeoutExpired("a rigged worker", timeout or 0)
        return status

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        assert self._process.pid is not None
        if self.poll() is None:
            os.kill(self._process.pid, number)


def start(environ: Mapping[str, str], log: Path) -> Forked:
    process = FORKS.Process(target=_work, args=(dict(environ), log), daemon=True)
    process.start()
    return Forked(process)


def _work(environ: Mapping[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environ)
    nothing = os.open(os.devnull, os.O_RDONLY)
    said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for source, number in ((nothing, 0), (said, 1), (said, 2)):
        os.dup2(source, number)
    # Now: what is rigged is told by the environment, which it reads as it is loaded.
    rigged_worker = importlib.import_module("tests.workers.rigged_worker")
    sys.exit(rigged_worker.main(["run", "--parent", str(os.getppid())]))


class KeptAlive:
    """A worker that is started again whenever it ends, until the block is left."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self._environ = environ
        self._log = log
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        #: Exit statuses so far; -9 is a kill.
        self.ends: list[int] = []

    def __enter__(self) -> "KeptAlive":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            worker = start(self._environ, self._log)
            while worker.poll() is None:
                if self._stopping.wait(0.05):
                    worker.kill()
            self.ends.append(worker.wait())
