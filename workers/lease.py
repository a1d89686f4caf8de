"""Liveness of workers: a beat that changes while one lives, and the takeover of a dead one's jobs.

Silence is counted on the sweeper's own monotonic clock, never by comparing times of day: when the
clock of the database was set forward by an hour, every lease looked old at once and two workers
ran one job; set back by an hour, a dead one looked alive for that hour.
"""

import os
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

import structlog

from domain.errors import StorageFailed, UsageError
from storage.catalog_people import Leases
from storage.executors import is_gone

log = structlog.get_logger()

#: Exit status of a worker that could not beat for a whole lease (EX_TEMPFAIL): start it again.
EXIT_LEASE_LOST = 75
#: Leases without a change after which a worker is taken for dead: it ends itself after one, and
#: looks whether it must every eighth of one.
SILENCE = 1.25


class Lease:
    """Beats for this worker and sweeps for the dead, in one thread.

    `recover(executor_ids)` puts the pending jobs of dead executors back into their queues;
    `owners()` are the executors that hold pending jobs, with a lease or without. `check_version()`
    raises UsageError once the database was changed by a newer version; then `on_outdated` is
    called once and no jobs are taken over any more. `on_lost(is_cut_off)` ends this process;
    `is_cut_off`: it was the database that did not answer, not this process that stood still.
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
        on_lost: Callable[[bool], None] = lambda _is_cut_off: os._exit(EXIT_LEASE_LOST),
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
        #: Executor -> its last beat as it stood in the database, and when it was first seen here.
        self._seen: dict[str, tuple[int, float]] = {}
        self._last_beat = time.monotonic()
        #: Since when the database is being asked, None between two rounds; how the last one ended.
        self._asking_since: float | None = None
        self._has_failed = False
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
            self._asking_since = time.monotonic()
            try:
                self._leases.beat(self.executor_id)
                self._last_beat = time.monotonic()
                self._check_version()
                if not self.is_outdated:
                    self.sweep()
                self._has_failed = False
            except Exception as error:
                # The database may be away; the watch ends the worker when it stays away.
                self._has_failed = True
                log.warning("lease beat failed", executor=self.executor_id, error=str(error))
            self._asking_since = None
            if self._stop.wait(self._ttl_s / 4):
                return

    def _watch(self) -> None:
        """Its own thread, since a beat may hang in a half-open connection."""
        while not self._stop.wait(self._ttl_s / 8):
            if self._is_lost():
                cut_off = self._is_cut_off()
                log.error(
                    "lease lost", executor=self.executor_id, ttl_s=self._ttl_s, cut_off=cut_off
                )
                self._on_lost(cut_off)
                return

    def _is_lost(self) -> bool:
        """No beat for a whole lease: others may have taken over, so a late one must not follow."""
        return time.monotonic() - self._last_beat > self._ttl_s

    def _is_cut_off(self) -> bool:
        """The last round failed, or hangs: half a lease is more than a busy database takes.

        A process that stood still, suspended or starved, was in no round for so long.
        """
        since = self._asking_since
        hangs = since is not None and time.monotonic() - since > self._ttl_s / 2
        return self._has_failed or hangs

    def sweep(self) -> list[str]:
        """Take over the jobs of dead executors; their ids.

        Whose lease was dropped while one of its jobs could not be put back is found by that job.
        """
        # Before the leases: whoever starts in between has one before it has a job.
        owners = set(self._owners())
        beats = self._leases.beats()
        dead = {e for e in beats if is_gone(e)} | (owners - set(beats)) | self._silent(beats)
        dead |= set(self._leases.left())
        dead.discard(self.executor_id)
        for executor in sorted(dead):
            log.warning("taking over from a worker that is gone", executor=executor)
            if self._recover([executor]):
                self._leases.drop(executor)
        return sorted(dead)

    def _silent(self, beats: Mapping[str, int]) -> set[str]:
        """Executors whose beat has not changed for longer than any living one's would stand."""
        now = time.monotonic()
        before, self._seen = self._seen, {}
        for executor, beat in beats.items():
            seen, since = before.get(executor, (beat, now))
            self._seen[executor] = (beat, since if seen == beat else now)
        long_ago = now - SILENCE * self._ttl_s
        return {executor for executor, (_beat, since) in self._seen.items() if since < long_ago}
