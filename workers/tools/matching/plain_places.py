"""Nearly plain pictures of a film from elsewhere: told by their place in the plan, if they look so.

Any two plain pictures fit, so none is ever found by its lines. But where both neighbours of a
stretch are those of the plan that was handed over, one picture alone is asked for, and that can be
held against it by its very shades.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from domain.editing.bringing import Found, Planned, planned_places
from workers.tools.matching.matching_tables import Known
from workers.tools.matching.matching_views import (
    WHOLE,
    Greys,
    centred,
    cut,
    inside,
    rough_vectors,
)

#: Mean difference in grey steps, and correlation of all that is seen, broad shades included.
_MOST_APART, _LEAST_ALIKE = 8.0, 0.9
#: Aspects that differ by less may be the same picture.
_SHAPED = 0.1


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """A stretch that was not found, and the picture in its middle."""

    #: Film frames, first <= n < last.
    first: int
    last: int
    picture: Greys


def by_plan(
    found: Sequence[Found],
    plan: Sequence[Planned],
    unknown: Iterable[Unknown],
    known: Iterable[Known],
) -> list[Found]:
    """`found`, joined, with what is plain and stands where the plan had it."""
    assets = {each.key: each for each in known}
    pictures = list(unknown)
    told = list(found)
    for place, shot in planned_places(found, plan):
        each = told[place]
        shown = [p.picture for p in pictures if each.first <= p.first and p.last <= each.last]
        score = _alike(shown, assets.get(shot.key))
        if score:
            fits = {"key": shot.key, "source": shot.source, "score": score, "by_plan": True}
            told[place] = replace(each, **fits)
    return told


def _alike(shown: Sequence[Greys], known: Known | None) -> int:
    """How well all that is shown fits, 0..1000; 0 where anything does not, or is not plain."""
    if known is None or not shown:
        return 0
    pictures = known.read()
    return round(1000 * min(_fit(each, pictures, known.aspect) for each in shown))


def _fit(shown: Greys, pictures: Greys, aspect: float) -> float:
    between = cut(shown, inside(shown[np.newaxis]))
    if rough_vectors(between[np.newaxis], WHOLE).any():
        return 0.0
    fits = [_same(shown, _standing(each, aspect, shown.shape)) for each in pictures]
    if abs(between.shape[1] / between.shape[0] / aspect - 1) < _SHAPED:
        fits += [_same(between, _sized(each, between.shape)) for each in pictures]
    return max(fits, default=0.0)


def _standing(picture: Greys, aspect: float, shape: tuple[int, ...]) -> Greys:
    """The whole picture in the middle of a black frame of that shape."""
    ratio = aspect / (shape[1] / shape[0])
    left, top, right, bottom = centred(min(1.0, ratio), min(1.0, 1 / ratio))
    x, y = round(left * shape[1]), round(top * shape[0])
    wide, tall = round(right * shape[1]) - x, round(bottom * shape[0]) - y
    frame = np.zeros(shape, np.uint8)
    frame[y : y + tall, x : x + wide] = _sized(picture, (max(1, tall), max(1, wide)))
    return frame


def _sized(picture: Greys, shape: tuple[int, ...]) -> Greys:
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _same(one: Greys, other: Greys) -> float:
    """Correlation where they are as bright all over and alike; else 0."""
    a, b = one.astype(np.float32), other.astype(np.float32)
    if float(np.abs(a - b).mean()) > _MOST_APART:
        return 0.0
    a, b = a - a.mean(), b - b.mean()
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    fits = float((a * b).sum()) / length if length > 0 else 0.0
    return fits if fits >= _LEAST_ALIKE else 0.0
