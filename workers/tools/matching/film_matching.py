"""Where a film's shots come from: its frames found among those of clips and photos.

First every frame roughly with all there is (matching_tables.py); then the few likely
ones frame by frame. What is compared of pictures says matching_views.py.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from domain.editing.bringing import Found
from domain.timebase import FILM_RATE
from workers.tools.matching.film_cuts import certain_stretches, stretches_of
from workers.tools.matching.film_overlays import Overlays
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
    rough_vectors,
    slid,
    standings,
)
from workers.tools.matching.plain_places import Unknown

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
#: Frames; what is shorter belongs to what is beside it.
SHORTEST = 6
#: Film frames by which what goes on from a neighbour may be astray.
_ASTRAY = 2
#: Frames of a window into which a stretch is cut that was not found as a whole.
_STRETCH = 20
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
        self._clips = {each.key: each for each in known if each.is_clip}
        self._tables = RoughTables(known)
        self._read_close = read_close
        #: What was not found of the film that passed by.
        self.unknown: list[Unknown] = []

    def found(self, pieces: Iterable[Greys]) -> Iterator[Found]:
        """Every stretch of the film with what it comes from, or nothing; end to end.

        `pieces` are the film's pictures on the film's grid, in order. What may go on in the next
        piece waits for it, half a minute of film at most, and so does what was not surely found:
        it may be the beginning of what comes next.
        """
        first = 0
        held: Greys | None = None
        before: Found | None = None
        # One at most, with which `held` begins.
        waits: list[Found] = []
        overlays = Overlays()
        for piece in map(overlays.without, pieces):
            film = piece if held is None else np.concatenate([held, piece])
            certain = _behind(waits, film, certain_stretches)
            if certain:
                found = self._all(first, film, certain, before, waits)
                waits = found[-1:] if found[-1].score < _SURE else []
                for each in found[: len(found) - len(waits)]:
                    before = each
                    yield self._told(first, film, each)
                done = found[-1 - len(waits)].last - first if len(found) > len(waits) else 0
                first, film = first + done, film[done:]
            held = film
        if held is not None and len(held):
            left = _behind(waits, held, stretches_of)
            for each in self._all(first, held, left, before, waits):
                yield self._told(first, held, each)

    def _all(
        self,
        start: int,
        film: Greys,
        stretches: Sequence[tuple[int, int]],
        before: Found | None,
        waits: Sequence[Found],
    ) -> list[Found]:
        """What waits and each of the stretches, then what goes on from one into the next without
        a cut.
        """
        found = [each for a, b in stretches for each in self._stretch(start, film, a, b)]
        found = [*waits, *self._gone_on(start, film, found, waits[-1] if waits else before)]
        return self._gone_on(start, film, found[::-1], None)[::-1]

    def _told(self, start: int, film: Greys, each: Found) -> Found:
        if each.key is None:
            # A copy: a view would hold its whole minute of the film until the end.
            picture = film[(each.first + each.last) // 2 - start].copy()
            self.unknown.append(Unknown(first=each.first, last=each.last, picture=picture))
        return each

    def _gone_on(
        self, start: int, film: Greys, found: Sequence[Found], before: Found | None
    ) -> list[Found]:
        """What was not surely found, as far as it is its neighbour's clip going on.

        A flash, a moved head or a few frames between two false cuts are like too much or nothing
        else; but the clip beside them is known, and where it goes on. `found` backwards for clips
        that went on from before.
        """
        whole: list[Found] = []
        for each in found:
            beside = whole[-1] if whole else before
            more = self._going_on(start, film, each, beside) if beside is not None else None
            parts = [part for part in (more, _without(each, more)) if part is not None]
            # Behind a flash it goes on at the far end: what is left then comes before it.
            backwards = beside is not None and beside.first > each.first
            whole += sorted(parts, key=lambda part: part.first, reverse=backwards)
        return whole

    def _going_on(self, start: int, film: Greys, each: Found, beside: Found) -> Found | None:
        """The part of `each` at either end that shows what follows in its neighbour, if any."""
        known = self._clips.get(beside.key or "")
        if known is None or each.score >= _SURE or each.key == beside.key:
            return None
        rough = beside.source + each.first - beside.first
        # Before its clip begins nothing of a stretch can show it; what follows may.
        begins = each.first + max(0, -rough)
        if begins >= each.last:
            return None
        for shown in _views(film[begins - start : each.last - start]):
            more = self._close_clip(begins, shown, known, max(0, rough), around=_ASTRAY, shortest=1)
            touches = more.first == each.first or more.last == each.last
            if more.key is not None and more.score > each.score and touches:
                return more
        return None

    def _stretch(
        self, start: int, film: Greys, first: int, last: int, *, whole: bool = True
    ) -> list[Found]:
        """Frames first <= n < last of `film`, whose first is the film's frame `start`."""
        best = nothing = Found(first=start + first, last=start + last)
        shown = film[first:last]
        if len(shown) < SHORTEST or np.median(shown.reshape(len(shown), -1).std(axis=1)) < _PLAIN:
            return [nothing]
        # All between bars and the bars too: only once, or what is foreign would cost twice.
        for view in _views(shown) if whole else islice(_views(shown), 1):
            best = self._likeliest(view, nothing)
            if best.key is not None:
                break
        if best.key is None:
            return self._windows(start, film, first, last) if whole else [nothing]
        around = [(first, best.first - start), (best.last - start, last)]
        before, after = (
            self._stretch(start, film, a, b, whole=False) if b > a else [] for a, b in around
        )
        return [*before, best, *after]

    def _likeliest(self, shown: Greys, nothing: Found) -> Found:
        best = nothing
        for place in self._tables.likely(shown, _LIKELY):
            best = max(
                best, self._close(nothing.first, shown, place), key=lambda found: found.score
            )
            if best.score >= _SURE:
                break
        return best

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

    def _close_clip(
        self,
        first: int,
        film: Greys,
        known: Known,
        rough: int,
        *,
        around: int = AROUND,
        shortest: int = SHORTEST,
    ) -> Found:
        start = max(0, rough - around)
        count = len(film) + 2 * around
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
        return _cropped(first, along, known.key, start + offset, shortest=shortest)


def _behind(
    waits: Sequence[Found], film: Greys, stretches: Callable[[Greys], list[tuple[int, int]]]
) -> list[tuple[int, int]]:
    """The stretches of a film that begins with what waits, behind that."""
    past = sum(each.frames for each in waits)
    rest = film[past:]
    return [(past + a, past + b) for a, b in stretches(rest)] if len(rest) else []


def _views(film: Greys) -> Iterator[Greys]:
    """What stands between black bars is the picture, however it came to stand there; and all of
    it, since the dark ground of a picture looks like bars. Of what is plain between them all would
    say no more than where the bars are.
    """
    window = inside(film)
    shown = cut(film, window)
    yield shown
    middle = len(film) // 2
    if window != WHOLE and rough_vectors(shown[middle : middle + 1], WHOLE).any():
        yield film


def _without(each: Found, part: Found | None) -> Found | None:
    """What is left of a stretch beside its first or its last frames; None where nothing is."""
    if part is None:
        return each
    if part.first == each.first:
        left = replace(each, first=part.last, source=each.source + part.last - each.first)
    else:
        left = replace(each, last=part.first)
    return left if left.frames > 0 else None


def _cropped(
    first: int,
    sims: NDArray[np.float32],
    key: str,
    source: int,
    *,
    least: tuple[float, float] = (SAME, SAME_FRAME),
    shortest: int = SHORTEST,
) -> Found:
    """The longest run of frames that fit, when they fit well; else nothing."""
    last = first + len(sims)
    a, b = _longest_run(sims >= least[1])
    if b - a < shortest or float(np.mean(sims[a:b])) < least[0]:
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
