"""The film's one sound track: shots' sound joined, evened out, mastered and encoded once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from domain.cutting.output import samples_per_frame
from domain.cutting.soundplan import (
    SoundPart,
    SoundSpan,
    levelled_blocks,
    shots_loudness,
    sound_plan,
)
from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.film.film_recipe import command, graph_input
from workers.tools.film.loudness import LoudnessReader, loudness
from workers.tools.running.ffmpeg_inputs import file_url, own_file, own_samples
from workers.tools.running.runner import run, stream

#: Bytes of one sample: 16 bits, two channels.
SAMPLE_BYTES = 4
_TIMEOUT_S = 300

#: Shots are evened out this far below the film's level, so that peaks keep within 16 bits.
_HEADROOM = 1000
#: AAC overshoots by some tenths of a dB: the limiter stands below the peak allowed.
_MARGIN = 50
#: Hundredths of LU by which the encoded film may miss its level, and tries to meet it.
_TOLERANCE = 10
_TRIES = 4
#: kbit/s from which on AAC's quick search is as good as its long one, in half the time: at 192 the
#: music beds come out nearer to their source (42 dB against 39), noise a little less so (23, 25).
#: A pure tone alone is searched twice as long.
_QUICK_KBPS = 128


@dataclass(frozen=True, kw_only=True)
class FilmSound:
    """The encoded sound track."""

    path: Path
    #: Hundredths of LUFS and of dBTP as measured on the encoded track; None for silence.
    integrated: int | None
    true_peak: int | None


@dataclass(frozen=True, kw_only=True)
class LevelledSound:
    """All shots' own sound end to end, at one level."""

    #: Raw s16 stereo.
    path: Path
    #: Loudness of its 400 ms blocks, one every 100 ms, and the level of what is audible;
    #: hundredths of LUFS.
    blocks: tuple[int, ...]
    level: int


@dataclass(frozen=True, kw_only=True)
class Master:
    """One gain and one limiter for the whole film."""

    #: Hundredths of dB.
    gain: int
    #: Hundredths of dBTP that the limiter lets through.
    ceiling: int


def level_sound(
    audios: Sequence[Path],
    parts: Sequence[SoundPart],
    *,
    folder: Path,
    target: int,
    rate: int = 25,
    cancelled: Callable[[], bool] | None = None,
) -> LevelledSound:
    """All shots' raw sound as it lies in the film, each brought to one level.

    The levels come from one measurement of the joined sound, before the ends of shots that are
    dissolved into each other are laid over each other: each fades at its own level.
    """
    frames = [part.frames for part in parts]
    joined = folder / "joined.pcm"
    _concatenate(audios, frames, joined, rate)
    with joined.open("rb") as sound:
        read = loudness(
            own_samples(), peaks=False, stdin=sound, timeout_s=_TIMEOUT_S, cancelled=cancelled
        )
    heard = shots_loudness(frames, read.blocks, rate)
    plan = sound_plan(heard, target - _HEADROOM, rate, parts)
    levelled = folder / "levelled.pcm"
    with joined.open("rb") as source, levelled.open("wb") as out:
        over = b""
        for span in plan:
            data = _applied(source.read(span.samples * SAMPLE_BYTES), span, over)
            kept = len(data) - span.shared_after * SAMPLE_BYTES
            out.write(data[:kept])
            over = data[kept:]
    joined.unlink()
    return LevelledSound(
        path=levelled, blocks=levelled_blocks(read.blocks, plan), level=target - _HEADROOM
    )


def _concatenate(audios: Sequence[Path], frames: Sequence[int], joined: Path, rate: int) -> None:
    with joined.open("wb") as out:
        for path, count in zip(audios, frames, strict=True):
            data = path.read_bytes()
            if len(data) != count * samples_per_frame(rate) * SAMPLE_BYTES:
                raise ToolFailed(
                    Words(
                        zh=f"{path.name} 的声音与 {count} 帧画面不等长",
                        en=f"the sound of {path.name} is not as long as its {count} frames",
                    )
                )
            out.write(data)


def _applied(data: bytes, span: SoundSpan, over: bytes = b"") -> bytes:
    """The shot's samples in the film; `over` is the end of the one before it, which fades."""
    if not (span.gain or span.fade_in or span.fade_out or over):
        return data
    samples = np.frombuffer(data, "<i2").reshape(-1, 2) * np.float32(10 ** (span.gain / 2000))
    samples *= _envelope(span)[:, None]
    if over:
        samples[: span.shared] += np.frombuffer(over, "<i2").reshape(-1, 2)
    return np.clip(samples.round(), -32768, 32767).astype("<i2").tobytes()


def _envelope(span: SoundSpan) -> NDArray[np.float32]:
    envelope = np.ones(span.samples, np.float32)
    if span.fade_in:
        rise = np.linspace(0, 1, span.fade_in, endpoint=False)
        envelope[: span.fade_in] = np.sin(rise * np.pi / 2) if span.shared else rise
    if span.fade_out:
        fall = np.linspace(1, 0, span.fade_out, endpoint=False)
        envelope[-span.fade_out :] *= np.sin(fall * np.pi / 2) if span.shared_after else fall
    return envelope


# --- mastering -----------------------------------------------------------------------------------


def limited_args(master: Master, levelled: Path) -> list[str]:
    """ffmpeg's arguments: the levelled sound through gain and limiter, as raw floats on its output.

    The limiter works at 192 kHz, where true peaks are.
    """
    sound = (
        graph_input(own_samples(levelled))
        .filter("volume", f"{master.gain / 100}dB", precision="float")
        .filter("aresample", 192_000)
        .filter("alimiter", limit=10 ** (master.ceiling / 2000), level=0, latency=1)
        .filter("aresample", 48_000)
    )
    options = {"c:a": "pcm_f32le", "ar": 48_000, "ac": 2, "format": "f32le"}
    return command(ffmpeg.output(sound, "pipe:1", **options))


def encoded_args(samples: int, out: Path, kbps: int = 192) -> list[str]:
    """ffmpeg's arguments: raw floats through the pipe, AAC in m4a of exactly `samples` samples.

    m4a carries the encoder's delay in its edit list; ADTS would start late and end at 180.032 s.
    """
    sound = (
        graph_input(own_samples(kind="f32le"))
        .filter("apad", whole_len=samples)
        .filter("atrim", end_sample=samples)
    )
    options = {
        "c:a": "aac",
        "b:a": f"{kbps}k",
        "aac_coder": "fast" if kbps >= _QUICK_KBPS else "twoloop",
        "ar": 48_000,
        "ac": 2,
        "map_metadata": -1,
    }
    silent_of_itself = {"flags:a": "+bitexact", "fflags": "+bitexact"}
    if samples % 48:
        # Its edit list counts milliseconds otherwise, and the film may end between two of them.
        options["movie_timescale"] = 48_000
    output = ffmpeg.output(sound, file_url(out), **options, **silent_of_itself, format="ipod")
    return command(output)


def next_master(master: Master, heard: LoudnessReader, target: int, true_peak: int) -> Master:
    """What to change after listening to the encoded sound; the same when it meets both bounds."""
    gain, ceiling = master.gain, master.ceiling
    if heard.integrated is not None and abs(target - heard.integrated) > _TOLERANCE:
        gain += target - heard.integrated
    if heard.true_peak is not None and heard.true_peak > true_peak:
        ceiling -= heard.true_peak - true_peak + 10
    return Master(gain=gain, ceiling=max(ceiling, -2400))


def master_sound(
    levelled: Path,
    *,
    out: Path,
    target: int,
    true_peak: int,
    kbps: int = 192,
    cancelled: Callable[[], bool] | None = None,
) -> FilmSound:
    """Encode the levelled sound so that the *encoded* track meets level and peak.

    `target` in hundredths of LUFS, `true_peak` in hundredths of dBTP. The peak always wins over
    the level. Silence stays silence. Raises ToolFailed and the like, as the runner does.
    """
    samples = levelled.stat().st_size // SAMPLE_BYTES
    with levelled.open("rb") as sound:
        raw = loudness(
            own_samples(), peaks=False, stdin=sound, timeout_s=_TIMEOUT_S, cancelled=cancelled
        )
    gain = target - raw.integrated if raw.integrated is not None else 0
    master = Master(gain=gain, ceiling=true_peak - _MARGIN)
    heard = _encoded(levelled, master, samples, out, kbps, cancelled)
    for _ in range(_TRIES - 1):
        better = next_master(master, heard, target, true_peak)
        if better == master:
            break
        master = better
        heard = _encoded(levelled, master, samples, out, kbps, cancelled)
    return FilmSound(path=out, integrated=heard.integrated, true_peak=heard.true_peak)


def _encoded(
    levelled: Path,
    master: Master,
    samples: int,
    out: Path,
    kbps: int,
    cancelled: Callable[[], bool] | None,
) -> LoudnessReader:
    """Two programs at once: AAC alone keeps a core busy, and the limiter fills the other."""
    with suppress(FileNotFoundError):
        out.unlink()
    with stream(
        "ffmpeg",
        limited_args(master, levelled),
        reads=[levelled],
        timeout_s=_TIMEOUT_S,
        wants_stdin=False,
        wants_stdout=True,
        cancelled=cancelled,
    ) as limiter:
        run(
            "ffmpeg",
            encoded_args(samples, out, kbps),
            writes=[out.parent],
            stdin=limiter.stdout,
            timeout_s=_TIMEOUT_S,
            cancelled=cancelled,
        )
    return loudness(own_file(out), reads=[out], timeout_s=_TIMEOUT_S, cancelled=cancelled)
