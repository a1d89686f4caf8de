"""Coded sound of the last films, for their next edit: in this process's memory, for a short while.

Nowhere else: what a withdrawn clip says must not lie about where no withdrawal looks.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

#: Seconds that something stays after it was made or wanted last: an editor's next look at a cut.
KEEP_S = 900.0
#: Parts kept, those wanted last: four films of three minutes, 400 kB a part.
KEEP_MOST = 48


class KeptSound(Generic[T]):
    """Parts by the hash of all that they are made of; safe for threads."""

    def __init__(self, *, seconds: float = KEEP_S, most: int = KEEP_MOST) -> None:
        self._seconds, self._most = seconds, most
        #: Wanted last stands last.
        self._parts: dict[str, tuple[float, T]] = {}
        self._changing = threading.Lock()
        self._sweeping: threading.Timer | None = None

    def __len__(self) -> int:
        with self._changing:
            return len(self._parts)

    def get(self, key: str, make: Callable[[], T]) -> T:
        """The part of that key, made where it is not there; two threads may make it twice."""
        with self._changing:
            found = self._parts.get(key)
        part = make() if found is None else found[1]
        with self._changing:
            self._parts.pop(key, None)
            self._parts[key] = (time.monotonic(), part)
            while len(self._parts) > self._most:
                self._parts.pop(next(iter(self._parts)))
            if self._parts:
                self._sweep_later(self._seconds)
        return part

    def _sweep_later(self, seconds: float) -> None:
        if self._sweeping is None:
            self._sweeping = threading.Timer(seconds, self._sweep)
            self._sweeping.daemon = True
            self._sweeping.start()

    def _sweep(self) -> None:
        with self._changing:
            self._sweeping = None
            oldest = time.monotonic() - self._seconds
            for key in [key for key, (at, _) in self._parts.items() if at <= oldest]:
                del self._parts[key]
            if self._parts:
                first = next(iter(self._parts.values()))[0]
                self._sweep_later(max(0.0, first - oldest))
