"""Between storyboard and cut: a film as the segments that it is rendered in and joined from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.cutting.output import STANDARD, Output, at_rate, coding
from domain.cutting.rendering import (
    Making,
    SegmentSpec,
    SourceFacts,
    Spec,
    TransitionSpec,
    segment_spec,
)
from domain.cutting.transitions import Join, joins
from domain.film import Shot

#: Frames over which a chapter's first shot rises out of the dark where it has no transition and no
#: choice of one: in storyboards of earlier versions.
DIP_FRAMES = 12


@dataclass(frozen=True, kw_only=True)
class FilmSpecs:
    """The segments of a film: one for each shot, and one for each transition between two."""

    shots: tuple[SegmentSpec, ...]
    transitions: tuple[TransitionSpec, ...]
    #: Where the transitions stand, in frames of the film's rate.
    joins: tuple[Join, ...]

    @property
    def all(self) -> tuple[Spec, ...]:
        """Shots first: a shot's place among them is its place in the film."""
        return (*self.shots, *self.transitions)

    @property
    def order(self) -> tuple[int, ...]:
        """Places in `all` as their pictures follow each other in the film."""
        into = {join.index: len(self.shots) + place for place, join in enumerate(self.joins)}
        return tuple(
            place
            for index in range(len(self.shots))
            for place in (into.get(index), index)
            if place is not None
        )


def film_specs(
    shots: Sequence[Shot],
    sources: Mapping[str, SourceFacts],
    output: Output | None = None,
    style: str = "",
) -> FilmSpecs:
    """The specifications of a storyboard's segments; `sources` is keyed by asset.

    All are encoded so that the film comes out as `output` says; raises NoPlan when it cannot, and
    KeyError for an asset without facts.
    """
    output = output or STANDARD
    counted = at_rate(shots, output.rate)
    between = joins(shots, output.rate)
    whole = sum(shot.frames for shot in counted)
    whole -= sum(join.before + join.after - join.frames for join in between)
    parts = len(shots) + len(between)
    making = Making(output=output, coding=coding(output, whole, parts), style=style)
    specs: list[SegmentSpec] = []
    lead = {join.index: join.after for join in between}
    tail = {join.index - 1: join.before for join in between}
    for index, shot in enumerate(counted):
        source = sources[shot.asset] if shot.asset is not None else None
        specs.append(
            segment_spec(
                shot,
                source,
                dip=_dip(counted, index),
                lead=lead.get(index, 0),
                tail=tail.get(index, 0),
                making=making,
            )
        )
    found = tuple(_transition(join, specs) for join in between)
    return FilmSpecs(shots=tuple(specs), transitions=found, joins=between)


def _dip(shots: Sequence[Shot], index: int) -> int:
    """Only the first shot of a chapter of a storyboard that an earlier version made dips.

    It depends on its place already, through its caption, so that any other shot keeps its segment
    when the order changes.
    """
    shot = shots[index]
    opens = index > 0 and shots[index - 1].activity != shot.activity and shot.into is None
    return DIP_FRAMES if opens and shot.frames > 2 * DIP_FRAMES else 0


def _transition(join: Join, specs: Sequence[SegmentSpec]) -> TransitionSpec:
    before, after = specs[join.index - 1], specs[join.index]
    bare: dict[str, Any] = {"caption": (), "sound": 0, "dip": 0}
    return TransitionSpec(
        transition=join.transition.value,
        frames=join.frames,
        before=_bare(before, lead=before.frames - join.before, tail=0, **bare),
        after=_bare(after, lead=0, tail=after.frames - join.after, **bare),
    )


def _bare(spec: SegmentSpec, **changed: Any) -> SegmentSpec:
    style = spec.style if spec.kind == "card" else ""
    return replace(spec, style=style, **changed)
