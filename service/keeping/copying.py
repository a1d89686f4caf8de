"""Blobs on their way to the medium: each once, noted on the way, so that a kill loses little."""

import os
from collections.abc import Mapping

from domain.errors import NotFound
from domain.words import Words
from service.keeping import book as books
from service.keeping.book import BLOBS
from service.keeping.medium import Kept, Medium, Unreadable, faults, is_folder
from service.keeping.telling import Telling
from storage.blobs import Blobs
from storage.originals import PREFIX as ORIGINALS
from storage.originals import original_blob

#: Names of copied blobs are noted after so many bytes or files.
_NOTED_BYTES, _NOTED_FILES = 64 << 20, 200


class Copying:
    """What of a store is on a medium, and the copying of the rest."""

    def __init__(self, blobs: Blobs, medium: Medium, telling: Telling) -> None:
        self._blobs = blobs
        self._medium = medium
        self._telling = telling
        #: Blob -> where it is on the medium.
        self.copied: dict[str, Kept] = {}
        #: Blobs of the store that cannot be read, and originals that are not what their names say.
        self.damaged: set[str] = set()

    def go_on(self, known: Mapping[str, Kept]) -> None:
        """Count as copied what earlier runs kept and is still there."""
        self.copied = {n: kept for n, kept in known.items() if self._medium.has(BLOBS, kept)}

    def copy(self, listed: Mapping[str, int], words: Words) -> None:
        """Copy what is listed (blob -> bytes) and not there yet; raises StorageFailed, Damaged."""
        new = [name for name in listed if name not in self.copied and name not in self.damaged]
        self._telling.step(words, sum(listed[name] for name in new))
        waiting: list[str] = []
        noted = 0
        try:
            # Originals first: they alone cannot be made again.
            for name in sorted(new, key=lambda name: (not name.startswith(ORIGINALS), name)):
                if self._copy_one(name):
                    waiting.append(books.manifest_line(name, self.copied[name]))
                    noted += listed[name]
                if noted > _NOTED_BYTES or len(waiting) > _NOTED_FILES:
                    self._note(waiting)
                    noted = 0
        finally:
            self._note(waiting)

    def _copy_one(self, name: str) -> bool:
        """False when it was deleted meanwhile, cannot be read, or is not what its name says."""
        try:
            with self._blobs.open(name) as source:
                kept = self._medium.keep(BLOBS, source, on_bytes=self._telling.advance)
        except NotFound:
            return False
        except Unreadable:
            # One bad sector must not keep all the rest from being backed up.
            self.damaged.add(name)
            return False
        if name.startswith(f"{ORIGINALS}/") and name != original_blob(kept.sha256):
            self.damaged.add(name)
            if kept not in self.copied.values():
                self._medium.forget(BLOBS, kept)
            return False
        self.copied[name] = kept
        return True

    def _note(self, waiting: list[str]) -> None:
        if not waiting or not is_folder(self._medium.root):
            return
        with faults(self._medium.root), (self._medium.root / books.PROGRESS).open("a") as file:
            # A line that a kill tore ends here; `read_progress` passes it over.
            file.writelines(["\n", *waiting])
            file.flush()
            os.fsync(file.fileno())
        waiting.clear()
