"""What inspect has seen of a photo and look will ask for: kept a moment, so that it is made once.

Both stations of an asset mostly run in one worker, one after the other. Where they do not (another
worker took over, the shelf was full), look asks the confined child anew: the answer is the same.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

#: Photos kept at most; with two pictures each some 0.5 MB. More than a worker has in hand at once.
MOST = 16
Look = tuple[Mapping[str, Any], dict[str, bytes]]


class Seen:
    """A small shelf, first in, first out; thread-safe."""

    def __init__(self) -> None:
        self._shelf: OrderedDict[str, Look] = OrderedDict()
        self._turn = Lock()

    def put(self, asset_id: str, look: Mapping[str, Any], blobs: dict[str, bytes]) -> None:
        with self._turn:
            self._shelf[asset_id] = (look, blobs)
            while len(self._shelf) > MOST:
                self._shelf.popitem(last=False)

    def take(self, asset_id: str) -> Look | None:
        """The look that was put for this asset, once; None when it is not there."""
        with self._turn:
            return self._shelf.pop(asset_id, None)
