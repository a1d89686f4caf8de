"""What a sending says of each of its occasions: one of them is meant by what its sender said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.weighing.beliefs import Vector, dot, doubted_by, times
from domain.weighing.occasions import SURELY_ONE
from domain.weighing.pieces import Piece
from domain.weighing.segments import OF_THE_FIRST, TWO, Row
from domain.weighing.told import Shifts


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One sending, as far as its occasions go."""

    #: Chances of an activity for this unit, before anything is heard.
    prior: Vector
    #: What the sender said of it, likelihoods.
    said: Vector
    #: What its day and its arrival say of an activity, where it shows one occasion and where it
    #: shows several.
    one_day: Vector
    several_days: Vector
    #: The same of an occasion of which nothing was said.
    not_after: Vector
    #: What each occasion that clocks tell apart shows, in their order, without this sending.
    occasions: Sequence[Vector]
    #: For each of them the chance that its day is the one that the sender said; 1 where none is.
    on_said_day: Sequence[float]
    #: What no clock tells apart, in the order of saving.
    row: Sequence[Piece]
    #: Chance that another occasion of a sending shows the same activity again.
    again: float
    #: Chance that a row is of one occasion.
    one: float
    #: Chance that it is of two, where it is of several.
    two: float = TWO
    #: What the week shows of words, see domain/weighing/told.py.
    shifts: Shifts


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a sending's occasions show, each not normed, with all that is known of them."""

    occasions: list[Vector]
    row: list[Vector]
    #: For each of the row the chance that it is what was meant by what was said.
    row_meant: list[float]
    #: The activity that was meant by what was said, not normed.
    meant: Vector
    #: The chance that all shows one occasion, where no clock tells.
    alone: float | None = None


def heard(sent: Sent) -> Heard:
    """The exact marginals over which occasion is meant and how a row is divided."""
    if not sent.occasions:
        return _of_row(sent)
    prior = sent.prior
    said = times(prior, sent.said)
    row = _row_of(sent) if sent.row else None
    # To the scale on which an occasion that nothing was said of has 1: many stay within floats.
    shows = [_scaled(each, dot(prior, each)) for each in sent.occasions]
    shows += [_scaled(row.if_meant(), row.if_not_meant())] if row else []
    if len(shows) == 1:
        doubt = doubted_by(sent.said, SURELY_ONE, prior)
        meant = times(prior, doubt)
        return Heard(
            occasions=[times(meant, shows[0])], row=[], row_meant=[], meant=times(said, shows[0])
        )
    which = _which(sent, len(shows))
    again = [[sent.again * each + 1 - sent.again for each in vector] for vector in shows]
    # Each to the scale of its largest: the product over some hundred occasions left the floats.
    every = times(*(_scaled(each, max(each)) for each in again))
    # That an occasion is the one that was meant, beside that it is any other.
    odds = [
        [q * m / a for m, a in zip(vector, other, strict=True)]
        for q, vector, other in zip(which, shows, again, strict=True)
    ]
    whole = [math.fsum(each) for each in zip(*odds, strict=True)]
    meant = times(said, every, whole)
    occasions: list[Vector] = []
    for n, vector in enumerate(sent.occasions):
        occasions.append(_shown(sent, said, every, whole, odds[n], again[n], vector, which[n]))
    found, of_row = _row_beside(sent, row, said, every, whole, odds[-1], again[-1], which[-1])
    return Heard(occasions=occasions, row=found, row_meant=of_row, meant=meant)


def _of_row(sent: Sent) -> Heard:
    said = times(sent.prior, doubted_by(sent.said, SURELY_ONE, sent.prior))
    row = _row_of(sent)
    one, several = times(said, sent.one_day), times(said, sent.several_days)
    beliefs, of_row = row.beliefs(one, several, 0.0)
    meant = times(several, row.if_meant())
    alone = row.alone(one, several, 0.0)
    return Heard(occasions=[], row=beliefs, row_meant=of_row, meant=meant, alone=alone)


def _row_of(sent: Sent) -> Row:
    prior = times(sent.prior, sent.not_after)
    return Row(sent.row, prior, sent.one, sent.shifts, two=sent.two)


def _scaled(vector: Vector, by: float) -> Vector:
    return [each / max(by, 1e-300) for each in vector]


def _which(sent: Sent, count: int) -> list[float]:
    """The chance of each occasion to be the one that was meant: by place, and by the day said."""
    chances = [(1 - OF_THE_FIRST) / count] * count
    chances[0] += OF_THE_FIRST
    days = [*sent.on_said_day, *([1.0] * (count - len(sent.on_said_day)))]
    weighed = [chance * day for chance, day in zip(chances, days, strict=True)]
    return [each / math.fsum(weighed) for each in weighed]


def _shown(
    sent: Sent,
    said: Vector,
    every: Vector,
    whole: Vector,
    odds: Vector,
    again: Vector,
    vector: Vector,
    which: float,
) -> Vector:
    """One occasion: it is meant; or another is, and it shows the same again, or anything."""
    rest = [s * e / a for s, e, a in zip(said, every, again, strict=True)]
    others = [r * (w - o) for r, w, o in zip(rest, whole, odds, strict=True)]
    anything = (1 - sent.again) * math.fsum(others)
    return [
        m * (which * r + sent.again * o + anything * p)
        for m, r, o, p in zip(vector, rest, others, sent.prior, strict=True)
    ]


def _row_beside(
    sent: Sent,
    row: Row | None,
    said: Vector,
    every: Vector,
    whole: Vector,
    odds: Vector,
    again: Vector,
    which: float,
) -> tuple[list[Vector], list[float]]:
    """Files without times beside occasions that clocks show."""
    if row is None:
        return [], []
    rest = [s * e / a for s, e, a in zip(said, every, again, strict=True)]
    others = [r * (w - o) for r, w, o in zip(rest, whole, odds, strict=True)]
    meant = [which * r + sent.again * o for r, o in zip(rest, others, strict=True)]
    return row.beliefs(meant, meant, (1 - sent.again) * math.fsum(others))
