"""`weekreel serve` as it runs in a bureau: pages and worker, killed and started again."""

import contextlib
import os
import signal
import subprocess
import time
from typing import BinaryIO

import httpx

from storage.executors import living
from storage.opening import Storage
from tests.acceptance.process_tree import Process, Watch, all_gone, below
from tests.acceptance.terminal import COMMAND, LEASE_TTL_S, Terminal, until
from tests.ports import free_port

#: Words in the command line of a worker.
WORKER = "-m workers run"
#: Seconds in which everything that a killed process started must be gone.
GONE_S = 20


class House:
    """Inside the `with` the pages are served, by a process that may be killed and comes back."""

    def __init__(self, terminal: Terminal, storage: Storage, watch: Watch) -> None:
        self.terminal = terminal
        self.storage = storage
        self.watch = watch
        self._port = free_port()
        self._serve: subprocess.Popen[bytes] | None = None
        self._log: BinaryIO = (terminal.home.parent / "serve.log").open("ab")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> "House":
        self._open()
        until("the pages are served and a worker beats", self.is_well)
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._serve is not None
        left = self.watch.look()
        self._serve.terminate()
        self._serve.wait(timeout=60)
        with contextlib.suppress(AssertionError):
            # Who stays is told by `Watch.look`.
            until("all processes end", all_gone(left), timeout_s=GONE_S)
        self._log.close()

    def _open(self) -> None:
        self._serve = subprocess.Popen(
            [COMMAND, "serve", "--port", str(self._port)],
            env=self.terminal.environ,
            cwd=self.terminal.home.parent,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

    def is_well(self, *, without: frozenset[int] = frozenset()) -> bool:
        """The pages answer, and a worker other than those pids lives and holds a lease."""
        try:
            answer = httpx.get(f"{self.url}/healthz", timeout=2)
        except httpx.TransportError:
            return False
        leases = living(self.storage.catalog.leases.alive(LEASE_TTL_S))
        return answer.status_code == 200 and bool({_pid(lease) for lease in leases} - without)

    def kill_web(self) -> float:
        """kill -9 and start again; seconds until it is well, with a worker of its own."""
        assert self._serve is not None
        served = below([self._serve.pid])
        began = time.monotonic()
        self._serve.kill()
        self._serve.wait()
        self._open()
        took = self._well_again(began, served)
        until("its worker and all that it had started end", all_gone(served), timeout_s=GONE_S)
        return took

    def kill_worker(self, number: int) -> float:
        """kill -9 on one of the workers; seconds until another works."""
        until("a worker lives", lambda: self.watch.named(WORKER))
        workers = self.watch.named(WORKER)
        victim = workers[number % len(workers)]
        started = below([victim.pid])
        began = time.monotonic()
        os.kill(victim.pid, signal.SIGKILL)
        until("all that it had started ends", all_gone(started), timeout_s=GONE_S)
        return self._well_again(began, started)

    def _well_again(self, began: float, killed: set[Process]) -> float:
        pids = frozenset(process.pid for process in killed)
        until("pages and worker come back", lambda: self.is_well(without=pids))
        return time.monotonic() - began


def _pid(executor: str) -> int:
    return int(executor.split("-")[1])
