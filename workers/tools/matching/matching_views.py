"""How pictures are compared that may have been cut, moved, covered or encoded anew.

Small grey pictures are compared by the correlation of what is left of them without their broad
shades, so that another encoder, size or brightness does not matter, and not every bright sky over
dark ground is the same (with the shades any two fit by 0.9); over several windows, so that a crop
does not; and over the upper, the lower and the whole of the picture, so that a lower third or a
banner does not.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

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
PARTS = ((0.0, 1.0), (0.0, 0.7), (0.3, 1.0))
#: Shares of a picture that an editor may have cut it to, beside the whole.
ROUGH_ZOOMS, FINE_ZOOMS = (1.0, 0.88, 0.76), (1.0, 0.95, 0.9, 0.85, 0.8, 0.74, 0.67)
#: The same for photos, which may be moved over.
_SLIDING = (1.0, 0.96, 0.92, 0.88, 0.84, 0.78, 0.7)
#: Grey steps below which a picture without broad shades is plain; and the share of its 24 parts
#: that must have lines.
_PLAIN_LINES, _RICH_CELLS = 1.5, 0.4
#: Grey up to which a bar is black, and share of a picture that must be left between bars.
_BLACK, _LEAST_INSIDE = 28, 0.2
#: Columns of a film frame that are laid over a photo: all, or less a corner where a logo may be;
#: from which correlation on the others are not tried.
_COLUMNS, _FITS = ((0.0, 1.0), (0.0, 0.8), (0.2, 1.0)), 0.9
#: Aspects that differ by less may be the same picture pressed together.
_PRESSED = 0.1
#: Aspects that differ by less are the same.
_ALIKE = 0.02


def inside(grey: Greys) -> Window:
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


def standings(
    aspect: float, film: float, zooms: Iterable[float], *, shifted: bool
) -> list[tuple[Window, list[Window]]]:
    """Where a picture may stand in the film's frame, and which windows of it may stand there.

    `shifted` for a photo that is moved over.
    """
    ratio = aspect / film
    if abs(ratio - 1) < _ALIKE:
        return [(WHOLE, [centred(zoom, zoom) for zoom in zooms])]
    # Filling the frame, what is left over cut off; or whole, with something beside it.
    wide, tall = min(1.0, 1 / ratio), min(1.0, ratio)
    windows = [centred(wide * zoom, tall * zoom) for zoom in zooms]
    if shifted:
        # A photo that is moved over may show its top or its foot.
        free_x, free_y = 1 - wide, 1 - tall
        windows += [(x, y, x + wide, y + tall) for x, y in ((0.0, 0.0), (free_x, free_y))]
    if abs(ratio - 1) < _PRESSED:
        windows.append(WHOLE)
    box = centred(min(1.0, ratio), min(1.0, 1 / ratio))
    return [(WHOLE, windows), (_rounded(box), [WHOLE])]


def centred(wide: float, tall: float) -> Window:
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


def rough_vectors(grey: Greys, window: Window) -> Vectors:
    return _unit(_views(grey, window, _ROUGH)[:, :_ROUGH_ROWS])


def fine_vectors(grey: Greys, window: Window) -> list[Vectors]:
    """Of the whole view and of each part."""
    views = _views(grey, window, _FINE)
    rows = _FINE[1]
    return [_unit(views[:, round(a * rows) : round(b * rows)]) for a, b in PARTS]


def slid(film: Greys, photo: Greys, aspect: float) -> float:
    """The best correlation of a film frame with any window of a photo, the lower third aside."""
    height, width = photo.shape
    lines = _lines(photo)
    best = -1.0
    ratio = width / height / aspect
    if abs(ratio - 1) >= _ALIKE:
        # Whole in the frame, with something beside it.
        box = centred(min(1.0, ratio), min(1.0, 1 / ratio))
        best = _laid(cut(film, box), lines, [(width, height), (width * 0.92, height * 0.92)])
    widest = min(width, height * aspect)
    sizes = [(widest * share, widest * share / aspect) for share in _SLIDING]
    return max(best, _laid(film, lines, sizes))


def _laid(shown: Greys, photo: Vectors, sizes: Sequence[tuple[float, float]]) -> float:
    best = -1.0
    for left, right in _COLUMNS:
        for wide, tall in sizes:
            size = (min(round(wide), photo.shape[1]), min(round(tall), photo.shape[0]))
            small = np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), np.uint8)
            for top, foot in PARTS[1:]:
                # Of the part alone: a dark lower third would shade the lines above it.
                part = _lines(cut(small, (left, top, right, foot)))
                if not _poor(part[np.newaxis])[0]:
                    found = cv2.matchTemplate(photo, part, cv2.TM_CCOEFF_NORMED).max()
                    best = max(best, float(found))
        if best >= _FITS:
            break
    return best


def cut(picture: Greys, window: Window) -> Greys:
    height, width = picture.shape[-2:]
    x0, y0 = round(window[0] * width), round(window[1] * height)
    x1, y1 = max(round(window[2] * width), x0 + 2), max(round(window[3] * height), y0 + 2)
    return picture[..., y0:y1, x0:x1]
