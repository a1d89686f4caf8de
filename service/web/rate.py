"""How often one invite or one address may knock: token buckets in this process."""

import time
from collections.abc import Callable
from threading import Lock

#: Keys kept at most; those not heard of for longest are forgotten first.
_KEYS = 10_000


class TokenBuckets:
    """One bucket per key: `burst` calls at once, then `rate` per second. Rate 0 means no limit."""

    def __init__(
        self, *, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._lock = Lock()
        #: Key -> (tokens left, seconds of the clock when that was counted).
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> float:
        """Spend one token; 0.0 when there was one, else seconds until the next."""
        if self._rate <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            left, counted = self._left.get(key, (self._burst, now))
            left = min(self._burst, left + (now - counted) * self._rate)
            if left < 1:
                self._left[key] = (left, now)
                return (1 - left) / self._rate
            if len(self._left) >= _KEYS:
                self._forget()
            self._left[key] = (left - 1, now)
            return 0.0

    def _forget(self) -> None:
        quiet = sorted(self._left, key=lambda key: self._left[key][1])
        for key in quiet[: _KEYS // 10]:
            del self._left[key]
