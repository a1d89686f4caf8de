"""Inside the confined child: a clip's changes of shot, looked for where key frames leave room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import BinaryIO

from av.video.frame import VideoFrame

from workers.tools.clips.clip_cuts import Change, Strip, changes, difference, is_candidate
from workers.tools.clips.clip_frames import frames_between
from workers.tools.clips.clip_opening import opened_clip
from workers.tools.clips.clip_planes import Signature, signature

#: Pixels decoded around candidates: 32 s of 1080p30, 5 to 8 s of one core.
_MOST_PIXELS = 2_000_000_000
#: Seen beyond a candidate's second frame, ms: a flash must be able to end, a dissolve to go on.
_ON_MS = 500
#: A longer change is a dissolve: no clip has so few frames a second, ms.
_CUT_MS = 150
#: Frames kept in memory at a time, and how many of the last are seen again with the next ones.
_HELD, _AGAIN = 1500, 60


@dataclass(frozen=True, kw_only=True)
class Found:
    """Stretches in ms: in which one shot turns into another, and in which it may."""

    changes: list[Change]
    unsure: list[tuple[int, int]] = field(default_factory=list)


@dataclass(kw_only=True)
class Watching:
    """Sees every frame of a clip or a stretch as they come."""

    _strip: Strip = field(default_factory=Strip)
    _found: list[Change] = field(default_factory=list)

    def add(self, ms: int, frame: VideoFrame) -> None:
        self._strip.add(ms, signature(frame))
        if len(self._strip.ms) >= _HELD:
            self._look()
            self._strip = Strip(ms=self._strip.ms[-_AGAIN:], seen=self._strip.seen[-_AGAIN:])

    def end(self) -> list[Change]:
        """What was found, in order."""
        self._look()
        return self._found

    def _look(self) -> None:
        last = self._found[-1][1] if self._found else -1
        self._found += [change for change in changes(self._strip) if change[0] > last]


def between_looks(
    file: BinaryIO, looks: Sequence[tuple[int, Signature]], pixels_a_ms: Fraction
) -> Found:
    """Decodes what lies between looked-at frames that may stand on two sides of a change.

    The most different ones first, as far as `_MOST_PIXELS` reach; the others are unsure.
    """
    pairs = [
        (difference(before, after), ms, later)
        for (ms, before), (later, after) in pairwise(looks)
        if is_candidate(before, after)
    ]
    chosen: list[tuple[int, int]] = []
    unsure: list[tuple[int, int]] = []
    room = Fraction(_MOST_PIXELS)
    for _, begins, ends in sorted(pairs, reverse=True):
        room -= pixels_a_ms * (ends + _ON_MS - begins)
        (chosen if room >= 0 else unsure).append((begins, ends))
    found: list[Change] = []
    for begins, ends in _joined(sorted(chosen)):
        seen = _seen(file, begins, ends)
        before = max((ms for ms, _ in looks if ms < begins), default=begins)
        if seen and _goes_back(seen[0], begins) and before < begins:
            seen = _seen(file, before, ends)
        found += seen
    return Found(changes=_distinct(found), unsure=sorted(unsure))


def _seen(file: BinaryIO, begins: int, ends: int) -> list[Change]:
    with opened_clip(file) as clip:
        watching = Watching()
        for ms, frame in frames_between(clip, begins, ends + _ON_MS):
            watching.add(ms, frame)
    return watching.end()


def _goes_back(change: Change, begins: int) -> bool:
    """True of a dissolve that may have begun before its first frame here."""
    return change[1] - change[0] > _CUT_MS and change[0] - begins < _ON_MS


def _joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begins, ends in stretches:
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], ends)
        else:
            joined.append((begins, ends))
    return joined


def _distinct(found: Sequence[Change]) -> list[Change]:
    """Stretches are seen a little beyond their ends, and so are some changes twice."""
    kept: list[Change] = []
    for change in sorted(found):
        if not kept or change[0] > kept[-1][1]:
            kept.append(change)
    return kept
