"""Files of the store as one zip of which any part can be sent, so that a download goes on."""

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.exports.zip_layout import Piece, layout, total
from service.packing.packages import PIECE
from storage.blobs import Blobs
from storage.handing_over import Handed


class ZippedFiles:
    """Files under one top folder; the same files, name and moment give the same bytes."""

    def __init__(self, blobs: Blobs, name: str, files: Sequence[Handed], made: datetime) -> None:
        """`made` is the local time that its files show."""
        self.name = name
        self._blobs = blobs
        self._files = files
        self._made = made
        self._pieces = layout([each.under(name) for each in files], made)

    @property
    def size(self) -> int:
        return total(self._pieces)

    @property
    def etag(self) -> str:
        """The same for the same bytes."""
        said = "".join(f"{e.zipped.path}\0{e.zipped.crc32}\0" for e in self._files)
        said += f"{self.name}\0{self._made:%Y-%m-%dT%H:%M:%S}"
        return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes start <= n < end, a piece at a time."""
        for piece in self._pieces:
            if piece.at < end and start < piece.at + piece.size:
                first = max(start - piece.at, 0)
                yield from self._part(piece, first, min(end - piece.at, piece.size))

    def sha256(self) -> str:
        """Of the whole zip; reads every file once."""
        digest = hashlib.sha256()
        for part in self.read(0, self.size):
            digest.update(part)
        return digest.hexdigest()

    def _part(self, piece: Piece, first: int, last: int) -> Iterator[bytes]:
        if piece.file is None:
            yield piece.given[first:last]
            return
        handed = self._files[piece.file]
        if handed.blob is None:
            yield handed.body[first:last]
            return
        with contextlib.closing(
            self._blobs.open(handed.blob, start=first, length=last - first)
        ) as file:
            while got := file.read(PIECE):
                yield got
