"""Vectors of likelihoods over a plan's activities, the last place for none of them."""

import math
from collections.abc import Iterable, Mapping, Sequence

#: One number an activity in the plan's order, and one for what is none of them; any scale.
Vector = list[float]
#: No sign rules an activity out.
_LEAST = 1e-9
#: Chances that differ by less are the same.
_SAME = 1e-6


def likeliest(chances: Mapping[str, float]) -> list[str]:
    """The keys of the largest chance, in their own order; several where nothing parts them."""
    top = max(chances.values(), default=0.0)
    return sorted(key for key, chance in chances.items() if chance >= top - _SAME)


def flat(size: int) -> Vector:
    return [1.0] * size


def times(*vectors: Sequence[float]) -> Vector:
    """Their product, activity by activity."""
    return [math.prod(each) for each in zip(*vectors, strict=True)]


def over(one: Sequence[float], other: Sequence[float]) -> Vector:
    """The first without what the other says."""
    return [a / max(b, 1e-300) for a, b in zip(one, other, strict=True)]


def normed(vector: Sequence[float]) -> Vector:
    """The same as chances: they add up to 1, and none is quite 0."""
    total = math.fsum(vector)
    if not 0 < total < math.inf:
        return [1 / len(vector)] * len(vector)
    least = [max(each / total, _LEAST) for each in vector]
    return [each / math.fsum(least) for each in least]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def mixed(vectors: Iterable[tuple[float, Sequence[float]]], size: int) -> Vector:
    """Their sum, each as often as its share says."""
    found = [0.0] * size
    for share, vector in vectors:
        for n, each in enumerate(vector):
            found[n] += share * each
    return found


def doubted_by(vector: Sequence[float], sure: float, base: Sequence[float]) -> Vector:
    """What says something with the chance `sure`, and else as much of every activity.

    `base` are the chances before it was heard.
    """
    mean = dot(vector, base)
    return [sure * each + (1 - sure) * mean for each in vector]
