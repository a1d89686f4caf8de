"""`python -m bench.tagging.left_out`: what is fitted on seven styles, tried on the eighth.

Two things could be fitted to the confidence: a rising map of it (isotonic regression), and the
threshold from which a tag is ready. Each style is left out by turns; what helps the seven and not
the eighth is of the recipe, and the product does without it.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from bench.tagging.__main__ import rows_of
from bench.tagging.habits import STYLES
from bench.tagging.measures import PRECISION, Row, ece, least
from bench.tagging.recipe import draw_week
from bench.tagging.weighers import tag_week

#: Ready tags of the styles that the threshold is chosen on are right so often: what few whole
#: sendings that are wrong for sure leave at all.
CHOSEN_FOR = 0.99


@dataclass(frozen=True, kw_only=True)
class Step:
    """From this confidence up to the next step's, so many were right."""

    least: float
    right: float


def rising(said: Sequence[tuple[float, bool]]) -> list[Step]:
    """The rising map that fits best (pool adjacent violators), lowest first."""
    blocks: list[list[float]] = []
    for confidence, same in groupby(sorted(said), key=itemgetter(0)):
        rights = [right for _, right in same]
        blocks.append([confidence, float(sum(rights)), float(len(rights))])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, more, count = blocks.pop()
            blocks[-1][1] += more
            blocks[-1][2] += count
    return [Step(least=least_, right=right / count) for least_, right, count in blocks]


def mapped(steps: Sequence[Step], confidence: float) -> float:
    found = steps[0].right
    for step in steps:
        if step.least > confidence:
            break
        found = step.right
    return found


def threshold(rows: Sequence[Row], wanted: float = CHOSEN_FOR) -> float:
    """The lowest confidence from which the surest are right so often on average."""
    found, right = 1.0, 0
    ordered = sorted(rows, key=lambda row: -row.confidence)
    for n, row in enumerate(ordered, 1):
        right += row.right
        if right / n >= wanted:
            found = row.confidence
    return found


def table(rows: Mapping[str, Sequence[Row]]) -> str:
    """One row a style: everything beside it comes from the seven others."""
    lines = [
        "| style left out | ECE | with the others' map | the others' threshold | ready by it "
        "| precision |",
        "|---|---|---|---|---|---|",
    ]
    for style, own in rows.items():
        others = [row for name, each in rows.items() if name != style for row in each]
        steps = rising([(row.confidence, row.right) for row in others if row.suggested])
        said = [row for row in own if row.suggested]
        limit = threshold(others)
        ready = [replace(row, ready=True) for row in said if row.confidence >= limit]
        right = sum(row.right for row in ready) / len(ready) if ready else 1.0
        lines.append(
            f"| {style} | {ece((row.confidence, row.right) for row in said):.3f} "
            f"| {ece((mapped(steps, row.confidence), row.right) for row in said):.3f} "
            f"| {limit:.3f} | {100 * len(ready) / len(own):.1f} % "
            f"| {100 * right:.2f} % (≥ {100 * least(ready, lambda row: row.right):.2f} %) |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tagging.left_out", description=__doc__)
    parser.add_argument("--seeds", type=int, default=8, help="weeks of each style")
    parser.add_argument("--first-seed", type=int, default=0)
    asked = parser.parse_args()
    found: dict[str, list[Row]] = {}
    for style, mean in STYLES.items():
        found[style] = []
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
            week = draw_week(style, mean, seed)
            found[style] += rows_of(week, tag_week(week))
    print(f"aimed at: {PRECISION}, chosen for: {CHOSEN_FOR}")
    print(table(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
