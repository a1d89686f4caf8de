"""The sound of the sample clips: crowd, wind, applause, a room, and speech laid over it."""

import wave
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48000

#: samples from -1 to 1
Samples = NDArray[np.float64]


def atmosphere(kind: str, seconds: float, seed: int) -> Samples:
    """`crowd`, `wind`, `applause`, `room`, `children` or `hall` for so many seconds, at 48 kHz."""
    rng = np.random.default_rng((seed, zlib.crc32(kind.encode())))
    count = round(seconds * RATE)
    if kind == "applause":
        return _level(_claps(rng, count) + 0.25 * _babble(rng, count, 520), 0.16)
    if kind == "wind":
        gust = 0.4 + _slow(rng, count, 0.35)
        return _level(
            _shaped(rng, count, 180, 0.7) * gust + 0.1 * _shaped(rng, count, 2400, 1.2), 0.07
        )
    if kind == "room":
        return _level(_shaped(rng, count, 260, 0.8) + 0.2 * _babble(rng, count, 480), 0.02)
    if kind == "children":
        return _level(_babble(rng, count, 900), 0.11)
    return _level(_babble(rng, count, 520) + 0.15 * _shaped(rng, count, 300, 0.8), 0.09)


def _shaped(rng: np.random.Generator, count: int, centre: float, width: float) -> Samples:
    """Noise round a frequency; `width` in octaves."""
    spectrum = np.fft.rfft(rng.normal(size=count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    octaves = np.log2(np.maximum(frequency, 1) / centre)
    return np.fft.irfft(spectrum * np.exp(-0.5 * (octaves / width) ** 2), count)


def _slow(rng: np.random.Generator, count: int, hertz: float) -> Samples:
    """A curve from 0 to 1 that turns about `hertz` times a second."""
    knots = rng.random(max(4, int(count / RATE * hertz * 2) + 3))
    return np.interp(np.linspace(0, len(knots) - 1, count), np.arange(len(knots)), knots)


def _babble(rng: np.random.Generator, count: int, centre: float) -> Samples:
    """Many voices far away: bands of noise that swell at the rate of syllables."""
    total = np.zeros(count)
    for _ in range(10):
        voice = _shaped(rng, count, centre * rng.uniform(0.7, 1.7), 0.35)
        total += voice / (np.abs(voice).max() + 1e-9) * _slow(rng, count, 3.6) ** 2
    return total / 4


def _claps(rng: np.random.Generator, count: int) -> Samples:
    """Some hundred single claps a second, each a burst that dies within 12 ms."""
    hits = np.zeros(count)
    places = rng.integers(0, count, int(count / RATE * 170))
    hits[places] = rng.uniform(0.3, 1, len(places))
    length = 1600
    burst = rng.normal(size=length) * np.exp(-np.arange(length) / 420)
    size = count + length
    return np.fft.irfft(np.fft.rfft(hits, size) * np.fft.rfft(burst, size), size)[:count]


def _level(samples: Samples, rms: float) -> Samples:
    return samples * (rms / (np.sqrt(np.mean(samples**2)) + 1e-9))


def laid_over(voice: Samples, below: Samples, start: float) -> Samples:
    """Speech over an atmosphere, from a second on; what does not fit is cut off."""
    mixed, first = below.copy(), round(start * RATE)
    part = voice[: max(0, len(mixed) - first)]
    mixed[first : first + len(part)] += part
    return mixed


def read_voice(path: Path) -> Samples:
    """A 16-bit mono WAV of any rate, brought to 48 kHz and an even level."""
    with wave.open(str(path), "rb") as source:
        rate = source.getframerate()
        raw = np.frombuffer(source.readframes(source.getnframes()), "<i2") / 32768
    wanted = round(len(raw) * RATE / rate)
    return _level(np.interp(np.arange(wanted) * rate / RATE, np.arange(len(raw)), raw), 0.12)


def save(samples: Samples, path: Path) -> None:
    """Write stereo 16-bit: the right channel lags by 9 ms, which gives the mix some room."""
    lag = round(0.009 * RATE)
    right = np.concatenate([samples[:1].repeat(lag), samples[:-lag]])
    pair = np.stack([samples, 0.65 * right + 0.35 * samples], axis=1)
    data = (np.tanh(pair * 1.1) * 32000).astype("<i2")
    with wave.open(str(path), "wb") as target:
        target.setnchannels(2)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(data.tobytes())
