"""The pure part of rendering: specifications, hashes, boxes, pans and the sound plan."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.frame import FULL_HD
from domain.cutting.framing import (
    Box,
    Layout,
    clip_layout,
    cover_size,
    fit_box,
    photo_aim,
    photo_box,
    photo_decode_size,
    photo_layout,
    photo_pan,
)
from domain.cutting.rendering import (
    FRAME_HEIGHT,
    FRAME_WIDTH,
    SegmentSpec,
    SourceFacts,
    in_turn,
    segment_key,
    segment_spec,
    source_facts,
    spec_hash,
)
from domain.cutting.segmenting import DIP_FRAMES, film_specs
from domain.cutting.soundplan import (
    SoundShot,
    gated_loudness,
    level_gain,
    shots_loudness,
    sound_plan,
)
from domain.facts import Facts, Kind, StreamFacts
from domain.film import Caption, Card, Shot, ShotKind, Transition
from domain.timebase import SAMPLES_PER_FRAME
from domain.words import Words

WHY = Words(zh="因为", en="because")
SOURCE = SourceFacts(sha256="ab" * 32, width=1920, height=1080, duration_ms=9000, has_audio=True)
SIDES = st.integers(min_value=16, max_value=12_000)


def clip(index: int = 0, activity: str = "a1", **more: object) -> Shot:
    plain = Shot(
        index=index,
        kind=ShotKind.CLIP,
        frames=75,
        starts_at=0,
        asset="x",
        activity=activity,
        in_ms=500,
        out_ms=3500,
        why=WHY,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def test_the_same_shot_anywhere_in_the_film_has_the_same_specification() -> None:
    early = segment_spec(clip(index=1, starts_at=100), SOURCE)
    late = segment_spec(clip(index=9, starts_at=3000, why=Words(zh="别的", en="other")), SOURCE)
    assert early == late


@pytest.mark.parametrize(
    "change",
    [
        {"frames": 76},
        {"in_ms": 501},
        {"sound": True},
        {"caption": Caption(title="1　启动", line="5月27日")},
    ],
)
def test_whatever_changes_the_picture_or_the_sound_changes_the_hash(change: dict) -> None:
    before = segment_key(segment_spec(clip(), SOURCE), 1, "ffmpeg 5.1")
    after = segment_key(segment_spec(clip(**change), SOURCE), 1, "ffmpeg 5.1")
    assert before != after


def test_recipe_and_build_of_the_encoder_are_in_the_hash() -> None:
    spec = segment_spec(clip(), SOURCE)
    keys = {segment_key(spec, 1, "5.1"), segment_key(spec, 2, "5.1"), segment_key(spec, 1, "9.0")}
    assert len(keys) == 3


def test_the_hash_of_a_specification_is_known_for_good() -> None:
    """A change here throws every cached segment away: it must be meant."""
    spec = SegmentSpec(kind="photo", frames=75, source="cd", width=4000, height=3000)
    assert segment_key(spec, 1, "build") == (
        "97119199199e65534b76931104a6b78b7024fd8c50df94d63882650cc64262c2"
    )


def test_values_that_only_look_equal_are_refused() -> None:
    for wrong in ({"frames": True}, {"sound": False}, {"focus": [500, 500]}, {"width": 1.0}):
        with pytest.raises(TypeError):
            SegmentSpec(**{"kind": "photo", "frames": 5, "source": "ab", **wrong})


def test_a_photo_has_no_sound_and_no_in_point() -> None:
    shot = replace(clip(sound=True), kind=ShotKind.PHOTO, focus=(400, 300))
    spec = segment_spec(shot, SOURCE)
    assert (spec.sound, spec.in_ms, spec.focus) == (0, 0, (400, 300))


def test_a_clip_without_an_audio_stream_is_silent_even_when_its_sound_is_wanted() -> None:
    assert segment_spec(clip(sound=True), replace(SOURCE, has_audio=False)).sound == 0
    assert segment_spec(clip(sound=True), SOURCE).sound == 1


def test_a_card_carries_its_lines_and_needs_no_source() -> None:
    card = Card(role="opening", title="科技活动周", lines=("主题", "5月"))
    shot = Shot(index=0, kind=ShotKind.CARD, frames=100, starts_at=0, card=card, why=WHY)
    assert segment_spec(shot, None).card == ("opening", "科技活动周", "主题", "5月")


def test_a_shot_without_what_it_shows_is_refused() -> None:
    with pytest.raises(ValueError, match="source"):
        segment_spec(clip(), None)
    bare = Shot(index=3, kind=ShotKind.CARD, frames=100, starts_at=0, why=WHY)
    with pytest.raises(ValueError, match="card 3"):
        segment_spec(bare, None)


def test_only_the_first_shot_of_a_chapter_rises_out_of_the_dark() -> None:
    shots = [clip(0, "a1"), clip(1, "a1"), clip(2, "a2"), clip(3, "a2"), clip(4, "a3", frames=20)]
    dips = [spec.dip for spec in film_specs(shots, {"x": SOURCE}).shots]
    assert dips == [0, 0, DIP_FRAMES, 0, 0]


def test_other_shots_keep_their_segment_when_a_chapter_is_reordered() -> None:
    one, two, three = clip(0, in_ms=0), clip(1, in_ms=1000), clip(2, in_ms=2000)
    before = film_specs([one, two, three], {"x": SOURCE}).shots
    after = film_specs([one, three, two], {"x": SOURCE}).shots
    assert set(before) == set(after)


def test_the_shortest_shot_is_rendered_last_and_equal_ones_in_the_films_order() -> None:
    shots = [clip(frames=frames) for frames in (75, 100, 25, 100)]
    assert in_turn(film_specs(shots, {"x": SOURCE}).shots) == [1, 3, 0, 2]


def test_large_clips_come_first_each_beside_small_ones_that_take_as_long() -> None:
    large = replace(SOURCE, width=3840, height=2160)
    shots = [clip(n, asset="big" if n in (2, 5) else "x") for n in range(8)]
    turn = in_turn(film_specs(shots, {"x": SOURCE, "big": large}).shots)
    assert sorted(turn) == list(range(8))
    assert turn[0] == 2
    apart = turn.index(5)
    assert 1 < apart < 5


def test_an_upright_4k_clip_is_as_large_as_a_wide_one() -> None:
    upright = replace(SOURCE, width=2160, height=3840)
    shots = [clip(0, frames=200), clip(1, asset="big", frames=50)]
    assert in_turn(film_specs(shots, {"x": SOURCE, "big": upright}).shots) == [1, 0]


def test_facts_become_source_facts_without_what_no_picture_depends_on() -> None:
    facts = Facts(
        kind=Kind.CLIP,
        format="mov",
        width=720,
        height=1280,
        duration_ms=4000,
        audio=StreamFacts(codec="aac", duration_ms=None),
        transfer="hlg",
        matrix="auto",
        camera="Phone",
    )
    assert source_facts("ef", facts) == SourceFacts(
        sha256="ef",
        width=720,
        height=1280,
        duration_ms=4000,
        transfer="hlg",
        matrix="auto",
        has_audio=True,
    )


def test_a_segment_is_the_same_whether_facts_or_the_file_told_its_matrix() -> None:
    """Facts of earlier versions told none, and what was rendered by them is kept."""
    shots = [clip(0), clip(1, activity="b", into=Transition.DISSOLVE)]
    asked = film_specs(shots, {"x": SOURCE})
    told = film_specs(shots, {"x": replace(SOURCE, matrix="bt709")})
    assert told.transitions and told.all != asked.all
    assert [spec_hash(spec) for spec in told.all] == [spec_hash(spec) for spec in asked.all]


# --- boxes ---------------------------------------------------------------------------------------


def _even_inside(box: Box) -> bool:
    whole = all(value % 2 == 0 for value in (box.x, box.y, box.width, box.height))
    inside = box.x >= 0 and box.x + box.width <= FRAME_WIDTH and box.width >= 2
    return whole and inside and box.y >= 0 and box.y + box.height <= FRAME_HEIGHT


@given(width=SIDES, height=SIDES)
def test_a_fitted_box_is_even_inside_the_frame_and_touches_two_sides(
    width: int, height: int
) -> None:
    box = fit_box(width, height)
    assert _even_inside(box)
    assert box.width == FRAME_WIDTH or box.height == FRAME_HEIGHT


@given(width=SIDES, height=SIDES)
def test_a_fitted_box_keeps_the_shape_within_a_pixel(width: int, height: int) -> None:
    box = fit_box(width, height)
    scale = min(Fraction(FRAME_WIDTH, width), Fraction(FRAME_HEIGHT, height))
    assert abs(box.width - width * scale) <= 2
    assert abs(box.height - height * scale) <= 2


@given(width=SIDES, height=SIDES)
def test_a_covering_size_is_even_and_leaves_nothing_bare(width: int, height: int) -> None:
    wide, tall = cover_size(width, height)
    assert wide % 2 == tall % 2 == 0
    assert wide >= FRAME_WIDTH
    assert tall >= FRAME_HEIGHT


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((1920, 1080), Layout.FILL),
        ((854, 480), Layout.FILL),
        ((4096, 2160), Layout.FILL),
        ((1280, 800), Layout.FILL),
        ((1440, 1080), Layout.BACKED),
        ((1080, 1920), Layout.BACKED),
        ((2560, 1080), Layout.BACKED),
    ],
)
def test_clips_fill_the_frame_unless_too_much_would_be_cut_off(
    size: tuple[int, int], layout: Layout
) -> None:
    assert clip_layout(*size) is layout


@pytest.mark.parametrize(
    ("size", "layout"),
    [
        ((4000, 3000), Layout.FILL),
        ((4000, 2250), Layout.FILL),
        ((3000, 4000), Layout.BACKED),
        ((3000, 3000), Layout.BACKED),
        ((9000, 3000), Layout.BACKED),
        ((640, 480), Layout.BACKED),
    ],
)
def test_photos_fill_the_frame_unless_upright_odd_or_small(
    size: tuple[int, int], layout: Layout
) -> None:
    assert photo_layout(*size) is layout


def test_a_small_photo_is_never_drawn_more_than_twice_its_size() -> None:
    box = photo_box(300, 200)
    assert (box.width, box.height) == (600, 400)


def test_twelve_megapixels_are_read_as_2208_by_1656() -> None:
    assert photo_decode_size(4000, 3000) == (2208, 1656)


@given(width=SIDES, height=SIDES)
def test_a_decoded_photo_is_never_larger_than_it_is(width: int, height: int) -> None:
    wide, tall = photo_decode_size(width, height)
    assert 2 <= wide <= width
    assert 2 <= tall <= height


# --- pans ----------------------------------------------------------------------------------------

FOCI = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


@given(width=SIDES, height=SIDES, focus=FOCI, frames=st.integers(1, 150), data=st.data())
def test_a_pan_never_leaves_the_photo(
    width: int, height: int, focus: tuple[int, int], frames: int, data: st.DataObject
) -> None:
    box = photo_box(width, height)
    frame = data.draw(st.integers(0, frames - 1))
    window = photo_pan(width, height, box, focus, frames).window(frame)
    assert 0 <= window.x <= window.x + window.width <= width
    assert 0 <= window.y <= window.y + window.height <= height
    assert window.width / window.height == Fraction(box.width, box.height)


def test_a_pan_moves_by_the_same_step_every_frame() -> None:
    pan = photo_pan(2208, 1656, photo_box(4000, 3000), (620, 480), 75)
    windows = [pan.window(frame) for frame in range(75)]
    for pick in (lambda w: w.x, lambda w: w.y, lambda w: w.width):
        steps = {pick(b) - pick(a) for a, b in pairwise(windows)}
        assert len(steps) == 1


def test_a_pan_ends_closer_and_on_its_subject() -> None:
    pan = photo_pan(2208, 1656, photo_box(4000, 3000), (500, 500), 75)
    end = pan.window(74)
    assert end.width < pan.window(0).width
    assert (end.x + end.width / 2, end.y + end.height / 2) == (1104, 828)


def test_a_pan_over_a_4_3_photo_shows_what_the_crop_hides() -> None:
    pan = photo_pan(2208, 1656, photo_box(4000, 3000), (500, 500), 75)
    assert pan.start.y < pan.end.y - 100


@given(focus=FOCI, frames=st.integers(60, 110), size=st.sampled_from([(4000, 3000), (3840, 2560)]))
def test_a_pan_ends_with_heads_in_the_picture_whatever_stands_out(
    focus: tuple[int, int], frames: int, size: tuple[int, int]
) -> None:
    """A head that begins an eighth below the upper edge, as of people before a camera."""
    pan = photo_pan(*size, photo_box(*size), photo_aim(focus), frames)
    assert pan.end.y <= size[1] / 8
    assert photo_aim(focus)[0] == focus[0]


def test_the_tightest_window_still_has_a_pixel_of_the_photo_for_each_of_the_frame() -> None:
    for size in ((4000, 3000), (3000, 4000), (6000, 4000), (4000, 2250)):
        box = photo_box(*size)
        pan = photo_pan(*photo_decode_size(*size), box, (500, 500), 200)
        assert pan.end.width >= box.width


def test_a_pan_of_one_frame_is_its_widest_window() -> None:
    pan = photo_pan(1920, 1080, Box(x=0, y=0, width=1920, height=1080), (500, 500), 1)
    assert pan.window(0).width / pan.window(0).height == FULL_HD.aspect
    assert pan.window(0).width == 1920


# --- sound ---------------------------------------------------------------------------------------


def test_loudness_is_gated_as_the_standard_says() -> None:
    assert gated_loudness([-2000] * 10) == -2000
    assert gated_loudness([-2000] * 10 + [-6000] * 90) == -2000  # relative gate
    assert gated_loudness([-9000] * 10) is None
    assert gated_loudness([]) is None


def test_a_shot_is_measured_by_the_blocks_that_lie_wholly_in_it() -> None:
    blocks = [(at, -1000 if at <= 1000 else -3000) for at in range(100, 2100, 100)]
    loud, quiet = shots_loudness([25, 25], blocks)
    assert loud == SoundShot(frames=25, loudness=-1000)
    assert quiet == SoundShot(frames=25, loudness=-3000)


def test_a_quiet_shot_is_lifted_by_twelve_decibels_at_most() -> None:
    assert level_gain(-5000, -1600) == 1200
    assert level_gain(-2000, -1600) == 400
    assert level_gain(-800, -1600) == -800
    assert level_gain(None, -1600) == 0


LEVELS = st.one_of(st.none(), st.integers(-6000, -500))


@given(st.lists(st.tuples(st.integers(1, 200), LEVELS), min_size=1, max_size=30))
def test_sound_spans_lie_end_to_end_and_their_fades_fit(
    shots: list[tuple[int, int | None]],
) -> None:
    plan = sound_plan([SoundShot(frames=n, loudness=level) for n, level in shots], -1600)
    at = 0
    for span, (frames, level) in zip(plan, shots, strict=True):
        assert span.starts_at == at
        assert span.samples == frames * SAMPLES_PER_FRAME
        assert span.fade_in + span.fade_out <= span.samples
        assert level is not None or span.gain == span.fade_in == span.fade_out == 0
        at += span.samples


def test_sound_fades_longer_towards_silence_than_towards_sound() -> None:
    loud, silent = SoundShot(frames=75, loudness=-2000), SoundShot(frames=75, loudness=None)
    first, _, _, last = sound_plan([loud, loud, silent, loud], -1600)
    assert first.fade_out < first.fade_in == last.fade_in == last.fade_out
