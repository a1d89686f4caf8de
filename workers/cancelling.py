"""Stops what was cancelled: DBOS lets a running step go on to its end, ffmpeg and all.

A step asks for its own `cancelled()` and hands it to the tools, which ask it ten times a second.
One thread looks at the jobs that this worker runs, in one query by their keys.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

#: Seconds between two looks.
LOOK_S = 0.2


class Cancelling:
    """`ours(job_ids)` are those of the jobs that this worker still holds."""

    def __init__(self, ours: Callable[[Collection[str]], Collection[str]]) -> None:
        self._ours = ours
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._lost: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="cancelling", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    @contextmanager
    def watched(self, job_id: str) -> Iterator[Callable[[], bool]]:
        """Inside the `with` the function given tells whether the job was taken from us."""
        with self._lock:
            self._running[job_id] += 1
        try:
            yield lambda: job_id in self._lost
        finally:
            with self._lock:
                self._running[job_id] -= 1
                if not self._running[job_id]:
                    del self._running[job_id]
                    self._lost.discard(job_id)

    def _look(self) -> None:
        while not self._stop.wait(LOOK_S):
            try:
                self.look()
            except Exception as error:
                # The database may be away: the lease ends the worker when it stays away.
                log.warning("cannot see what was cancelled", error=str(error))

    def look(self) -> None:
        with self._lock:
            running = set(self._running)
        if not running:
            return
        lost = running - set(self._ours(sorted(running)))
        with self._lock:
            self._lost |= lost & set(self._running)
