"""`python -m bench.reel.kinds`: seconds of processor of one shot of each kind, and of whom.

Seconds of processor say something on a machine that others use too; the clock does not.
"""

import argparse
import os
import resource
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.reel import recipe
from bench.reel.watching import watched
from bench.scale.media import PHOTO
from domain.cutting.rendering import SegmentSpec
from workers.memory import give_back_at_once
from workers.tools.film.segment import (
    PHOTO_WORK,
    RenderDeps,
    confined_photos,
    render_segment,
)
from workers.tools.running.confined import ConfinedChild

_CAPTION = ("1. 科技活动周启动仪式", "5月24日 · 县工科局")
_CARD = ("opening", "2025年科技活动周", "矢志创新发展 建设科技强国", "县工科局")
#: Any name will do for an original here.
_SOURCE = "ab" * 32
_IN_MS = 4200


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of processor of one shot."""

    #: By this process: drawing, and piping frames.
    own: float
    #: By programs that were started for it.
    programs: float
    #: By the confined reader of photos, which lives on.
    reader: float

    @property
    def all(self) -> float:
        return self.own + self.programs + self.reader


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reel.kinds", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    give_back_at_once()
    with tempfile.TemporaryDirectory() as folder, ConfinedChild(PHOTO_WORK) as reader:
        made = recipe.sources(
            Path(folder) / "sources", recipe.Reel(photos=1, hd_clips=1, uhd_clips=1)
        )
        # Its start is no shot's.
        confined_photos(reader)(made.photos[0], 100, 100)
        for name, spec, source in _shots(made):
            deps = RenderDeps(read_photo=confined_photos(reader), scratch=Path(folder))
            costs = [_cost(spec, source, deps, reader) for _ in range(asked.runs)]
            print(_told(name, costs, _peak_mb(spec, source, deps)), flush=True)
    return 0


def _shots(made: recipe.Sources) -> Iterator[tuple[str, SegmentSpec, Path | None]]:
    yield "card", SegmentSpec(kind="card", frames=recipe.CARD, card=_CARD), None
    for name, caption in (("photo", ()), ("photo, captioned", _CAPTION)):
        photo = SegmentSpec(
            kind="photo", frames=recipe.PHOTO, source=_SOURCE, width=PHOTO[0], height=PHOTO[1],
            caption=caption,
        )  # fmt: skip
        yield name, photo, made.photos[0]
    for name, width, height, source in (
        ("1080p", 1920, 1080, made.hd[0]),
        ("4K", 3840, 2160, made.uhd[0]),
    ):
        clip = SegmentSpec(
            kind="clip", frames=recipe.CLIP, source=_SOURCE, width=width, height=height,
            in_ms=_IN_MS, sound=1, matrix="bt709",
        )  # fmt: skip
        yield name, clip, source


def _cost(spec: SegmentSpec, source: Path | None, deps: RenderDeps, reader: ConfinedChild) -> Cost:
    before = _processor(reader)
    _render(spec, source, deps)
    own, programs, read = (
        after - earlier for earlier, after in zip(before, _processor(reader), strict=True)
    )
    return Cost(own=own, programs=programs, reader=read)


def _peak_mb(spec: SegmentSpec, source: Path | None, deps: RenderDeps) -> float:
    """Of this process and all that it started; once more, as looking takes processor too."""
    with watched(os.getpid(), every_s=0.1) as seen:
        _render(spec, source, deps)
    return seen.peak_mb


def _render(spec: SegmentSpec, source: Path | None, deps: RenderDeps) -> None:
    video, audio = deps.scratch / "v.mp4", deps.scratch / "a.pcm"
    render_segment(spec, source=source, out_video=video, out_audio=audio, deps=deps)


def _processor(reader: ConfinedChild) -> tuple[float, float, float]:
    """Seconds so far of this process, of its programs that have ended, and of the reader."""
    own, ended = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    tasks = Path(f"/proc/{reader.pid}/task").glob("*/schedstat")
    lived = sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    return own.ru_utime + own.ru_stime, ended.ru_utime + ended.ru_stime, lived


def _told(name: str, costs: list[Cost], peak_mb: float) -> str:
    parts = {
        "all": median(cost.all for cost in costs),
        "least": min(cost.all for cost in costs),
        "own": median(cost.own for cost in costs),
        "programs": median(cost.programs for cost in costs),
        "reader": median(cost.reader for cost in costs),
    }
    told = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in parts.items())
    return f"{name:18} {told}, peak {peak_mb:.0f} MB"


if __name__ == "__main__":
    raise SystemExit(main())
