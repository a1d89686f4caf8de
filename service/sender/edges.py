"""A hint before hashing whole clips: the first and last MiB of what a unit has sent already."""

import hashlib
from collections.abc import Iterable
from itertools import islice
from threading import Lock

from domain.errors import NotFound, StorageFailed
from domain.sending import Receipt
from storage.blobs import Blobs
from storage.originals import original_blob

#: Bytes at each end of a file; the page takes the same.
EDGE = 1 << 20
#: Files of one size that are compared: each costs two readings the first time.
MOST_CANDIDATES = 20
#: Hashes that are remembered.
_MOST = 10_000


class Edges:
    """sha256 of the first and the last MiB of originals; never a reason to skip a file."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lock = Lock()
        self._known: dict[str, str] = {}

    def are_of_one(self, sent: Iterable[Receipt], sha256: str) -> bool:
        """True when these are the edges of one of `sent`, all of one size; some are looked at."""
        return any(self._of(receipt) == sha256 for receipt in islice(sent, MOST_CANDIDATES))

    def _of(self, receipt: Receipt) -> str:
        """ "" when the bytes cannot be read now: the file is sent then and found a duplicate."""
        sha256 = receipt.sha256 or ""
        with self._lock:
            if sha256 in self._known:
                return self._known[sha256]
        try:
            edges = self._read(sha256, receipt.size)
        except (NotFound, StorageFailed):
            return ""
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[sha256] = edges
        return edges

    def _read(self, sha256: str, size: int) -> str:
        digest = hashlib.sha256()
        for start in (0, max(0, size - EDGE)):
            with self._blobs.open(original_blob(sha256), start=start, length=EDGE) as file:
                digest.update(file.read())
        return digest.hexdigest()
