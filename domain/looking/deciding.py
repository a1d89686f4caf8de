"""Look's decision: from what was measured of pictures, frames and sound to scores and moments."""

from collections.abc import Iterable, Mapping
from typing import cast

from domain.facts import Look
from domain.looking.moments import BLACK_FRAME, FrameMeasure, Heard, moments_from
from domain.looking.speech import speech_spans

#: A second counts as applause only where nobody speaks: hissing sounds of speech look like claps.
_SPOKEN = 300


def photo_look_from(measured: Mapping[str, object]) -> Look:
    """Look of a photo from what workers/tools/photos/pictures.py answered."""
    return Look(
        sharpness=cast("int", measured["sharpness"]),
        exposure=cast("int", measured["exposure"]),
        black=cast("int", measured["black"]),
        phash=cast("str", measured["phash"]),
        prints=tuple(cast("list[str]", measured.get("prints", []))),
        focus=_pair(measured["focus"]),
        clipped=cast("int | None", measured.get("clipped")),
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
    sound = _heard(heard, duration_ms)
    changes = _pairs(measured.get("changes", []))
    breaks = (*changes, *_pairs(measured.get("unsure", [])))
    lit = [f for f in frames if f.black < BLACK_FRAME] or list(frames)
    return Look(
        sharpness=_median([f.sharpness for f in lit]),
        exposure=_median([f.exposure for f in lit]),
        black=sum(f.black >= BLACK_FRAME for f in frames) * 1000 // max(1, len(frames)),
        phash=cast("str", measured["phash"]),
        prints=tuple(cast("list[str]", measured.get("prints", []))),
        loudness_clufs=cast("int | None", heard["loudness_clufs"]),
        moments=moments_from(frames, sound, (begins, min(ends, duration_ms)), breaks),
        speech=tuple(sound.speech),
        changes=changes,
        focus=_pair(measured["focus"]),
    )


def _heard(heard: Mapping[str, object], duration_ms: int) -> Heard:
    voice = cast("list[int]", heard.get("voice", []))
    spans = speech_spans(voice, cast("int", heard.get("begins", 0)))
    speech = [(s.in_ms, min(s.out_ms, duration_ms)) for s in spans if s.in_ms < duration_ms]
    claps = cast("list[int]", heard.get("claps", []))
    return Heard(
        seconds=cast("list[int]", heard["seconds"]),
        claps=[0 if _spoken(at, speech) > _SPOKEN else share for at, share in enumerate(claps)],
        wind=cast("list[int]", heard.get("wind", [])),
        speech=speech,
    )


def _spoken(second: int, speech: Iterable[tuple[int, int]]) -> int:
    """Milliseconds of a second in which somebody speaks."""
    start, end = 1000 * second, 1000 * second + 1000
    return sum(max(0, min(to, end) - max(begin, start)) for begin, to in speech)


def _median(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0


def _pair(value: object) -> tuple[int, int]:
    x, y = cast("list[int]", value)
    return (x, y)


def _pairs(value: object) -> tuple[tuple[int, int], ...]:
    return tuple(_pair(each) for each in cast("list[list[int]]", value))
