"""`python -m bench.planning`: films of large weeks chosen exactly and greedily, beside each other.

Times are medians of rounds in which both take turns: of the clock, and for the whole plan of the
processor too, which others at work on the machine lengthen less. Everything else is the same in
every round.
"""

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.planning.weeks import Week, week
from domain.planning.choosing import pruned, worth
from domain.planning.laws import broken_laws
from domain.planning.offering import offer
from domain.planning.plan_recipe import PlanRecipe
from domain.planning.question import Chosen, Pick, Question
from domain.planning.selecting import greedily, select
from domain.planning.selection_model import model_of, spread
from domain.planning.storyboarding import plan
from storage.solver.cp_sat import exactly

OUT = Path("build/bench-planning.json")
#: Assets and activities of the weeks; 1,500 assets make 2,000 candidates.
WEEKS = ((1500, 6), (1500, 10), (1500, 20), (600, 6), (600, 15), (150, 6))
#: What was aimed at: seconds for a whole plan.
AIM_S = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    rows = [_row(number, *sizes, rounds=asked.rounds) for number, sizes in enumerate(WEEKS)]
    report = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "rows": rows,
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(_table(rows))
    slow = [row for row in rows if row["plan_cpu_s"] > AIM_S]
    print(f"{len(rows) - len(slow)} of {len(rows)} weeks planned within {AIM_S} s of the processor")
    return 1 if slow else 0


def _row(seed: int, assets: int, activities: int, *, rounds: int) -> dict[str, Any]:
    made = week(seed, assets=assets, activities=activities)
    question = question_of(made)
    times: dict[str, list[float]] = {"greedy": [], "exact": [], "plan": [], "plan_cpu": []}
    found: dict[str, Any] = {}
    for _ in range(rounds):
        for name, run in (
            ("greedy", lambda: greedily(question)),
            ("exact", lambda: exactly(question)),
            ("plan", lambda: plan(made.campaign, made.assets, version=1, choose=exactly)),
        ):
            busy = time.process_time()
            seconds, found[name] = timed(run)
            times[name].append(seconds)
            if name == "plan":
                times["plan_cpu"].append(time.process_time() - busy)
    exact: Chosen = found["exact"]
    greedy: Chosen = found["greedy"]
    for choice in (exact, greedy):
        assert broken_laws(question, choice.picks) == [], "a choice broke a law"
    return {
        "assets": assets,
        "activities": activities,
        "candidates": len(question.candidates),
        "looked_at": len(pruned(question, select(question))),
        **{f"{name}_s": round(statistics.median(each), 3) for name, each in times.items()},
        "gap_percent": None if exact.gap is None else exact.gap / 100,
        "better_percent": round(100 * advantage(question, exact.picks, greedy.picks), 1),
        "score": [_score(exact.picks), _score(greedy.picks)],
        "shots": [len(exact.picks), len(greedy.picks)],
        "units_days": [spread([p.candidate for p in c.picks]) for c in (exact, greedy)],
    }


def question_of(made: Week) -> Question:
    recipe = PlanRecipe()
    return Question(
        candidates=offer(made.campaign, made.assets).candidates,
        order=tuple(activity.key for activity in made.campaign.activities),
        room=recipe.room(made.campaign.film_limit_ms),
        recipe=recipe,
    )


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def advantage(question: Question, one: Sequence[Pick], other: Sequence[Pick]) -> float:
    """By how much one choice is worth more, as a share of what the other's shots are worth each by
    itself.
    """
    model = model_of(question, [p.candidate for p in other], [p.frames for p in other])
    return (worth(question, one) - worth(question, other)) / sum(model.gains)


def _score(picks: Sequence[Pick]) -> int:
    """Mean score of the film's time, 0..1000."""
    frames = sum(pick.frames for pick in picks)
    return sum(pick.candidate.score * pick.frames for pick in picks) // frames


def _table(rows: Sequence[dict[str, Any]]) -> str:
    head = (
        "| assets / activities | candidates | looked at | greedy | exact | whole plan (its CPU) "
        "| gap | worth more | mean score | shots | units, days |\n" + "|---" * 11 + "|"
    )
    lines = [
        f"| {row['assets']} / {row['activities']} | {row['candidates']} | {row['looked_at']} "
        f"| {row['greedy_s']:.3f} s | {row['exact_s']:.2f} s "
        f"| {row['plan_s']:.2f} s ({row['plan_cpu_s']:.2f}) "
        f"| {'–' if row['gap_percent'] is None else str(row['gap_percent']) + ' %'} "
        f"| {row['better_percent']} % | {row['score'][0]} : {row['score'][1]} "
        f"| {row['shots'][0]} : {row['shots'][1]} "
        f"| {row['units_days'][0]} : {row['units_days'][1]} |"
        for row in rows
    ]
    return "\n".join([head, *lines])


if __name__ == "__main__":
    raise SystemExit(main())
