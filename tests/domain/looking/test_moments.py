"""Which spans of a clip are worth showing, decided from what was measured alone."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.looking.moments import (
    LONGEST_MS,
    MOST_MOMENTS,
    SENTENCE_MS,
    SHORT_MS,
    SHORTEST_MS,
    FrameMeasure,
    Heard,
    moments_from,
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
    (moment,) = moments_from(frames(10), Heard(), (0, 10_000))
    assert moment.out_ms - moment.in_ms == LONGEST_MS
    assert (moment.sharpness, moment.exposure, moment.motion) == (700, 900, 50)


def test_a_clip_of_three_seconds_is_one_moment_as_a_whole():
    assert spans(moments_from(frames(3), Heard(), (0, 3000))) == [(0, 3000)]


def test_a_clip_of_one_second_is_one_short_moment():
    assert spans(moments_from(frames(1), Heard(), (0, 1000))) == [(0, 1000)]


def test_a_shorter_clip_has_no_moment():
    assert moments_from([frame(0)], Heard(), (0, 900)) == ()


def test_black_and_blurred_stretches_are_left_out():
    black = {f"at_{s}": {"black": 990} for s in range(4)}
    blurred = {f"at_{s}": {"sharpness": 100} for s in range(9, 12)}
    moments = moments_from(frames(12, **black, **blurred), Heard(), (0, 12_000))
    assert spans(moments) == [(4000, 8000)]


def test_a_cut_inside_the_clip_is_never_inside_a_moment():
    moments = moments_from(frames(12), Heard(), (0, 12_000), [(5480, 5520)])
    assert spans(moments) == [(0, 5480), (5560, 11_560)]


def test_where_a_cut_may_lie_between_two_looks_neither_side_has_it():
    moments = moments_from(frames(12), Heard(), (0, 12_000), [(5000, 6000)])
    assert spans(moments) == [(0, 5000), (6040, 12_000)]


def test_a_shaken_stretch_is_left_out_and_a_slow_pan_is_not():
    shaken = {f"at_{s}": {"speed": 300, "jitter": 200} for s in (4, 5)}
    moments = moments_from(frames(12, **shaken), Heard(), (0, 12_000))
    assert spans(moments) == [(0, 3000), (6000, 12_000)]
    pan = [frame(1000 * s, speed=200, jitter=10) for s in range(4)]
    (moment,) = moments_from(pan, Heard(), (0, 4000))
    assert moment.steadiness is not None and 200 < moment.steadiness < 400
    assert moments_from(frames(4), Heard(), (0, 4000))[0].steadiness is None


def test_what_has_no_detail_but_noise_is_blurred_however_sharp_its_grain():
    noise = {f"at_{s}": {"sharpness": 400, "detail": 330} for s in range(5, 9)}
    (moment,) = moments_from(frames(9, **noise), Heard(), (0, 9000))
    assert (moment.in_ms, moment.out_ms) == (0, 4000)
    fine = [frame(1000 * s, sharpness=400, detail=520) for s in range(4)]
    assert len(moments_from(fine, Heard(), (0, 4000))) == 1


def test_a_covered_lens_shows_nothing_however_bright():
    covered = {f"at_{s}": {"spread": 3} for s in range(5)}
    (moment,) = moments_from(frames(9, **covered), Heard(), (0, 9000))
    assert (moment.in_ms, moment.out_ms) == (5000, 9000)
    board = [frame(1000 * s, spread=7, detail=570) for s in range(4)]
    assert len(moments_from(board, Heard(), (0, 4000))) == 1


def test_a_sentence_is_kept_whole_though_it_is_longer_than_an_excerpt_would_be():
    heard = Heard(speech=[(500, 1900), (2100, 9000)])
    (moment,) = moments_from(frames(10), heard, (0, 10_000))
    assert (moment.in_ms, moment.out_ms) in ((1940, 9040), (2060, 9040))
    assert moment.speech > 900 and not moment.cuts_words


def test_where_somebody_speaks_without_a_pause_it_says_that_words_are_cut():
    (moment,) = moments_from(frames(10), Heard(speech=[(0, 10_000)]), (300, 9700))
    assert moment.cuts_words


def test_a_lively_clip_is_not_cut_into_pieces_by_its_own_motion():
    lively = [frame(1000 * s, motion=420) for s in range(8)]
    assert len(moments_from(lively, Heard(), (0, 8000))) == 1


def test_the_sharpest_part_of_a_stretch_is_chosen():
    sharp = {f"at_{s}": {"sharpness": 950} for s in range(4, 10)}
    (moment,) = moments_from(frames(11, **sharp), Heard(), (0, 11_000))
    assert 3300 <= moment.in_ms <= 3700
    assert 940 <= moment.sharpness <= 950


def test_speech_decides_between_equal_pictures():
    seconds = [-7000] * 5 + [-2000] * 6
    (moment,) = moments_from(frames(11), Heard(seconds=seconds), (0, 11_000))
    assert moment.in_ms >= 4000
    assert moment.loudness > 800


def test_a_picture_that_starts_late_gives_no_earlier_moment():
    (moment,) = moments_from([frame(226), frame(1226), frame(2226)], Heard(), (226, 3200))
    assert (moment.in_ms, moment.out_ms) == (226, 3200)


def test_a_long_clip_offers_its_best_moments_only():
    moments = moments_from(frames(300), Heard(), (0, 300_000))
    assert len(moments) == MOST_MOMENTS


def test_without_frames_there_is_nothing_to_show():
    assert moments_from([], Heard(), (0, 10_000)) == ()


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
                speed=draw(st.none() | SCORES),
                jitter=draw(st.none() | SCORES),
            )
        )
        at += step
    return found, (start, at)


@st.composite
def sounds(draw) -> Heard:
    edges = sorted(draw(st.sets(st.integers(0, 40_000), max_size=12)))
    return Heard(
        seconds=draw(st.lists(st.integers(-7000, 0), max_size=40)),
        claps=draw(st.lists(SCORES, max_size=40)),
        speech=[*zip(edges[::2], edges[1::2], strict=False)],
    )


BREAKS = st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 900)), max_size=4)


@given(measured(), sounds(), BREAKS)
def test_moments_are_lawful_whatever_was_measured(clip, heard, cuts):
    looked_at, span = clip
    breaks = [(at, at + length) for at, length in cuts]
    moments = moments_from(looked_at, heard, span, breaks)
    assert moments == moments_from(looked_at, heard, span, breaks)
    for moment in moments:
        length = moment.out_ms - moment.in_ms
        assert SHORTEST_MS <= length <= SENTENCE_MS or len(moments) == 1
        assert length >= SHORT_MS
        assert span[0] <= moment.in_ms < moment.out_ms <= span[1]
        assert moment.in_ms <= moment.best_ms < moment.out_ms
        assert all(last <= moment.in_ms or first >= moment.out_ms for first, last in breaks)
        points = (moment.in_ms, moment.out_ms)
        inside = [at for at in points if any(a < at < b for a, b in heard.speech)]
        assert moment.cuts_words == bool(inside)
        calm = moment.steadiness or 0
        scores = (moment.sharpness, moment.exposure, moment.motion, moment.loudness, calm)
        assert all(0 <= score <= 1000 for score in (*scores, moment.speech, moment.applause))
    for before, after in pairwise(moments):
        assert before.out_ms <= after.in_ms


@given(measured())
def test_no_moment_holds_a_black_frame(clip):
    looked_at, span = clip
    for moment in moments_from(looked_at, Heard(), span):
        inside = [f for f in looked_at if moment.in_ms < f.ms < moment.out_ms]
        assert all(f.black < 950 for f in inside)
