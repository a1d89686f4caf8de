"""How soon somebody may try again what failed: a wait that doubles, per key, in this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

#: Keys kept at most; those not heard of for longest are forgotten first.
_KEYS = 10_000
#: Seconds without a try after which a key is as new.
_FORGET_S = 900.0


@dataclass(frozen=True, kw_only=True)
class _Tries:
    count: int
    #: Seconds of the clock of the last one.
    at: float


class BackOff:
    """`free` tries at once; from then on each failure doubles the wait, from 1 s to `longest_s`.

    Every try counts as failed until `succeeded` is told, so that guesses sent side by side count
    too. With `free` 0 there is no limit.
    """

    def __init__(
        self, *, free: int, longest_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = free
        self._longest_s = longest_s
        self._clock = clock
        self._lock = Lock()
        self._tries: dict[str, _Tries] = {}

    def knock(self, key: str) -> float:
        """Count one try; 0.0 when it may be made, else the seconds until the next may."""
        if self._free <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            last = self._tries.get(key)
            if last is None or now - last.at > _FORGET_S:
                last = _Tries(count=0, at=now)
            # A knock during the wait makes it no longer: another's knocking must not lock one out.
            left = last.at + self._wait_s(last.count) - now
            if left > 0:
                return left
            if len(self._tries) >= _KEYS:
                self._forget()
            self._tries[key] = _Tries(count=last.count + 1, at=now)
            return 0.0

    def succeeded(self, key: str) -> None:
        with self._lock:
            self._tries.pop(key, None)

    def _wait_s(self, count: int) -> float:
        return (
            min(self._longest_s, 2.0 ** min(count - self._free, 30)) if count >= self._free else 0
        )

    def _forget(self) -> None:
        quiet = sorted(self._tries, key=lambda key: self._tries[key].at)
        for key in quiet[: _KEYS // 10]:
            del self._tries[key]
