"""`python -m bench.tagging`: labelled weeks of several styles, tagged by WeekReel and by an oracle.

Prints one row a style and writes all that was counted to build/bench-tagging.json.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench.tagging import editor, measures, oracle, plots
from bench.tagging.habits import STYLES
from bench.tagging.measures import Row, bins
from bench.tagging.recipe import draw_week
from bench.tagging.week import Week
from bench.tagging.weighers import Tagged, day_allowed, tag_week

OUT = Path("build/bench-tagging.json")
PLOT = Path("docs/tagging-calibration.png")
#: The weighing as it was before it was measured for the first time.
BEFORE = Path(__file__).with_name("before.json")
SEEDS = 24
#: Of so many weeks a style the review that learns is simulated: each decision weighs a week anew,
#: which takes half a minute a week.
LEARNT_SEEDS = 2
#: What was aimed at: of what is ready, lower bound; of the oracle's share; calibration; days;
#: strokes per 100 files.
AIMS = {"precision": 0.995, "of_oracle": 0.9, "ece": 0.03, "day": 0.98, "strokes": 12.0}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tagging", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="weeks of each style")
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--style", action="append", choices=list(STYLES), help="only this one")
    parser.add_argument("--files", type=int, default=300, help="files of a week")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--plot", type=Path, help=f"draw the calibration, as {PLOT}")
    asked = parser.parse_args()
    began = time.monotonic()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    styles: dict[str, dict[str, Any]] = {}
    for style in asked.style or STYLES:
        styles[style] = measured(style, seeds, asked.files)
        print(table({style: styles[style]}).splitlines()[-1], flush=True)
    report = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "seeds": [seeds.start, seeds.stop],
        "aims": AIMS,
        "styles": styles,
        "seconds": round(time.monotonic() - began),
    }
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(table(styles))
    if asked.plot:
        plots.draw(_series(styles), asked.plot)
    return 0


def measured(style: str, seeds: Sequence[int], files: int) -> dict[str, Any]:
    """Everything counted over the weeks of one style."""
    rows: list[Row] = []
    reviews: dict[str, list[editor.Review]] = {"alone": [], "carried": [], "learnt": []}
    seconds = 0.0
    for n, seed in enumerate(seeds):
        week = draw_week(style, STYLES[style], seed, files)
        tagged = tag_week(week)
        rows += rows_of(week, tagged)
        truths = truths_of(week, tagged)
        said = partial(editor.review, tagged.tags, truths, seed=seed, brings=tagged.brings)
        reviews["alone"].append(said(carries=False))
        reviews["carried"].append(said())
        if n < LEARNT_SEEDS:
            reviews["learnt"].append(said(again=tagged.again))
        seconds += tagged.seconds
    found = measures.counts(rows)
    told = len(rows)
    return {
        **asdict(found),
        "of_oracle": found.of_oracle,
        "bins": bins((row.confidence, row.right) for row in rows if row.suggested),
        "strokes": _per_hundred(reviews["learnt"], "strokes"),
        "strokes_carried": _per_hundred(reviews["carried"][:LEARNT_SEEDS], "strokes"),
        "strokes_alone": _per_hundred(reviews["alone"][:LEARNT_SEEDS], "strokes"),
        "groups": 100 * sum(_groups(style, seed, files) for seed in seeds) / told,
        "left_wrong": _per_hundred(reviews["carried"], "wrong"),
        "left_wrong_day": _per_hundred(reviews["carried"], "wrong_day"),
        "ms": 1000 * seconds / told,
    }


def _per_hundred(reviews: Sequence[editor.Review], what: str) -> float:
    files = sum(each.files for each in reviews)
    return 100 * sum(getattr(each, what) for each in reviews) / files if files else 0.0


def _groups(style: str, seed: int, files: int) -> int:
    """Groups of activity, day and unit in truth: no review takes fewer strokes."""
    week = draw_week(style, STYLES[style], seed, files)
    return len({(f.visit.activity, f.visit.day, f.visit.unit) for f in week.files})


def truths_of(week: Week, tagged: Tagged) -> dict[str, editor.Truth]:
    """Of every file that is of an activity of the week."""
    sendings = {file.id: sent.id for sent in week.sendings for file in sent.files}
    return {
        file.id: editor.Truth(
            unit=file.visit.unit,
            sending=sendings[file.id],
            activity=file.visit.activity,
            day=file.visit.day,
            day_allowed=day_allowed(
                week, tagged.assets[file.id], file.visit.activity, file.visit.day
            ),
        )
        for file in week.files
        if file.visit.activity
    }


def rows_of(week: Week, tagged: Tagged) -> list[Row]:
    known, truths = oracle.posterior(week), truths_of(week, tagged)
    owner = {file.id: sent.id for sent in week.sendings for file in sent.files}
    rows: list[Row] = []
    for file in week.files:
        tag, truth = tagged.tags[file.id], truths[file.id]
        best = max(known[file.id], key=lambda key: known[file.id][key])
        rows.append(
            Row(
                cluster=f"{week.seed}-{owner[file.copy_of or file.id]}",
                right=tag.activity == truth.activity,
                suggested=tag.activity is not None,
                confidence=tag.confidence / 1000,
                ready=tag.ready,
                day_allowed=truth.day_allowed,
                day_right=tag.day == truth.day,
                oracle=known[file.id][best],
                oracle_right=best == truth.activity,
            )
        )
    return rows


#: Heading -> key and whether it is a share; of what is aimed at also the aim and its side.
_COLUMNS = {
    "accuracy": ("accuracy", True),
    "ready": ("ready", True),
    "precision": ("precision", True),
    "≥": ("precision_least", True),
    "of the oracle's": ("of_oracle", True),
    "ECE": ("ece", False),
    "strokes": ("strokes", False),
    "nothing learnt": ("strokes_carried", False),
    "nor carried over": ("strokes_alone", False),
    "groups": ("groups", False),
    "left wrong": ("left_wrong", False),
    "day": ("day_right", True),
    "oracle": ("oracle_share", True),
    "its accuracy": ("oracle_accuracy", True),
    "ms": ("ms", False),
}


def table(styles: Mapping[str, Mapping[str, Any]]) -> str:
    """One row a style, as docs/benchmarks.md shows it."""
    lines = ["| style | " + " | ".join(_COLUMNS) + " |", "|" + "---|" * (len(_COLUMNS) + 1)]
    for style, found in styles.items():
        cells = [_cell(found[key], share) for key, share in _COLUMNS.values()]
        lines.append(f"| {style} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float, share: bool) -> str:
    if share:
        return f"{100 * value:.1f} %" if value < 0.99 else f"{100 * value:.2f} %"
    return f"{value:.3f}" if value < 1 else f"{value:.1f}"


def _series(styles: Mapping[str, Any]) -> list[tuple[str, Mapping[str, plots.Bins]]]:
    now = ("now", {style: found["bins"] for style, found in styles.items()})
    if not BEFORE.exists():
        return [now]
    before = json.loads(BEFORE.read_text())["styles"]
    return [("before", {s: before[s]["bins"] for s in styles if s in before}), now]


if __name__ == "__main__":
    raise SystemExit(main())
