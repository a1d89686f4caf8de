"""`python -m bench.tagging.events`: weeks of the second recipe (people.py), tagged by WeekReel.

It showed what a link at hand costs, for which weeks 3000 to 3007 were looked at
(docs/decisions/2026-11-what-a-link-says.md); nothing else was held against it. There is no oracle.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from bench.tagging import editor
from bench.tagging.__main__ import truths_of
from bench.tagging.people import MANNERS, draw_events
from bench.tagging.weighers import tag_week
from domain.tagging import Tag


@dataclass(kw_only=True)
class Found:
    """Counts over weeks of one style."""

    files: int = 0
    right: int = 0
    ready: int = 0
    ready_right: int = 0
    day_allowed: int = 0
    day_right: int = 0
    strokes: int = 0
    #: Sendings with a ready file, and with one that is wrong.
    sendings: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    wrong: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    def row(self, style: str) -> str:
        shares = (self.right / self.files, self.ready / self.files,
                  self.ready_right / max(1, self.ready),
                  self.day_right / max(1, self.day_allowed))  # fmt: skip
        cells = [f"{100 * each:.1f} %" for each in shares]
        cells.append(f"{len(self.wrong)} of {len(self.sendings)}")
        cells.append(f"{100 * self.strokes / self.files:.1f}")
        return f"| {style} | {self.files} | " + " | ".join(cells) + " |"


HEAD = "| style | files | accuracy | ready | right of ready | day | wrong sendings | strokes |"


def counted(style: str, seeds: Iterable[int]) -> Found:
    """What the product's weighing makes of these weeks."""
    found = Found()
    for seed in seeds:
        week = draw_events(style, seed)
        tagged = tag_week(week)
        truths = truths_of(week, tagged)
        review = partial(editor.review, tagged.tags, truths, seed=seed, brings=tagged.brings)
        found.strokes += review().strokes
        for sent in week.sendings:
            for file in sent.files:
                _count(found, (seed, sent.id), tagged.tags[file.id], truths[file.id])
    return found


def _count(found: Found, sending: tuple[int, str], tag: Tag, truth: editor.Truth) -> None:
    right = tag.activity == truth.activity
    found.files += 1
    found.right += right
    if truth.day_allowed:
        found.day_allowed += 1
        found.day_right += tag.day == truth.day
    if tag.ready:
        found.ready += 1
        found.ready_right += right
        found.sendings.add(sending)
        if not right:
            found.wrong.add(sending)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tagging.events", description=__doc__)
    parser.add_argument("--seeds", type=int, default=24, help="weeks of each style")
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--style", action="append", choices=list(MANNERS), help="only this one")
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    print(HEAD, "|---|" + "---|" * 7, sep="\n")
    for style in asked.style or MANNERS:
        print(counted(style, seeds).row(style), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
