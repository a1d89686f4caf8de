"""Cuts on the beat: lengths moved by some frames so that cuts lie where the music is heard."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

#: A cut this many frames from a beat is felt as on it (80 ms).
ON_BEAT = 2
#: Frames that a cut may move: more would show another moment than the one that was chosen.
REACH = 16


@dataclass(frozen=True, kw_only=True)
class Length:
    """How long a shot is, and how long it may be; `shortest` = `longest` cannot be moved."""

    frames: int
    shortest: int
    longest: int
    #: Frames of its end that the next one lies over; the cut is then felt in their middle.
    shared: int = 0


def off_beat(frame: int, beats: Sequence[int]) -> int:
    """Frames from `frame` to the nearest of `beats`, which rise; beats must not be empty."""
    place = bisect_left(beats, frame)
    return min(abs(frame - beat) for beat in beats[max(0, place - 1) : place + 1])


def cuts_on_beat(lengths: Sequence[int], beats: Sequence[int]) -> int:
    """How many of the cuts between shots lie within two frames of a beat."""
    at, count = 0, 0
    for frames in lengths[:-1]:
        at += frames
        count += bool(beats) and off_beat(at, beats) <= ON_BEAT
    return count


def on_beat(lengths: Sequence[Length], beats: Sequence[int]) -> tuple[int, ...]:
    """Frames of every shot so that as many cuts as can be lie within two frames of a beat.

    The sum stays; no shot leaves its bounds; no cut moves more than `REACH` frames. Among all that
    put as many cuts on beats, lengths change least. `beats` are film frames, rising; without any,
    and where a length lies outside its own bounds, the lengths are answered as they are.
    """
    as_they_are = tuple(each.frames for each in lengths)
    outside = any(not each.shortest <= each.frames <= each.longest for each in lengths)
    if not beats or outside or len(lengths) < 2:
        return as_they_are
    moves = _best_moves(lengths, beats)
    return tuple(
        each.frames + after - before
        for each, before, after in zip(lengths, (0, *moves), (*moves, 0), strict=True)
    )


def _best_moves(lengths: Sequence[Length], beats: Sequence[int]) -> list[int]:
    """By how much each cut moves: the best way through all moves, cut by cut.

    A state is the move of the last cut; its worth (cuts off the beat, frames changed) is smallest.
    """
    reached: dict[int, tuple[int, int]] = {0: (0, 0)}
    came_from: list[dict[int, int]] = []
    at = 0
    for each in lengths[:-1]:
        at += each.frames - each.shared
        felt = at + each.shared // 2
        step: dict[int, tuple[int, int]] = {}
        origin: dict[int, int] = {}
        for move in range(-REACH, REACH + 1):
            best = min(
                (
                    (off, changed + abs(move - before), abs(before), before)
                    for before, (off, changed) in reached.items()
                    if each.shortest <= each.frames + move - before <= each.longest
                ),
                default=None,
            )
            if best is not None:
                missed = off_beat(felt + move, beats) > ON_BEAT
                step[move], origin[move] = (best[0] + missed, best[1]), best[3]
        reached = step
        came_from.append(origin)
    return _way_back(lengths[-1], reached, came_from)


def _way_back(
    last: Length, reached: dict[int, tuple[int, int]], came_from: Sequence[dict[int, int]]
) -> list[int]:
    """The last shot takes up what the last cut moved, so that the sum stays."""
    ends = {
        move: (off, changed + abs(move), abs(move), move)
        for move, (off, changed) in reached.items()
        if last.shortest <= last.frames - move <= last.longest
    }
    move = min(ends, key=lambda move: ends[move])
    moves = [move]
    for origin in reversed(came_from[1:]):
        move = origin[move]
        moves.append(move)
    return moves[::-1]
