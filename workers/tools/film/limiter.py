"""Holds the film's sound below its true peak, with as much of it at hand as is limited.

What comes out of a place depends on some 50 ms around it alone, so that a film's sound may be
limited in parts, at the same time, and the parts fit: FFmpeg's limiter remembers all that came
before.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

#: Samples before and after a peak over which the gain goes down to what it needs and comes back:
#: 21 ms, slow enough for voices to stay clean. One less than a power of two, see _lowest.
_RAMP = 1023
#: Taps of the interpolation to the three places between two samples, at 192 kHz (ITU-R BS.1770-4,
#: annex 2, has 12); even.
_TAPS = 32
#: Samples around a place that decide what becomes of it.
REACH = 2 * _RAMP + _TAPS
#: Sound whose samples stay below this share of the ceiling is not looked at between them: the
#: taps' values add up to less than its inverse only for sounds that nobody records.
_QUIET = 0.6
#: Samples that are looked at together: two thirds of a film have none as loud.
_BLOCK = 2048


def limited(sound: Samples, ceiling: float) -> Samples:
    """`sound` (samples x 2) with true peaks of at most `ceiling`, which is linear, 1 at 0 dBFS.

    The gain is one for both channels and reaches each peak's own before it comes. What is quiet
    enough comes back as it was.
    """
    if len(sound) == 0 or float(np.abs(sound).max()) < _QUIET * ceiling:
        return sound
    gains = np.ones(len(sound), np.float32)
    for start, end in _loud_spans(sound, _QUIET * ceiling):
        # A span's ends lie far enough from what is loud for the zeros beyond them not to matter.
        peaks = np.maximum(_peaks(sound[start:end]), 1e-9)
        gains[start:end] = np.minimum(np.float32(1), np.float32(ceiling) / peaks)
    if gains.min() >= 1:
        return sound
    return sound * _smoothed(_lowest(gains))[:, None]


def _loud_spans(sound: Samples, bound: float) -> Iterator[tuple[int, int]]:
    """Whole blocks with a sample of at least `bound`, and a block on either side, end to end."""
    starts = range(0, len(sound), _BLOCK)
    loud = [float(np.abs(sound[at : at + _BLOCK]).max()) >= bound for at in starts]
    near = [any(loud[max(0, n - 1) : n + 2]) for n in range(len(loud))]
    for is_near, run in groupby(range(len(near)), key=near.__getitem__):
        if is_near:
            blocks = list(run)
            yield blocks[0] * _BLOCK, min((blocks[-1] + 1) * _BLOCK, len(sound))


def _peaks(sound: Samples) -> Samples:
    """The largest value at and beside each sample, between samples too, of either channel."""
    # A sixteenth of the time of max(axis=1).
    found = np.maximum(np.abs(sound[:, 0]), np.abs(sound[:, 1]))
    half = _TAPS // 2
    for channel in (0, 1):
        padded = np.pad(sound[:, channel], (half - 1, half))
        for weights in _between():
            between = np.abs(np.correlate(padded, weights, "valid"))
            np.maximum(found, between, out=found)
            np.maximum(found[1:], between[:-1], out=found[1:])
    return found


@cache
def _between() -> Samples:
    """3 x _TAPS: interpolates a quarter, a half and three quarters of the way to the next one."""
    taps = np.arange(_TAPS) - (_TAPS // 2 - 1) - np.array([[0.25], [0.5], [0.75]])
    window = np.i0(8 * np.sqrt(np.maximum(0, 1 - (taps / (_TAPS // 2)) ** 2))) / np.i0(8.0)
    weights = np.sinc(taps) * window
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _lowest(gains: Samples) -> Samples:
    """The least gain within _RAMP samples of each place; each step doubles what it spans."""
    lowest = np.pad(gains, _RAMP, constant_values=1)
    spans = 1
    while spans < _RAMP + 1:
        lowest = np.minimum(lowest[:-spans], lowest[spans:])
        spans *= 2
    # Twice as far and one less: both sides of the middle.
    return np.minimum(lowest[:-_RAMP], lowest[_RAMP:])


def _smoothed(lowest: Samples) -> Samples:
    """Means over _RAMP + 1, twice: a triangle that spans the _RAMP samples on either side, in each
    of which the least gain knows of the peak in the middle."""
    wide = np.pad(lowest, _RAMP, mode="edge").astype(np.float64)
    for _ in range(2):
        sums = np.concatenate([[0.0], np.cumsum(wide)])
        wide = (sums[_RAMP + 1 :] - sums[: -_RAMP - 1]) / (_RAMP + 1)
    return wide.astype(np.float32)
