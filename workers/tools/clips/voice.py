"""Inside the confined child: what kind of sound it is: voices, wind, claps.

Voices are told by Silero's detector (MIT; its ONNX file lies in the wheel of `silero-vad`, which is
never imported, since that would want torch). On espeak-ng's Mandarin it finds 96 % of the speech
with noise or applause as loud as the voice, and none in noise, wind, claps, a tone and chords, all
of which WebRTC's detector takes for speech.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from domain.timebase import SAMPLE_RATE

#: Samples a second that the detector hears, and those of one of its answers: 32 ms.
RATE, CHUNK = 16_000, 512
#: Samples of the chunk before that it hears again.
_CONTEXT = 64
#: Samples weighed at a time: 28.8 s, whole chunks and whole steps.
_BLOCK = 36 * 12_800
#: The rest of the sound is looked at in steps of 100 ms.
_STEP = RATE // 10
#: Hz: what wind fills and voices leave empty, and where claps are.
_RUMBLE, _CLAPS = (20, 150), (1000, 7000)
#: Steps of the envelope that shows single claps: 5 ms.
_ENVELOPE = 80
#: Claps are loud, as flat as noise over their band and rough in time. By recipe: 50 to
#: 500 claps a second have flatness 0.5 to 0.6 and roughness 1.5 to 0.5; noise 0.56 and 0.2; wind
#: 0.3 and 0.2; speech mostly 0.04 and 1.6.
_CLAP_LEVEL, _CLAP_FLAT, _CLAP_ROUGH = 1e-4, 0.45, 0.32
#: Low-pass below 7.5 kHz at 48 kHz, so that every third sample is enough.
_TAPS = 63

Samples = NDArray[np.float32]


def _low_pass() -> Samples:
    place = np.arange(_TAPS) - _TAPS // 2
    taps = np.sinc(2 * 7500 / SAMPLE_RATE * place) * np.hamming(_TAPS)
    return (taps / taps.sum()).astype(np.float32)


def _detector() -> onnxruntime.InferenceSession:
    spec = find_spec("silero_vad")
    assert spec is not None and spec.origin is not None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = Path(spec.origin).parent / "data" / "silero_vad_16k_sequence.onnx"
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


_LOW_PASS = _low_pass()
# Before the child locks itself, so that each call finds it warm.
_VOICE = _detector()


@dataclass(kw_only=True)
class Ear:
    """Hears 48 kHz sound as it comes, block by block."""

    #: Likelihood of a voice, per mille, of every 32 ms.
    voice: list[int] = field(default_factory=list)
    #: Of every 100 ms: share of the energy below 150 Hz, per mille; 1 where it claps, else 0.
    rumble: list[int] = field(default_factory=list)
    claps: list[int] = field(default_factory=list)
    _before: Samples = field(default_factory=lambda: np.zeros(_TAPS - 1, np.float32))
    _held: list[Samples] = field(default_factory=list)
    _length: int = 0
    #: What the detector remembers: h and c of its LSTM.
    _state: Sequence[Any] = field(default_factory=lambda: [np.zeros((1, 1, 128), np.float32)] * 2)
    _context: Samples = field(default_factory=lambda: np.zeros(_CONTEXT, np.float32))
    _phase: int = 0

    def add(self, samples: Samples) -> None:
        """Channels by samples at 48 kHz."""
        self._add(samples.mean(axis=0))
        while self._length >= _BLOCK:
            held = np.concatenate(self._held)
            self._hear(held[:_BLOCK])
            self._held = [held[_BLOCK:]]
            self._length -= _BLOCK

    def end(self) -> None:
        """The rest; what is shorter than a step or a chunk is filled up with silence."""
        if not self._length:
            return
        rest = np.concatenate(self._held)
        self._hear(np.pad(rest, (0, -len(rest) % CHUNK)))
        self._held, self._length = [], 0

    def _add(self, mono: Samples) -> None:
        joined = np.concatenate([self._before, mono.astype(np.float32)])
        smooth = np.convolve(joined, _LOW_PASS, mode="valid")
        self._before = joined[-(_TAPS - 1) :]
        thin = smooth[self._phase :: 3].astype(np.float32)
        self._held.append(thin)
        self._phase = (self._phase - len(smooth)) % 3
        self._length += len(thin)

    def _hear(self, block: Samples) -> None:
        self._listen(block)
        steps = len(block) // _STEP
        pieces = block[: steps * _STEP].reshape(steps, _STEP)
        power = np.abs(np.fft.rfft(pieces * np.hanning(_STEP), axis=1)) ** 2 + 1e-12
        low = power[:, _bins(_RUMBLE)].sum(axis=1) / power[:, 2:].sum(axis=1)
        self.rumble += [round(1000 * float(share)) for share in low]
        self.claps += [int(each) for each in _clapping(pieces, power)]

    def _listen(self, block: Samples) -> None:
        chunks = len(block) // CHUNK
        heard = np.concatenate([self._context, block[: chunks * CHUNK]])
        windows = np.lib.stride_tricks.sliding_window_view(heard, _CONTEXT + CHUNK)[::CHUNK]
        h, c = self._state
        answers: Any = _VOICE.run(None, {"input": np.ascontiguousarray(windows), "h": h, "c": c})
        said, *self._state = answers
        self._context = heard[-_CONTEXT:]
        self.voice += [round(1000 * float(each)) for each in said]


def _bins(band: tuple[int, int]) -> slice:
    return slice(band[0] * _STEP // RATE, band[1] * _STEP // RATE)


def _clapping(pieces: Samples, power: NDArray[np.float64]) -> NDArray[np.bool_]:
    band = power[:, _bins(_CLAPS)]
    flat = np.exp(np.log(band).mean(axis=1)) / band.mean(axis=1)
    # The first difference leaves the upper band, which is enough to see strokes in time.
    strokes = np.diff(pieces, axis=1, prepend=0)
    envelope = (strokes**2).reshape(len(pieces), -1, _ENVELOPE).mean(axis=2) + 1e-12
    rough = envelope.std(axis=1) / envelope.mean(axis=1)
    loud = (pieces**2).mean(axis=1) > _CLAP_LEVEL
    return loud & (flat > _CLAP_FLAT) & (rough > _CLAP_ROUGH)
