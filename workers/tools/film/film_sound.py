"""The film's one sound track: shots' sound joined, evened out, mastered and encoded once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.cutting.output import samples_per_frame
from domain.cutting.soundplan import (
    SoundPart,
    SoundSpan,
    gated_loudness,
    levelled_blocks,
    shots_loudness,
    sound_plan,
)
from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.film.kept_sound import KeptSound
from workers.tools.film.loudness import LoudnessReader, loudness, raw_pieces
from workers.tools.film.sound_chunks import Coded, Coding, coded_chunks, write_m4a

#: Bytes of one sample: 16 bits, two channels.
SAMPLE_BYTES = 4

#: Shots are evened out this far below the film's level, so that peaks keep within 16 bits.
_HEADROOM = 1000
#: AAC overshoots by some tenths of a dB: the limiter stands below the peak allowed.
_MARGIN = 50
#: Hundredths of LU by which the encoded film may miss its level, and tries to meet it.
_TOLERANCE = 10
#: The gain goes in steps of so many: an edit that changes the whole's loudness by less leaves all
#: the sound that it does not touch as it was.
_STEP = 10
_TRIES = 4
#: kbit/s from which on AAC's quick search is as good as its long one, in half the time: at 192 the
#: music beds come out nearer to their source (42 dB against 39), noise a little less so (23, 25).
#: A pure tone alone is searched twice as long.
_QUICK_KBPS = 128


@dataclass(frozen=True, kw_only=True)
class LastSounds:
    """What was found out and made of the sound of the last films, for their next edit."""

    #: Loudness of all shots end to end, as they were sent: other music or captions change none.
    measured: KeptSound[LoudnessReader] = field(default_factory=KeptSound[LoudnessReader])
    coded: KeptSound[Coded] = field(default_factory=KeptSound[Coded])


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
    measured: KeptSound[LoudnessReader] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LevelledSound:
    """All shots' raw sound as it lies in the film, each brought to one level.

    The levels come from one measurement of the joined sound, before the ends of shots that are
    dissolved into each other are laid over each other: each fades at its own level. What is in
    `measured` already is not measured again.
    """
    frames = [part.frames for part in parts]
    joined = folder / "joined.pcm"
    _concatenate(audios, frames, joined, rate)
    measured = KeptSound(most=0) if measured is None else measured
    read = _measured(joined, measured, cancelled)
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


def _measured(
    sound: Path, kept: KeptSound[LoudnessReader], cancelled: Callable[[], bool] | None
) -> LoudnessReader:
    with sound.open("rb") as file:
        key = hashlib.file_digest(file, "sha256").hexdigest()
    return kept.get(key, lambda: loudness(raw_pieces(sound), cancelled=cancelled))


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


def next_master(
    master: Master, integrated: int | None, peak: int | None, target: int, true_peak: int
) -> Master:
    """What to change after listening to the encoded sound; the same when it meets both bounds."""
    gain, ceiling = master.gain, master.ceiling
    if integrated is not None and abs(target - integrated) > _TOLERANCE:
        gain += _in_steps(target - integrated)
    if peak is not None and peak > true_peak:
        ceiling -= peak - true_peak + 10
    return Master(gain=gain, ceiling=max(ceiling, -2400))


def _in_steps(gain: int) -> int:
    return round(gain / _STEP) * _STEP


def master_sound(
    levelled: Path,
    *,
    out: Path,
    target: int,
    true_peak: int,
    kbps: int = 192,
    kept: KeptSound[Coded] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FilmSound:
    """Encode the levelled sound so that the *encoded* track meets level and peak.

    `target` in hundredths of LUFS, `true_peak` in hundredths of dBTP. The peak always wins over
    the level. Silence stays silence. What `kept` holds of a film before is not encoded again.
    Raises ToolCancelled.
    """
    kept = KeptSound(most=0) if kept is None else kept
    raw = loudness(raw_pieces(levelled), cancelled=cancelled).integrated
    gain = _in_steps(target - raw) if raw is not None else 0
    master = Master(gain=gain, ceiling=true_peak - _MARGIN)
    search = "fast" if kbps >= _QUICK_KBPS else "twoloop"

    def coded(how: Master) -> tuple[list[Coded], FilmSound]:
        coding = Coding(gain=how.gain, ceiling=how.ceiling, kbps=kbps, search=search)
        chunks = coded_chunks(levelled, coding, kept, cancelled=cancelled)
        integrated, peak = _heard(chunks)
        return chunks, FilmSound(path=out, integrated=integrated, true_peak=peak)

    chunks, sound = coded(master)
    for _ in range(_TRIES - 1):
        better = next_master(master, sound.integrated, sound.true_peak, target, true_peak)
        if better == master:
            break
        master = better
        chunks, sound = coded(master)
    write_m4a(chunks, levelled.stat().st_size // SAMPLE_BYTES, kbps, out)
    return sound


def _heard(chunks: Sequence[Coded]) -> tuple[int | None, int | None]:
    """Loudness and true peak of all chunks together, in hundredths."""
    peaks = [chunk.true_peak for chunk in chunks if chunk.true_peak is not None]
    blocks = [block for chunk in chunks for block in chunk.blocks]
    return gated_loudness(blocks), max(peaks, default=None)
