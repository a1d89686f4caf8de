"""The film's natural sound: how loud each shot is, and the gain and fades that even them out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.cutting.output import at_rate, samples_per_frame
from domain.cutting.transitions import joins
from domain.film import Shot, Transition
from domain.timebase import FILM_RATE, SAMPLE_RATE, SAMPLES_PER_FRAME

#: Length of a loudness block and distance between two, in ms (ITU-R BS.1770-4, annex 1).
BLOCK_MS = 400
STEP_MS = 100
_SAMPLES_PER_MS = SAMPLE_RATE // 1000
_STEP_SAMPLES = STEP_MS * _SAMPLES_PER_MS
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
class SoundPart:
    """How one shot's sound lies in the film."""

    #: Film frames of the whole shot.
    frames: int
    #: Of them so many at its start sound together with the end of the shot before it: a dissolve.
    shared: int = 0
    #: True where the film goes through black into it.
    dark: bool = False


def sound_parts(shots: Sequence[Shot], rate: int = FILM_RATE) -> tuple[SoundPart, ...]:
    """Of the shots of a film counted in 25ths of a second, in frames of `rate`."""
    into = {join.index: join for join in joins(shots, rate)}
    found: list[SoundPart] = []
    for index, shot in enumerate(at_rate(shots, rate)):
        join = into.get(index)
        dissolves = join is not None and join.transition is Transition.DISSOLVE
        found.append(
            SoundPart(
                frames=shot.frames,
                shared=join.frames if join is not None and dissolves else 0,
                dark=join is not None and not dissolves,
            )
        )
    return tuple(found)


def music_frames(parts: Sequence[SoundPart], rate: int = FILM_RATE) -> int:
    """25ths of a second of music that reach to the end of a film of these parts."""
    samples = sum(part.frames - part.shared for part in parts) * samples_per_frame(rate)
    return -(-samples // SAMPLES_PER_FRAME)


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
    #: Samples of the fades at the two ends, 0 for none.
    fade_in: int
    fade_out: int
    #: Samples that sound together with the end of the shot before it: the fades there keep the
    #: power of both, not the sum.
    shared: int = 0
    #: The same of its end and the next shot.
    shared_after: int = 0

    @property
    def seen_from(self) -> int:
        """First sample in the film at which it, and no more the shot before it, is seen better."""
        return self.starts_at + self.shared // 2


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
    shots: Sequence[SoundShot],
    target: int,
    rate: int = FILM_RATE,
    parts: Sequence[SoundPart] = (),
) -> tuple[SoundSpan, ...]:
    """Gain and fades of every shot; spans lie end to end, a frame's whole samples each.

    `parts` are the same shots where some are dissolved or go through black; none: all are cut to.
    """
    per_frame = samples_per_frame(rate)
    parts = parts or [SoundPart(frames=shot.frames) for shot in shots]
    spans: list[SoundSpan] = []
    starts_at = 0
    for index, (shot, part) in enumerate(zip(shots, parts, strict=True)):
        before = shots[index - 1] if index and not part.dark else None
        after = parts[index + 1] if index + 1 < len(parts) else None
        next_shot = shots[index + 1] if after is not None and not after.dark else None
        samples = shot.frames * per_frame
        shared, later = part.shared * per_frame, after.shared * per_frame if after else 0
        starts_at -= shared
        spans.append(
            SoundSpan(
                starts_at=starts_at,
                samples=samples,
                gain=level_gain(shot.loudness, target),
                fade_in=shared or _fade(shot, before, samples),
                fade_out=later or _fade(shot, next_shot, samples),
                shared=shared,
                shared_after=later,
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
    """Loudness of the film's blocks as it is after the plan's gains, in their order.

    `blocks` as for `shots_loudness`, of all shots end to end; a block belongs to the shot in which
    its middle lies. Where shots sound together the film is shorter than they are end to end: each
    of its blocks is the one of the shot that is seen better there.
    """
    found: list[int] = []
    place = shared = 0
    for at, _ in blocks:
        middle = max(0, at - BLOCK_MS // 2) * _SAMPLES_PER_MS
        while place + 1 < len(plan) and plan[place + 1].seen_from <= middle:
            place += 1
            shared += plan[place].shared
        # The film's n-th block, moved to where its shot lies end to end.
        own = len(found) + round(shared / _STEP_SAMPLES)
        if own < len(blocks):
            found.append(blocks[own][1] + plan[place].gain)
    return tuple(found)
