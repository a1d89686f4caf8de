"""The choice of shots: what is worth looking at, an exact answer where one comes, lengths last.

Variable lengths give no plan of 2,000 candidates in two seconds; fixed lengths do (film.md). So
each item has the length it is liked at, or the least where not all activities would fit otherwise,
and what room is left stretches the chosen ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.planning.candidates import Candidate
from domain.planning.laws import (
    allowed,
    broken_laws,
    grouped_by_activity,
    most_of_each,
    part_of_each,
)
from domain.planning.question import Chosen, Pick, Question
from domain.planning.selecting import ranking, select, stretched
from domain.planning.selection_model import Answer, Model, Solver, model_of, value


def choose(question: Question, solve: Solver) -> Chosen:
    """The best choice that `solve` finds, never worth less than the greedy one.

    Raises NoPlan as `select` does.
    """
    greedy = select(question)
    items = pruned(question, greedy)
    frames = lengths(question, items)
    model = model_of(question, items, frames)
    model = replace(model, hint=_hint(question, items, model, greedy))
    answer = solve(model)
    found = _answered(question, items, model, answer) if answer is not None else None
    if answer is None or found is None or worth(question, found) < worth(question, greedy):
        return Chosen(picks=tuple(greedy))
    return Chosen(picks=tuple(found), gap=gap(model, answer), work=answer.work)


def worth(question: Question, picks: Sequence[Pick]) -> int:
    """What picks are worth at the lengths that they have, in the model's points."""
    items = [pick.candidate for pick in picks]
    model = model_of(question, items, [pick.frames for pick in picks])
    return value(replace(model, wanted=0), range(len(items)))


def _hint(
    question: Question, items: Sequence[Candidate], model: Model, greedy: Sequence[Pick]
) -> tuple[int, ...]:
    """The greedy choice at the model's lengths: the first of each activity, then what fits."""
    here = {each.name: place for place, each in enumerate(items)}
    firsts = [p for p in greedy if p.choice == 1 or p.candidate.name in question.pins]
    rest = [pick for pick in greedy if pick not in firsts]
    chosen: list[int] = []
    used = 0
    for pick in [*firsts, *sorted(rest, key=lambda pick: (pick.choice, pick.candidate.key))]:
        place = here[pick.candidate.name]
        if used + model.frames[place] <= model.room:
            chosen.append(place)
            used += model.frames[place]
    return tuple(sorted(chosen))


def pruned(question: Question, greedy: Sequence[Pick] = ()) -> list[Candidate]:
    """The candidates worth looking at, by id and source time.

    Of each activity, without what is dominated, the best of its ranking, which keeps units, days
    and kinds apart; and all that is pinned, to be kept, or chosen by the greedy.
    """
    most = most_of_each(question)
    recipe = question.recipe
    evenly = recipe.looked_at_all // max(len(most), 1)
    looked_at = max(min(recipe.looked_at, evenly), recipe.looked_at_least)
    kept = {pick.candidate.name for pick in greedy} | question.pins | question.keep
    found: list[Candidate] = []
    for key, members in grouped_by_activity(question.candidates).items():
        if key not in question.order:
            continue
        lawful = allowed(members, question.pins)
        left = undominated(lawful, most[key])
        count = max(looked_at, 2 * part_of_each(question))
        best = ranking(left, count, recipe, pins=question.pins, keep=question.keep)
        names = {each.name for each in best} | kept
        found += [each for each in lawful if each.name in names]
    return sorted(found, key=lambda each: each.key)


def undominated(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Without those of which `most` others, alike in all that the laws and the value see, are
    better: whoever chose one could choose one of these instead. Moments of one clip count as one,
    since they exclude each other.
    """
    classes: dict[object, list[Candidate]] = {}
    for each in candidates:
        day = each.asset.tag.day if each.asset.tag else None
        alike = (
            each.asset.unit,
            day,
            each.kind,
            each.shortest,
            each.preferred,
            each.longest,
            each.establishes,
        )
        classes.setdefault(alike, []).append(each)
    kept: list[Candidate] = []
    for members in classes.values():
        kept += _of_the_best(members, most)
    return kept


def _of_the_best(members: Sequence[Candidate], most: int) -> list[Candidate]:
    """The best until `most` assets are among them."""
    kept: list[Candidate] = []
    assets: set[str] = set()
    for each in sorted(members, key=lambda e: (not e.asset.star, -e.score, e.key)):
        if len(assets) == most:
            break
        kept.append(each)
        assets.add(each.asset.id)
    return kept


def lengths(question: Question, items: Sequence[Candidate]) -> list[int]:
    """Frames of each item: as long as it is liked, or all as short as may be where not all
    activities and pins would fit otherwise.
    """
    liked = [each.preferred for each in items]
    return (
        liked
        if _least(question, items, liked) <= question.room
        else [each.shortest for each in items]
    )


def _least(question: Question, items: Sequence[Candidate], frames: Sequence[int]) -> int:
    """Frames that pins and one of each activity without pins take at least."""
    pins = {each.activity for each in items if each.name in question.pins}
    total = sum(f for e, f in zip(items, frames, strict=True) if e.name in question.pins)
    shortest: dict[str, int] = {}
    for each, length in zip(items, frames, strict=True):
        if each.activity not in pins:
            shortest[each.activity] = min(length, shortest.get(each.activity, length))
    return total + sum(shortest.values())


def gap(model: Model, answer: Answer) -> int:
    """By how much a better choice might be worth more, in hundredths of a percent of what the
    chosen shots are worth each by itself: what repetition costs may bring their sum near to zero.
    """
    alone = sum(model.gains[place] for place in answer.chosen)
    missing = max(answer.bound - value(model, answer.chosen), 0)
    return missing * 10_000 // max(alone, 1)


def _answered(
    question: Question, items: Sequence[Candidate], model: Model, answer: Answer
) -> list[Pick] | None:
    """The answer as picks, or None when it is not lawful: a solver's word is not taken for it."""
    chosen = [items[place] for place in answer.chosen if 0 <= place < len(items)]
    frames = {items[place].name: model.frames[place] for place in answer.chosen}
    picks = _numbered(question, chosen, frames)
    left_over = len(question.candidates) > len(chosen)
    picks = stretched(picks, question.room, beyond_liked=left_over)
    return None if broken_laws(question, picks) else picks


def _numbered(
    question: Question, chosen: Sequence[Candidate], frames: Mapping[str, int]
) -> list[Pick]:
    """Picks by activity in plan order, each with its place among the choices of its activity."""
    by_activity = grouped_by_activity(chosen)
    picks: list[Pick] = []
    for key in question.order:
        members = by_activity.get(key, [])
        ranked = sorted(
            members, key=lambda e: (e.name not in question.pins, not e.asset.star, -e.score, e.key)
        )
        picks += [
            Pick(
                candidate=each,
                frames=frames[each.name],
                choice=choice,
                pinned=each.name in question.pins,
            )
            for choice, each in enumerate(ranked, start=1)
        ]
    return picks
