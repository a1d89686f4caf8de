"""Processes killed, suspended, and two of them at one job."""

import os
import random
import signal
import time

from tests.acceptance.faults.fault import LATE, Fault
from tests.acceptance.faults.site import Member, Site, answers
from tests.acceptance.faults.walking import Walk
from tests.acceptance.process_tree import all_gone, below
from tests.acceptance.terminal import until

#: Seconds to wait for somebody who holds a job.
HOLDING_S = 20
#: Seconds in which the jobs of a dead worker must be with another; a lease and a good while.
TAKEN_S = 60


class Victim(Fault):
    """A worker that holds a job at the moment; None when the way was over before."""

    window = (0.02, 0.92)
    whole_window = LATE
    plain = True
    executor = ""
    worker: Member | None = None

    def pick(self, site: Site, walk: Walk) -> Member | None:
        deadline = time.monotonic() + HOLDING_S
        while (found := site.holder()) is None and walk.is_alive():
            assert time.monotonic() < deadline, "nobody holds a job"
            time.sleep(0.02)
        self.executor, self.worker = found or ("", None)
        return self.worker

    def recovered(self, site: Site) -> bool | None:
        """What it held is with another, or over."""
        return self._is_relieved(site)

    def _is_relieved(self, site: Site) -> bool:
        return self.executor not in site.held()


class WorkerKilled(Victim):
    name = "worker-killed"
    says = "kill -9 of a worker that holds a job, at any station"
    whole_every = 3

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        worker = self.pick(site, walk)
        if worker is not None:
            started = below([worker.pid])
            worker.signal(signal.SIGKILL)
            until("all that it had started ends", all_gone(started), timeout_s=20)


class WorkerSuspended(Victim):
    name = "worker-suspended"
    says = "worker suspended (SIGSTOP) until another took over its job, then resumed"
    from_strike = True

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        worker = self.pick(site, walk)
        if worker is None:
            return
        for process in below([worker.pid]):
            os.kill(process.pid, signal.SIGSTOP)

    def heal(self, site: Site) -> None:
        if self.worker is None:
            return
        until("its jobs are taken over", lambda: self._is_relieved(site), timeout_s=TAKEN_S)
        for process in below([self.worker.pid]):
            os.kill(process.pid, signal.SIGCONT)


class TwoAtOneJob(Victim):
    name = "two-at-one-job"
    says = "a living worker's lease taken away: two workers race for one asset, shot or package"

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        if self.pick(site, walk) is None:
            return
        deadline = time.monotonic() + TAKEN_S
        # It beats on and writes its lease anew, so it is taken away until the other has looked.
        while not self._is_relieved(site):
            assert time.monotonic() < deadline, "nobody takes over"
            site.storage.catalog.leases.drop(self.executor)
            time.sleep(0.05)

    def recovered(self, site: Site) -> None:
        """It lives and takes other jobs: work goes on when the way has come further."""


class SameFileTwice(Fault):
    name = "same-file-twice"
    says = "every file sent by two phones at the same time"
    twice = True
    plain = True

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        """Nothing more: the race is in the sending."""


class WebKilled(Fault):
    name = "web-killed"
    says = "kill -9 of a web process while files arrive"
    window = (0.0, 0.2)
    plain = True
    web: Member | None = None

    def strike(self, site: Site, walk: Walk, chance: random.Random) -> None:
        self.web = chance.choice(site.webs)
        self.web.signal(signal.SIGKILL)
        until("it is dead", lambda: self.web is None or not answers(self.web), timeout_s=5)

    def recovered(self, site: Site) -> bool:
        return self.web is not None and answers(self.web)
