"""Which spans of a clip are worth showing, decided from measured frames alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.looking import (
    LONGEST_MS,
    MOST_MOMENTS,
    SHORT_MS,
    SHORTEST_MS,
    FrameMeasure,
    clip_look_from,
    moments_from,
    photo_look_from,
)


def frame(ms: int, **other: int) -> FrameMeasure:
    return FrameMeasure(
        **{"ms": ms, "sharpness": 700, "exposure": 900, "black": 0, "motion": 50} | other
    )


def frames(seconds: int, **special: dict[str, int]) -> list[FrameMeasure]:
    """One frame a second; `at_3={"sharpness": 0}` changes the one at 3 s."""
    return [frame(1000 * s, **special.get(f"at_{s}", {})) for s in range(seconds)]


def spans(moments) -> list[tuple[int, int]]:
    return [(moment.in_ms, moment.out_ms) for moment in moments]


def test_a_steady_clip_of_ten_seconds_gives_one_moment_of_six():
    (moment,) = moments_from(frames(10), [], (0, 10_000))
    assert moment.out_ms - moment.in_ms == LONGEST_MS
    assert (moment.sharpness, moment.exposure, moment.motion) == (700, 900, 50)


def test_a_clip_of_three_seconds_is_one_moment_as_a_whole():
    assert spans(moments_from(frames(3), [], (0, 3000))) == [(0, 3000)]


def test_a_clip_of_one_second_is_one_short_moment():
    assert spans(moments_from(frames(1), [], (0, 1000))) == [(0, 1000)]


def test_a_shorter_clip_has_no_moment():
    assert moments_from([frame(0)], [], (0, 900)) == ()


def test_black_and_blurred_stretches_are_left_out():
    black = {f"at_{s}": {"black": 990} for s in range(4)}
    blurred = {f"at_{s}": {"sharpness": 100} for s in range(9, 12)}
    moments = moments_from(frames(12, **black, **blurred), [], (0, 12_000))
    assert spans(moments) == [(3500, 8500)]


def test_a_cut_inside_the_clip_is_never_inside_a_moment():
    moments = moments_from(frames(12, at_6={"motion": 900}), [], (0, 12_000))
    assert spans(moments) == [(0, 5000), (6000, 12_000)]


def test_a_lively_clip_is_not_cut_into_pieces_by_its_own_motion():
    lively = [frame(1000 * s, motion=420) for s in range(8)]
    assert len(moments_from(lively, [], (0, 8000))) == 1


def test_the_sharpest_part_of_a_stretch_is_chosen():
    sharp = {f"at_{s}": {"sharpness": 950} for s in range(4, 10)}
    (moment,) = moments_from(frames(11, **sharp), [], (0, 11_000))
    assert 3300 <= moment.in_ms <= 3700
    assert 940 <= moment.sharpness <= 950


def test_speech_decides_between_equal_pictures():
    seconds = [-7000] * 5 + [-2000] * 6
    (moment,) = moments_from(frames(11), seconds, (0, 11_000))
    assert moment.in_ms >= 4000
    assert moment.loudness > 800


def test_a_picture_that_starts_late_gives_no_earlier_moment():
    (moment,) = moments_from([frame(226), frame(1226), frame(2226)], [], (226, 3200))
    assert (moment.in_ms, moment.out_ms) == (226, 3200)


def test_a_long_clip_offers_its_best_moments_only():
    moments = moments_from(frames(300), [], (0, 300_000))
    assert len(moments) == MOST_MOMENTS


def test_without_frames_there_is_nothing_to_show():
    assert moments_from([], [], (0, 10_000)) == ()


SCORES = st.integers(0, 1000)


@st.composite
def measured(draw) -> tuple[list[FrameMeasure], tuple[int, int]]:
    steps = draw(st.lists(st.integers(40, 3000), max_size=30))
    at, found = draw(st.integers(0, 500)), []
    start = at
    for step in steps:
        found.append(
            FrameMeasure(
                ms=at,
                sharpness=draw(SCORES),
                exposure=draw(SCORES),
                black=draw(SCORES),
                motion=draw(SCORES),
            )
        )
        at += step
    return found, (start, at)


@given(measured(), st.lists(st.integers(-7000, 0), max_size=40))
def test_moments_are_lawful_whatever_was_measured(clip, seconds):
    looked_at, span = clip
    moments = moments_from(looked_at, seconds, span)
    assert moments == moments_from(looked_at, seconds, span)
    for moment in moments:
        length = moment.out_ms - moment.in_ms
        assert SHORTEST_MS <= length <= LONGEST_MS or len(moments) == 1
        assert length >= SHORT_MS
        assert span[0] <= moment.in_ms < moment.out_ms <= span[1]
        assert moment.in_ms <= moment.best_ms < moment.out_ms
        for score in (moment.sharpness, moment.exposure, moment.motion, moment.loudness):
            assert 0 <= score <= 1000
    for before, after in pairwise(moments):
        assert before.out_ms <= after.in_ms


@given(measured())
def test_no_moment_holds_a_black_frame(clip):
    looked_at, span = clip
    for moment in moments_from(looked_at, [], span):
        inside = [f for f in looked_at if moment.in_ms < f.ms < moment.out_ms]
        assert all(f.black < 950 for f in inside)


def test_a_photos_look_takes_over_what_was_measured():
    look = photo_look_from(
        {
            "sharpness": 7,
            "exposure": 8,
            "black": 9,
            "phash": "00ff00ff00ff00ff",
            "focus": [400, 600],
        }
    )
    assert (look.sharpness, look.exposure, look.black) == (7, 8, 9)
    assert (look.phash, look.focus, look.moments) == ("00ff00ff00ff00ff", (400, 600), ())


@pytest.mark.parametrize("loudness", [-2200, None])
def test_a_clips_look_is_the_median_of_its_lit_frames(loudness):
    rows = [
        {"ms": 0, "sharpness": 0, "exposure": 0, "black": 1000, "motion": 0},
        {"ms": 1000, "sharpness": 500, "exposure": 700, "black": 0, "motion": 500},
        {"ms": 2000, "sharpness": 600, "exposure": 800, "black": 0, "motion": 10},
        {"ms": 3000, "sharpness": 650, "exposure": 820, "black": 0, "motion": 10},
    ]
    seen = {"frames": rows, "span": [0, 9000], "phash": "0" * 16, "focus": [500, 500]}
    look = clip_look_from(seen, {"loudness_clufs": loudness, "seconds": []}, 4000)
    assert (look.sharpness, look.exposure, look.black) == (600, 800, 250)
    assert look.loudness_clufs == loudness
    assert spans(look.moments) == [(500, 4000)]
