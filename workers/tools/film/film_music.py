"""The music under the film's own sound: brought to its level, ducked frame by frame, mixed in."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import ffmpeg
import numpy as np

from domain.cutting.ducking import music_gains
from domain.cutting.music import Bed
from domain.errors import ToolFailed
from domain.timebase import SAMPLE_RATE, SAMPLES_PER_FRAME
from domain.words import Words
from workers.tools.film.film_recipe import command, graph_input
from workers.tools.film.loudness import loudness, raw_pieces
from workers.tools.film.synthesis import bed_samples
from workers.tools.running.ffmpeg_inputs import file_url, music_file
from workers.tools.running.runner import run

#: Hundredths of LU below the film's own sound at which music plays where it is alone.
_BELOW = 200
_TIMEOUT_S = 300
#: Film frames mixed at a time: 1 s.
_PIECE = 25
#: Seconds over which brought music fades at the film's end, and crosses into its own beginning.
_FADE_OUT_S, _CROSS_S = 2.5, 1.5


def write_bed(bed: Bed, frames: int, out: Path) -> int | None:
    """A bed of our own as raw s16 stereo of exactly that many film frames; its loudness, in
    hundredths of LUFS.
    """
    samples = bed_samples(bed, frames)

    def written(file: BinaryIO) -> Iterator[np.ndarray]:
        for start in range(0, len(samples), SAMPLE_RATE):
            piece = samples[start : start + SAMPLE_RATE] * np.float32(32767)
            rounded = piece.round().astype("<i2")
            file.write(rounded.tobytes())
            yield rounded

    with out.open("wb") as file:
        return loudness(written(file)).integrated


def write_own(
    source: Path, frames: int, out: Path, *, cancelled: Callable[[], bool] | None = None
) -> int | None:
    """Music that was brought, as `write_bed` writes ours; its loudness, None for silence.

    Music that is shorter than the film begins again, its end crossing into its beginning; at the
    film's end it fades. Raises ToolFailed when it cannot be decoded.
    """
    decoded = out.with_suffix(".whole")
    sound = (
        graph_input(music_file(source, "-t", str(frames // 25 + 10)))["a:0"]
        .filter("aresample", SAMPLE_RATE, ocl="stereo")
        .filter("aformat", sample_fmts="s16", channel_layouts="stereo")
    )
    options = {"c:a": "pcm_s16le", "ar": SAMPLE_RATE, "ac": 2, "format": "s16le"}
    run(
        "ffmpeg",
        command(ffmpeg.output(sound, file_url(decoded), **options)),
        reads=[source],
        writes=[out.parent],
        timeout_s=_TIMEOUT_S,
        cancelled=cancelled,
    )
    try:
        samples = np.fromfile(decoded, "<i2").reshape(-1, 2)
    finally:
        decoded.unlink(missing_ok=True)
    if len(samples) < SAMPLE_RATE:
        raise ToolFailed(Words(zh="音乐无法解码", en="the music could not be decoded"))
    _looped(samples, frames * SAMPLES_PER_FRAME).tofile(out)
    return music_loudness(out, cancelled)


def _looped(samples: np.ndarray, count: int) -> np.ndarray:
    whole = samples.astype(np.float32)
    cross = min(round(_CROSS_S * SAMPLE_RATE), len(whole) // 3)
    rise = np.linspace(0, 1, cross, dtype=np.float32)[:, None]
    out = whole
    while len(out) < count:
        seam = out[-cross:] * np.sqrt(1 - rise) + whole[:cross] * np.sqrt(rise)
        out = np.concatenate([out[:-cross], seam, whole[cross:]])
    out = out[:count].copy()
    fade = min(round(_FADE_OUT_S * SAMPLE_RATE), count)
    out[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None] ** 2
    return np.clip(out.round(), -32768, 32767).astype("<i2")


def music_loudness(music: Path, cancelled: Callable[[], bool] | None = None) -> int | None:
    """Hundredths of LUFS of raw s16 stereo; None for silence."""
    return loudness(raw_pieces(music), cancelled=cancelled).integrated


def mix_music(
    own: Path,
    music: Path,
    out: Path,
    *,
    loud: int | None,
    blocks: Sequence[int],
    level: int,
    speech: Sequence[tuple[int, int]] = (),
) -> None:
    """Write the film's own sound with the music under it; raw s16 stereo, all of one length.

    `loud` is the music's own loudness, None when it is silent, `level` what the own sound was
    brought to, `blocks` its loudness every 100 ms, all in hundredths of LUFS; `speech` are spans
    of 25ths of a second in which somebody speaks (domain/cutting/ducking.py).
    """
    frame_bytes = SAMPLES_PER_FRAME * 4
    # The last one may be begun only: at other rates than 25 a film ends between two of these.
    frames = -(-own.stat().st_size // frame_bytes)
    base = level - _BELOW - loud if loud is not None else 0
    gains = np.array([base + gain for gain in music_gains(blocks, frames, level, speech)])
    with own.open("rb") as voices, music.open("rb") as bed, out.open("wb") as mixed:
        for first in range(0, frames, _PIECE):
            count = min(_PIECE, frames - first)
            steps = _steps(gains, first, count)
            sound, under = _read(voices, count * frame_bytes), _read(bed, count * frame_bytes)
            length = min(len(sound), len(under))
            both = sound
            both[:length] += under[:length] * steps[:length]
            mixed.write(np.clip(both.round(), -32768, 32767).astype("<i2").tobytes())


def _steps(gains: np.ndarray, first: int, count: int) -> np.ndarray:
    """Gain of every sample: straight from each frame's to the next one's; nothing clicks."""
    edges = gains[np.minimum(np.arange(first, first + count + 1), len(gains) - 1)]
    at = np.arange(count * SAMPLES_PER_FRAME, dtype=np.float32) / SAMPLES_PER_FRAME
    decibels = np.interp(at, np.arange(count + 1), edges / 100)
    return (10 ** (decibels / 20)).astype(np.float32)[:, None]


def _read(file: BinaryIO, size: int) -> np.ndarray:
    return np.frombuffer(file.read(size), "<i2").reshape(-1, 2).astype(np.float32)
