"""`python -m bench.tagging.events`: weeks of the other recipes, tagged by WeekReel; no oracle.

The second one (people.py) showed what a link at hand costs, for which weeks 3000 to 3007 were
looked at (docs/decisions/2026-11-what-a-link-says.md). The third one (liaisons.py) was written
blind to the weighing.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from bench.tagging import editor
from bench.tagging.__main__ import truths_of
from bench.tagging.liaisons import draw_liaisons
from bench.tagging.manners import MANNERS as LIAISONS
from bench.tagging.measures import Counts, Row, bins, counts
from bench.tagging.people import MANNERS as PEOPLE
from bench.tagging.people import draw_events
from bench.tagging.week import File, Week
from bench.tagging.weighers import tag_week
from domain.tagging import Tag

#: Recipe -> how a week is drawn of a style and a seed, and the styles.
RECIPES: Mapping[str, tuple[Callable[[str, int], Week], Iterable[str]]] = {
    "people": (draw_events, tuple(PEOPLE)),
    "liaisons": (draw_liaisons, tuple(LIAISONS)),
}


@dataclass(kw_only=True)
class Found:
    """Counts over weeks of one style."""

    rows: list[Row] = field(default_factory=list[Row])
    strokes: int = 0

    @property
    def counts(self) -> Counts:
        return counts(self.rows)

    def row(self, style: str) -> str:
        found = self.counts
        sure = f"{100 * found.precision:.2f} (≥ {100 * found.precision_least:.2f}) %"
        ready = len({row.cluster for row in self.rows if row.ready})
        cells = [
            f"{found.files:,}",
            f"{100 * found.accuracy:.1f} %",
            f"{100 * found.ready:.1f} %",
            sure,
            f"{found.wrong_clusters} of {ready}",
            f"{found.ece:.3f}",
            f"{100 * found.day_right:.1f} %",
            f"{100 * self.strokes / found.files:.1f}",
        ]
        return f"| {style} | " + " | ".join(cells) + " |"


HEAD = (
    "| style | files | accuracy | ready | right of ready (≥) | sendings with a wrong ready one"
    " | ECE | day | strokes |"
)


def counted(style: str, seeds: Iterable[int], recipe: str = "people") -> Found:
    """What the product's weighing makes of these weeks."""
    found = Found()
    for seed in seeds:
        week = RECIPES[recipe][0](style, seed)
        tagged = tag_week(week)
        truths = truths_of(week, tagged)
        # What is of no activity of the week is refused by a key; it is counted where it is ready.
        asked = {id_: tag for id_, tag in tagged.tags.items() if id_ in truths}
        review = partial(editor.review, asked, truths, seed=seed, brings=tagged.brings)
        found.strokes += review().strokes + len(tagged.tags) - len(asked)
        owner = {file.id: sent.id for sent in week.sendings for file in sent.files}
        for file in week.files:
            cluster = f"{seed}-{owner.get(file.copy_of or file.id, owner[file.id])}"
            found.rows.append(_row(cluster, file, tagged.tags[file.id], truths.get(file.id)))
    return found


def _row(cluster: str, file: File, tag: Tag, truth: editor.Truth | None) -> Row:
    return Row(
        cluster=cluster,
        right=(tag.activity or "") == file.visit.activity,
        suggested=tag.activity is not None,
        confidence=tag.confidence / 1000,
        ready=tag.ready,
        day_allowed=truth is not None and truth.day_allowed,
        day_right=truth is not None and tag.day == truth.day,
        oracle=0,
        oracle_right=False,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tagging.events", description=__doc__)
    parser.add_argument("--recipe", choices=list(RECIPES), default="people")
    parser.add_argument("--seeds", type=int, default=24, help="weeks of each style")
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--style", action="append", help="only this one")
    asked = parser.parse_args()
    styles = tuple(RECIPES[asked.recipe][1])
    if unknown := set(asked.style or ()) - set(styles):
        parser.error(f"styles of {asked.recipe}: {', '.join(styles)}; not {', '.join(unknown)}")
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    every: list[Row] = []
    print(HEAD, "|---|" + "---|" * 8, sep="\n")
    for style in asked.style or styles:
        found = counted(style, seeds, asked.recipe)
        every += found.rows
        print(found.row(style), flush=True)
    for said, right, files in bins((r.confidence, r.right) for r in every if r.suggested):
        print(f"said {said:.3f}  right {right:.3f}  of {files:,}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
