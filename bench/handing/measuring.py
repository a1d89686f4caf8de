"""How much of a film was found again, held against what it was made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.editing.bringing import Found
from domain.exports.timeline import Entry, Timeline

#: Share of a shot's frames that must be told right for the shot to count as found.
MOST = 0.8


@dataclass(frozen=True, kw_only=True)
class Measured:
    shots: int
    found: int
    #: Frames of shots of known assets, those told to be another asset, those told to be foreign.
    known_frames: int
    wrong_frames: int
    missed_frames: int
    #: Frames of foreign shots, those told to be an asset.
    foreign_frames: int
    false_frames: int
    #: Frames by which the in point of a clip was missed, of every clip's shot that was found.
    astray: tuple[int, ...]


def measured(timeline: Timeline, found: Sequence[Found], same: dict[str, str]) -> Measured:
    """`same` maps an asset to the first of its copies: which of them is told does not matter."""
    labels: list[Found | None] = [None] * timeline.frames
    for each in found:
        for n in range(each.first, min(each.last, timeline.frames)):
            labels[n] = each
    counts = {"found": 0, "known": 0, "wrong": 0, "missed": 0, "foreign": 0, "false": 0}
    astray: list[int] = []
    shots = 0
    for entry in timeline.entries:
        told = labels[entry.starts_at : entry.ends_at]
        keys = [each.key if each else None for each in told]
        asset = entry.media.asset if entry.media else None
        if asset is None:
            counts["foreign"] += entry.frames
            counts["false"] += sum(key is not None for key in keys)
            continue
        shots += 1
        right = sum(
            key is not None and same.get(key, key) == same.get(asset, asset) for key in keys
        )
        counts["known"] += entry.frames
        counts["missed"] += sum(key is None for key in keys)
        counts["wrong"] += sum(key is not None for key in keys) - right
        if right >= MOST * entry.frames:
            counts["found"] += 1
            astray += _astray(entry, told)
    return Measured(
        shots=shots,
        found=counts["found"],
        known_frames=counts["known"],
        wrong_frames=counts["wrong"],
        missed_frames=counts["missed"],
        foreign_frames=counts["foreign"],
        false_frames=counts["false"],
        astray=tuple(astray),
    )


def _astray(entry: Entry, told: Sequence[Found | None]) -> list[int]:
    if entry.media is None or not entry.media.is_clip:
        return []
    middle = told[len(told) // 2]
    if middle is None or middle.key != entry.media.asset:
        return []
    at = entry.starts_at + len(told) // 2
    return [abs(middle.source + at - middle.first - (entry.source_in + len(told) // 2))]
