"""Once an hour: the engine's rows of what was finished long ago are deleted, and what was tagged
without its words, by an earlier version or while nobody read, is queued to be read."""

import threading
import time

import structlog

from domain.looking.picture_text import RECIPE
from storage.catalog_texts import Texts
from storage.queue import Queue, reading_job

log = structlog.get_logger()

#: Seconds between two rounds, and after the start until the first.
EVERY_S, FIRST_S = 3600.0, 60.0
#: Jobs deleted in one transaction: writers wait for it, 200 take about 0.1 s.
BATCH = 200
#: Assets queued to be read in one round: at half a second each they are done before the next.
UNREAD = 2000
_DAY_MS = 86_400_000


class Housekeeping:
    """One thread of a worker; several workers do it side by side without harm."""

    def __init__(self, queue: Queue, *, keep_days: int, texts: Texts | None = None) -> None:
        """`texts` is None where no words are read."""
        self._queue = queue
        self._texts = texts
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
                self.catch_up()
            except Exception as error:
                # The database may be away; it is tried again in an hour.
                log.warning("housekeeping was not done", error=str(error))

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

    def catch_up(self) -> int:
        """Number of assets whose words are to be read and were not; each is queued once."""
        if self._texts is None:
            return 0
        unread = self._texts.unread(recipe=RECIPE, limit=UNREAD)
        for each in unread:
            if self._stop.is_set():
                break
            self._queue.send(reading_job(each.asset, each.campaign))
        return len(unread)
