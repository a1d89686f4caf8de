"""The solver's answers: worth what the model says, the best there is, and never taken on trust."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from bench.planning.weeks import week
from domain.planning.choosing import choose, lengths, pruned
from domain.planning.laws import broken_laws
from domain.planning.offering import offer
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.question import Question
from domain.planning.selecting import select
from domain.planning.selection_model import Answer, Bound, Gift, Model, Steps, model_of, value
from storage.solver import cp_sat
from storage.solver.cp_sat import exactly, solve, written


def question(seed: int, **more) -> Question:
    made = week(seed, **{"assets": 120, **more})
    recipe = PlanRecipe()
    return Question(
        candidates=offer(made.campaign, made.assets).candidates,
        order=tuple(activity.key for activity in made.campaign.activities),
        room=recipe.room(made.campaign.film_limit_ms),
        recipe=recipe,
    )


def small_model(seed: int) -> Model:
    """Ten items with every kind of law, small enough to try all choices."""
    chance = Random(seed)
    some = lambda: tuple(sorted(chance.sample(range(10), 4)))  # noqa: E731
    return Model(
        frames=tuple(chance.randrange(60, 120) for _ in range(10)),
        gains=tuple(chance.randrange(0, 90_000) for _ in range(10)),
        room=520,
        wanted=450,
        empty=chance.choice((10, 400)),
        must=(3,),
        bounds=(Bound(members=some(), least=1, most=2),),
        apart=((0, 1), (4, 7)),
        steps=(Steps(members=some(), costs=(0, 9_000, 9_000, 30_000)),),
        gifts=(Gift(members=some(), gain=25_000),),
    )


def lawful(model: Model, chosen: tuple[int, ...]) -> bool:
    picked = set(chosen)
    return (
        sum(model.frames[place] for place in chosen) <= model.room
        and set(model.must) <= picked
        and all(b.least <= len(picked.intersection(b.members)) <= b.most for b in model.bounds)
        and not any(set(pair) <= picked for pair in model.apart)
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_answer_is_the_best_of_all_choices(seed):
    model = small_model(seed)
    every = [c for size in range(11) for c in combinations(range(10), size) if lawful(model, c)]
    best = max(value(model, each) for each in every)
    answer = solve(model)
    assert lawful(model, answer.chosen)
    assert value(model, answer.chosen) >= best - max(abs(best) // 1000, 1)
    assert answer.bound >= best


def test_a_model_without_a_lawful_choice_has_no_answer():
    model = small_model(1)
    two = Bound(members=(3,), least=0, most=0)
    assert solve(Model(**{**vars(model), "bounds": (two,)})) is None


def test_the_same_question_is_written_and_answered_the_same():
    asked = question(3)
    items = pruned(asked)
    model = model_of(asked, items, lengths(asked, items))
    again = model_of(asked, pruned(asked), lengths(asked, items))
    assert written(model) == written(again)
    assert solve(model) == solve(again)


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_choice_is_lawful_and_its_gap_is_small(seed):
    asked = question(seed, assets=300)
    chosen = exactly(asked)
    assert broken_laws(asked, chosen.picks) == []
    assert chosen.gap is None or chosen.gap < 300


@pytest.mark.parametrize("seed", range(6))
def test_the_greedy_choice_obeys_the_same_laws(seed):
    asked = question(seed, assets=300, activities=9)
    assert broken_laws(asked, select(asked)) == []


def test_an_unlawful_or_missing_answer_leaves_the_greedy_choice():
    asked = question(2)
    greedy = tuple(select(asked))
    for said in (None, Answer(chosen=tuple(range(60)), bound=10**12, work=1)):
        chosen = choose(asked, lambda model, said=said: said)
        assert (chosen.picks, chosen.gap) == (greedy, None)


def test_more_pinned_moments_of_one_clip_than_it_would_give_are_all_in():
    asked = question(5, clips=1.0)
    own: dict[str, list[str]] = {}
    for each in asked.candidates:
        own.setdefault(each.asset.id, []).append(each.name)
    pins = next(names for names in own.values() if len(names) > 3)
    chosen = exactly(replace(asked, pins=frozenset(pins)))
    assert set(pins) <= {pick.candidate.name for pick in chosen.picks}
    assert chosen.gap is not None, "the solver's own answer, not the greedy one"


def test_a_machine_that_slept_is_asked_once_more(monkeypatch):
    """The first answer comes after the emergency, as of a laptop whose lid was shut."""
    model = small_model(3)
    told = [False]
    real = cp_sat._said

    class Slept:
        def __init__(self, said):
            self.wall_time, self.status = cp_sat.EMERGENCY_S + 60, said.status
            self.solution = [0] * len(list(said.solution))

    def said(*asked):
        answer = real(*asked)
        if told[0]:
            return answer
        told[0] = True
        return Slept(answer)

    expected = solve(model)
    monkeypatch.setattr(cp_sat, "_said", said)
    assert solve(model) == expected and told[0]
