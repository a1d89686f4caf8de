"""What one worker does one at a time, and how others wait for their turn at it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from domain.errors import ToolCancelled
from domain.words import Words

#: Seconds between two looks at whether the job was cancelled.
_LOOK_S = 0.2

#: A job that waits gives its slot away inside the `with`.
Resting = Callable[[], AbstractContextManager[None]]


class Turns:
    """Only one job at a time is inside `taken`."""

    def __init__(self) -> None:
        self._busy = threading.Lock()

    @contextmanager
    def taken(
        self, cancelled: Callable[[], bool] | None = None, resting: Resting = nullcontext
    ) -> Iterator[None]:
        """Waits for the turn, `resting` where it does not come at once; raises ToolCancelled."""
        if not self._busy.acquire(blocking=False):
            with resting():
                self._wait(cancelled)
        try:
            yield
        finally:
            self._busy.release()

    def _wait(self, cancelled: Callable[[], bool] | None) -> None:
        while not self._busy.acquire(timeout=_LOOK_S):
            if cancelled is not None and cancelled():
                raise ToolCancelled(Words(zh="已取消", en="cancelled"))
