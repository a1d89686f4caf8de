"""Web and worker processes under an init system: each started by us, and again when it ends."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from domain.errors import StorageFailed
from storage.executors import living
from storage.opening import Storage
from tests.acceptance.faults.places import Place
from tests.acceptance.process_tree import Watch, all_gone, below
from tests.acceptance.terminal import PYTHON, ROOT, until

#: Seconds after which an ended process is started again, as `RestartSec` of a unit file.
RESTART_S = 0.5
#: Seconds in which all must be well at the start and after a try.
WELL_S = 300


@dataclass(kw_only=True)
class Member:
    """One process of the site; a fault may give it a front (`ip netns exec …`) and environment."""

    name: str
    command: Sequence[str | Path]
    environ: dict[str, str]
    log: Path
    #: Address of its pages; empty for a worker.
    url: str = ""
    front: tuple[str, ...] = ()
    cwd: Path = ROOT
    #: Held back by a fault: not started again until it is let go.
    held_back: bool = False
    process: subprocess.Popen[bytes] | None = None
    #: Exit statuses, a signal as its negative number.
    ends: list[int] = field(default_factory=list)

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.front, *self.command],
                env=self.environ,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)


class Site:
    """Inside the `with` everybody runs and is started again when it ends."""

    def __init__(self, place: Place, watch: Watch) -> None:
        self.place = place
        self.watch = watch
        self.members = [self._member(name) for name in place.members]
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    @property
    def storage(self) -> Storage:
        return self.place.storage

    @property
    def webs(self) -> list[Member]:
        return [member for member in self.members if member.url]

    @property
    def workers(self) -> list[Member]:
        return [member for member in self.members if not member.url]

    def _member(self, name: str) -> Member:
        what, _, number = name.partition("-")
        if what == "web":
            port = self.place.ports[int(number) - 1]
            command = [PYTHON, "-m", "service", "--port", str(port), "--no-worker"]
            url = f"http://127.0.0.1:{port}"
        else:
            command, url = [PYTHON, "-m", "workers", "run"], ""
        return Member(
            name=name,
            command=command,
            environ=dict(self.place.environ(name)),
            log=self.place.log(name),
            url=url,
        )

    def __enter__(self) -> "Site":
        for member in self.members:
            if member.process is None:
                member.start()
        self._keeper.start()
        try:
            self.settle()
        except BaseException:
            # Nobody leaves a `with` that was not entered, and the keeper would start them for ever.
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._keeper.join(timeout=10)
        mine = [member for member in self.members if member.process is not None]
        started = below([member.pid for member in mine])
        for member in mine:
            member.signal(signal.SIGCONT)
            member.signal(signal.SIGTERM)
        for member in mine:
            assert member.process is not None
            try:
                member.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                member.process.kill()
                member.process.wait()
        # `Watch` kills who is left; here they get the time to go by themselves.
        with contextlib.suppress(AssertionError):
            until("all processes end", all_gone(started), timeout_s=20)

    def _keep(self) -> None:
        ended: dict[str, float] = {}
        while not self._closing.wait(0.05):
            for member in self.members:
                if member.process is None or member.process.poll() is None or member.held_back:
                    continue
                since = ended.setdefault(member.name, time.monotonic())
                if time.monotonic() - since >= RESTART_S:
                    del ended[member.name]
                    member.ends.append(member.process.returncode)
                    member.start()

    def settle(self) -> None:
        """Wait until every web process answers and every worker beats."""
        until("all webs and workers are well", self.is_well, timeout_s=WELL_S)

    def is_well(self) -> bool:
        return all(map(answers, self.webs)) and all(map(self.beats, self.workers))

    def beats(self, worker: Member) -> bool:
        return any(pid_of(one) == worker.pid for one in self.beating())

    def beating(self) -> list[str]:
        """Executors with a lease whose process lives; by no clock, since a fault may set it."""
        try:
            return living(worker.executor_id for worker in self.storage.catalog.watch.workers())
        except StorageFailed:
            return []

    def held(self) -> Mapping[str, int]:
        """Executor -> jobs that it holds; empty while the database is away."""
        try:
            return self.storage.queue.running()
        except StorageFailed:
            return {}

    def holder(self) -> tuple[str, Member] | None:
        """A worker of ours that holds a job, and its executor id."""
        for executor in sorted(self.held()):
            for worker in self.workers:
                if worker.process is not None and pid_of(executor) == worker.pid:
                    return executor, worker
        return None


def pid_of(executor: str) -> int:
    return int(executor.split("-")[1])


def answers(web: Member) -> bool:
    try:
        return httpx.get(f"{web.url}/healthz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
