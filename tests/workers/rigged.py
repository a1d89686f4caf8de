"""Rigged workers for tests: started, killed and started again as a supervisor does."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(__file__).with_name("rigged_worker.py")
ROOT = Path(__file__).parents[2]


def start(environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), "run", "--parent", str(os.getpid())],
            env={**environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
        )


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
