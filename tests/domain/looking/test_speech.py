"""Spans of speech out of a detector's answers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.looking.speech import STEP_MS, speech_spans


def said(*parts: tuple[int, int]) -> list[int]:
    """`(likelihood, steps)` one after the other."""
    return [likely for likely, steps in parts for _ in range(steps)]


def spans(voice: list[int], begins_ms: int = 0) -> list[tuple[int, int]]:
    return [(span.in_ms, span.out_ms) for span in speech_spans(voice, begins_ms)]


def test_two_sentences_are_two_spans_and_a_breath_inside_one_is_none():
    voice = said((10, 31), (900, 20), (100, 4), (900, 20), (20, 20), (800, 31), (10, 10))
    assert spans(voice) == [(992 - 200, 2400 + 200), (3040 - 200, 4032 + 200)]
    assert spans(voice, 500) == [(1292, 3100), (3340, 4732)]


def test_a_long_speech_is_parted_between_its_phrases():
    voice = said((900, 100), (100, 4), (900, 120), (100, 2), (900, 60))
    assert spans(voice) == [(0, 3244), (3284, 9152)]


def test_a_cough_is_no_speech_and_nothing_heard_is_nothing():
    assert spans(said((10, 9), (900, 3), (10, 9))) == []
    assert spans([]) == []


@given(st.lists(st.integers(0, 1000), max_size=400), st.integers(0, 5000))
def test_spans_are_in_order_apart_and_hold_every_sure_answer_but_coughs(voice, begins_ms):
    found = spans(voice, begins_ms)
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    run = 0
    for at, likely in enumerate([*voice, 0]):
        run = run + 1 if likely >= 500 else 0
        if run >= 5:
            ms = begins_ms + at * STEP_MS
            assert any(start <= ms < end for start, end in found)
