"""How far the music steps back, frame by frame, where the film's own sound is heard."""

from collections.abc import Mapping, Sequence

from domain.cutting.soundplan import BLOCK_MS, STEP_MS
from domain.film import Shot
from domain.timebase import FILM_RATE

#: Hundredths of dB that the music steps back under natural sound, and under people who speak.
UNDER_SOUND, UNDER_SPEECH = -1000, -1600
#: Natural sound at its level, less this, is heard beside the music; less that, it is not
#: (hundredths of LU).
_HEARD, _LOST = 1500, 2600
#: Hundredths of dB a frame: 0.4 s to step back before a sound begins, 1.6 s to come again.
_FALL, _RISE = 160, 40


def music_gains(
    blocks: Sequence[int], frames: int, level: int, speech: Sequence[tuple[int, int]] = ()
) -> tuple[int, ...]:
    """Hundredths of dB for each film frame, never above 0.

    `blocks` are the loudness of the film's own sound in 400 ms blocks, one every 100 ms from the
    first on, in hundredths of LUFS as it will be heard; `level` is what audible sound was brought
    to. `speech` are spans of film frames (from, up to) in which people speak. The music is down
    before a sound begins and comes back slowly after it.
    """
    gains = [_wanted(_around(blocks, frame), level) for frame in range(frames)]
    for start, end in speech:
        for frame in range(max(0, start), min(frames, end)):
            gains[frame] = min(gains[frame], UNDER_SPEECH)
    for frame in range(frames - 2, -1, -1):
        gains[frame] = min(gains[frame], gains[frame + 1] + _FALL)
    for frame in range(1, frames):
        gains[frame] = min(gains[frame], gains[frame - 1] + _RISE)
    return tuple(gains)


def spoken_frames(
    shots: Sequence[Shot], speech: Mapping[str, Sequence[tuple[int, int]]]
) -> tuple[tuple[int, int], ...]:
    """Spans of film frames in which somebody is heard speaking.

    `speech` tells of an asset where in the clip somebody speaks, ms from and to; a shot whose own
    sound is not heard says nothing.
    """
    found: list[tuple[int, int]] = []
    for shot in shots:
        if not shot.sound or shot.in_ms is None:
            continue
        for start, end in speech.get(shot.asset or "", ()):
            first = max(0, (start - shot.in_ms) * FILM_RATE // 1000)
            last = min(shot.frames, -(-(end - shot.in_ms) * FILM_RATE // 1000))
            if first < last:
                found.append((shot.starts_at + first, shot.starts_at + last))
    return tuple(found)


def _around(blocks: Sequence[int], frame: int) -> int | None:
    """The block whose middle is nearest to the frame's own middle."""
    middle = (2 * frame + 1) * 500 // FILM_RATE
    place = (middle - BLOCK_MS // 2 + STEP_MS // 2) // STEP_MS
    return blocks[min(max(place, 0), len(blocks) - 1)] if blocks else None


def _wanted(loudness: int | None, level: int) -> int:
    if loudness is None:
        return 0
    below = level - loudness
    if below >= _LOST:
        return 0
    return UNDER_SOUND if below <= _HEARD else UNDER_SOUND * (_LOST - below) // (_LOST - _HEARD)
