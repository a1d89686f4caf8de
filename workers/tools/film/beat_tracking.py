"""Where the beats of brought music are: an honest grid, or none.

Onsets are rises of energy in bands (spectral flux); the tempo is the strongest period of their
autocorrelation; the beats are the best way through the onsets at about that period (Ellis, Beat
Tracking by Dynamic Programming, 2007). Music in which onsets do not fall on the beats found any
more often than elsewhere has none: cuts would be moved for nothing.
"""

import numpy as np
from numpy.typing import NDArray

from domain.timebase import SAMPLE_RATE

Values = NDArray[np.float64]

#: Samples from one value of the onset curve to the next (10 ms), and of each spectrum.
_HOP, _WINDOW = SAMPLE_RATE // 100, 2048
#: Beats a minute that are looked for; those near the middle are taken for likelier.
#: Seconds below which there is no saying.
_LEAST_S = 6
_SLOWEST, _FASTEST, _LIKELY = 55, 185, 105
#: How strictly beats keep their distance, against how strong the onsets are.
_STRICT = 120.0
#: Onsets on the beats must be this many times as strong as the mean; noise reaches 1.6, music
#: with a pulse 2.5 and more (tests/workers/test_beat_tracking.py).
_CONTRAST = 2.2
#: Share of beats that have an onset of their own, and of neighbours with the common distance.
_HIT, _EVEN = 0.6, 0.85


def beats_of(mono: NDArray[np.float32]) -> tuple[int, ...]:
    """Milliseconds of the beats in 48 kHz sound; empty when no steady pulse can be made out."""
    if len(mono) < _LEAST_S * SAMPLE_RATE:
        return ()
    onsets = onset_curve(mono)
    if not onsets.any():
        return ()
    period = _period(onsets)
    found = _tracked(onsets, period)
    if not _believed(onsets, found, period):
        return ()
    # A spectrum tells of its middle; the rise is seen when half of it is in.
    late = _WINDOW * 1000 // (4 * SAMPLE_RATE)
    return tuple(int(place * 10 + late) for place in found)


def onset_curve(mono: NDArray[np.float32]) -> Values:
    """How much louder the bands became, every 10 ms, by 40 bands of equal width in pitch."""
    bands = _bands()
    window = np.hanning(_WINDOW).astype(np.float32)
    count = max(0, (len(mono) - _WINDOW) // _HOP)
    levels = np.zeros((count, len(bands)), np.float32)
    step = 512
    for first in range(0, count, step):
        starts = np.arange(first, min(first + step, count)) * _HOP
        pieces = mono[starts[:, None] + np.arange(_WINDOW)] * window
        power = np.abs(np.fft.rfft(pieces, axis=1)) ** 2
        for place, (low, high) in enumerate(bands):
            levels[first : first + len(starts), place] = power[:, low:high].sum(axis=1)
    loud = np.log10(levels + 1e-3)
    rises = np.maximum(np.diff(loud, axis=0, prepend=loud[:1]), 0).mean(axis=1)
    around = np.convolve(rises, np.ones(101) / 101, mode="same")
    curve = np.maximum(rises - around, 0).astype(np.float64)
    spread = float(curve.std())
    return curve / spread if spread > 1e-6 else np.zeros_like(curve)


def _bands() -> list[tuple[int, int]]:
    edges = np.unique(np.geomspace(1, _WINDOW // 3, 41).round().astype(int))
    return list(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))


def _period(onsets: Values) -> float:
    """Values of the curve from one beat to the next."""
    centred = onsets - onsets.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    same = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2, size)
    lags = np.arange(round(6000 / _FASTEST), round(6000 / _SLOWEST) + 1)
    # What repeats after two and four beats as well is a beat and not a chance.
    whole = same[lags] + 0.5 * same[2 * lags] + 0.25 * same[4 * lags]
    liking = np.exp(-0.5 * (np.log2(6000 / lags / _LIKELY) / 0.9) ** 2)
    best = int(np.argmax(whole * liking))
    if 0 < best < len(lags) - 1:
        before, here, after = whole[best - 1 : best + 2]
        curved = before - 2 * here + after
        shift = 0.5 * (before - after) / curved if curved < 0 else 0.0
        return float(lags[best] + np.clip(shift, -0.5, 0.5))
    return float(lags[best])


def _tracked(onsets: Values, period: float) -> list[int]:
    soft = np.convolve(onsets, np.exp(-0.5 * (np.arange(-4, 5) / 2.0) ** 2), mode="same")
    reach = np.arange(-round(1.5 * period), -round(0.6 * period))
    strict = -_STRICT * np.log(-reach / period) ** 2
    score, origin = soft.copy(), np.full(len(soft), -1)
    for place in range(-int(reach[0]), len(soft)):
        ways = score[place + reach] + strict
        best = int(np.argmax(ways))
        if ways[best] > 0:
            score[place] += ways[best]
            origin[place] = place + reach[best]
    tail = len(soft) - max(1, round(period))
    place = tail + int(np.argmax(score[tail:]))
    found = [place]
    while origin[place] >= 0:
        place = int(origin[place])
        found.append(place)
    return found[::-1]


def _believed(onsets: Values, found: list[int], period: float) -> bool:
    if len(found) < 8:
        return False
    near = np.array([onsets[max(0, place - 2) : place + 3].max() for place in found])
    elsewhere = np.array(
        [onsets[max(0, at - 2) : at + 3].max() for at in range(found[0], found[-1])]
    ).mean()
    steps = np.diff(found)
    even = float(np.mean(np.abs(steps - period) <= max(2.0, 0.06 * period)))
    hit = float(np.mean(near > 0.5))
    contrast = float(near.mean() / max(float(elsewhere), 1e-6))
    return contrast >= _CONTRAST and hit >= _HIT and even >= _EVEN
