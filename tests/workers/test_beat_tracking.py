"""Beats of brought music: found where there is a pulse, and none where there is not."""

import numpy as np
import pytest

from domain.cutting.music import BEDS
from workers.tools.film.beat_tracking import beats_of
from workers.tools.film.synthesis import bed_samples

RATE = 48_000
SECONDS = 30


def drums(bpm: float) -> tuple[np.ndarray, np.ndarray]:
    """Low and high strokes in turn over a held tone; their times in ms."""
    random = np.random.RandomState(1)
    count = RATE * SECONDS
    sound = 0.15 * np.sin(2 * np.pi * 220 * np.arange(count) / RATE) + random.randn(count) * 0.01
    times = np.arange(0.2, SECONDS - 0.3, 60 / bpm)
    t = np.arange(RATE // 5) / RATE
    for number, at in enumerate(times):
        stroke = np.sin(2 * np.pi * (60 if number % 2 == 0 else 180) * t)
        start = int(at * RATE)
        sound[start : start + len(t)] += 0.7 * np.exp(-t * 25) * stroke
    return sound.astype(np.float32), times * 1000


def on_time(found: tuple[int, ...], true: np.ndarray) -> float:
    return float(np.mean([np.abs(true - at).min() <= 80 for at in found]))


@pytest.mark.parametrize("bpm", [70, 96, 123, 140])
def test_strokes_are_found_within_two_film_frames(bpm: float) -> None:
    sound, times = drums(bpm)
    found = beats_of(sound)
    assert len(found) > 0.9 * len(times) - 2
    assert on_time(found, times) >= 0.97


@pytest.mark.parametrize("key", sorted(BEDS))
def test_the_beats_of_our_own_beds_are_heard_where_they_are_by_construction(key: str) -> None:
    bed = BEDS[key]
    found = beats_of(bed_samples(bed, 1000).mean(axis=1))
    assert len(found) > 30
    assert on_time(found, np.arange(0, 40_000, bed.beat_frames * 40)) >= 0.97


def irregular() -> np.ndarray:
    random = np.random.RandomState(5)
    sound, at = np.zeros(RATE * SECONDS), 0.3
    t = np.arange(RATE // 5) / RATE
    while at < SECONDS - 0.5:
        start = int(at * RATE)
        sound[start : start + len(t)] += np.exp(-t * 25) * np.sin(2 * np.pi * 440 * t)
        at += random.uniform(0.2, 1.2)
    return sound


def noise() -> np.ndarray:
    return np.random.RandomState(3).randn(RATE * SECONDS) * 0.1


def held_tone() -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * 220 * np.arange(RATE * SECONDS) / RATE)


def syllables() -> np.ndarray:
    """Voiced bursts of uneven length with uneven pauses, as people talk."""
    random = np.random.RandomState(9)
    sound, at = np.zeros(RATE * SECONDS), 0.2
    while at < SECONDS - 1:
        count = int(random.uniform(0.08, 0.25) * RATE)
        hertz, t = random.uniform(110, 160), np.arange(count) / RATE
        voice = sum(np.sin(2 * np.pi * hertz * h * t) / h for h in range(1, 12))
        start = int(at * RATE)
        sound[start : start + count] += 0.1 * np.sin(np.pi * np.arange(count) / count) * voice
        at += count / RATE + random.choice([0.02, 0.05, 0.3, 0.7], p=[0.5, 0.3, 0.15, 0.05])
    return sound


@pytest.mark.parametrize("recipe", [irregular, noise, held_tone, syllables])
def test_where_there_is_no_pulse_there_are_no_beats(recipe) -> None:
    assert beats_of(recipe().astype(np.float32)) == ()


def test_silence_and_what_is_very_short_have_none() -> None:
    assert beats_of(np.zeros(RATE * 10, np.float32)) == ()
    assert beats_of(np.ones(100, np.float32)) == ()
