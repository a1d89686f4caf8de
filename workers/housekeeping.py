"""Once an hour: the engine's rows of what was finished long ago are deleted."""

import threading
import time

import structlog

from storage.queue import Queue

log = structlog.get_logger()

#: Seconds between two rounds, and after the start until the first.
EVERY_S, FIRST_S = 3600.0, 60.0
#: Jobs deleted in one transaction: writers wait for it, 200 take about 0.1 s.
BATCH = 200
_DAY_MS = 86_400_000


class Housekeeping:
    """One thread of a worker; several workers do it side by side without harm."""

    def __init__(self, queue: Queue, *, keep_days: int) -> None:
        self._queue = queue
        self._keep_ms = keep_days * _DAY_MS
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        pause = FIRST_S
        while not self._stop.wait(pause):
            pause = EVERY_S
            try:
                self.sweep()
            except Exception as error:
                # The database may be away; it is tried again in an hour.
                log.warning("old jobs were not deleted", error=str(error))

    def sweep(self) -> int:
        """Number of jobs deleted."""
        before_ms = time.time_ns() // 1_000_000 - self._keep_ms
        deleted = 0
        while not self._stop.is_set():
            batch = self._queue.forget(before_ms=before_ms, limit=BATCH)
            deleted += batch
            if batch < BATCH:
                break
        if deleted:
            log.info("old jobs deleted", jobs=deleted)
        return deleted
