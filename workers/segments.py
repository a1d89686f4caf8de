"""Where rendered shots and transitions lie, and how one is made; used by the station cut."""

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domain.cutting.rendering import SegmentSpec, Spec, TransitionSpec, segment_key, spec_hash
from domain.errors import Refused, ToolFailed
from storage.originals import original_blob, segments_prefix, transition_blobs
from workers.bench import Bench
from workers.tools.film.film_recipe import RECIPE_VERSION, ffmpeg_build
from workers.tools.film.segment import (
    RenderDeps,
    confined_photos,
    render_part,
    render_segment,
    render_transition,
)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Names of a rendered shot or transition in blobs."""

    video: str
    #: None of a transition, whose sound is that of the shots.
    audio: str | None = None
    #: What leads to a transition from the second of its originals.
    marks: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.marks, self.video, *((self.audio,) if self.audio is not None else ()))


class PartBroken(Exception):
    """One of the two shots of a transition could not be rendered."""

    def __init__(self, fault: ToolFailed | Refused, *, later: bool) -> None:
        super().__init__(str(fault))
        self.fault = fault
        #: True of the shot that the transition leads into.
        self.later = later


def segment_of(spec: Spec) -> Segment:
    """Where its segment lies, or will lie."""
    key = segment_key(spec, RECIPE_VERSION, ffmpeg_build())
    if isinstance(spec, TransitionSpec):
        video, *marks = transition_blobs(spec.sources, key)
        return Segment(video=video, marks=tuple(marks))
    name = f"{segments_prefix(spec.source)}{key}"
    return Segment(video=f"{name}.mp4", audio=f"{name}.pcm")


def told_of(spec: Spec) -> dict[str, Any]:
    """A segment as its job tells of it."""
    segment = segment_of(spec)
    return {"video": segment.video, "audio": segment.audio, "spec": spec_hash(spec)}


def is_kept(bench: Bench, segment: Segment) -> bool:
    return all(map(bench.blobs.exists, segment.names))


def render(bench: Bench, spec: Spec, segment: Segment, name: str) -> None:
    """Written under a name of this attempt: a worker taken for dead may still be writing its own.

    Raises what the tools raise; of a transition PartBroken for what one of its sources is blamed
    for.
    """
    with attempt(bench, name) as scratch:
        deps = RenderDeps(
            read_photo=confined_photos(bench.photos, bench.cancelled),
            scratch=scratch,
            cancelled=bench.cancelled,
        )
        if isinstance(spec, SegmentSpec):
            _shot(bench, spec, segment, deps)
        else:
            _transition(bench, spec, segment, deps)


def _shot(bench: Bench, spec: SegmentSpec, segment: Segment, deps: RenderDeps) -> None:
    """The sound goes in first, so that whoever sees the video finds its sound too."""
    video, audio = deps.scratch / "video.mp4", deps.scratch / "audio.pcm"
    with (
        bench.room.taken(_pixels(spec), bench.cancelled) as cores,
        _source(bench, spec) as source,
    ):
        alone = replace(deps, cores=cores)
        render_segment(spec, source=source, out_video=video, out_audio=audio, deps=alone)
    assert segment.audio is not None, "a shot has sound, silence at least"
    bench.blobs.put(segment.audio, audio, final=True)
    bench.blobs.put(segment.video, video, final=True)


def _transition(bench: Bench, spec: TransitionSpec, segment: Segment, deps: RenderDeps) -> None:
    """Both shots' frames one after the other: beside each other they would take twice the room."""
    video, files = deps.scratch / "video.mp4", (deps.scratch / "before", deps.scratch / "after")
    for later, (part, out) in enumerate(zip((spec.before, spec.after), files, strict=True)):
        with (
            bench.room.taken(_pixels(part), bench.cancelled) as cores,
            _source(bench, part) as source,
        ):
            try:
                render_part(part, source=source, out=out, deps=replace(deps, cores=cores))
            except (ToolFailed, Refused) as fault:
                raise PartBroken(fault, later=bool(later)) from fault
    with bench.room.taken(0, bench.cancelled):
        render_transition(spec, *files, out_video=video, deps=deps)
    for mark in segment.marks:
        bench.blobs.put(mark, mark.encode())
    bench.blobs.put(segment.video, video, final=True)


def _pixels(spec: SegmentSpec) -> int:
    return spec.width * spec.height if spec.kind == "clip" else 0


@contextlib.contextmanager
def attempt(bench: Bench, name: str) -> Iterator[Path]:
    """A folder of this attempt's own, which goes again with all that is in it."""
    folder = bench.scratch / f"{name}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


@contextlib.contextmanager
def _source(bench: Bench, spec: SegmentSpec) -> Iterator[Path | None]:
    if not spec.source:
        yield None
        return
    with bench.blobs.local(original_blob(spec.source)) as path:
        yield path
