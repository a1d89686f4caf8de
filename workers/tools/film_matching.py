"""Where a film's shots come from: its frames found among those of clips and photos.

Small grey pictures are compared by the correlation of what is left of them without their broad
shades, so that another encoder, size or brightness does not matter, and not every bright sky over
dark ground is the same (with the shades any two fit by 0.9); over several windows, so that a crop
does not; and over the upper, the lower and the whole of the picture, so that a lower third or a
banner does not. First every frame roughly with all there is, by one product of matrices; then the
few likely ones frame by frame.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.editing.bringing import Found
from domain.timebase import FILM_RATE

Greys = NDArray[np.uint8]
Vectors = NDArray[np.float32]
#: Left, top, right, bottom as shares of a picture.
Window = tuple[float, float, float, float]

WHOLE: Window = (0, 0, 1, 1)
#: Px of a view that is compared: rough, and fine.
_ROUGH, _FINE = (24, 14), (44, 26)
#: Rough views leave the lowest rows out, where captions stand.
_ROUGH_ROWS = 10
#: Of a fine view: all of it, without the lower third, without the upper.
_PARTS = ((0.0, 1.0), (0.0, 0.7), (0.3, 1.0))
#: Shares of a picture that an editor may have cut it to, beside the whole.
_ROUGH_ZOOMS, _FINE_ZOOMS = (1.0, 0.88, 0.76), (1.0, 0.95, 0.9, 0.85, 0.8, 0.74, 0.67)
#: The same for photos, which may be moved over.
_SLIDING = (1.0, 0.96, 0.92, 0.88, 0.84, 0.78, 0.7)
#: Every which film frame is compared roughly: key frames lie a second apart, frames 0.08.
_EVERY = 2
#: Places in assets that are looked at closely for one shot.
_LIKELY = 7
#: Rough correlation below which an asset is not looked at closely.
_ROUGHLY = 0.4
#: Score, 0..1000, from which no other asset is looked at.
_SURE = 930
#: Correlation that a shot must reach in the mean, and a frame to belong to it.
SAME, SAME_FRAME = 0.75, 0.6
#: The same of stills: a clip that begins where a photo was taken fits that by 0.87.
SAME_STILL, SAME_STILL_FRAME = 0.9, 0.75
#: Standard deviation of grey below which a picture says nothing: black, white, fog.
_PLAIN = 6.0
#: The same without broad shades; and the share of a picture's 24 parts that must have lines.
_PLAIN_LINES, _RICH_CELLS = 1.5, 0.4
#: A cut: mean difference of two frames in grey steps, at least so many times that around it.
_CUT, _CUT_TIMES = 7.0, 2.5
#: Frames; what is shorter belongs to what is beside it.
SHORTEST = 6
#: Frames of a window into which a stretch is cut that was not found as a whole.
_STRETCH = 20
#: Film frames of a stretch that are laid over a photo.
_STILL_PICKED = 5
#: Film frames by which the way a clip stands in the frame is told.
_PICKED = 8
#: Frames around the rough place that are looked at closely.
_AROUND = 30
#: Grey up to which a bar is black, and share of a picture that must be left between bars.
_BLACK, _LEAST_INSIDE = 28, 0.2
#: Aspects that differ by less may be the same picture pressed together.
_PRESSED = 0.1
#: Aspects that differ by less are the same.
_ALIKE = 0.02


@dataclass(frozen=True, kw_only=True)
class Frames:
    """Pictures with the times they are shown at."""

    #: Milliseconds, rising; one 0 for photos.
    ms: NDArray[np.int64]
    #: n x height x width.
    grey: Greys

    @property
    def aspect(self) -> float:
        return self.grey.shape[2] / self.grey.shape[1]

    def on_grid(self, first: int, count: int) -> Greys:
        """The pictures shown at `count` film frames from `first` on, the nearest of each."""
        wanted = (np.arange(first, first + count) * 1000) // FILM_RATE
        after = np.clip(np.searchsorted(self.ms, wanted), 0, len(self.ms) - 1)
        before = np.maximum(after - 1, 0)
        nearer = np.abs(self.ms[before] - wanted) < np.abs(self.ms[after] - wanted)
        return self.grey[np.where(nearer, before, after)]


#: (asset, first film frame of its own, how many) -> its frames there.
ReadClose = Callable[[str, int, int], Frames]


@dataclass(frozen=True, kw_only=True)
class Known:
    """One asset that a shot may come from."""

    key: str
    is_clip: bool
    #: Key frames of a clip, the one picture of a photo or card.
    frames: Frames
    #: The part of them that is no black bar; `frames` is that part already.
    inside: Window = WHOLE


@dataclass(frozen=True, kw_only=True)
class _Row:
    """What a rough vector was made of."""

    known: int
    #: Place among the frames of the asset.
    frame: int


#: A table of rough vectors: where in the frame the pictures stand, the vectors, what each is of.
_Table = tuple[Window, Vectors, list[_Row]]


class FilmMatching:
    """A film's frames on the film's grid, and all that its shots may come from."""

    def __init__(self, film: Frames, known: Sequence[Known], read_close: ReadClose) -> None:
        count = max(1, round((int(film.ms[-1]) + 1000 // FILM_RATE) * FILM_RATE / 1000))
        self.frames = count
        self._film = film.on_grid(0, count)
        self._known = [_without_bars(each) for each in known if len(each.frames.ms)]
        self._read_close = read_close
        self._tables: dict[int, list[_Table]] = {}

    def found(self, tell: Callable[[int, int], None] = lambda *_: None) -> list[Found]:
        """Every stretch of the film with what it comes from, or nothing; end to end."""
        found: list[Found] = []
        stretches = _stretches(self._film)
        for done, (first, last) in enumerate(stretches):
            tell(done, len(stretches))
            found += self._stretch(first, last)
        return found

    def _stretch(self, first: int, last: int, *, whole: bool = True) -> list[Found]:
        best = nothing = Found(first=first, last=last)
        film = self._film[first:last]
        if len(film) < SHORTEST or np.median(film.reshape(len(film), -1).std(axis=1)) < _PLAIN:
            return [nothing]
        # What stands between black bars is the picture, however it came to stand there.
        film = _cut(film, _inside(film))
        for known, frame, at in self._likely(film):
            close = self._close(first, film, self._known[known], frame, at)
            best = max(best, close, key=lambda found: found.score)
            if best.score >= _SURE:
                break
        if best.key is None:
            return self._windows(first, last) if whole else [nothing]
        around = [(first, best.first), (best.last, last)]
        before, after = (self._stretch(a, b, whole=False) if b > a else [] for a, b in around)
        return [*before, best, *after]

    def _windows(self, first: int, last: int) -> list[Found]:
        """A stretch that nothing matches whole may be two: a dissolve has no cut."""
        count = (last - first) // _STRETCH
        if count < 2:
            return [Found(first=first, last=last)]
        edges = np.linspace(first, last, count + 1).astype(int).tolist()
        found: list[Found] = []
        for a, b in pairwise(edges):
            found += self._stretch(a, b, whole=False)
        return found

    # --- rough ---

    def _likely(self, film: Greys) -> list[tuple[int, int, int]]:
        """(asset, its frame, film frame) of the likeliest assets, the best fit of each."""
        picked = np.arange(0, len(film), _EVERY)
        # Of a clip that hardly moves several places are tried, each once.
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        for box, table, rows in self._tables_of(film.shape[2] / film.shape[1]):
            scores = _rough_vectors(film[picked], box) @ table.T
            places = scores.argmax(axis=0)
            values = scores[places, np.arange(len(rows))]
            for column in np.argsort(values)[::-1][: 40 * _LIKELY]:
                row, at = rows[column], int(picked[places[column]])
                begins = int(self._known[row.known].frames.ms[row.frame]) * FILM_RATE // 1000 - at
                place = (row.known, begins // _AROUND)
                value = float(values[column])
                if value > best.get(place, (_ROUGHLY, 0, 0))[0]:
                    best[place] = (value, row.frame, at)
        order = sorted(best, key=lambda place: -best[place][0])[:_LIKELY]
        return [(place[0], *best[place][1:]) for place in order]

    def _tables_of(self, aspect: float) -> list[_Table]:
        """The vectors of all that is known as it may stand in a picture of this shape."""
        shape = round(aspect * 24)
        if shape not in self._tables:
            self._tables[shape] = self._made_tables(shape / 24)
        return self._tables[shape]

    def _made_tables(self, aspect: float) -> list[_Table]:
        made: dict[Window, list[tuple[_Row, Vectors]]] = {}
        for place, known in enumerate(self._known):
            for box, windows in _standings(known, aspect, _ROUGH_ZOOMS, shifted=True):
                for window in windows:
                    vectors = _rough_vectors(known.frames.grey, window)
                    made.setdefault(box, []).extend(
                        (_Row(known=place, frame=n), vector) for n, vector in enumerate(vectors)
                    )
        return [
            (box, np.stack([vector for _, vector in rows]), [row for row, _ in rows])
            for box, rows in made.items()
        ]

    # --- close ---

    def _close(self, first: int, film: Greys, known: Known, frame: int, at: int) -> Found:
        """How well a stretch is this asset, and over which of its frames."""
        if known.is_clip:
            return self._close_clip(first, film, known, frame, at)
        picked = np.unique(np.linspace(0, len(film) - 1, min(_STILL_PICKED, len(film))).astype(int))
        aspect = film.shape[2] / film.shape[1]
        values = [_slid(film[n], known.frames.grey[0], aspect) for n in picked]
        sims = np.interp(np.arange(len(film)), picked, values).astype(np.float32)
        return _cropped(first, sims, known.key, 0, least=(SAME_STILL, SAME_STILL_FRAME))

    def _close_clip(self, first: int, film: Greys, known: Known, frame: int, at: int) -> Found:
        rough = round(int(known.frames.ms[frame]) * FILM_RATE / 1000) - at
        start = max(0, rough - _AROUND)
        count = len(film) + 2 * _AROUND
        there = self._read_close(known.key, start, count)
        if not len(there.ms):
            return Found(first=first, last=first + len(film))
        source = _cut(there.on_grid(start, count), known.inside)
        best: tuple[float, Window, Window, int, int] = (-1.0, WHOLE, WHOLE, 0, 0)
        picked = np.unique(np.linspace(0, len(film) - 1, _PICKED).astype(int))
        aspect = film.shape[2] / film.shape[1]
        for box, windows in _standings(known, aspect, _FINE_ZOOMS, shifted=False):
            shown = _fine_vectors(film[picked], box)
            for window in windows:
                its = _fine_vectors(source, window)
                for part in range(len(_PARTS)):
                    score, offset = _best_diagonal(shown[part] @ its[part].T, picked, len(film))
                    if score > best[0]:
                        best = (score, box, window, part, offset)
        _, box, window, part, offset = best
        there_too = source[offset : offset + len(film)]
        mine, its_own = _fine_vectors(film, box)[part], _fine_vectors(there_too, window)[part]
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


def _stretches(film: Greys) -> list[tuple[int, int]]:
    """The film between its cuts: rather one too many, as neighbours of one source are joined."""
    steps = np.abs(film[1:].astype(np.int16) - film[:-1].astype(np.int16)).mean(axis=(1, 2))
    cuts = [0]
    for n, step in enumerate(steps):
        around = np.concatenate((steps[max(0, n - 6) : n], steps[n + 1 : n + 7]))
        usual = float(np.median(around)) if len(around) else 0.0
        if step >= max(_CUT, _CUT_TIMES * usual) and n + 1 - cuts[-1] >= 3:
            cuts.append(n + 1)
    return list(zip(cuts, [*cuts[1:], len(film)], strict=True))


# --- views ---------------------------------------------------------------------------------------


def _inside(grey: Greys) -> Window:
    """The part between black bars; the whole where there are none, or hardly anything else.

    Bars stand on both sides alike: a dark caption at the foot is none.
    """
    lit = grey.max(axis=0) > _BLACK
    left, right = _between(lit.any(axis=0))
    top, bottom = _between(lit.any(axis=1))
    if (right - left) * (bottom - top) < _LEAST_INSIDE:
        return WHOLE
    return left, top, right, bottom


def _between(lit: NDArray[np.bool_]) -> tuple[float, float]:
    """Shares of a side between which it is lit, when what is not is alike at both ends."""
    places = np.flatnonzero(lit)
    if not len(places):
        return 0.0, 1.0
    before, after = int(places[0]), len(lit) - 1 - int(places[-1])
    if not before or not after or abs(before - after) > max(2, (before + after) // 8):
        return 0.0, 1.0
    # The bar's edge is in the pixel beside it, half black.
    return (before + 1) / len(lit), (len(lit) - after - 1) / len(lit)


def _without_bars(known: Known) -> Known:
    inside = _inside(known.frames.grey)
    if inside == WHOLE:
        return known
    frames = replace(known.frames, grey=_cut(known.frames.grey, inside))
    return replace(known, frames=frames, inside=inside)


def _standings(
    known: Known, film: float, zooms: Iterable[float], *, shifted: bool
) -> list[tuple[Window, list[Window]]]:
    """Where the picture may stand in the film's frame, and which windows of it may stand there."""
    ratio = known.frames.aspect / film
    if abs(ratio - 1) < _ALIKE:
        return [(WHOLE, [_centred(zoom, zoom) for zoom in zooms])]
    # Filling the frame, what is left over cut off; or whole, with something beside it.
    wide, tall = min(1.0, 1 / ratio), min(1.0, ratio)
    windows = [_centred(wide * zoom, tall * zoom) for zoom in zooms]
    if shifted and not known.is_clip:
        # A photo that is moved over may show its top or its foot.
        free_x, free_y = 1 - wide, 1 - tall
        windows += [(x, y, x + wide, y + tall) for x, y in ((0.0, 0.0), (free_x, free_y))]
    if abs(ratio - 1) < _PRESSED:
        windows.append(WHOLE)
    box = _centred(min(1.0, ratio), min(1.0, 1 / ratio))
    return [(WHOLE, windows), (_rounded(box), [WHOLE])]


def _centred(wide: float, tall: float) -> Window:
    return ((1 - wide) / 2, (1 - tall) / 2, (1 + wide) / 2, (1 + tall) / 2)


def _rounded(window: Window) -> Window:
    """Phones' pictures differ by a pixel: they are to share their views of the film."""
    a, b, c, d = (round(side * 96) / 96 for side in window)
    return a, b, c, d


def _views(grey: Greys, window: Window, size: tuple[int, int]) -> Vectors:
    """The window of every picture in so many px, cut exactly: half a pixel shows in fine lines."""
    height, width = grey.shape[1:]
    across = (window[2] - window[0]) * width / size[0]
    down = (window[3] - window[1]) * height / size[1]
    left = window[0] * width + across / 2 - 0.5
    top = window[1] * height + down / 2 - 0.5
    laid = np.array([[across, 0, left], [0, down, top]])
    soft = max(0.3, across / 2)
    made: list[Vectors] = []
    for each in grey:
        blurred = cv2.GaussianBlur(each.astype(np.float32), (0, 0), soft)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        view = cv2.warpAffine(blurred, laid, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        made.append(_lines(view))
    return np.stack(made)


def _lines(picture: NDArray[Any]) -> Vectors:
    """What is left of a picture without its broad shades and without its finest lines."""
    sharp = np.asarray(picture, np.float32)
    fine = cv2.GaussianBlur(sharp, (0, 0), max(0.5, sharp.shape[1] / 56))
    broad = cv2.GaussianBlur(sharp, (0, 0), max(1.5, sharp.shape[1] / 14))
    return np.asarray(fine - broad, np.float32)


def _unit(views: Vectors) -> Vectors:
    """Rows of zero mean and length one: their product is the correlation. Poor ones are zero."""
    flat = views.reshape(len(views), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    return np.where(_poor(views)[:, np.newaxis], 0, flat / np.maximum(length, 1e-6)).astype(
        np.float32
    )


def _poor(views: Vectors) -> NDArray[np.bool_]:
    """Pictures that are plain but for a word or a line: too many things look like those."""
    rich = np.abs(views) > _PLAIN_LINES
    cells = np.stack([part.any(axis=(1, 2)) for rows in np.array_split(rich, 4, axis=1)
                      for part in np.array_split(rows, 6, axis=2)])  # fmt: skip
    return cells.mean(axis=0) < _RICH_CELLS


def _rough_vectors(grey: Greys, window: Window) -> Vectors:
    return _unit(_views(grey, window, _ROUGH)[:, :_ROUGH_ROWS])


def _fine_vectors(grey: Greys, window: Window) -> list[Vectors]:
    """Of the whole view and of each part."""
    views = _views(grey, window, _FINE)
    rows = _FINE[1]
    return [_unit(views[:, round(a * rows) : round(b * rows)]) for a, b in _PARTS]


def _slid(film: Greys, photo: Greys, aspect: float) -> float:
    """The best correlation of a film frame with any window of a photo, the lower third aside."""
    height, width = photo.shape
    lines = _lines(photo)
    best = -1.0
    ratio = width / height / aspect
    if abs(ratio - 1) >= _ALIKE:
        # Whole in the frame, with something beside it.
        box = _centred(min(1.0, ratio), min(1.0, 1 / ratio))
        best = _laid(_cut(film, box), lines, [(width, height), (width * 0.92, height * 0.92)])
    widest = min(width, height * aspect)
    sizes = [(widest * share, widest * share / aspect) for share in _SLIDING]
    return max(best, _laid(film, lines, sizes))


def _laid(shown: Greys, photo: Vectors, sizes: Iterable[tuple[float, float]]) -> float:
    best = -1.0
    for wide, tall in sizes:
        size = (min(round(wide), photo.shape[1]), min(round(tall), photo.shape[0]))
        small = _lines(cv2.resize(shown, size, interpolation=cv2.INTER_AREA))
        for a, b in _PARTS[1:]:
            part = small[round(a * len(small)) : round(b * len(small))]
            if not _poor(part[np.newaxis])[0]:
                found = cv2.matchTemplate(photo, part, cv2.TM_CCOEFF_NORMED).max()
                best = max(best, float(found))
    return best


def _cut(picture: Greys, window: Window) -> Greys:
    height, width = picture.shape[-2:]
    x0, y0 = round(window[0] * width), round(window[1] * height)
    x1, y1 = max(round(window[2] * width), x0 + 2), max(round(window[3] * height), y0 + 2)
    return picture[..., y0:y1, x0:x1]


def known_of(pictures: Mapping[str, Greys]) -> list[Known]:
    """Single pictures by key as what a shot may come from."""
    return [
        Known(
            key=key,
            is_clip=False,
            frames=Frames(ms=np.zeros(1, np.int64), grey=picture[np.newaxis]),
        )
        for key, picture in pictures.items()
    ]
