"""Look's decision: from what was measured of pictures, frames and sound to scores and moments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from domain.facts import Look, Moment

#: Lengths of an excerpt that the film can use (film.md), ms.
SHORTEST_MS, LONGEST_MS = 2500, 6000
#: A clip with nothing longer gives one short moment of at least this.
SHORT_MS = 1000
#: A frame this black, per mille of its pixels, shows nothing.
BLACK_FRAME = 950
#: Sharpness below which a frame is blurred: by itself, and as a share of the clip's usual.
BLURRED, BLURRED_PERCENT = 150, 50
#: Difference to the frame before from which a cut inside the clip is assumed, by itself and as a
#: multiple of the clip's usual difference.
CUT, CUT_TIMES = 400, 3
#: The hand is still moving when a clip begins and ends, ms; only long stretches can spare it.
HANDLING_MS = 300
#: Windows are tried at this distance, ms.
_STEP_MS = 250
#: A long clip offers its best moments, not all of them.
MOST_MOMENTS = 12
#: Loudness that counts as 0 and as 1000, hundredths of LUFS.
QUIET_CLUFS, LOUD_CLUFS = -6000, -1400


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


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """A looked-at frame with the stretch it speaks for: half the way to its neighbours, ms."""

    start: int
    end: int
    frame: FrameMeasure


@dataclass(frozen=True, kw_only=True)
class _Run:
    """A stretch in which every looked-at frame is usable, ms."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


def photo_look_from(measured: Mapping[str, object]) -> Look:
    """Look of a photo from what workers/tools/pictures.py answered."""
    return Look(
        sharpness=cast("int", measured["sharpness"]),
        exposure=cast("int", measured["exposure"]),
        black=cast("int", measured["black"]),
        phash=cast("str", measured["phash"]),
        focus=_pair(measured["focus"]),
    )


def clip_look_from(
    measured: Mapping[str, object], heard: Mapping[str, object], duration_ms: int
) -> Look:
    """Look of a clip of so many ms from what clip_look.py and listening.py answered.

    Scores are medians over the frames that are not black.
    """
    begins, ends = _pair(measured["span"])
    rows = cast("list[dict[str, int]]", measured["frames"])
    frames = tuple(FrameMeasure(**row) for row in rows)
    seconds = cast("list[int]", heard["seconds"])
    lit = [f for f in frames if f.black < BLACK_FRAME] or list(frames)
    return Look(
        sharpness=_median([f.sharpness for f in lit]),
        exposure=_median([f.exposure for f in lit]),
        black=sum(f.black >= BLACK_FRAME for f in frames) * 1000 // max(1, len(frames)),
        phash=cast("str", measured["phash"]),
        loudness_clufs=cast("int | None", heard["loudness_clufs"]),
        moments=moments_from(frames, seconds, (begins, min(ends, duration_ms))),
        focus=_pair(measured["focus"]),
    )


def moments_from(
    frames: Sequence[FrameMeasure], seconds: Sequence[int], span: tuple[int, int]
) -> tuple[Moment, ...]:
    """Spans worth showing, in the order of the clip, none overlapping another.

    `frames` in their order, `seconds` loudness of each second in hundredths of LUFS (empty without
    sound), `span` the ms at which the picture begins and ends. Spans last 2.5 to 6 s, hold no
    black or blurred frame and no cut; a clip that has no such stretch gives its longest usable one
    of at least a second, or nothing.
    """
    cells = _cells(frames, span)
    runs = _runs(cells)
    found = [
        _moment(window, cells, seconds)
        for run in runs
        if run.length >= SHORTEST_MS
        for window in _windows(_spared(run, span), cells, seconds)
    ]
    if not found:
        short = max(runs, key=lambda run: (run.length, -run.start), default=None)
        if short is None or short.length < SHORT_MS:
            return ()
        return (_moment((short.start, short.end), cells, seconds),)
    best = sorted(found, key=lambda moment: (-_worth(moment), moment.in_ms))[:MOST_MOMENTS]
    return tuple(sorted(best, key=lambda moment: moment.in_ms))


def _cells(frames: Sequence[FrameMeasure], span: tuple[int, int]) -> list[_Cell]:
    if not frames:
        return []
    halves = [(before.ms + after.ms) // 2 for before, after in pairwise(frames)]
    bounds = [span[0], *halves, max([span[1], *(f.ms for f in frames)])]
    return [
        _Cell(start=start, end=end, frame=frame)
        for (start, end), frame in zip(pairwise(bounds), frames, strict=True)
    ]


def _runs(cells: Sequence[_Cell]) -> list[_Run]:
    frames = [cell.frame for cell in cells]
    blurred = max(BLURRED, _median(f.sharpness for f in frames) * BLURRED_PERCENT // 100)
    cut = max(CUT, _median(f.motion for f in frames[1:]) * CUT_TIMES)
    runs: list[_Run] = []
    start: int | None = None
    for at, cell in enumerate(cells):
        usable = cell.frame.black < BLACK_FRAME and cell.frame.sharpness >= blurred
        if start is not None and usable and cell.frame.motion >= cut:
            # Nobody looked between the frames: the cut lies anywhere, so neither side has it.
            runs.append(_Run(start=start, end=frames[at - 1].ms))
            start = cell.frame.ms
        elif start is not None and not usable:
            runs.append(_Run(start=start, end=cell.start))
            start = None
        elif start is None and usable:
            start = cell.start
    if start is not None:
        runs.append(_Run(start=start, end=cells[-1].end))
    return runs


def _spared(run: _Run, span: tuple[int, int]) -> _Run:
    if run.length < LONGEST_MS + 2 * HANDLING_MS:
        return run
    start = run.start + (HANDLING_MS if run.start == span[0] else 0)
    end = run.end - (HANDLING_MS if run.end >= span[1] else 0)
    return _Run(start=start, end=end)


def _windows(run: _Run, cells: Sequence[_Cell], seconds: Sequence[int]) -> list[tuple[int, int]]:
    """The best window of each of the run's equal slots; a slot has room for the longest span."""
    slots = max(1, run.length // LONGEST_MS)
    bounds = [run.start + run.length * place // slots for place in range(slots + 1)]
    return [_best_window(start, end, cells, seconds) for start, end in pairwise(bounds)]


def _best_window(
    start: int, end: int, cells: Sequence[_Cell], seconds: Sequence[int]
) -> tuple[int, int]:
    length = min(LONGEST_MS, end - start)
    near = [cell for cell in cells if _overlap(cell.start, cell.end, (start, end))]
    tries = [(at, at + length) for at in range(start, end - length + 1, _STEP_MS)]
    return max(tries, key=lambda window: (_worth(_moment(window, near, seconds)), -window[0]))


def _worth(moment: Moment) -> int:
    """Sharp first, then well lit, then that something happens and can be heard."""
    liveliness = min(moment.motion, 300) + moment.loudness // 2
    return 3 * moment.sharpness + 2 * moment.exposure + liveliness


def _moment(window: tuple[int, int], cells: Sequence[_Cell], seconds: Sequence[int]) -> Moment:
    """The window with its scores, each frame and second counting as long as it lasts inside."""
    start, end = window
    inside = [c for c in cells if _overlap(c.start, c.end, window)]
    sharpest = max(inside, key=lambda c: (c.frame.sharpness, -c.start)).frame

    def mean(score: Callable[[FrameMeasure], int]) -> int:
        return _mean((score(c.frame), _overlap(c.start, c.end, window)) for c in inside)

    return Moment(
        in_ms=start,
        out_ms=end,
        sharpness=mean(lambda frame: frame.sharpness),
        exposure=mean(lambda frame: frame.exposure),
        motion=mean(lambda frame: frame.motion),
        loudness=_mean(
            (_loud(seconds[at]), _overlap(1000 * at, 1000 * at + 1000, window))
            for at in range(start // 1000, min(len(seconds), end // 1000 + 1))
        ),
        best_ms=min(max(sharpest.ms, start), end - 1),
    )


def _overlap(start: int, end: int, window: tuple[int, int]) -> int:
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


def _pair(value: object) -> tuple[int, int]:
    x, y = cast("list[int]", value)
    return (x, y)
