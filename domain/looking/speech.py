"""Where somebody speaks: spans out of a detector's answers, which no excerpt cuts in half."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Milliseconds of one answer of the detector (workers/tools/clips/voice.py).
STEP_MS = 32
#: Likelihood, per mille, from which speech begins, and below which it pauses.
_BEGINS, _PAUSES = 500, 350
#: A pause this long ends a span, ms: between sentences there is more, inside a word never so much.
PAUSE_MS = 200
#: A span longer than an excerpt may be is parted at shorter pauses, those between phrases, ms.
PARTED_MS, PHRASE_MS = 6000, 96
#: Shorter spans are a cough or a chair, ms.
_SHORTEST_MS = 160
#: First and last sounds of a word are quiet, and the detector is up to 0.1 s late: kept around
#: each span, ms, where the pauses have room.
_AROUND_MS = 200
#: Between two spans a frame of the film stays free, so that an excerpt can end there, ms.
_FREE_MS = 40


@dataclass(frozen=True, kw_only=True)
class Span:
    """Milliseconds in the clip, in <= t < out."""

    in_ms: int
    out_ms: int


def speech_spans(voice: Sequence[int], begins_ms: int = 0) -> tuple[Span, ...]:
    """Spans of speech in their order, none touching another.

    `voice` is the likelihood of a voice, per mille, of every STEP_MS from `begins_ms` on.
    """
    parts = _parts(voice, 0, len(voice), PAUSE_MS)
    spans: list[tuple[int, int]] = []
    for start, end in parts:
        is_long = (end - start) * STEP_MS > PARTED_MS
        spans += _parts(voice, start, end, PHRASE_MS) if is_long else [(start, end)]
    kept = [(a, b) for a, b in spans if (b - a) * STEP_MS >= _SHORTEST_MS]
    bounds = [0, *(bound * STEP_MS for span in kept for bound in span), len(voice) * STEP_MS]
    gaps = [b - a for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    # Before the first and after the last nobody else needs the pause.
    inside = [max(0, gap - _FREE_MS) // 2 for gap in gaps[1:-1]]
    room = [min(_AROUND_MS, free) for free in (gaps[0], *inside, gaps[-1])] if kept else []
    return tuple(
        Span(
            in_ms=max(0, begins_ms + a * STEP_MS - before),
            out_ms=begins_ms + b * STEP_MS + after,
        )
        for (a, b), before, after in zip(kept, room[:-1], room[1:], strict=True)
    )


def _parts(voice: Sequence[int], start: int, end: int, pause_ms: int) -> list[tuple[int, int]]:
    """Stretches of answers between `start` and `end` without a pause so long, in <= step < out."""
    found: list[tuple[int, int]] = []
    first: int | None = None
    last = start
    for at in range(start, end):
        if voice[at] >= (_BEGINS if first is None else _PAUSES):
            first = at if first is None else first
            last = at + 1
        elif first is not None and (at + 1 - last) * STEP_MS >= pause_ms:
            found.append((first, last))
            first = None
    return [*found, (first, last)] if first is not None else found
