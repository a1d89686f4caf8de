"""The music beds made audible: plain additive synthesis, one room, the same samples each time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.cutting.beds import BAR, TICKS, Note, notes_of
from domain.cutting.music import Bed
from domain.timebase import SAMPLE_RATE, SAMPLES_PER_FRAME

Samples = NDArray[np.float32]
#: Voice, pitch and length in samples: most notes are one of some sixty.
Tone = tuple[str, int, int]

#: Seconds: music comes out of silence, and its last chord dies away to the film's end.
_FADE_IN, _FADE_OUT = 0.15, 2.4
#: The room: seconds to a thousandth, and how loud it is beside the direct sound.
_ROOM_S, _ROOM = 1.5, 0.55
#: Samples of one transform: a block of the bed and the room's answer to it.
_TRANSFORM = 1 << 18
#: Threads: tones one by one, then a channel each.
_CORES = 2


@dataclass(frozen=True, kw_only=True)
class Voice:
    """How a voice is mixed: level, place from -1 left to 1 right, share that goes to the room."""

    level: float
    pan: float
    room: float


_MIX: Mapping[str, Voice] = {
    "pad": Voice(level=0.16, pan=0.0, room=0.5),
    "pluck": Voice(level=0.20, pan=-0.25, room=0.5),
    "melody": Voice(level=0.26, pan=0.12, room=0.6),
    "bass": Voice(level=0.25, pan=0.0, room=0.05),
    "shaker": Voice(level=0.05, pan=0.35, room=0.25),
    "kick": Voice(level=0.22, pan=0.0, room=0.05),
}


def bed_samples(bed: Bed, frames: int) -> Samples:
    """The bed to the length of a film: samples x 2, within -1..1, exactly 1920 samples a frame.

    Whole bars as many as fit; the last chord rings over what is left.
    """
    count = frames * SAMPLES_PER_FRAME
    tick = bed.beat_frames * SAMPLES_PER_FRAME // TICKS
    bars = max(2, frames // (bed.beat_frames * BAR // TICKS))
    notes = notes_of(bed.key, bars)
    dry = np.zeros((2, count), np.float32)
    with ThreadPoolExecutor(_CORES, thread_name_prefix="bed") as cores:
        asked = {(note.voice, note.pitch, note.length * tick) for note in notes}
        tones = dict(zip(asked, cores.map(lambda tone: _tone(*tone), asked), strict=True))
        list(cores.map(lambda channel: _play(dry, channel, notes, tones, tick), (0, 1)))
    return _finished(dry).T


def _finished(sound: Samples) -> Samples:
    fade_in = min(round(_FADE_IN * SAMPLE_RATE), sound.shape[1])
    fade_out = min(round(_FADE_OUT * SAMPLE_RATE), sound.shape[1])
    sound[:, :fade_in] *= np.linspace(0, 1, fade_in, dtype=np.float32)
    sound[:, -fade_out:] *= np.linspace(1, 0, fade_out, dtype=np.float32) ** 2
    sound *= np.float32(0.7 / max(float(sound.max()), -float(sound.min()), 1e-9))
    return sound


def _play(
    dry: Samples, channel: int, notes: Sequence[Note], tones: Mapping[Tone, Samples], tick: int
) -> None:
    """One channel of the bed, in its room."""
    sound, wet = dry[channel], np.zeros(dry.shape[1], np.float32)
    for number, note in enumerate(notes):
        voice = _MIX[note.voice]
        start = note.at * tick
        tone = tones[note.voice, note.pitch, note.length * tick][: max(0, len(sound) - start)]
        tone = tone * np.float32(voice.level * note.strength / 100)
        # Plucked notes come from both sides in turn, as from a harp.
        pan = voice.pan * (-1) ** number if note.voice == "pluck" else voice.pan
        share = np.sqrt((1 + pan) / 2 if channel else (1 - pan) / 2)
        end = start + len(tone)
        sound[start:end] += tone * np.float32(share)
        wet[start:end] += tone * np.float32(share * voice.room)
    _add_room(sound, wet, _echo(channel))


# --- one note ------------------------------------------------------------------------------------


def _tone(voice: str, pitch: int, length: int) -> Samples:
    return _VOICES[voice](pitch, length)


def _seconds(count: int) -> NDArray[np.float32]:
    return np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)


def _hertz(pitch: int) -> float:
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _partials(hertz: float, most: int) -> Iterator[int]:
    """Numbers of the partials below 9 kHz, above which a bed only hisses."""
    return (k for k in range(1, most + 1) if k * hertz < 9000)


def _sine(hertz: float, t: Samples, phase: float = 0.0) -> Samples:
    # Turns are counted exactly; the sine of what is left of one is four times as fast in float32.
    turns = np.arange(len(t), dtype=np.float64) * (hertz / SAMPLE_RATE) + phase
    return np.sin(np.float32(2 * np.pi) * (turns - np.floor(turns)).astype(np.float32))


def _attacked(tone: Samples, seconds: float) -> Samples:
    count = min(len(tone), round(seconds * SAMPLE_RATE))
    tone[:count] *= np.sin(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    return tone


def _released(tone: Samples, seconds: float) -> Samples:
    count = min(len(tone), round(seconds * SAMPLE_RATE))
    tone[-count:] *= np.cos(np.linspace(0, np.pi / 2, count, dtype=np.float32)) ** 2
    return tone


def _pluck(pitch: int, length: int) -> Samples:
    """A string plucked at a fifth of its length; its upper partials die first."""
    hertz, t = _hertz(pitch), _seconds(length + SAMPLE_RATE // 2)
    tone = np.zeros_like(t)
    for k in _partials(hertz, 12):
        strength = abs(np.sin(np.pi * k * 0.19)) / k**1.05
        tone += np.float32(strength) * _sine(k * hertz, t) * np.exp(-t * (1.9 + 0.75 * k))
    return _released(_attacked(tone, 0.004), 0.12)


def _piano(pitch: int, length: int) -> Samples:
    """A soft electric piano: two strings a little apart, partials stretched as steel does it."""
    hertz, t = _hertz(pitch), _seconds(length + SAMPLE_RATE // 3)
    tone = np.zeros_like(t)
    for k, strength in zip(_partials(hertz, 7), (1, 0.5, 0.3, 0.18, 0.1, 0.06, 0.04), strict=False):
        stretched = k * hertz * (1 + 0.0004 * k * k) ** 0.5
        fade = np.exp(-t * (0.9 + 0.55 * k))
        for cents in (-1.6, 1.6):
            tone += np.float32(strength / 2) * _sine(stretched * 2 ** (cents / 1200), t) * fade
    return _released(_attacked(tone, 0.007), 0.3)


def _pad(pitch: int, length: int) -> Samples:
    """Strings far away: three players a little apart, slow to come and to go."""
    hertz, t = _hertz(pitch), _seconds(length + SAMPLE_RATE)
    tone = np.zeros_like(t)
    for place, cents in enumerate((-5.0, 0.0, 5.0)):
        for k in _partials(hertz, 5):
            off = (0.37 * place + 0.61 * k) % 1.0
            tone += np.float32(k**-1.9) * _sine(k * hertz * 2 ** (cents / 1200), t, off)
    return _released(_attacked(tone / np.float32(3), 0.7), 1.1)


def _bass(pitch: int, length: int) -> Samples:
    hertz, t = _hertz(pitch), _seconds(length + SAMPLE_RATE // 5)
    tone = _sine(hertz, t) + np.float32(0.4) * _sine(2 * hertz, t)
    tone += np.float32(0.15) * _sine(3 * hertz, t)
    faded = tone * np.exp(-t * 1.2)
    return _released(_attacked(faded.astype(np.float32), 0.012), 0.15)


def _shaker(_pitch: int, _length: int) -> Samples:
    """High noise for a twentieth of a second; the generator's sequence is fixed for ever."""
    noise = np.random.RandomState(7).uniform(-1, 1, SAMPLE_RATE // 12).astype(np.float32)
    bright = np.convolve(noise, (0.25, -0.5, 0.25), mode="same").astype(np.float32)
    faded = bright * np.exp(-_seconds(len(bright)) * 55)
    return _attacked(faded.astype(np.float32), 0.008)


def _kick(_pitch: int, _length: int) -> Samples:
    """A soft drum: a sine that falls from 95 to 48 Hz."""
    t = _seconds(SAMPLE_RATE // 3)
    hertz = 48 + 47 * np.exp(-t * np.float32(28))
    turns = np.cumsum(hertz.astype(np.float64)) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * turns).astype(np.float32)
    faded = tone * np.exp(-t * 11)
    return _released(_attacked(faded.astype(np.float32), 0.004), 0.05)


_VOICES: Mapping[str, Callable[[int, int], Samples]] = {
    "pluck": _pluck,
    "melody": _piano,
    "pad": _pad,
    "bass": _bass,
    "shaker": _shaker,
    "kick": _kick,
}


# --- the room ------------------------------------------------------------------------------------


def _echo(channel: int) -> Samples:
    """A room's answer: noise that dies away, dull, without rumble, after 18 ms."""
    count = round(_ROOM_S * SAMPLE_RATE)
    noise = np.random.RandomState(11 + channel).normal(size=count)
    spectrum = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    spectrum *= (hertz / 220) ** 2 / (1 + (hertz / 220) ** 2) / (1 + (hertz / 3800) ** 2)
    echo = np.fft.irfft(spectrum, count) * np.exp(-np.linspace(0, 6.9, count))
    echo = np.concatenate([np.zeros(round(0.018 * SAMPLE_RATE)), echo])
    return (echo / np.sqrt((echo**2).sum())).astype(np.float32)


def _add_room(sound: Samples, wet: Samples, echo: Samples) -> None:
    """Convolve in blocks and add, so that memory stays small whatever the length."""
    block = _TRANSFORM - len(echo)
    answer = np.fft.rfft(echo, _TRANSFORM).astype(np.complex64) * np.float32(_ROOM)
    for start in range(0, len(wet), block):
        said = np.fft.rfft(wet[start : start + block], _TRANSFORM)
        heard = np.fft.irfft(said * answer, _TRANSFORM)
        end = min(start + _TRANSFORM, len(sound))
        sound[start:end] += heard[: end - start].astype(np.float32)
