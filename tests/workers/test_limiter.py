"""The limiter: below the true peak, in parts that fit, and silent about what is quiet."""

import numpy as np
import pytest

from workers.tools.film.limiter import REACH, limited
from workers.tools.film.loudness import loudness

RATE = 48_000


def loud_sound(seconds: int = 3) -> np.ndarray:
    """Noise with a tone near a quarter of the rate, whose peaks lie between its samples."""
    count = seconds * RATE
    noise = np.random.default_rng(5).normal(0, 0.15, (count, 2))
    at = np.arange(count) / RATE
    tone = 0.6 * np.sin(2 * np.pi * 11_987 * at + 0.4) * (np.sin(9 * at) > 0.3)
    return (noise + tone[:, None]).astype(np.float32)


@pytest.mark.parametrize("ceiling_db", (-2.0, -6.0, -12.0))
def test_no_true_peak_passes_the_ceiling(ceiling_db: float) -> None:
    sound = limited(loud_sound(), 10 ** (ceiling_db / 20))
    peak = loudness([sound], peaks=True).true_peak
    assert peak is not None
    # By another way of looking between the samples than its own.
    assert ceiling_db * 100 - 100 < peak <= ceiling_db * 100 + 10


def test_sound_limited_in_parts_is_the_sound_limited_at_once() -> None:
    sound, ceiling, size = loud_sound(), 0.5, 20_000
    parts = []
    for start in range(0, len(sound), size):
        first = max(0, start - REACH)
        part = limited(sound[first : start + size + REACH], ceiling)
        parts.append(part[start - first :][:size])
    assert np.abs(np.concatenate(parts) - limited(sound, ceiling)).max() < 1e-6


def test_what_is_quiet_enough_comes_back_as_it_was() -> None:
    sound = loud_sound()
    assert limited(sound, 10.0) is sound
    one_loud = np.zeros((RATE, 2), np.float32)
    one_loud[RATE // 2] = 0.9
    one_loud[: RATE // 4] = 0.1
    assert np.array_equal(limited(one_loud, 0.5)[: RATE // 4], one_loud[: RATE // 4])


def test_gain_goes_down_and_comes_back_without_a_step() -> None:
    sound = np.full((RATE, 2), 0.25, np.float32)
    sound[RATE // 2, 0] = 1.0
    gains = limited(sound, 0.5)[:, 1] / sound[:, 1]
    assert gains.min() == pytest.approx(0.5, abs=0.02)
    assert np.abs(np.diff(gains)).max() < 0.002
