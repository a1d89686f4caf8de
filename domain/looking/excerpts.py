"""Where an excerpt begins and ends: around its best picture, and never inside somebody's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.timebase import frames_to_ms

#: Points are tried at this distance: a frame of the film, ms.
_STEP_MS = 40
Speech = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Room:
    """A span of a source within which an excerpt may lie, ms."""

    from_ms: int
    to_ms: int
    #: Its best picture, which the excerpt shows near its middle where it can.
    best_ms: int
    #: Where somebody speaks, from and to, in their order.
    speech: Speech = ()


def is_clean(at_ms: int, speech: Speech) -> bool:
    """True where a point lies in no words."""
    return all(not start < at_ms < end for start, end in speech)


def excerpt(room: Room, frames: int) -> tuple[int, int]:
    """In and out point, ms, of so many frames inside the room.

    Both lie in pauses of speech where the room has such a place for this length, as near around
    its best picture as can be; where it has none, they are just around the best picture. A room
    shorter than the excerpt gives what begins with it.
    """
    length = frames_to_ms(frames)
    last = room.to_ms - length
    centred = min(max(room.best_ms - length // 2, room.from_ms), max(last, room.from_ms))
    clean = [at for at in _starts(room, length) if _both_clean(at, length, room.speech)]
    start = min(clean, key=lambda at: (abs(at - centred), at), default=centred)
    return start, start + length


def cuts_words(room: Room, frames: int) -> bool:
    """True where every excerpt of so many frames begins or ends inside words."""
    start, end = excerpt(room, frames)
    return not (is_clean(start, room.speech) and is_clean(end, room.speech))


def clean_frames(room: Room, shortest: int, wanted: int, longest: int) -> int:
    """The length nearest to `wanted`, frames, that cuts no words; `wanted` where none does.

    Of two equally near the longer one: it lets a sentence end.
    """
    pauses = _pauses(room)
    # From a point of one pause to a point of it or of a later one: every length between two.
    possible = [
        (later[0] - pause[1], later[1] - pause[0])
        for place, pause in enumerate(pauses)
        for later in pauses[place:]
    ]
    lengths = sorted(range(shortest, longest + 1), key=lambda each: (abs(each - wanted), -each))
    for each in lengths:
        length = frames_to_ms(each)
        if any(least <= length <= most for least, most in possible):
            return each
    return wanted


def _pauses(room: Room) -> list[tuple[int, int]]:
    """Stretches of the room in which no words are cut, both ends with them."""
    found: list[tuple[int, int]] = []
    at = room.from_ms
    for start, end in sorted(room.speech):
        if at <= start and at <= room.to_ms:
            found.append((at, min(start, room.to_ms)))
        at = max(at, end)
    return [*found, (at, room.to_ms)] if at <= room.to_ms else found


def _starts(room: Room, length: int) -> list[int]:
    """Points worth a try: the middle's, steps around it, and those that edges of speech give."""
    last = room.to_ms - length
    if last < room.from_ms:
        return []
    edges = [edge for span in room.speech for edge in span]
    tried = {*range(room.from_ms, last + 1, _STEP_MS), last, *edges, *(e - length for e in edges)}
    tried.add(min(max(room.best_ms - length // 2, room.from_ms), last))
    return [at for at in tried if room.from_ms <= at <= last]


def _both_clean(start: int, length: int, speech: Speech) -> bool:
    return is_clean(start, speech) and is_clean(start + length, speech)
