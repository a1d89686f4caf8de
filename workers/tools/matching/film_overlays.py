"""What an editor laid over a whole film, a channel's logo, is taken out of its pictures.

It stands still while all else changes from shot to shot. So do black bars, and a logo as dark as
those is left with them. What stands over one shot alone is not known from the shot itself.
"""

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from workers.tools.matching.film_cuts import stretches_of
from workers.tools.matching.matching_views import Greys

#: Shots that must have passed before anything is said to stand over them, and those that are
#: remembered.
_LEAST, _MOST = 6, 24
#: Frames of a shot that tells.
_SHORTEST = 6
#: Grey steps between which a pixel keeps in nine shots of ten; and the least spread that the
#: picture as a whole must have, else it is one scene that stands still.
_STEADY, _LIVELY = 8.0, 40.0
#: Grey up to which it may be a bar.
_BLACK = 28
#: Share of the picture beyond which that is no overlay but the picture itself.
_LARGEST = 0.2
#: Pixels about a spot that fill it.
_RADIUS = 3


class Overlays:
    """Learns from a film that passes by, minute after minute."""

    def __init__(self) -> None:
        self._shown: deque[Greys] = deque(maxlen=_MOST)

    def without(self, film: Greys) -> Greys:
        """The pictures with what stands over all shots so far filled from around it."""
        for first, last in stretches_of(film):
            if last - first >= _SHORTEST:
                # A copy: a view would hold its whole minute of the film.
                self._shown.append(film[(first + last) // 2].copy())
        spot = overlay(np.stack(self._shown)) if self._shown else None
        if spot is None or not len(film):
            return film
        filled = [cv2.inpaint(each, spot, _RADIUS, cv2.INPAINT_TELEA) for each in film]
        return np.asarray(np.stack(filled), np.uint8)


def overlay(shown: Greys) -> NDArray[np.uint8] | None:
    """Where something stands over these pictures of different shots; None where nothing does."""
    if len(shown) < _LEAST:
        return None
    low, high = np.percentile(shown, (5, 95), axis=0)
    spread = high - low
    steady = (spread <= _STEADY) & (np.median(shown, axis=0) > _BLACK)
    if not steady.any() or float(np.median(spread)) < _LIVELY:
        return None
    # Its edge is mixed with what lies under it, and rings.
    firm = cv2.morphologyEx(steady.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    spot = np.asarray(cv2.dilate(firm, np.ones((5, 5), np.uint8)), np.uint8)
    return spot if 0 < spot.mean() <= _LARGEST else None
