"""The choice of shots as whole numbers: what an exact solver is asked, and what an answer is worth.

Lengths are fixed here; they are stretched after the choice (domain/planning/choosing.py says why).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from domain.planning.candidates import Candidate
from domain.planning.laws import grouped_by_activity, most_of_each, part_of_each
from domain.planning.question import Question, clash

#: Penalties and gifts are in points of score times the frames of a usual shot.
_USUAL = 90
#: What an empty frame costs beyond the slack: more than any frame of a shot could cost.
_EMPTY = 20_000


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Between `least` and `most` of these are chosen."""

    members: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The k-th chosen of these costs `costs[k - 1]`, which never falls; as many as members."""

    members: tuple[int, ...]
    costs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Gift:
    """Given once when any of these is chosen."""

    members: tuple[int, ...]
    gain: int


@dataclass(frozen=True, kw_only=True)
class Model:
    """Choose items, each wholly or not: greatest value within the room."""

    #: Film frames of each item, and what it is worth.
    frames: tuple[int, ...]
    gains: tuple[int, ...]
    #: Frames for all together, and how many shall be used; each that is missing costs `empty`.
    room: int
    wanted: int
    empty: int
    #: Items that must be chosen.
    must: tuple[int, ...]
    bounds: tuple[Bound, ...]
    #: Pairs of which one may be chosen.
    apart: tuple[tuple[int, int], ...]
    steps: tuple[Steps, ...]
    gifts: tuple[Gift, ...]
    #: A lawful choice to begin from, empty when none is known.
    hint: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a solver found."""

    chosen: tuple[int, ...]
    #: No choice is worth more.
    bound: int
    #: Work done in the solver's own measure, thousandths, the same on every machine.
    work: int


#: None when it found no choice at all within its limit of work.
Solver = Callable[[Model], Answer | None]


def model_of(question: Question, items: Sequence[Candidate], frames: Sequence[int]) -> Model:
    """The model of a choice among these items of these lengths."""
    recipe = question.recipe
    most = most_of_each(question)
    places = {id(each): place for place, each in enumerate(items)}
    by_activity = {
        key: tuple(places[id(each)] for each in members)
        for key, members in grouped_by_activity(items).items()
    }
    bounds = [
        Bound(members=members, least=1, most=min(most[key], len(members)))
        for key, members in by_activity.items()
    ]
    must = tuple(place for place, each in enumerate(items) if each.name in question.pins)
    return Model(
        frames=tuple(frames),
        gains=tuple(
            _gain(question, each) * length for each, length in zip(items, frames, strict=True)
        ),
        room=question.room,
        wanted=max(min(question.room - recipe.slack_frames, sum(frames)), 0),
        empty=_EMPTY,
        must=must,
        bounds=(*bounds, *_of_one_clip(items, set(must))),
        apart=tuple(_apart(question, items, set(must))),
        steps=tuple(_steps(question, items, by_activity)),
        gifts=tuple(_gifts(question, items)),
    )


def value(model: Model, chosen: Iterable[int]) -> int:
    """What a lawful choice is worth; the solver's own objective must say the same."""
    picked = set(chosen)
    total = sum(model.gains[place] for place in picked)
    used = sum(model.frames[place] for place in picked)
    total -= model.empty * max(model.wanted - used, 0)
    for steps in model.steps:
        count = sum(place in picked for place in steps.members)
        total -= sum(steps.costs[:count])
    return total + sum(gift.gain for gift in model.gifts if picked.intersection(gift.members))


def _gain(question: Question, each: Candidate) -> int:
    recipe = question.recipe
    gain = each.score
    if each.asset.star:
        gain += recipe.starred
    if each.name in question.keep:
        gain += recipe.kept
    return gain


def _of_one_clip(items: Sequence[Candidate], must: set[int]) -> list[Bound]:
    """A clip gives two moments at most, but all that the editor pinned."""
    by_asset: dict[str, list[int]] = {}
    for place, each in enumerate(items):
        by_asset.setdefault(each.asset.id, []).append(place)
    return [
        Bound(members=tuple(own), least=0, most=max(2, len(must.intersection(own))))
        for own in by_asset.values()
        if len(own) > 2
    ]


def _apart(
    question: Question, items: Sequence[Candidate], must: set[int]
) -> Iterable[tuple[int, int]]:
    by_asset: dict[str, list[int]] = {}
    for place, each in enumerate(items):
        by_asset.setdefault(each.asset.id, []).append(place)
    for own in by_asset.values():
        for number, one in enumerate(own):
            for other in own[number + 1 :]:
                both = one in must and other in must
                if not both and clash(items[one], items[other], question.recipe):
                    yield one, other


def _steps(
    question: Question, items: Sequence[Candidate], by_activity: dict[str, tuple[int, ...]]
) -> Iterable[Steps]:
    """What repeats: shots of an activity, and in it of one clip, unit, day or kind."""
    recipe = question.recipe
    part = part_of_each(question)
    for members in by_activity.values():
        costs = tuple(
            (recipe.one_more * k + recipe.same_activity * max(k + 1 - part, 0)) * _USUAL
            for k in range(len(members))
        )
        yield Steps(members=members, costs=costs)
        for trait, cost in (
            (_asset, recipe.same_clip),
            (_unit, recipe.same_unit),
            (_day, recipe.same_day),
            (_kind, recipe.same_kind),
        ):
            groups: dict[Hashable, list[int]] = {}
            for place in members:
                groups.setdefault(trait(items[place]), []).append(place)
            for alike in groups.values():
                if len(alike) > 1:
                    repeated = (min(k, recipe.same_most) for k in range(len(alike)))
                    costs = tuple(cost * k * _USUAL for k in repeated)
                    yield Steps(members=tuple(alike), costs=costs)


def _gifts(question: Question, items: Sequence[Candidate]) -> Iterable[Gift]:
    """What should be in the film at all: units and days; an establishing shot in each chapter."""
    recipe = question.recipe
    units: dict[Hashable, list[int]] = {}
    days: dict[Hashable, list[int]] = {}
    opening: dict[Hashable, list[int]] = {}
    for place, each in enumerate(items):
        units.setdefault(_unit(each), []).append(place)
        days.setdefault(_day(each), []).append(place)
        if each.establishes:
            opening.setdefault(each.activity, []).append(place)
    for groups, gain in (
        (units, recipe.new_unit),
        (days, recipe.new_day),
        (opening, recipe.establishing),
    ):
        for members in groups.values():
            yield Gift(members=tuple(members), gain=gain * _USUAL)


def _asset(each: Candidate) -> Hashable:
    return each.asset.id


def _unit(each: Candidate) -> Hashable:
    return each.asset.unit


def _day(each: Candidate) -> Hashable:
    return each.asset.tag.day if each.asset.tag else None


def _kind(each: Candidate) -> Hashable:
    return each.kind


def spread(items: Sequence[Candidate]) -> tuple[int, int]:
    """How many units and days these candidates show."""
    return len(Counter(map(_unit, items))), len(Counter(map(_day, items)))
