"""The film's natural sound: how loud each shot is, and the gain and fades that even them out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.cutting.output import samples_per_frame
from domain.timebase import FILM_RATE, SAMPLE_RATE

#: Length of a loudness block and distance between two, in ms (ITU-R BS.1770-4, annex 1).
BLOCK_MS = 400
STEP_MS = 100
#: Absolute gate, and distance of the relative gate, in hundredths of LU (same annex).
_ABSOLUTE_GATE = -7000
_RELATIVE_GATE = -1000

#: Hundredths of dB: lifting more would bring up hiss and wind instead of people.
_LIFT_MOST = 1200
_LOWER_MOST = -2400

#: Samples of the fade where one sound follows another: 20 ms, no click and no hole.
_FADE_TO_SOUND = 960
#: Samples of the fade to or from silence: 240 ms.
_FADE_TO_SILENCE = 240 * SAMPLE_RATE // 1000


def _mean_loudness(blocks: Sequence[int]) -> float:
    """Loudness of the mean energy of blocks, hundredths of LUFS."""
    energy = sum(10 ** (block / 1000) for block in blocks) / len(blocks)
    return 1000 * math.log10(energy)


def gated_loudness(blocks: Sequence[int]) -> int | None:
    """Integrated loudness of 400 ms blocks, all in hundredths of LUFS; None when silent.

    The two gates are those of ITU-R BS.1770-4, annex 1.
    """
    loud = [block for block in blocks if block >= _ABSOLUTE_GATE]
    if not loud:
        return None
    gate = _mean_loudness(loud) + _RELATIVE_GATE
    return round(_mean_loudness([block for block in loud if block >= gate]))


@dataclass(frozen=True, kw_only=True)
class SoundShot:
    """One shot's part of the film's sound."""

    frames: int
    #: Integrated loudness in hundredths of LUFS; None when the shot is silent.
    loudness: int | None


@dataclass(frozen=True, kw_only=True)
class SoundSpan:
    """What is done to one shot's samples."""

    #: First sample in the film, at 48 kHz.
    starts_at: int
    samples: int
    #: Hundredths of dB; 0 for silence.
    gain: int
    #: Samples of the straight fades at the two ends, 0 for none.
    fade_in: int
    fade_out: int


def shots_loudness(
    frames: Sequence[int], blocks: Sequence[tuple[int, int]], rate: int = FILM_RATE
) -> tuple[SoundShot, ...]:
    """Each shot's own loudness from one measurement of the joined sound.

    `frames` are the shots' lengths, `blocks` pairs of (end of the 400 ms block in ms, hundredths
    of LUFS). Only blocks that lie wholly within a shot count for it.
    """
    shots: list[SoundShot] = []
    starts = counted = 0
    for count in frames:
        counted += count
        ends = counted * 1000 // rate
        own = [level for at, level in blocks if starts + BLOCK_MS <= at <= ends]
        shots.append(SoundShot(frames=count, loudness=gated_loudness(own)))
        starts = ends
    return tuple(shots)


def level_gain(loudness: int | None, target: int) -> int:
    """Hundredths of dB that bring a shot to `target`, within what natural sound bears."""
    if loudness is None:
        return 0
    return min(max(target - loudness, _LOWER_MOST), _LIFT_MOST)


def sound_plan(
    shots: Sequence[SoundShot], target: int, rate: int = FILM_RATE
) -> tuple[SoundSpan, ...]:
    """Gain and fades of every shot; spans lie end to end, a frame's whole samples each."""
    spans: list[SoundSpan] = []
    starts_at = 0
    for index, shot in enumerate(shots):
        before = shots[index - 1] if index else None
        after = shots[index + 1] if index + 1 < len(shots) else None
        samples = shot.frames * samples_per_frame(rate)
        spans.append(
            SoundSpan(
                starts_at=starts_at,
                samples=samples,
                gain=level_gain(shot.loudness, target),
                fade_in=_fade(shot, before, samples),
                fade_out=_fade(shot, after, samples),
            )
        )
        starts_at += samples
    return tuple(spans)


def _fade(shot: SoundShot, neighbour: SoundShot | None, samples: int) -> int:
    if shot.loudness is None:
        return 0
    silent = neighbour is None or neighbour.loudness is None
    wanted = _FADE_TO_SILENCE if silent else _FADE_TO_SOUND
    return min(wanted, samples // 2)


def levelled_blocks(
    blocks: Sequence[tuple[int, int]], plan: Sequence[SoundSpan]
) -> tuple[int, ...]:
    """Loudness of the blocks as it is after the plan's gains, in their order.

    `blocks` as for `shots_loudness`; a block belongs to the shot in which its middle lies.
    """
    found: list[int] = []
    place = 0
    for at, loudness in blocks:
        middle = max(0, at - BLOCK_MS // 2) * 48
        while place + 1 < len(plan) and plan[place + 1].starts_at <= middle:
            place += 1
        found.append(loudness + plan[place].gain)
    return tuple(found)
