"""Weights from chances: natural-log odds in hundredths, the unit of all evidence."""

import math
from collections.abc import Mapping, Sequence


def weight(chance: float, otherwise: float) -> int:
    """How much likelier a sign is with an activity than without it; both are probabilities > 0."""
    return round(100 * math.log(chance / otherwise))


def doubted(weight_: int, sure: float) -> int:
    """The weight of a sign that is a sign at all with the chance `sure`, and else says nothing.

    Half sure, no weight is under -69.
    """
    return round(100 * math.log(sure * math.exp(weight_ / 100) + 1 - sure))


def if_meant(weight_: int, sure: float, otherwise: float) -> int:
    """The weight of what is said of this asset with the chance `sure`, and else of another one.

    `otherwise` is the chance that the same is said of another. However much is said, it weighs at
    most what these allow: 3.3 at 0.75 and one in nine, 1.6 at 0.75 where two of three of a unit's
    pictures show the same anyway. What speaks against counts as `doubted` has it.
    """
    if weight_ <= 0:
        return doubted(weight_, sure)
    other = (1 - sure) * otherwise
    return round(100 * math.log((sure + other) / (sure * math.exp(-weight_ / 100) + other)))


def together(weights: Sequence[int], sure: float, otherwise: float) -> tuple[int, ...]:
    """What several signs weigh that share one doubt, in their order: they add up to what their sum
    weighs by `if_meant`, so that each takes what the one before it left."""
    said, total, shares = 0, 0, list[int]()
    for each in weights:
        said += each
        counted = if_meant(said, sure, otherwise)
        shares.append(counted - total)
        total = counted
    return tuple(shares)


def shares_of(weights: Mapping[str, int]) -> dict[str, float]:
    """Key -> its chance among all, of weights in hundredths; no order matters."""
    top = max(weights.values(), default=0)
    parts = {key: math.exp((weight_ - top) / 100) for key, weight_ in weights.items()}
    total = math.fsum(parts.values())
    return {key: part / total for key, part in parts.items()}
