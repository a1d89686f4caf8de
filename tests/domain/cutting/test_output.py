"""How a film comes out: lawful sizes and rates, bit rates within bounds, demands that are met."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.demands import contradiction, demanded
from domain.cutting.frame import FULL_HD, Frame
from domain.cutting.framing import clip_box, cover_box, photo_box, photo_decode_size, photo_pan
from domain.cutting.output import RATES, STANDARD, Coding, Output, at_rate, coding, level
from domain.errors import NoPlan
from domain.film import FindingKind, Shot, ShotKind
from domain.judging.profiles import Rule
from domain.words import Words

WORDS = Words(zh="x", en="x")


def rule(measure: str, kind: FindingKind = FindingKind.REQUIRED, **bounds: Fraction | int) -> Rule:
    told = {name: Fraction(value) for name, value in bounds.items()}
    return Rule(
        id=f"film.{measure}",
        kind=kind,
        measure=measure,
        source=WORDS,
        words=WORDS,
        remedy=WORDS,
        **told,
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 23},
        {"rate": 44},
        {"frame": Frame(1919, 1080)},
        {"frame": Frame(8000, 1080)},
        {"least_kbps": 9000, "most_kbps": 8000},
        {"least_bytes": 30, "most_bytes": 20},
        {"loudness": -100},
        {"crf": 0},
        {"audio_kbps": 1000},
    ],
)
def test_what_no_film_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Output(**wrong)  # pyright: ignore


def test_every_rate_has_whole_samples() -> None:
    assert all(48_000 % rate == 0 for rate in RATES)


def test_without_bounds_every_length_has_the_same_coding() -> None:
    """Segments of another length of film are found again."""
    assert {coding(STANDARD, frames, 30) for frames in (100, 2000, 4450)} == {Coding()}


@given(frames=st.integers(500, 4500), segments=st.integers(3, 80), size=st.integers(20, 400))
def test_a_least_size_is_met_even_when_every_segment_keeps_its_buffer_back(
    frames: int, segments: int, size: int
) -> None:
    output = Output(least_bytes=size * 1_000_000, most_kbps=60_000)
    try:
        made = coding(output, frames, segments)
    except NoPlan:
        assert size * 8_000_000 / (frames / 25) > 40_000_000
        return
    assert made.constant == 1
    bits = made.kbps * 1000 * frames / 25 - segments * made.buffer * 1000 * 0.1
    assert bits / 8 >= output.least_bytes
    assert made.kbps % 250 == 0


@given(frames=st.integers(500, 4500), segments=st.integers(3, 80), size=st.integers(8, 100))
def test_a_largest_size_is_kept_even_when_every_segment_bursts(
    frames: int, segments: int, size: int
) -> None:
    output = Output(most_bytes=size * 1_000_000, audio_kbps=96)
    try:
        made = coding(output, frames, segments)
    except NoPlan:
        assert size < 12
        return
    burst = 0.9 * made.buffer * segments
    bits = (made.kbps * frames / 25 + burst + 96 * frames / 25) * 1000
    assert bits / 8 <= output.most_bytes


@given(
    frames=st.integers(500, 4500),
    segments=st.integers(3, 80),
    most=st.integers(2000, 40_000),
    least=st.integers(0, 20_000),
)
def test_a_files_rate_is_kept_within_its_bounds_whatever_its_shots_show(
    frames: int, segments: int, most: int, least: int
) -> None:
    """Each segment may burst by its whole buffer, or keep a tenth of it back."""
    seconds = Fraction(frames, 25)
    asked = [rule("bit_rate", at_most=Fraction(most, 1000))]
    asked += [rule("bit_rate", at_least=Fraction(least, 1000))] if least else []
    try:
        made = coding(demanded(STANDARD, asked), frames, segments)
    except (NoPlan, ValueError):
        assert least * 2 > most or most < 3000
        return
    bursts = made.kbps * seconds + Fraction(9, 10) * made.buffer * segments
    whole = bursts + STANDARD.audio_kbps * seconds + 1200
    assert whole <= most * seconds
    kept_back = made.kbps * seconds - Fraction(1, 10) * made.buffer * segments
    assert not least or (made.constant and kept_back >= least * seconds)


@given(frames=st.integers(50, 4500), segments=st.integers(1, 80), most=st.integers(1000, 20_000))
def test_a_highest_rate_of_the_pictures_alone_is_kept_by_the_whole_film(
    frames: int, segments: int, most: int
) -> None:
    """Fifty short and busy shots that each began with a burst of two seconds made 7 of 6 Mbit/s."""
    frames = max(frames, 10 * segments)
    made = coding(Output(most_kbps=most, keeps_most_kbps=True), frames, segments)
    bursts = made.kbps * Fraction(frames, 25) + Fraction(9, 10) * made.buffer * segments
    assert bursts <= most * Fraction(frames, 25) or made.kbps == 250


def test_where_no_rate_was_asked_for_each_shot_may_begin_with_a_burst() -> None:
    assert coding(Output(most_kbps=6000), 4450, 50) == Coding(kbps=6000, buffer=12_000)
    asked = coding(Output(most_kbps=6000, keeps_most_kbps=True), 4450, 50)
    assert (asked.kbps, asked.buffer) == (5300, 2650)


def test_a_film_that_must_not_be_tiny_has_a_constant_rate_that_busy_shots_bear() -> None:
    for asked in (rule("bit_rate", at_least=Fraction(1, 10)), rule("size", at_least=1)):
        made = coding(demanded(STANDARD, [asked]), 4450, 50)
        assert (made.constant, made.kbps) == (1, 6000)


def test_bounds_that_fight_at_this_length_are_said_in_words() -> None:
    with pytest.raises(NoPlan, match="cannot have"):
        coding(Output(least_bytes=300_000_000, most_kbps=10_000), 4450, 50)
    with pytest.raises(NoPlan, match="178 s"):
        coding(Output(most_bytes=2_000_000), 4450, 50)


@pytest.mark.parametrize(
    ("frame", "rate", "kbps", "name"),
    [
        (FULL_HD, 25, 10_000, "4.0"),
        (Frame(1080, 1920), 25, 10_000, "4.0"),
        (Frame(1280, 720), 25, 900, "3.1"),
        (FULL_HD, 25, 40_000, "4.1"),
        (FULL_HD, 50, 10_000, "4.2"),
        (Frame(3840, 2160), 25, 30_000, "5.1"),
    ],
)
def test_the_level_is_the_lowest_that_holds_the_film(
    frame: Frame, rate: int, kbps: int, name: str
) -> None:
    assert level(frame, rate, kbps) == name


def shots(lengths: list[int]) -> list[Shot]:
    found, at = [], 0
    for index, frames in enumerate(lengths):
        found.append(Shot(index=index, kind=ShotKind.PHOTO, frames=frames, starts_at=at, why=WORDS))
        at += frames
    return found


@given(lengths=st.lists(st.integers(1, 200), min_size=1), rate=st.sampled_from(RATES))
def test_at_another_rate_no_cut_moves_a_frame_and_the_film_is_never_longer(
    lengths: list[int], rate: int
) -> None:
    if rate == 24:
        lengths = [max(2, each) for each in lengths]
    moved = at_rate(shots(lengths), rate)
    assert moved[0].starts_at == 0
    for before, after in zip(shots(lengths), moved, strict=True):
        late = Fraction(after.starts_at, rate) - Fraction(before.starts_at, 25)
        assert -Fraction(1, rate) < late <= 0
    ends = [shot.starts_at + shot.frames for shot in moved]
    assert ends[:-1] == [shot.starts_at for shot in moved[1:]]
    assert Fraction(ends[-1], rate) <= Fraction(sum(lengths), 25)


# --- what a notice demands -----------------------------------------------------------------------


def test_what_a_notice_demands_is_made_and_what_is_advised_is_not() -> None:
    asked = [
        rule("size", at_least=100, at_most=500),
        rule("width", at_least=1280, at_most=1280),
        rule("height", at_least=720, at_most=720),
        rule("frame_rate", at_least=30, at_most=30),
        rule("loudness", at_least=-24, at_most=-22),
        rule("true_peak", at_most=-2),
    ]
    made = demanded(STANDARD, asked)
    assert (made.frame, made.rate) == (Frame(1280, 720), 30)
    assert (made.loudness, made.true_peak) == (-2300, -200)
    assert (made.least_bytes, made.most_bytes) == (100_000_000, 500_000_000)
    assert demanded(STANDARD, [replace(each, kind=FindingKind.ADVISORY) for each in asked]) == (
        STANDARD
    )


def test_a_bit_rate_that_is_demanded_is_that_of_the_whole_file() -> None:
    made = demanded(STANDARD, [rule("bit_rate", at_least=8, at_most=12)])
    assert (made.least_file_kbps, made.most_file_kbps) == (8000, 12_000)
    assert (made.least_kbps, made.most_kbps) == (0, 10_000)


@pytest.mark.parametrize(
    "loose",
    [
        rule("bit_rate", at_most=100),
        rule("bit_rate", at_most=500),
        rule("size", at_most=5000),
        rule("loudness", at_most=-8),
        rule("loudness", at_least=-40, at_most=-5),
        rule("true_peak", at_most=3),
        rule("width", at_least=1280),
        rule("height", at_most=2160),
        rule("frame_rate", at_least=24, at_most=60),
    ],
)
def test_a_bound_that_the_film_keeps_anyway_changes_nothing(loose: Rule) -> None:
    assert coding(demanded(STANDARD, [loose]), 4450, 58) == Coding()
    assert replace(demanded(STANDARD, [loose]), most_bytes=0, most_file_kbps=0) == STANDARD


@pytest.mark.parametrize(
    ("asked", "frame"),
    [
        ([rule("width", at_least=2000)], Frame(2560, 1440)),
        ([rule("width", at_most=1280)], Frame(1280, 720)),
        ([rule("height", at_most=800)], Frame(1280, 720)),
        ([rule("width", at_least=1280, at_most=1280)], Frame(1280, 720)),
        ([rule("width", at_least=3840), rule("height", at_least=2160)], Frame(3840, 2160)),
        ([rule("height", at_least=1920, at_most=1920)], Frame(1080, 1920)),
        (
            [rule("width", at_least=720, at_most=720), rule("height", at_least=576, at_most=576)],
            Frame(720, 576),
        ),
    ],
)
def test_a_size_bounded_on_one_side_is_made_in_the_films_shape(
    asked: list[Rule], frame: Frame
) -> None:
    assert demanded(STANDARD, asked).frame == frame


@pytest.mark.parametrize(
    ("measure", "bounds", "made"),
    [
        ("frame_rate", {"at_least": 30}, 30),
        ("frame_rate", {"at_most": 24}, 24),
        ("frame_rate", {"at_least": 48}, 50),
        ("loudness", {"at_most": -20}, -2050),
        ("loudness", {"at_least": -14}, -1350),
        ("true_peak", {"at_most": -3}, -300),
    ],
)
def test_what_is_bounded_on_one_side_is_made_too(
    measure: str, bounds: dict[str, int], made: int
) -> None:
    output = demanded(STANDARD, [rule(measure, **bounds)])
    value = output.rate if measure == "frame_rate" else getattr(output, measure)
    assert value == made


def test_a_rate_that_no_film_of_ours_has_is_left_to_the_check() -> None:
    ntsc = Fraction(30_000, 1001)
    assert demanded(STANDARD, [rule("frame_rate", at_least=ntsc, at_most=ntsc)]).rate == 25


def test_what_no_film_can_be_cannot_be_demanded() -> None:
    with pytest.raises(ValueError):
        demanded(STANDARD, [rule("frame_rate", at_least=29, at_most=29)])


def test_a_rule_that_the_film_can_never_meet_is_seen() -> None:
    assert contradiction(rule("width", at_most=1280), STANDARD) is not None
    assert contradiction(rule("width", at_most=1920), STANDARD) is None
    assert contradiction(rule("size", at_least=30), Output(most_bytes=25_000_000)) is not None
    assert contradiction(rule("true_peak", at_most=-3), STANDARD) is None


# --- re-framing ----------------------------------------------------------------------------------

TALL = Frame(1080, 1920)


@given(width=st.integers(16, 6000), height=st.integers(16, 6000))
def test_in_an_upright_frame_boxes_are_even_inside_and_no_stripe(width: int, height: int) -> None:
    for box in (clip_box(width, height, TALL), photo_box(width, height, TALL)):
        assert all(value % 2 == 0 for value in (box.x, box.y, box.width, box.height))
        assert box.x >= 0 and box.x + box.width <= TALL.width
        assert box.y >= 0 and box.y + box.height <= TALL.height
        wide, tall = cover_box(width, height, box.width, box.height)
        assert wide >= box.width and tall >= box.height


def test_a_wide_clip_is_shown_4_to_3_and_a_wide_photo_nearly_square() -> None:
    clip = clip_box(1920, 1080, TALL)
    assert (clip.width, clip.height) == (1080, 810)
    photo = photo_box(4000, 2250, TALL)
    assert (photo.width, photo.height) == (1080, 1080)
    upright = photo_box(3000, 4000, TALL)
    assert (upright.width, upright.height) == (1080, 1920)


def test_the_pan_over_a_wide_photo_ends_at_its_subject() -> None:
    size = photo_decode_size(4000, 2250, TALL)
    box = photo_box(4000, 2250, TALL)
    left, right = (photo_pan(*size, box, (at, 500), 75).window(74) for at in (250, 750))
    assert (left.x + left.width / 2) / size[0] == pytest.approx(0.25, abs=0.08)
    assert (right.x + right.width / 2) / size[0] == pytest.approx(0.75, abs=0.08)
