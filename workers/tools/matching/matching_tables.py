"""The rough way to a shot's source: all pictures of the week as one table of vectors.

A vector is kept in bytes, 240 of them, and no picture of a clip is held beside it: of 200,000 key
frames a table takes 150 MB. It is read in blocks, so that a long shot takes no more than a short.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.timebase import FILM_RATE
from workers.tools.matching.matching_views import (
    ROUGH_ZOOMS,
    Greys,
    Vectors,
    Window,
    cut,
    inside,
    rough_vectors,
    standings,
)

#: Which film frames are compared roughly: key frames lie a second apart, frames 0.08.
_EVERY = 2
#: Rough correlation below which an asset is not looked at closely.
_ROUGHLY = 0.4
#: Film frames; places of a clip that are nearer to each other are looked at closely once.
AROUND = 30
#: Shapes of the film's picture whose tables are held at once.
_SHAPES = 3
#: Steps of a vector's number, which is 0.5 at most; and rows that are compared at once.
_STEPS, _BLOCK = 254, 4096


@dataclass(frozen=True, kw_only=True)
class Frames:
    """Pictures with the times they are shown at."""

    #: Milliseconds, rising; one 0 for photos.
    ms: NDArray[np.int64]
    #: n x height x width.
    grey: Greys

    def on_grid(self, first: int, count: int) -> Greys:
        """The pictures shown at `count` film frames from `first` on, the nearest of each."""
        wanted = (np.arange(first, first + count) * 1000) // FILM_RATE
        after = np.clip(np.searchsorted(self.ms, wanted), 0, len(self.ms) - 1)
        before = np.maximum(after - 1, 0)
        nearer = np.abs(self.ms[before] - wanted) < np.abs(self.ms[after] - wanted)
        return self.grey[np.where(nearer, before, after)]


@dataclass(frozen=True, kw_only=True)
class Known:
    """One asset that a shot may come from."""

    key: str
    is_clip: bool
    #: Milliseconds of its pictures; one 0 of a photo or card.
    ms: NDArray[np.int64]
    #: The part of the pictures that is no black bar, and the aspect of that part.
    inside: Window
    aspect: float
    #: Its pictures, bars cut off: read anew for each table.
    read: Callable[[], Greys]


def known_asset(key: str, read: Callable[[], Frames], *, is_clip: bool) -> Known:
    """An asset with one picture at least; of a clip key frames, of a photo its one picture."""
    frames = read()
    window = inside(frames.grey)
    height, width = cut(frames.grey, window).shape[1:]
    return Known(
        key=key,
        is_clip=is_clip,
        ms=frames.ms,
        inside=window,
        aspect=width / height,
        read=lambda: cut(read().grey, window),
    )


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a shot may come from."""

    #: Place among what is known, and among the pictures of that.
    known: int
    picture: int
    #: Frame of the film's stretch that fits it.
    at: int


@dataclass(frozen=True, kw_only=True)
class _Table:
    #: Where in the film's frame the pictures stand.
    box: Window
    vectors: NDArray[np.int8]
    #: Of each vector: place of its asset, and of its picture there.
    rows: NDArray[np.int32]


class RoughTables:
    """All that is known, to be found by any frame of a film of any shape."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known
        self._made: OrderedDict[int, list[_Table]] = OrderedDict()

    def likely(self, film: Greys, most: int) -> list[Place]:
        """The likeliest places of a stretch, best first."""
        picked = np.arange(0, len(film), _EVERY)
        # Of a clip that hardly moves several places are tried, each once.
        best: dict[tuple[int, int], tuple[float, Place]] = {}
        for table in self._of(film.shape[2] / film.shape[1]):
            values, frames = _best_fits(rough_vectors(film[picked], table.box), table.vectors)
            for row in np.argsort(values)[::-1][: 40 * most]:
                known, picture = map(int, table.rows[row])
                at, value = int(picked[frames[row]]), float(values[row])
                begins = int(self._known[known].ms[picture]) * FILM_RATE // 1000 - at
                place = (known, begins // AROUND)
                if value > best.get(place, (_ROUGHLY, None))[0]:
                    best[place] = (value, Place(known=known, picture=picture, at=at))
        ordered = sorted(best.values(), key=lambda each: -each[0])
        return [place for _, place in ordered[:most]]

    def _of(self, aspect: float) -> list[_Table]:
        """The tables for a picture of this shape; phones' pictures differ by a pixel."""
        shape = round(aspect * 24)
        if shape not in self._made:
            while len(self._made) >= _SHAPES:
                self._made.popitem(last=False)
            self._made[shape] = list(_tables(self._known, shape / 24))
        self._made.move_to_end(shape)
        return self._made[shape]


def _tables(known: Sequence[Known], aspect: float) -> Iterator[_Table]:
    made: dict[Window, tuple[list[NDArray[np.int8]], list[NDArray[np.int32]]]] = {}
    for place, each in enumerate(known):
        pictures = each.read()
        for box, windows in standings(each.aspect, aspect, ROUGH_ZOOMS, shifted=not each.is_clip):
            vectors, rows = made.setdefault(box, ([], []))
            for window in windows:
                vectors.append(_in_bytes(rough_vectors(pictures, window)))
                rows.append(_rows(place, len(pictures)))
    for box, (vectors, rows) in made.items():
        yield _Table(box=box, vectors=np.concatenate(vectors), rows=np.concatenate(rows))


def _rows(place: int, count: int) -> NDArray[np.int32]:
    return np.stack([np.full(count, place), np.arange(count)], axis=1).astype(np.int32)


def _in_bytes(vectors: Vectors) -> NDArray[np.int8]:
    return np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)


def _best_fits(
    film: Vectors, vectors: NDArray[np.int8]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """How well each row fits the film frame that it fits best, and which that is."""
    values = np.empty(len(vectors), np.float32)
    frames = np.empty(len(vectors), np.int64)
    for start in range(0, len(vectors), _BLOCK):
        block = vectors[start : start + _BLOCK].astype(np.float32) / _STEPS
        scores = film @ block.T
        there = slice(start, start + len(block))
        frames[there] = scores.argmax(axis=0)
        values[there] = scores.max(axis=0)
    return values, frames


def known_stills(pictures: Iterable[tuple[str, Greys]]) -> list[Known]:
    """Single pictures by key as what a shot may come from."""
    found: list[Known] = []
    for key, picture in pictures:
        frames = Frames(ms=np.zeros(1, np.int64), grey=picture[np.newaxis])
        found.append(known_asset(key, lambda frames=frames: frames, is_clip=False))
    return found
