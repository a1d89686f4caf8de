"""Music: what may be chosen, what beds are made of, how far they step back, cuts on the beat."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.beds import BAR, COMPOSITIONS, notes_of, voiced
from domain.cutting.ducking import UNDER_SOUND, UNDER_SPEECH, music_gains, spoken_frames
from domain.cutting.music import (
    BEDS,
    BROUGHT_NOTE,
    DEFAULT_MUSIC,
    MusicState,
    OwnMusic,
    bed_beats,
    checked_rights,
    checked_title,
    chosen,
    own_beats,
)
from domain.errors import BrokenInput
from domain.film import Shot, ShotKind
from domain.planning.beats import ON_BEAT, REACH, Length, cuts_on_beat, off_beat, on_beat
from domain.timebase import SAMPLES_PER_FRAME
from domain.words import Words

EVERY_BED = pytest.mark.parametrize("key", sorted(BEDS))


def test_what_nobody_chose_is_the_default_and_what_is_not_there_is_refused() -> None:
    assert chosen(None) == DEFAULT_MUSIC
    assert [chosen(choice) for choice in ("none", "water", "own:ab")] == ["none", "water", "own:ab"]
    with pytest.raises(BrokenInput, match="polka"):
        chosen("polka")


def test_music_is_not_taken_without_a_name_and_a_word_on_its_rights() -> None:
    assert checked_title("  县歌 \n 合唱版 ") == "县歌 合唱版"
    assert checked_rights("本单位原创，县文化馆授权使用") == "本单位原创，县文化馆授权使用"
    for empty in ("", "  ", "ok"):
        with pytest.raises(BrokenInput):
            checked_rights(empty)
    with pytest.raises(BrokenInput):
        checked_title("名" * 81)


@EVERY_BED
def test_every_bed_has_its_composition_and_whole_samples_a_tick(key: str) -> None:
    assert BEDS[key].key == key
    assert BEDS[key].beat_frames * SAMPLES_PER_FRAME % 4 == 0
    piece = COMPOSITIONS[key]
    for strain in (piece.a, piece.b):
        assert len(strain.chords) == len(strain.melody) == 8
        assert all(sum(eighths for eighths, _ in line) == 8 for line in strain.melody)


@EVERY_BED
def test_the_melody_stands_on_the_harmony_at_every_strong_beat(key: str) -> None:
    piece = COMPOSITIONS[key]
    for strain in (piece.a, piece.b):
        for chord, line in zip(strain.chords, strain.melody, strict=True):
            at = 0
            for eighths, pitch in line:
                if pitch and at in (0, 4):
                    assert pitch % 12 in chord.classes, (chord, line)
                at += eighths


@EVERY_BED
def test_voices_move_by_small_steps_and_no_note_of_a_chord_is_lost(key: str) -> None:
    piece = COMPOSITIONS[key]
    before = voiced(piece.a.chords[0], ())
    for chord in (*piece.a.chords[1:], *piece.b.chords, *piece.close):
        now = voiced(chord, before)
        assert {pitch % 12 for pitch in now} == set(chord.classes)
        assert all(min(abs(pitch - other) for other in before) <= 4 for pitch in now)
        before = now


@EVERY_BED
@given(bars=st.integers(1, 90))
def test_a_bed_fills_any_number_of_bars_and_ends_on_its_own_chord(key: str, bars: int) -> None:
    notes = notes_of(key, bars)
    bars = max(2, bars)
    assert {note.at // BAR for note in notes} == set(range(bars))
    last = {note.pitch % 12 for note in notes if note.voice == "pad" and note.at // BAR == bars - 1}
    assert last == set(COMPOSITIONS[key].close[1].classes)
    assert all(note.length > 0 and 0 < note.strength <= 100 for note in notes)


def test_beats_of_a_bed_are_known_and_brought_music_has_those_that_were_heard() -> None:
    assert bed_beats(BEDS["morning"], 46) == (0, 15, 30, 45)
    own = OwnMusic(
        id="ab",
        campaign="c",
        title="县歌",
        rights="本单位原创",
        sha256="ab",
        size=1,
        state=MusicState.READY,
        by="e",
        at=datetime(2025, 1, 1, tzinfo=UTC),
        beats=(20, 519, 1019, 4000),
    )
    assert own.key == "own:ab"
    assert own_beats(own, 50) == (1, 13, 25)


# --- cuts on the beat ----------------------------------------------------------------------------

LENGTH = st.tuples(st.integers(20, 150), st.integers(0, 40), st.integers(0, 40)).map(
    lambda drawn: Length(
        frames=drawn[0], shortest=max(1, drawn[0] - drawn[1]), longest=drawn[0] + drawn[2]
    )
)


@given(lengths=st.lists(LENGTH, min_size=1, max_size=12), beat=st.integers(8, 30))
def test_cuts_come_to_the_beat_within_every_bound_and_the_sum_stays(
    lengths: list[Length], beat: int
) -> None:
    before = [each.frames for each in lengths]
    beats = range(0, sum(before) + 100, beat)
    after = on_beat(lengths, beats)
    assert sum(after) == sum(before)
    for each, frames in zip(lengths, after, strict=True):
        assert each.shortest <= frames <= each.longest
    assert cuts_on_beat(after, beats) >= cuts_on_beat(before, beats)
    moved = [sum(after[:n]) - sum(before[:n]) for n in range(1, len(before))]
    assert all(abs(by) <= REACH for by in moved)
    assert on_beat(lengths, beats) == after


@given(frames=st.lists(st.integers(60, 120), min_size=2, max_size=10), beat=st.integers(8, 30))
def test_where_lengths_allow_every_cut_is_on_the_beat(frames: list[int], beat: int) -> None:
    lengths = [Length(frames=each, shortest=each - 40, longest=each + 40) for each in frames]
    after = on_beat(lengths, range(0, sum(frames) + 100, beat))
    assert cuts_on_beat(after, range(0, sum(frames) + 100, beat)) == len(frames) - 1


def test_the_fewest_frames_are_changed_and_what_is_on_the_beat_stays() -> None:
    lengths = [Length(frames=each, shortest=50, longest=130) for each in (100, 75, 65, 100)]
    assert on_beat(lengths, range(0, 400, 25)) == (100, 75, 73, 92)
    assert on_beat(lengths, ()) == (100, 75, 65, 100)


def test_a_shot_that_may_not_be_moved_keeps_its_length() -> None:
    fixed = Length(frames=63, shortest=63, longest=63)
    loose = Length(frames=80, shortest=60, longest=100)
    assert on_beat([loose, fixed, loose], range(0, 300, 20))[1] == 63


def test_a_length_outside_its_bounds_is_answered_as_it_is() -> None:
    odd = Length(frames=40, shortest=50, longest=60)
    assert on_beat([odd, odd], range(0, 100, 15)) == (40, 40)


def test_distance_to_a_beat_is_to_the_nearest_one_on_either_side() -> None:
    assert [off_beat(at, (0, 15, 30)) for at in (0, 7, 8, 29, 40)] == [0, 7, 7, 1, 10]
    assert ON_BEAT == 2


# --- stepping back -------------------------------------------------------------------------------


def test_music_is_down_before_a_sound_begins_and_comes_back_slowly() -> None:
    silence, sound = -7000, -2600
    gains = music_gains([silence] * 40 + [sound] * 20 + [silence] * 60, 300, -2600)
    assert gains[60] == 0
    assert gains[105] == gains[140] == UNDER_SOUND
    down = next(frame for frame, gain in enumerate(gains) if gain < 0)
    assert 100 - 15 < down < 104
    assert gains[160] > UNDER_SOUND
    assert gains[190] == 0


def test_music_steps_back_further_under_people_who_speak() -> None:
    gains = music_gains([-2600] * 100, 250, -2600, speech=[(100, 150)])
    assert gains[120] == UNDER_SPEECH
    assert gains[20] == UNDER_SOUND


def test_speech_is_found_in_the_film_where_its_excerpt_is_heard() -> None:
    def shot(starts_at: int, asset: str, *, sound: bool = True) -> Shot:
        return Shot(
            index=0,
            kind=ShotKind.CLIP,
            frames=75,
            starts_at=starts_at,
            asset=asset,
            in_ms=2000,
            out_ms=5000,
            sound=sound,
            why=Words(zh="", en=""),
        )

    shots = [shot(100, "a"), shot(175, "b"), shot(250, "a", sound=False)]
    heard = {"a": ((0, 1500), (1800, 2500), (3000, 3410), (4900, 9000))}
    assert spoken_frames(shots, heard) == ((100, 113), (125, 136), (172, 175))


@given(
    blocks=st.lists(st.integers(-20_000, -500), max_size=80),
    frames=st.integers(1, 300),
    speech=st.lists(st.tuples(st.integers(-9, 300), st.integers(0, 320)), max_size=3),
)
def test_music_is_never_raised_and_never_jumps(
    blocks: list[int], frames: int, speech: list[tuple[int, int]]
) -> None:
    gains = music_gains(blocks, frames, -2600, speech)
    assert len(gains) == frames
    assert all(UNDER_SPEECH <= gain <= 0 for gain in gains)
    assert all(-160 <= after - before <= 40 for before, after in pairwise(gains))


def test_of_a_film_from_elsewhere_no_right_is_claimed():
    assert "没有第三方权利" not in BROUGHT_NOTE and "没有核对" in BROUGHT_NOTE
