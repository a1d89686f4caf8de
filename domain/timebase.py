"""Exact time: milliseconds of sources, frames of films, and nothing in between."""

from fractions import Fraction

#: Frames a second of every film (film.md: rates where 48000 / rate is whole).
FILM_RATE = 25
#: Samples a second and per frame of the film's sound.
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = SAMPLE_RATE // FILM_RATE


def frames_to_ms(frames: int) -> int:
    """Milliseconds of so many film frames, exact (25 fps divides 1000)."""
    return frames * 1000 // FILM_RATE


def ms_to_frames_floor(ms: int) -> int:
    """Whole film frames that fit into `ms` milliseconds."""
    return ms * FILM_RATE // 1000


def seconds_to_ms(seconds: Fraction) -> int:
    """Milliseconds of exact seconds, rounded half up."""
    return int((seconds * 2000 + 1) // 2)


def clock(ms: int) -> str:
    """`m:ss.mmm` of a duration, as it is shown to people."""
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"


def seconds(frames: int) -> str:
    """`178` or `178.4` of film frames; those that are no tenth are told in hundredths."""
    return f"{frames / FILM_RATE:.2f}".rstrip("0").rstrip(".")


def timecode(frames: int) -> str:
    """`HH:MM:SS:FF` non-drop time code of a film frame at 25 fps."""
    whole, frame = divmod(frames, FILM_RATE)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}:{frame:02d}"
