"""Which spans of a clip are worth showing, from what was measured of its frames and its sound."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from domain.facts import Moment
from domain.looking.excerpts import is_clean

#: Lengths of an excerpt that the film can use (film.md), ms; up to the last for whole sentences.
SHORTEST_MS, LONGEST_MS, SENTENCE_MS = 2500, 6000, 8000
#: A clip with nothing longer gives one short moment of at least this.
SHORT_MS = 1000
#: A frame this black, per mille of its pixels, shows nothing; nor does one without any contrast,
#: a covered lens, by its spread of brightness.
BLACK_FRAME, COVERED = 950, 8
#: Sharpness below which a frame is blurred: by itself, and as a share of the clip's usual.
BLURRED, BLURRED_PERCENT = 150, 50
#: Detail below which a frame that has less of it than sharpness shows noise alone. Measured: sharp
#: scenes have 600 to 720 beside a sharpness of 470 to 590, the same blurred by 1 % of the width
#: 330 beside 400.
NOISE_DETAIL = 450
#: Passing speed with twice its change, per mille of the picture a second: a tripod has 0 to 15, a
#: calm hand 20 to 90, a slow pan 80 to 200; from the last on nothing can be made out.
CALM, UNSTEADY = 30, 450
#: First and last frame around a cut are left out, ms: sources and film have other rates.
_BESIDE_MS = 40
#: The hand is still moving when a clip begins and ends, ms; only long stretches can spare it.
HANDLING_MS = 300
#: Windows are tried at this distance, ms.
_STEP_MS = 250
#: A long clip offers its best moments, not all of them.
MOST_MOMENTS = 12
#: Loudness that counts as 0 and as 1000, hundredths of LUFS.
QUIET_CLUFS, LOUD_CLUFS = -6000, -1400

Stretch = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class FrameMeasure:
    """One looked-at frame of a clip; scores 0..1000."""

    #: Milliseconds in the clip.
    ms: int
    sharpness: int
    exposure: int
    #: Per mille of its pixels that are black.
    black: int
    #: Difference to the looked-at frame before.
    motion: int
    #: Sharpness past the noise; None where it was not measured.
    detail: int | None = None
    #: Per mille of its pixels that are clipped to black or white.
    clipped: int = 0
    #: Standard deviation of its lumas, 0..255.
    spread: int = 128
    #: How fast the picture passes, how much that changes and how fast the rest moves against it,
    #: per mille of the long side a second; None where nothing could be followed.
    speed: int | None = None
    jitter: int | None = None
    scene: int | None = None

    @property
    def unrest(self) -> int | None:
        """How unsteadily the camera is held: a pan by its speed, a shake thrice."""
        return None if self.speed is None else self.speed + 2 * (self.jitter or 0)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The sound of a clip, second by second, and where somebody speaks."""

    #: Hundredths of LUFS of each second; empty without sound, as are the others.
    seconds: Sequence[int] = ()
    #: Per mille of each second's time and energy.
    claps: Sequence[int] = ()
    wind: Sequence[int] = ()
    #: From and to, ms, in their order.
    speech: Sequence[Stretch] = ()


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """A looked-at frame with the stretch it speaks for: half the way to its neighbours, ms."""

    start: int
    end: int
    frame: FrameMeasure


@dataclass(frozen=True, kw_only=True)
class _Seen:
    cells: Sequence[_Cell]
    heard: Heard = field(default_factory=Heard)


def moments_from(
    frames: Sequence[FrameMeasure],
    heard: Heard,
    span: Stretch,
    breaks: Sequence[Stretch] = (),
) -> tuple[Moment, ...]:
    """Spans worth showing, in the order of the clip, none overlapping another.

    `frames` in their order, `span` the ms at which the picture begins and ends, `breaks` stretches
    in which one shot turns into another or may. Spans last 2.5 to 6 s, up to 8 s where that keeps
    a sentence whole; they hold no bad frame and no break, begin and end in pauses of speech where
    there are any, and say so where not. A clip that has no such stretch gives its longest usable
    one of at least a second, or nothing.
    """
    seen = _Seen(cells=_cells(frames, span), heard=heard)
    runs = [run for shot in _shots(span, breaks) for run in _runs(frames, shot)]
    found = [
        _best_of(slot, seen)
        for run in runs
        if run[1] - run[0] >= SHORTEST_MS
        for slot in _slots(_spared(run, span))
    ]
    if not found:
        short = max(runs, key=lambda run: (run[1] - run[0], -run[0]), default=None)
        if short is None or short[1] - short[0] < SHORT_MS:
            return ()
        return (_moment(short, seen),)
    best = sorted(found, key=lambda moment: (-_worth(moment), moment.in_ms))[:MOST_MOMENTS]
    return tuple(sorted(best, key=lambda moment: moment.in_ms))


def steadiness(unrest: int) -> int:
    """0..1000 on a logarithmic scale between CALM and UNSTEADY."""
    share = math.log(max(unrest, CALM) / CALM) / math.log(UNSTEADY / CALM)
    return max(0, round(1000 * (1 - share)))


# --- stretches that can be shown -----------------------------------------------------------------


def _shots(span: Stretch, breaks: Sequence[Stretch]) -> Iterator[Stretch]:
    start = span[0]
    for leaves, comes in sorted(breaks):
        if leaves > start:
            yield (start, min(leaves, span[1]))
        start = max(start, comes + _BESIDE_MS)
    if start < span[1]:
        yield (start, span[1])


def _runs(frames: Sequence[FrameMeasure], shot: Stretch) -> Iterator[Stretch]:
    """Stretches of a shot in which every looked-at frame is usable.

    Between a good frame and a bad one nobody looked, so that belongs to the bad one; a shot's own
    ends belong to the frames next to them.
    """
    blurred = max(BLURRED, _median(f.sharpness for f in frames) * BLURRED_PERCENT // 100)
    inside = [f for f in frames if shot[0] <= f.ms < shot[1]]
    start: int | None = None
    last = shot[0]
    for place, frame in enumerate(inside):
        if _is_usable(frame, blurred):
            start = (shot[0] if place == 0 else frame.ms) if start is None else start
            last = frame.ms
        elif start is not None:
            yield (start, last)
            start = None
    if start is not None:
        yield (start, shot[1])


def _is_usable(frame: FrameMeasure, blurred: int) -> bool:
    return (
        frame.black < BLACK_FRAME
        and not _is_covered(frame)
        and frame.sharpness >= blurred
        and not _is_noise(frame)
        and (frame.unrest is None or frame.unrest < UNSTEADY)
    )


def _is_covered(frame: FrameMeasure) -> bool:
    """No contrast and nothing sharp: a plain board with small writing is shown."""
    plain = frame.detail is None or frame.detail < NOISE_DETAIL
    return plain and frame.spread < COVERED


def _is_noise(frame: FrameMeasure) -> bool:
    return frame.detail is not None and frame.detail < min(frame.sharpness, NOISE_DETAIL)


def _spared(run: Stretch, span: Stretch) -> Stretch:
    if run[1] - run[0] < LONGEST_MS + 2 * HANDLING_MS:
        return run
    start = run[0] + (HANDLING_MS if run[0] == span[0] else 0)
    end = run[1] - (HANDLING_MS if run[1] >= span[1] else 0)
    return (start, end)


def _slots(run: Stretch) -> Iterator[Stretch]:
    """Equal parts, each with room for the longest span."""
    length = run[1] - run[0]
    count = max(1, length // LONGEST_MS)
    bounds = [run[0] + length * place // count for place in range(count + 1)]
    yield from pairwise(bounds)


# --- the best window of a stretch ----------------------------------------------------------------


def _best_of(slot: Stretch, seen: _Seen) -> Moment:
    """What cuts no words, if anything; of that what is worth most."""
    near = _Seen(
        cells=[cell for cell in seen.cells if _overlap(cell.start, cell.end, slot)],
        heard=seen.heard,
    )
    speech = seen.heard.speech
    windows = [*_windows(slot, speech)]
    clean = [(a, b) for a, b in windows if is_clean(a, speech) and is_clean(b, speech)]
    # Excerpts are whole frames: around a sentence a frame more lets one of them fit.
    edges = {edge for words in speech for edge in words}
    clean = [window for window in clean if not edges.intersection(window)] or clean
    tried = [_moment(window, near) for window in clean or windows]
    return max(tried, key=lambda moment: (_worth(moment), -moment.in_ms))


def _windows(slot: Stretch, speech: Sequence[Stretch]) -> Iterator[Stretch]:
    start, end = slot
    longest = min(LONGEST_MS, end - start)
    for at in range(start, end - longest + 1, _STEP_MS):
        yield (at, at + longest)
    beside = {at for a, b in speech for at in (a - _BESIDE_MS, b + _BESIDE_MS, a, b)}
    edges = sorted(edge for edge in beside if start < edge < end)
    for first in (start, *edges) if edges else ():
        for last in (*edges, min(first + longest, end), end):
            if SHORTEST_MS <= last - first <= SENTENCE_MS:
                yield (first, last)


def _worth(moment: Moment) -> int:
    """Sharp first, then steady and well lit, then that something happens and can be heard."""
    liveliness = min(moment.motion, 300) + moment.loudness // 2
    said = moment.speech // 2 + moment.applause // 4
    calm = 500 if moment.steadiness is None else moment.steadiness
    long = 200 * min(moment.out_ms - moment.in_ms, LONGEST_MS) // LONGEST_MS
    return 3 * moment.sharpness + 2 * moment.exposure + 2 * calm + liveliness + said + long


def _moment(window: Stretch, seen: _Seen) -> Moment:
    """The window with its scores, each frame and second counting as long as it lasts inside."""
    start, end = window
    inside = [c for c in seen.cells if _overlap(c.start, c.end, window)]
    sharpest = max(inside, key=lambda c: (c.frame.sharpness, -c.start)).frame
    heard = seen.heard

    def mean(score: Callable[[FrameMeasure], int]) -> int:
        return _mean((score(c.frame), _overlap(c.start, c.end, window)) for c in inside)

    def by_second(values: Sequence[int]) -> int:
        return _mean(
            (values[at], _overlap(1000 * at, 1000 * at + 1000, window))
            for at in range(start // 1000, min(len(values), end // 1000 + 1))
        )

    spoken = sum(_overlap(*words, window) for words in heard.speech)
    return Moment(
        in_ms=start,
        out_ms=end,
        sharpness=mean(lambda frame: frame.sharpness),
        exposure=mean(lambda frame: frame.exposure),
        motion=mean(lambda frame: frame.motion),
        loudness=by_second([_loud(value) for value in heard.seconds]),
        best_ms=min(max(sharpest.ms, start), end - 1),
        steadiness=_steadiness(inside, window),
        speech=1000 * spoken // (end - start),
        applause=by_second(heard.claps),
        clipped=mean(lambda frame: frame.clipped),
        wind=by_second(heard.wind),
        cuts_words=not (is_clean(start, heard.speech) and is_clean(end, heard.speech)),
    )


def _steadiness(inside: Sequence[_Cell], window: Stretch) -> int | None:
    """Of what was followed; the worst frame counts as much as all together."""
    known = [
        (steadiness(cell.frame.unrest), _overlap(cell.start, cell.end, window))
        for cell in inside
        if cell.frame.unrest is not None
    ]
    return (_mean(known) + min(value for value, _ in known)) // 2 if known else None


def _cells(frames: Sequence[FrameMeasure], span: Stretch) -> list[_Cell]:
    if not frames:
        return []
    halves = [(before.ms + after.ms) // 2 for before, after in pairwise(frames)]
    bounds = [span[0], *halves, max([span[1], *(f.ms for f in frames)])]
    return [
        _Cell(start=start, end=end, frame=frame)
        for (start, end), frame in zip(pairwise(bounds), frames, strict=True)
    ]


def _overlap(start: int, end: int, window: Stretch) -> int:
    return max(0, min(end, window[1]) - max(start, window[0]))


def _loud(clufs: int) -> int:
    return min(1000, max(0, (clufs - QUIET_CLUFS) * 1000 // (LOUD_CLUFS - QUIET_CLUFS)))


def _mean(weighed: Iterable[tuple[int, int]]) -> int:
    """Mean of (value, weight) pairs, rounded down; 0 where nothing weighs."""
    pairs = list(weighed)
    total = sum(weight for _, weight in pairs)
    return sum(value * weight for value, weight in pairs) // total if total else 0


def _median(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0
