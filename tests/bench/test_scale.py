"""`make bench-scale` with small numbers: every part runs, and says what it measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.scale.measures import Row, printed, times_of

ROOT = Path(__file__).parents[2]


def test_times_are_told_by_their_middle_and_their_slow_end():
    times = times_of([float(n) for n in range(1, 102)])
    assert (times.count, times.p50, times.p95, times.worst) == (101, 51.0, 96.0, 101.0)
    assert times_of([7.0]).p95 == 7.0


@pytest.mark.parametrize(
    ("sign", "value", "met"),
    [("<", 149.9, True), ("<", 150.0, False), (">=", 150.0, True), (">=", 149.9, False)],
)
def test_a_goal_is_met_or_said_to_be_missed(sign, value, met):
    row = Row(
        part="views", what="board", database="sqlite", values={"p95": value},
        goal=("p95", sign, 150),
    )  # fmt: skip
    assert row.met is met
    assert ("MISSED" in printed(row)) is not met


def test_what_has_no_goal_is_neither_met_nor_missed():
    row = Row(part="views", what="board", database="sqlite", values={"p95": 1.0})
    assert row.met is None and "MISSED" not in printed(row)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_whole_bench_runs_with_small_numbers(tmp_path):
    out = tmp_path / "scale.json"
    command = [sys.executable, "-m", "bench.scale", "--quick", "--database", "sqlite"]
    done = subprocess.run(
        [*command, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(out.read_text())
    told = {(row["part"], row["what"]) for row in report["rows"]}
    assert ("views", "board") in told
    assert ("engine", "enqueue to start, 2 worker(s)") in told
    assert ("render", "two workers against one, a core each") in told
    assert ("render", "cancelled film, until no encoder runs") in told
    assert ("engine", "an idle worker") in told
    assert ("units", "intake to tag, per 12 MP photo") in told
    assert all(value >= 0 for row in report["rows"] for value in row["values"].values())
