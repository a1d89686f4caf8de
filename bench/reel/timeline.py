"""`python -m bench.reel.timeline`: what an edit waits for, from its job's start to the joined film.

Every edit of the reel once, by the real worker with its parts and programs timed: when each began
and ended after the job was there, and what it took of the processor. What runs beside something
longer costs no time of the clock; what stands alone does.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reel import ours, recipe
from domain.cutting.music import BEDS

#: Seconds under which a part is not worth a line: its kind is told in one line with its like.
_SHORT_S = 0.02


@dataclass(frozen=True, kw_only=True)
class Span:
    """One part, in seconds from the job's start."""

    what: str
    began: float
    ended: float
    cpu_s: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reel.timeline", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="the whole reel, else a fifth")
    parser.add_argument("--cold", action="store_true", help="the film from nothing too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weekreel-bench-timeline-") as name:
        folder = Path(name)
        made = recipe.sources(folder / "sources", recipe.WHOLE if asked.whole else recipe.FIFTH)
        spans = folder / "spans"
        told = {"BENCH_SPANS": str(spans)}
        with ours.cutter(made, module="bench.reel.timed_worker", more=told) as cutting:
            for what, cut in _edits(cutting, made, cold=asked.cold):
                spans.write_text("")
                done = cut()
                print(f"\n{what}: {done.seen.wall_s:.2f} s, {done.seen.cpu_s:.2f} s of processor")
                for line in lines(read(spans, done.seen.began, done.seen.wall_s)):
                    print(line, flush=True)
    return 0


def _edits(
    cutting: ours.Cutter, made: recipe.Sources, *, cold: bool
) -> Iterator[tuple[str, Callable[[], ours.CutFilm]]]:
    hd = cutting.assets_of(made.hd)
    bed, other = sorted(BEDS)[:2]
    first = cutting.cut()
    print(f"first: {first.seen.wall_s:.2f} s, {first.seen.cpu_s:.2f} s of processor", flush=True)
    if cold:
        cutting.forget()
        yield "cold", cutting.cut
    yield "one 1080p shot changed", lambda: cutting.cut(ours.one_shot(hd, 0))
    yield "order changed", lambda: cutting.cut(ours.other_order(0))
    yield "music changed, a bed made anew", lambda: cutting.cut(music=bed)
    cutting.cut()
    yield "music changed, the same bed", lambda: cutting.cut(music=bed)
    yield "order changed under music", lambda: cutting.cut(ours.other_order(0), music=bed)
    yield "one 1080p shot changed under music", lambda: cutting.cut(ours.one_shot(hd, 1), music=bed)
    yield "another bed", lambda: cutting.cut(music=other)


def read(spans: Path, began: float, wall_s: float) -> list[Span]:
    """What began before the film was there, by when it began."""
    rows = (json.loads(line) for line in spans.read_text().splitlines())
    found = [
        Span(
            what=row["what"],
            began=row["began"] - began,
            ended=row["ended"] - began,
            cpu_s=row["cpu"],
        )
        for row in rows
    ]
    return sorted((s for s in found if s.began < wall_s), key=lambda span: span.began)


def lines(spans: Sequence[Span]) -> Iterator[str]:
    """A line for each long part, and one for all short ones of a kind."""
    short: dict[str, list[Span]] = {}
    for span in spans:
        if span.ended - span.began < _SHORT_S:
            short.setdefault(span.what, []).append(span)
            continue
        yield (
            f"{span.began:7.2f} to {span.ended:6.2f}  {span.ended - span.began:6.2f} s"
            f"  cpu {span.cpu_s:5.2f}  {span.what}"
        )
    for what, those in short.items():
        lasted = sum(span.ended - span.began for span in those)
        cpu_s = sum(span.cpu_s for span in those)
        yield f"{len(those):5} times short     {lasted:6.2f} s  cpu {cpu_s:5.2f}  {what}"


if __name__ == "__main__":
    raise SystemExit(main())
