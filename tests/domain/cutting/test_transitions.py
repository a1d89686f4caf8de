"""Between chapters: which frames both shots give, whatever the film, and what hangs on them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cutting.output import RATES, Output
from domain.cutting.rendering import SegmentSpec, SourceFacts, TransitionSpec, segment_key
from domain.cutting.segmenting import DIP_FRAMES, FilmSpecs, film_specs
from domain.cutting.soundplan import (
    SoundPart,
    SoundShot,
    levelled_blocks,
    sound_parts,
    sound_plan,
)
from domain.cutting.srt import srt
from domain.cutting.transitions import connected, joins, kept_transition
from domain.editing.edits import laid
from domain.errors import BrokenInput
from domain.film import Caption, Card, Shot, ShotKind, Transition, lasting, seen
from domain.words import Words

WHY = Words(zh="因为", en="because")
FACTS = SourceFacts(sha256="ab" * 32, width=1920, height=1080, duration_ms=60_000, has_audio=True)


def clip(asset: str, activity: str, frames: int = 75, **more: object) -> Shot:
    plain = Shot(
        index=0, kind=ShotKind.CLIP, frames=frames, starts_at=0, asset=asset, activity=activity,
        in_ms=1_000, out_ms=1_000 + frames * 40, sound=True, why=WHY,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def card(role: str, frames: int = 100) -> Shot:
    words = Card(role=role, title="科技活动周", lines=())
    return Shot(index=0, kind=ShotKind.CARD, frames=frames, starts_at=0, card=words, why=WHY)


def film(*inside: Shot, by: Transition | None = Transition.DISSOLVE) -> tuple[Shot, ...]:
    return laid(connected([card("opening"), *inside, card("closing")], by))


def facts_of(shots: tuple[Shot, ...]) -> dict[str, SourceFacts]:
    names = sorted({shot.asset for shot in shots if shot.asset})
    return {name: replace(FACTS, sha256=name.encode().hex().zfill(64)) for name in names}


def specs(shots: tuple[Shot, ...], output: Output | None = None) -> FilmSpecs:
    return film_specs(shots, facts_of(shots), output)


@st.composite
def films(draw: st.DrawFn) -> tuple[Shot, ...]:
    """Up to six chapters of up to four shots from one second on, by any transition or none."""
    inside = [
        clip(f"c{chapter}-{n}", f"a{chapter}", draw(st.integers(25, 200)))
        for chapter in range(draw(st.integers(1, 6)))
        for n in range(draw(st.integers(1, 4)))
    ]
    return film(*inside, by=draw(st.sampled_from([*Transition, None])))


@given(films(), st.sampled_from(RATES))
@settings(max_examples=150)
def test_pictures_and_sounds_have_the_films_frames_whatever_stands_between(shots, rate) -> None:
    made = specs(shots, Output(rate=rate))
    frames = sum(each.shown if isinstance(each, SegmentSpec) else each.frames for each in made.all)
    parts = sound_parts(shots, rate)
    assert frames == sum(part.frames - part.shared for part in parts)
    assert (
        frames
        == lasting(shots) * rate // 25
        == shots[-1].starts_at * rate // 25 + (parts[-1].frames)
    )
    assert all(each.shown >= 1 for each in made.shots)
    assert sorted(made.order) == list(range(len(made.all)))


@given(films())
@settings(max_examples=80)
def test_every_film_frame_is_seen_in_one_shot_and_transitions_take_what_neighbours_leave(
    shots,
) -> None:
    spans = seen(shots)
    assert spans[0][0] == 0 and spans[-1][1] == lasting(shots)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    made = specs(shots)
    for join, transition in zip(made.joins, made.transitions, strict=True):
        before, after = made.shots[join.index - 1], made.shots[join.index]
        assert transition.before.lead == before.frames - before.tail
        assert transition.after.shown == after.lead
        assert (transition.before.tail, transition.after.lead) == (0, 0)
        assert transition.frames == 12


def test_a_dissolve_lies_over_both_shots_and_a_dip_over_none() -> None:
    dissolved = film(clip("x", "a1"), clip("y", "a2"))
    assert [shot.starts_at for shot in dissolved] == [0, 88, 151, 214]
    assert [(j.index, j.before, j.after, j.frames) for j in joins(dissolved)] == [
        (1, 12, 12, 12), (2, 12, 12, 12), (3, 12, 12, 12)
    ]  # fmt: skip
    dark = film(clip("x", "a1"), clip("y", "a2"), by=Transition.DIP)
    assert [shot.starts_at for shot in dark] == [0, 100, 175, 250]
    assert {(j.before, j.after, j.frames) for j in joins(dark)} == {(6, 6, 12)}


def test_inside_a_chapter_and_beside_a_very_short_shot_there_is_a_hard_cut() -> None:
    shots = film(clip("x", "a1"), clip("y", "a1"), clip("z", "a2", 25), clip("w", "a3"))
    assert [shot.into for shot in shots] == ["cut", "dissolve", "cut", "cut", "cut", "dissolve"]


def test_what_earlier_versions_made_rises_out_of_the_dark_as_it_did() -> None:
    shots = film(clip("x", "a1"), clip("y", "a2"), by=None)
    made = specs(shots)
    assert made.transitions == () and [each.dip for each in made.shots] == [0, *[DIP_FRAMES] * 3]
    assert kept_transition(None, shots) is None
    assert kept_transition("dip", shots) is Transition.DIP
    assert kept_transition(None, film(clip("x", "a1"))) is Transition.DISSOLVE
    with pytest.raises(BrokenInput, match="wipe"):
        kept_transition("wipe", shots)


def test_segments_that_were_kept_before_there_were_transitions_are_found_again() -> None:
    # The name that an earlier version gave this shot, in another build of the program.
    (spec,) = film_specs([clip("x", "a1")], {"x": FACTS}).shots
    assert spec.lead == spec.tail == 0
    assert segment_key(spec, 5, "ffmpeg 5.1") == OLD_KEY


OLD_KEY = "d9f29d18c09db1330a96573375f4d758349a83b8660345874d5af54d2e85beeb"


def keys(made: FilmSpecs) -> set[str]:
    return {segment_key(each, 1, "x") for each in made.all}


def test_a_changed_shot_renders_itself_and_the_transitions_beside_it_and_no_more() -> None:
    before = film(clip("x", "a1"), clip("y", "a2"), clip("z", "a2"), clip("w", "a3"))
    moved = film(clip("x", "a1"), replace(before[2], in_ms=2_000), *before[3:5])
    assert len(keys(specs(moved)) - keys(specs(before))) == 2
    inner = film(*before[1:2], before[2], replace(before[3], in_ms=2_000), before[4])
    assert len(keys(specs(inner)) - keys(specs(before))) == 2
    only = film(clip("x", "a1"), before[2], clip("v", "a2"), before[3], before[4])
    assert len(keys(specs(only)) - keys(specs(before))) == 1


def test_words_over_a_shot_are_in_no_transition() -> None:
    caption = Caption(title="1. 启动仪式", line="5月25日")
    plain, worded = (
        specs(film(clip("x", "a1", caption=words), clip("y", "a2"))) for words in (None, caption)
    )
    assert plain.transitions == worded.transitions
    assert plain.shots[1] != worded.shots[1]


def test_a_transition_names_the_originals_that_it_shows() -> None:
    made = specs(film(clip("x", "a1"), clip("y", "a2")))
    assert [len(each.sources) for each in made.transitions] == [1, 2, 1]
    twice = specs(film(clip("x", "a1"), clip("x", "a2", in_ms=20_000)))
    assert [len(each.sources) for each in twice.transitions] == [1, 1, 1]
    assert isinstance(made.all[-1], TransitionSpec)


def test_captions_beside_the_film_keep_out_of_transitions_too() -> None:
    shots = film(
        clip("x", "a1", caption=Caption(title="1. 启动", line="")),
        clip("y", "a2", caption=Caption(title="2. 义诊", line="")),
    )
    told = [line for line in srt(shots).splitlines() if "-->" in line]
    assert told == ["00:00:04,000 --> 00:00:06,040", "00:00:06,520 --> 00:00:08,560"]


# --- sound ---------------------------------------------------------------------------------------


def test_sounds_of_a_dissolve_begin_where_the_picture_does_and_share_its_samples() -> None:
    shots = [SoundShot(frames=50, loudness=-2000)] * 3
    parts = [SoundPart(frames=50), SoundPart(frames=50, shared=12), SoundPart(frames=50)]
    first, second, third = sound_plan(shots, -2600, 25, parts)
    assert (second.starts_at, third.starts_at) == (38 * 1920, 88 * 1920)
    assert first.fade_out == second.fade_in == second.shared == first.shared_after == 12 * 1920
    assert third.fade_in == second.fade_out == 960


def test_sound_goes_through_silence_where_the_picture_goes_through_black() -> None:
    shots = [SoundShot(frames=50, loudness=-2000)] * 2
    first, second = sound_plan(
        shots, -2600, 25, [SoundPart(frames=50), SoundPart(frames=50, dark=True)]
    )
    assert first.fade_out == second.fade_in == 6 * 1920
    assert second.starts_at == 50 * 1920


@given(films())
@settings(max_examples=60)
def test_music_steps_back_where_the_sound_is_and_not_where_it_lay_end_to_end(shots) -> None:
    parts = sound_parts(shots)
    whole = sum(part.frames for part in parts)
    # The loudness of a block is the number of its shot.
    ends = [sum(part.frames for part in parts[: n + 1]) * 40 for n in range(len(parts))]
    blocks = [
        (at, next(n for n, end in enumerate(ends) if at - 200 < end) - 1_000)
        for at in range(400, whole * 40, 100)
    ]
    quiet = [SoundShot(frames=part.frames, loudness=None) for part in parts]
    found = levelled_blocks(blocks, sound_plan(quiet, -2600, 25, parts))
    assert len(found) >= len(blocks) - round(sum(part.shared for part in parts) * 40 / 100) - 1
    for n, level in enumerate(found):
        middle = (200 + 100 * n) // 40
        near = {
            number - 1_000
            for number, (first, last) in enumerate(seen(shots))
            if first - 3 <= middle <= last + 3
        }
        assert level in near
