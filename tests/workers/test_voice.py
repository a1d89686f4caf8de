"""Voices, claps and wind by recipe: what is told of each, and what is not."""

import numpy as np
import pytest

from domain.looking.speech import speech_spans
from domain.timebase import SAMPLE_RATE
from workers.sample.speech import voice
from workers.tools.clips.voice import Ear

LENGTH = 8 * SAMPLE_RATE


def heard(samples: np.ndarray) -> Ear:
    """As it comes in uneven pieces, stereo."""
    ear = Ear()
    both = np.stack([samples, samples]).astype(np.float32)
    for at in range(0, both.shape[1], 1023):
        ear.add(both[:, at : at + 1023])
    ear.end()
    return ear


def noise(level: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, LENGTH)


def crowd(seed: int, claps: int) -> np.ndarray:
    """So many claps in eight seconds: short bursts of noise that die away."""
    rng, sound = np.random.default_rng(seed), np.zeros(LENGTH)
    for at in rng.integers(0, LENGTH - 2400, claps):
        sound[at : at + 2400] += rng.normal(0, 0.25, 2400) * np.exp(-np.arange(2400) / 250)
    return sound


def rumble(seed: int) -> np.ndarray:
    slow = np.cumsum(noise(0.01, seed))
    slow -= np.convolve(slow, np.ones(4800) / 4800, "same")
    return slow / np.abs(slow).max() * 0.5


def spoken_ms(samples: np.ndarray) -> int:
    return sum(span.out_ms - span.in_ms for span in speech_spans(heard(samples).voice))


@pytest.fixture(scope="module")
def sentence() -> np.ndarray:
    said = np.asarray(voice("lesson"), dtype=np.float64).ravel()
    return said / np.abs(said).max() * 0.5


def test_what_is_no_voice_is_not_taken_for_one():
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(LENGTH) / SAMPLE_RATE)
    for sound in (noise(0.1, 1), rumble(2), tone, crowd(3, 900), np.zeros(LENGTH)):
        assert spoken_ms(sound) == 0


@pytest.mark.parametrize("beside", [0.0, 0.02])
def test_a_sentence_is_found_where_it_stands_also_in_noise(sentence, beside):
    pause = np.zeros(2 * SAMPLE_RATE)
    sound = np.concatenate([pause, sentence, pause])
    sound += np.random.default_rng(4).normal(0, beside, len(sound))
    spans = speech_spans(heard(sound).voice)
    ends_ms = 2000 + 1000 * len(sentence) // SAMPLE_RATE
    assert 1800 <= spans[0].in_ms <= 2150
    # espeak-ng ends its files with a pause.
    assert ends_ms - 1000 <= spans[-1].out_ms <= ends_ms + 200
    assert sum(s.out_ms - s.in_ms for s in spans) > 0.75 * (ends_ms - 2000)


def share(steps: list[int]) -> float:
    return sum(steps) / len(steps)


@pytest.mark.parametrize("claps", [400, 1200])
def test_claps_are_told_and_even_noise_is_not(claps):
    assert share(heard(crowd(5, claps)).claps) > 0.8
    for other in (noise(0.1, 6), rumble(7)):
        assert share(heard(other).claps) < 0.05


def test_wind_fills_what_voices_leave_empty(sentence):
    assert share(heard(rumble(8)).rumble) > 600
    assert share(heard(sentence).rumble) < 200


def test_it_is_the_same_in_one_piece(sentence):
    whole = Ear()
    whole.add(np.stack([sentence, sentence]).astype(np.float32))
    whole.end()
    pieces = heard(sentence)
    assert np.abs(np.subtract(whole.voice, pieces.voice)).max() <= 2
