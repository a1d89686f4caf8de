"""Inside the confined child: how loud a clip is, whole and by the second, and what is heard."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from numpy.typing import NDArray

from domain.timebase import SAMPLE_RATE, seconds_to_ms
from workers.tools.clips.clip_opening import Clip, opened_clip, packets
from workers.tools.clips.voice import Ear

#: K-weighting at 48 kHz as (numerator, denominator) of each stage: the head's shelf, then the
#: high-pass (ITU-R BS.1770-5, tables 1 and 2).
_STAGES = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)
#: Energy is kept in steps of 100 ms: the hop of the gating blocks, which are four steps long.
_STEP = SAMPLE_RATE // 10
_BLOCK_STEPS = 4
#: Absolute gate in LUFS, relative gate in LU (BS.1770-5, annex 1).
_GATE, _RELATIVE_GATE = -70.0, -10.0
#: Steps quieter than this count as silence, LUFS.
_SILENCE = -60.0
#: What stands for silence in the list of seconds, hundredths of LUFS.
FLOOR_CLUFS = -7000
#: Samples weighed at a time (10.5 s, whole steps), and how many of those before them still ring
#: in the filters: its slowest pole, 0.995, has died away to 1e-44 by then.
_CHUNK, _RING = 105 * _STEP, (1 << 19) - 105 * _STEP
#: Sound that claims to start later than this after the picture has a broken clock, ms.
_LATEST_MS = 60_000

Energy = NDArray[np.float64]
Samples = NDArray[np.float32]


def loudness(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"loudness_clufs", "seconds": [hundredths of LUFS], "silence": per mille, …} of a clip.

    Integrated loudness by ITU-R BS.1770 in hundredths of LUFS, None without sound or where all of
    it is below the gate; one value a second of the clip's time, FLOOR_CLUFS at least, none without
    sound; silence is the share of the sound below -60 LUFS, 1000 without any. "voice" is the
    likelihood of a voice, per mille, of every 32 ms from "begins" ms on; "wind" and "claps" are
    shares of each second, per mille: of its energy below 150 Hz, of its time. More than two
    channels are mixed to stereo first. `params` is not used. Raises Refused as clip_facts does on
    opening.
    """
    del params
    with opened_clip(file) as clip:
        ear = Ear()
        begins, steps = _step_energies(clip, ear) if clip.audio else (0, np.zeros(0))
    late = begins // 100
    integrated = integrated_lufs(steps)
    quiet = float(np.mean(_lufs(steps) < _SILENCE)) if steps.size else 1.0
    seconds = _by_second(np.concatenate([np.zeros(late), steps]))
    return {
        "loudness_clufs": None if integrated is None else round(100 * integrated),
        "seconds": [max(FLOOR_CLUFS, round(100 * value)) for value in _lufs(seconds)],
        "silence": round(1000 * quiet),
        "begins": begins,
        "voice": ear.voice,
        "wind": _by_second_of(ear.rumble, late),
        "claps": _by_second_of([1000 * each for each in ear.claps], late),
    }, {}


def integrated_lufs(steps: Energy) -> float | None:
    """Gated loudness of K-weighted energies (summed over channels) of 100 ms each, in LUFS."""
    if steps.size < _BLOCK_STEPS:
        return None
    blocks = np.convolve(steps, np.full(_BLOCK_STEPS, 1 / _BLOCK_STEPS), mode="valid")
    heard = blocks[_lufs(blocks) > _GATE]
    if not heard.size:
        return None
    relative = float(_lufs(heard.mean()[None])[0]) + _RELATIVE_GATE
    return float(_lufs(heard[_lufs(heard) > relative].mean()[None])[0])


def _lufs(energy: Energy) -> Energy:
    return -0.691 + 10 * np.log10(np.maximum(energy, 1e-12))


def _by_second_of(steps: list[int], late: int) -> list[int]:
    heard = [0] * late + steps
    seconds = (heard[at : at + 10] for at in range(0, len(heard), 10))
    return [sum(each) // len(each) for each in seconds]


def _by_second(steps: Energy) -> Energy:
    seconds = math.ceil(steps.size / 10)
    return np.array([steps[10 * at : 10 * at + 10].mean() for at in range(seconds)])


def _response() -> NDArray[np.complex128]:
    """Frequency response of the K-weighting on the grid of one weighed block."""
    delay = np.exp(-2j * np.pi * np.arange((_CHUNK + _RING) // 2 + 1) / (_CHUNK + _RING))
    response = np.ones_like(delay)
    for (b0, b1, b2), (a1, a2) in _STAGES:
        response *= (b0 + delay * (b1 + delay * b2)) / (1 + delay * (a1 + delay * a2))
    return response


_RESPONSE = _response().astype(np.complex64)


@dataclass(kw_only=True)
class _Weigher:
    """K-weights samples as they come, block by block in the frequency domain (overlap-save)."""

    held: list[Samples] = field(default_factory=list)
    held_length: int = 0
    #: Samples before the next block, at first silence.
    before: Samples | None = None
    found: list[Energy] = field(default_factory=list)

    def add(self, samples: Samples) -> None:
        self.held.append(samples)
        self.held_length += samples.shape[1]
        while self.held_length >= _CHUNK:
            held = np.concatenate(self.held, axis=1)
            self._weigh(held[:, :_CHUNK])
            self.held, self.held_length = [held[:, _CHUNK:]], self.held_length - _CHUNK

    def energies(self) -> Energy:
        """Mean squares summed over channels of each step, the last begun step left out."""
        if self.held:
            self._weigh(np.concatenate(self.held, axis=1))
            self.held = []
        return np.concatenate(self.found) if self.found else np.zeros(0)

    def _weigh(self, samples: Samples) -> None:
        channels, length = samples.shape
        before = np.zeros((channels, _RING), np.float32) if self.before is None else self.before
        block = np.concatenate([before, samples], axis=1)
        spectrum = np.fft.rfft(block, _RING + _CHUNK, axis=1)
        weighted = np.fft.irfft(spectrum * _RESPONSE, axis=1)[:, _RING : _RING + length]
        self.before = block[:, -_RING:]
        steps = length // _STEP
        squares = np.square(weighted[:, : steps * _STEP]).reshape(channels, steps, _STEP)
        self.found.append(squares.mean(axis=2, dtype=np.float64).sum(axis=0))


def _step_energies(clip: Clip, ear: Ear) -> tuple[int, Energy]:
    """Milliseconds before the sound starts, then its K-weighted energies, one a step."""
    weigher = _Weigher()
    first_ms: int | None = None
    for ms, samples in _samples(clip):
        first_ms = ms if first_ms is None else first_ms
        weigher.add(samples)
        ear.add(samples)
    ear.end()
    begins = first_ms or 0
    return begins if begins <= _LATEST_MS else 0, weigher.energies()


def _samples(clip: Clip) -> Iterator[tuple[int, Samples]]:
    """(ms of the frame, channels by samples at 48 kHz), at most stereo.

    A mono recording stays one channel: BS.1770 adds the channels' energies, so that two equal
    ones would count 3 LU more.
    """
    assert clip.audio is not None
    layout = "mono" if clip.audio.codec_context.channels == 1 else "stereo"
    resampler, form, ms = None, None, 0
    for frame in _frames(clip):
        ms = max(0, seconds_to_ms(_seconds(frame) - clip.start))
        # Some streams change their rate or channels on the way.
        if form != (form := (frame.format.name, frame.layout.name, frame.sample_rate)):
            resampler = AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
        if resampler is not None:
            for piece in resampler.resample(frame):
                yield ms, piece.to_ndarray().astype(np.float32, copy=False)
    for piece in resampler.resample(None) if resampler else ():
        yield ms, piece.to_ndarray().astype(np.float32, copy=False)


def _seconds(frame: AudioFrame) -> Fraction:
    return (frame.pts or 0) * (frame.time_base or Fraction(0))


def _frames(clip: Clip) -> Iterator[AudioFrame]:
    """Decoded sound as far as the container can be read; damaged packets are passed over."""
    assert clip.audio is not None
    clip.audio.codec_context.thread_count = 1
    for packet in packets(clip, clip.audio):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        yield from (frame for frame in frames if isinstance(frame, AudioFrame))
