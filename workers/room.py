"""How many shots one worker renders at a time, and how many pixels of clips it decodes.

Its jobs may be one more than that: the next shot has been taken from the queue and looked up when
a core becomes free. Memory is short before cores are: where two clips of 4K would meet, the second
one waits and a smaller shot goes first.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.errors import ToolCancelled
from domain.words import Words

#: Pixels for each shot that is rendered at a time: a clip of 3840 x 2160 beside one of 1920 x 1080
#: fit two shots, two of 4K (0.37 GB each, with their encoder) do not.
PIXELS_A_SLOT = 5_200_000
#: Seconds between two looks at whether the job was cancelled.
_LOOK_S = 0.2


class Room:
    """A clip that is larger than the whole room is let in alone."""

    def __init__(self, slots: int) -> None:
        self._whole = self._free = slots * PIXELS_A_SLOT
        self._seats = slots
        self._changed = threading.Condition()

    @contextmanager
    def taken(self, pixels: int, cancelled: Callable[[], bool] | None = None) -> Iterator[int]:
        """Waits until a core and so many pixels are free, and tells how many cores nobody else has.

        Raises ToolCancelled.
        """
        wanted = min(pixels, self._whole)
        with self._changed:
            while self._seats < 1 or self._free < wanted:
                if cancelled is not None and cancelled():
                    raise ToolCancelled(Words(zh="已取消", en="cancelled"))
                self._changed.wait(_LOOK_S)
            cores = self._seats
            self._free -= wanted
            self._seats -= 1
        try:
            yield cores
        finally:
            with self._changed:
                self._free += wanted
                self._seats += 1
                self._changed.notify_all()
