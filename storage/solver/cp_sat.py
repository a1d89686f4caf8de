"""Answers a model of the choice of shots by CP-SAT, the same on every machine.

One thread, and a limit of the solver's own count of work: a limit of the clock would give another
plan on a busy machine. Its clock has a limit for emergencies only, which is logged when it strikes.

The model is written in the solver's own messages: its usual Python layer loads pandas, 60 MB that
the web process would carry for nothing.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, cast

import structlog
from ortools.sat.python.cp_model_helper import (
    FEASIBLE,
    OPTIMAL,
    CpModelProto,
    SatParameters,
    SolveWrapper,
)

from domain.planning.choosing import choose
from domain.planning.question import Chosen, Question
from domain.planning.selection_model import Answer, Model

log = structlog.get_logger()

#: The solver's own seconds of work, two to three times as many of the clock; with 1.0 the gaps of
#: the bench's weeks were no more than a tenth smaller.
WORK = 0.4
#: Proven to be within a thousandth of the best: good enough for a film.
GAP = 0.001
#: Seconds of the clock after which something is wrong.
EMERGENCY_S = 30.0
#: A model takes some ten MB while it is solved, and one core.
_ONE_BY_ONE = Lock()


def solve(model: Model, *, work: float = WORK) -> Answer | None:
    """The best choice found within the limit; None when there was none."""
    proto = CpModelProto()
    if not proto.parse_text_format(written(model)):
        raise AssertionError("the solver does not read its own language")
    parameters = SatParameters()
    parameters.num_workers = 1
    parameters.random_seed = 0
    parameters.max_deterministic_time = work
    parameters.relative_gap_limit = GAP
    parameters.max_time_in_seconds = EMERGENCY_S
    said = _said(proto, parameters)
    if said.wall_time >= EMERGENCY_S:
        # A machine that slept meanwhile, or one with far too much to do: whoever asks once more
        # gets the answer that every machine gives.
        log.warning("the solver was stopped by the clock, asked again", seconds=said.wall_time)
        said = _said(proto, parameters)
    if said.wall_time >= EMERGENCY_S:
        log.error("the solver was stopped by the clock", seconds=said.wall_time)
    if said.status not in (OPTIMAL, FEASIBLE):
        log.warning("the solver found no plan", status=str(said.status))
        return None
    solution = list(said.solution)
    return Answer(
        chosen=tuple(place for place in range(len(model.frames)) if solution[place]),
        bound=round(-said.best_objective_bound),
        work=round(said.deterministic_time * 1000),
    )


def _said(proto: CpModelProto, parameters: SatParameters) -> Any:
    # Its stubs name their parts by no module's name.
    solver = cast(Any, SolveWrapper())
    solver.set_parameters(parameters)
    with _ONE_BY_ONE:
        return solver.solve(proto)


def exactly(question: Question) -> Chosen:
    """The Chooser that films are planned by; raises NoPlan."""
    return choose(question, solve)


def written(model: Model) -> str:
    """The model as the solver's message in text: items first, by their places; then what counts
    empty frames, steps and gifts.
    """
    writer = _Writer()
    items = [writer.variable(1, -gain) for gain in model.gains]
    writer.between(items, 0, model.room, model.frames)
    empty = writer.variable(model.wanted, model.empty)
    most = sum(model.frames) + model.wanted
    writer.between([*items, empty], model.wanted, most, [*model.frames, 1])
    for place in model.must:
        writer.between([items[place]], 1, 1)
    for bound in model.bounds:
        writer.between([items[place] for place in bound.members], bound.least, bound.most)
    for one, other in model.apart:
        writer.between([items[one], items[other]], 0, 1)
    for steps in model.steps:
        # Costs never fall, so the cheapest steps are taken first by themselves; those that cost
        # the same are one variable.
        members = [items[place] for place in steps.members]
        counts = [
            writer.variable(steps.costs.count(cost), cost) for cost in sorted(set(steps.costs))
        ]
        factors = [1] * len(members) + [-1] * len(counts)
        writer.between([*members, *counts], -len(members), 0, factors)
    for gift in model.gifts:
        given = writer.variable(1, -gift.gain)
        members = [items[place] for place in gift.members]
        writer.between([*members, given], 0, len(members), [1] * len(members) + [-1])
    return writer.text(items, model.hint)


class _Writer:
    """Variables with their costs, and sums of them between two limits."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._costs: dict[int, int] = {}
        self._count = 0

    def variable(self, most: int, cost: int) -> int:
        """Its place; it goes from 0 to `most`, and each unit of it costs."""
        self._parts.append(f"variables{{domain:[0,{most}]}}")
        place = self._count
        self._count += 1
        if cost:
            self._costs[place] = cost
        return place

    def between(
        self, variables: Sequence[int], least: int, most: int, factors: Sequence[int] = ()
    ) -> None:
        factors = factors or [1] * len(variables)
        sums = f"vars:{_list(variables)} coeffs:{_list(factors)} domain:[{least},{most}]"
        self._parts.append(f"constraints{{linear{{{sums}}}}}")

    def text(self, items: Sequence[int], hint: Sequence[int]) -> str:
        costs = f"vars:{_list(self._costs)} coeffs:{_list(self._costs.values())}"
        parts = [*self._parts, f"objective{{{costs}}}"]
        if hint:
            values = [int(place in hint) for place in range(len(items))]
            parts.append(f"solution_hint{{vars:{_list(items)} values:{_list(values)}}}")
        return "\n".join(parts)


def _list(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
