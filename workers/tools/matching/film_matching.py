"""Where a film's shots come from: its frames found among those of clips and photos.

First every frame roughly with all there is (matching_tables.py); then the few likely
ones frame by frame. What is compared of pictures says matching_views.py.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from domain.editing.bringing import Found
from domain.timebase import FILM_RATE
from workers.tools.matching.matching_tables import AROUND, Frames, Known, Place, RoughTables
from workers.tools.matching.matching_views import (
    FINE_ZOOMS,
    PARTS,
    WHOLE,
    Greys,
    Vectors,
    Window,
    cut,
    fine_vectors,
    inside,
    slid,
    standings,
)

#: Places in assets that are looked at closely for one shot.
_LIKELY = 7
#: Score, 0..1000, from which no other asset is looked at.
_SURE = 930
#: Correlation that a shot must reach in the mean, and a frame to belong to it.
SAME, SAME_FRAME = 0.75, 0.6
#: The same of stills: a clip that begins where a photo was taken fits that by 0.87.
SAME_STILL, SAME_STILL_FRAME = 0.9, 0.75
#: Standard deviation of grey below which a picture says nothing: black, white, fog.
_PLAIN = 6.0
#: A cut: mean difference of two frames in grey steps, at least so many times that of the frames
#: beside it.
_CUT, _CUT_TIMES, _BESIDE = 7.0, 2.5, 6
#: Frames; what is shorter belongs to what is beside it.
SHORTEST = 6
#: Frames of a window into which a stretch is cut that was not found as a whole.
_STRETCH = 20
#: Frames without a cut that are held back for what comes next, at most: half a minute.
_HELD = 750
#: Film frames of a stretch that are laid over a photo.
_STILL_PICKED = 5
#: Film frames by which the way a clip stands in the frame is told.
_PICKED = 8

#: (asset, first film frame of its own, how many) -> its frames there.
ReadClose = Callable[[str, int, int], Frames]


class FilmMatching:
    """All that a film's shots may come from; the film passes by, piece after piece."""

    def __init__(self, known: Sequence[Known], read_close: ReadClose) -> None:
        self._known = known
        self._tables = RoughTables(known)
        self._read_close = read_close

    def found(self, pieces: Iterable[Greys]) -> Iterator[Found]:
        """Every stretch of the film with what it comes from, or nothing; end to end.

        `pieces` are the film's pictures on the film's grid, in order. What may go on in the next
        piece waits for it, half a minute of film at most.
        """
        first = 0
        held: Greys | None = None
        for piece in pieces:
            film = piece if held is None else np.concatenate([held, piece])
            certain = _certain(film)
            for a, b in certain:
                yield from self._stretch(first, film, a, b)
            done = certain[-1][1] if certain else 0
            first, held = first + done, film[done:]
        if held is not None and len(held):
            for a, b in _stretches(held):
                yield from self._stretch(first, held, a, b)

    def _stretch(
        self, start: int, film: Greys, first: int, last: int, *, whole: bool = True
    ) -> list[Found]:
        """Frames first <= n < last of `film`, whose first is the film's frame `start`."""
        best = nothing = Found(first=start + first, last=start + last)
        shown = film[first:last]
        if len(shown) < SHORTEST or np.median(shown.reshape(len(shown), -1).std(axis=1)) < _PLAIN:
            return [nothing]
        # What stands between black bars is the picture, however it came to stand there.
        shown = cut(shown, inside(shown))
        for place in self._tables.likely(shown, _LIKELY):
            best = max(
                best, self._close(nothing.first, shown, place), key=lambda found: found.score
            )
            if best.score >= _SURE:
                break
        if best.key is None:
            return self._windows(start, film, first, last) if whole else [nothing]
        around = [(first, best.first - start), (best.last - start, last)]
        before, after = (
            self._stretch(start, film, a, b, whole=False) if b > a else [] for a, b in around
        )
        return [*before, best, *after]

    def _windows(self, start: int, film: Greys, first: int, last: int) -> list[Found]:
        """A stretch that nothing matches whole may be two: a dissolve has no cut."""
        count = (last - first) // _STRETCH
        if count < 2:
            return [Found(first=start + first, last=start + last)]
        edges = np.linspace(first, last, count + 1).astype(int).tolist()
        found: list[Found] = []
        for a, b in pairwise(edges):
            found += self._stretch(start, film, a, b, whole=False)
        return found

    # --- close ---

    def _close(self, first: int, film: Greys, place: Place) -> Found:
        """How well a stretch is this asset, and over which of its frames."""
        known = self._known[place.known]
        if known.is_clip:
            rough = round(int(known.ms[place.picture]) * FILM_RATE / 1000) - place.at
            return self._close_clip(first, film, known, rough)
        photo = known.read()[0]
        picked = np.unique(np.linspace(0, len(film) - 1, min(_STILL_PICKED, len(film))).astype(int))
        aspect = film.shape[2] / film.shape[1]
        values = [slid(film[n], photo, aspect) for n in picked]
        sims = np.interp(np.arange(len(film)), picked, values).astype(np.float32)
        return _cropped(first, sims, known.key, 0, least=(SAME_STILL, SAME_STILL_FRAME))

    def _close_clip(self, first: int, film: Greys, known: Known, rough: int) -> Found:
        start = max(0, rough - AROUND)
        count = len(film) + 2 * AROUND
        there = self._read_close(known.key, start, count)
        if not len(there.ms):
            return Found(first=first, last=first + len(film))
        source = cut(there.on_grid(start, count), known.inside)
        best: tuple[float, Window, Window, int, int] = (-1.0, WHOLE, WHOLE, 0, 0)
        picked = np.unique(np.linspace(0, len(film) - 1, _PICKED).astype(int))
        aspect = film.shape[2] / film.shape[1]
        for box, windows in standings(known.aspect, aspect, FINE_ZOOMS, shifted=False):
            shown = fine_vectors(film[picked], box)
            for window in windows:
                its = fine_vectors(source, window)
                for part in range(len(PARTS)):
                    score, offset = _best_diagonal(shown[part] @ its[part].T, picked, len(film))
                    if score > best[0]:
                        best = (score, box, window, part, offset)
        _, box, window, part, offset = best
        there_too = source[offset : offset + len(film)]
        mine, its_own = fine_vectors(film, box)[part], fine_vectors(there_too, window)[part]
        along = (mine[: len(its_own)] * its_own).sum(axis=1)
        return _cropped(first, along, known.key, start + offset)


def _cropped(
    first: int,
    sims: NDArray[np.float32],
    key: str,
    source: int,
    *,
    least: tuple[float, float] = (SAME, SAME_FRAME),
) -> Found:
    """The longest run of frames that fit, when they fit well; else nothing."""
    last = first + len(sims)
    a, b = _longest_run(sims >= least[1])
    if b - a < SHORTEST or float(np.mean(sims[a:b])) < least[0]:
        return Found(first=first, last=last)
    # Frames of a dissolve, or under a flash, belong to the shot beside them.
    a, b = (0 if a <= SHORTEST else a), (len(sims) if len(sims) - b <= SHORTEST else b)
    score = float(np.mean(sims[a:b])) * (b - a) / len(sims)
    return Found(
        first=first + a, last=first + b, key=key, source=source + a, score=round(1000 * score)
    )


def _longest_run(good: NDArray[np.bool_]) -> tuple[int, int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], good.view(np.int8), [0]))))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return 0, 0
    longest = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    return int(longest[0]), int(longest[1])


def _best_diagonal(sims: Vectors, picked: NDArray[np.int64], frames: int) -> tuple[float, int]:
    """How well picked film frames follow source frames at the best offset, and that offset."""
    offsets = np.arange(max(1, sims.shape[1] - frames + 1))
    places = np.minimum(picked[:, np.newaxis] + offsets, sims.shape[1] - 1)
    means = sims[np.arange(len(picked))[:, np.newaxis], places].mean(axis=0)
    best = int(means.argmax())
    return float(means[best]), best


def _certain(film: Greys) -> list[tuple[int, int]]:
    """The stretches that what comes next cannot change; all where none was cut for too long."""
    if not len(film):
        return []
    found = _stretches(film)
    last = max(first for first, _ in found if first <= max(0, len(film) - _BESIDE))
    return found if not last and len(film) >= _HELD else [each for each in found if each[1] <= last]


def _stretches(film: Greys) -> list[tuple[int, int]]:
    """The film between its cuts: rather one too many, as neighbours of one source are joined."""
    steps = np.abs(film[1:].astype(np.int16) - film[:-1].astype(np.int16)).mean(axis=(1, 2))
    cuts = [0]
    for n, step in enumerate(steps):
        around = np.concatenate((steps[max(0, n - _BESIDE) : n], steps[n + 1 : n + 1 + _BESIDE]))
        usual = float(np.median(around)) if len(around) else 0.0
        if step >= max(_CUT, _CUT_TIMES * usual) and n + 1 - cuts[-1] >= 3:
            cuts.append(n + 1)
    return list(zip(cuts, [*cuts[1:], len(film)], strict=True))
