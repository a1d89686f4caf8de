"""Music beds that were made, as files of one worker: most films are an edit of the one before.

A bed hangs on nothing but its piece and the film's length, so that nothing of a sender is in it; it
goes with the worker's scratch folder.
"""

import secrets
import threading
from pathlib import Path

from domain.cutting.music import BEDS, Bed
from domain.timebase import SAMPLES_PER_FRAME
from workers.tools.film.film_music import write_bed

#: Bytes of beds kept, those wanted last: seven of three minutes.
MOST_BYTES = 256 << 20


class KeptBeds:
    """Beds in `folder`, which is this worker's alone, by piece and length; safe for threads."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most = folder, most_bytes
        #: Hundredths of LUFS of each bed that lies there; wanted last stands last.
        self._loud: dict[tuple[str, int], int | None] = {}
        self._turns: dict[tuple[str, int], threading.Lock] = {}
        self._changing = threading.Lock()

    def write(self, bed: Bed, frames: int, out: Path) -> int | None:
        """The bed at `out`, on the disk of the folder, as `write_bed` writes it; its loudness.

        Who wants a bed that is being made waits for it.
        """
        key = (bed.key, frames)
        with self._turn(key):
            there, loud = self._given(key, out)
            if not there:
                loud = write_bed(bed, frames, out)
                self._keep(key, out, loud)
        return loud

    def missing(self, frames: int) -> list[Bed]:
        """Those of our own that do not lie here for films of that length."""
        with self._changing:
            return [bed for bed in BEDS.values() if (bed.key, frames) not in self._loud]

    def make(self, bed: Bed, frames: int) -> None:
        """Have it lie here for whoever wants it next."""
        new = self._folder / f"bed-new-{secrets.token_hex(4)}.pcm"
        try:
            self.write(bed, frames, new)
        finally:
            new.unlink(missing_ok=True)

    def _turn(self, key: tuple[str, int]) -> threading.Lock:
        with self._changing:
            return self._turns.setdefault(key, threading.Lock())

    def _path(self, key: tuple[str, int]) -> Path:
        return self._folder / f"bed-{key[0]}-{key[1]}.pcm"

    def _given(self, key: tuple[str, int], out: Path) -> tuple[bool, int | None]:
        """Whether it lay there and is at `out` now, and how loud it is."""
        with self._changing:
            if key not in self._loud or not _linked(self._path(key), out):
                return False, None
            loud = self._loud[key] = self._loud.pop(key)
            return True, loud

    def _keep(self, key: tuple[str, int], out: Path, loud: int | None) -> None:
        path = self._path(key)
        path.unlink(missing_ok=True)
        if not _linked(out, path):
            return
        with self._changing:
            self._loud[key] = loud
            while len(self._loud) > 1 and sum(map(_size, self._loud)) > self._most:
                oldest = next(iter(self._loud))
                del self._loud[oldest]
                self._path(oldest).unlink(missing_ok=True)


def _size(key: tuple[str, int]) -> int:
    return key[1] * SAMPLES_PER_FRAME * 4


def _linked(source: Path, name: Path) -> bool:
    """Whether `name` has become another name of `source`: not where there is a file already."""
    try:
        name.hardlink_to(source)
    except OSError:
        return False
    return True
