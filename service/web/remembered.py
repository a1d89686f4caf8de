"""A measurement that is made when somebody asks, and told again for a while."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `measure` said; the first who asks waits for it, one thread measures at a time.

    Older than `life_s` it is measured anew: beside the answer, which is then what was measured
    last, while that is younger than `told_s`; else before the answer.
    """

    def __init__(
        self,
        measure: Callable[[], T],
        *,
        life_s: float,
        told_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._measure = measure
        self._life_s = life_s
        self._told_s = told_s
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        """Raises what `measure` raises, and then measures anew at the next call."""
        kept = self._kept
        if kept is not None and self._age(kept) < self._life_s:
            return kept[1]
        if kept is not None and self._age(kept) < self._told_s:
            threading.Thread(target=self._again, daemon=True).start()
            return kept[1]
        with self._lock:
            return self._fresh()

    def _age(self, kept: tuple[float, T]) -> float:
        return self._clock() - kept[0]

    def _fresh(self) -> T:
        if self._kept is not None and self._age(self._kept) < self._life_s:
            return self._kept[1]
        said = self._measure()
        self._kept = (self._clock(), said)
        return said

    def _again(self) -> None:
        """Beside the answer; nobody is there to hear of a failure, so the next call asks anew."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._fresh()
        except Exception:
            self._kept = None
        finally:
            self._lock.release()

    def forget(self) -> None:
        """The next call measures anew: something was changed."""
        with self._lock:
            self._kept = None


class InBackground(Generic[T]):
    """What `measure` said last, told at once; when it is older than `life_s`, a thread asks anew.

    For what takes seconds: the first who asks gets None. A measurement that fails is told to
    `on_failure`, and is tried again after `life_s`.
    """

    def __init__(
        self,
        measure: Callable[[], T],
        *,
        life_s: float,
        on_failure: Callable[[Exception], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._measure = measure
        self._life_s = life_s
        self._on_failure = on_failure
        self._clock = clock
        self._lock = threading.Lock()
        self._said: T | None = None
        self._asked_at: float | None = None
        self._thread: threading.Thread | None = None

    def get(self) -> T | None:
        with self._lock:
            old = self._asked_at is None or self._clock() - self._asked_at >= self._life_s
            if old and self._thread is None:
                self._asked_at = self._clock()
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()
            return self._said

    def wait(self, timeout_s: float) -> None:
        """Until the measurement that runs now, if any, is made."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)

    def _run(self) -> None:
        try:
            said = self._measure()
        except Exception as error:
            self._on_failure(error)
            said = None
        with self._lock:
            self._thread = None
            if said is not None:
                self._said = said
