"""Liveness of workers: a beat on the database's clock, and the takeover of a dead one's jobs."""

import os
import threading
import time
from collections.abc import Callable, Collection, Sequence

import structlog

from domain.errors import StorageFailed, UsageError
from storage.catalog_people import Leases
from storage.executors import is_gone

log = structlog.get_logger()

#: Exit status of a worker that could not beat for a whole lease (EX_TEMPFAIL): start it again.
EXIT_LEASE_LOST = 75


class Lease:
    """Beats for this worker and sweeps for the dead, in one thread.

    `recover(executor_ids)` puts the pending jobs of dead executors back into their queues;
    `owners()` are the executors that hold pending jobs, with a lease or without. `check_version()`
    raises UsageError once the database was changed by a newer version; then `on_outdated` is
    called once and no jobs are taken over any more.
    """

    def __init__(
        self,
        leases: Leases,
        *,
        executor_id: str,
        ttl_s: float,
        recover: Callable[[Sequence[str]], bool],
        owners: Callable[[], Collection[str]] = frozenset,
        check_version: Callable[[], None] = lambda: None,
        on_outdated: Callable[[], None] = lambda: None,
        on_lost: Callable[[], None] = lambda: os._exit(EXIT_LEASE_LOST),
    ) -> None:
        self._leases = leases
        self.executor_id = executor_id
        self._ttl_s = ttl_s
        self._recover = recover
        self._owners = owners
        self._check = check_version
        self._on_outdated = on_outdated
        #: Set when this program is older than the database.
        self.is_outdated = False
        self._on_lost = on_lost
        self._stop = threading.Event()
        self._last_beat = time.monotonic()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        self._leases.beat(self.executor_id)
        self._last_beat = time.monotonic()
        for target in (self._beat_and_sweep, self._watch):
            thread = threading.Thread(target=target, name=target.__name__, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Beat no more. The lease is left for the next sweep, since jobs may hang on it."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=5)
        try:
            self._leases.leave(self.executor_id)
        except StorageFailed as error:
            # Then it is taken over when its lease is over.
            log.warning("could not say good-bye", executor=self.executor_id, error=str(error))

    def _check_version(self) -> None:
        if self.is_outdated:
            return
        try:
            self._check()
        except UsageError as error:
            log.error(str(error), executor=self.executor_id)
            self.is_outdated = True
            self._on_outdated()

    def _beat_and_sweep(self) -> None:
        while not self._is_lost():
            try:
                self._leases.beat(self.executor_id)
                self._last_beat = time.monotonic()
                self._check_version()
                if not self.is_outdated:
                    self.sweep()
            except Exception as error:
                # The database may be away; the watch ends the worker when it stays away.
                log.warning("lease beat failed", executor=self.executor_id, error=str(error))
            if self._stop.wait(self._ttl_s / 4):
                return

    def _watch(self) -> None:
        """Its own thread, since a beat may hang in a half-open connection."""
        while not self._stop.wait(self._ttl_s / 8):
            if self._is_lost():
                log.error("lease lost", executor=self.executor_id, ttl_s=self._ttl_s)
                self._on_lost()
                return

    def _is_lost(self) -> bool:
        """No beat for a whole lease: others may have taken over, so a late one must not follow."""
        return time.monotonic() - self._last_beat > self._ttl_s

    def sweep(self) -> list[str]:
        """Take over the jobs of dead executors; their ids.

        Whose lease was dropped while one of its jobs could not be put back is found by that job.
        """
        # Before the leases: whoever starts in between has one before it has a job.
        owners = set(self._owners())
        alive = set(self._leases.alive(self._ttl_s))
        dead = {e for e in alive if is_gone(e)} | (owners - alive)
        dead |= set(self._leases.stale(self._ttl_s)) | set(self._leases.left())
        dead.discard(self.executor_id)
        for executor in sorted(dead):
            log.warning("taking over from a worker that is gone", executor=executor)
            if self._recover([executor]):
                self._leases.drop(executor)
        return sorted(dead)
