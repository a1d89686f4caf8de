"""Plans whose cuts fall on the beats of their music."""

from dataclasses import replace

from domain.cutting.music import NO_MUSIC
from domain.editing.edits import Edits
from domain.facts import Kind
from domain.film import ShotKind, seen
from domain.planning.beats import ON_BEAT, off_beat
from domain.planning.rhythm import film_beats
from domain.planning.storyboarding import plan


def many(week):
    return [
        week.accepted(
            f"{key}-{n:02d}", key, unit=f"u{n % 4 + 1}", look=week.look(sharpness=500 + n)
        )
        for key in ("a1", "a2", "a3", "a4", "a5")
        for n in range(12)
    ]


def cuts(board) -> list[int]:
    return [first for first, _ in seen(board.shots)[1:]]


def share_on_beat(board, beats) -> float:
    hits = [off_beat(cut, beats) <= ON_BEAT for cut in cuts(board)]
    return sum(hits) / len(hits)


def test_cuts_between_photos_fall_on_the_beds_beats(week):
    assets = many(week)
    beats = film_beats(None, 4_450)
    timed = plan(week.campaign(), assets, version=1)
    plain = plan(week.campaign(), assets, version=1, edits=Edits(music=NO_MUSIC))
    assert share_on_beat(timed, beats) > 0.9 > share_on_beat(plain, beats)
    assert timed.frames == plain.frames
    assert [shot.asset for shot in timed.shots] == [shot.asset for shot in plain.shots]
    assert all(63 <= s.frames <= 87 for s in timed.shots if s.kind is ShotKind.PHOTO)


def test_a_length_that_the_editor_set_and_whole_sentences_stay(week):
    speaking = week.clip("speaks", "a1")
    assert speaking.kind is Kind.CLIP and speaking.look is not None
    moments = tuple(replace(m, speech=1000) for m in speaking.look.moments)
    look = replace(speaking.look, moments=moments, speech=((1_200, 6_500), (12_300, 17_800)))
    assets = [*many(week), replace(speaking, look=look, star=True)]
    timed = plan(week.campaign(), assets, version=1)
    plain = plan(week.campaign(), assets, version=1, edits=Edits(music=NO_MUSIC))
    spoken = [[s.frames for s in board.shots if s.asset == "speaks"] for board in (timed, plain)]
    assert spoken[0] and spoken[0] == spoken[1]


def test_music_without_known_beats_leaves_lengths_as_they_are(week):
    assets = many(week)
    plain = plan(week.campaign(), assets, version=1, edits=Edits(music=NO_MUSIC))
    unknown = plan(week.campaign(), assets, version=1, edits=Edits(music="own:0123456789abcdef"))
    assert cuts(unknown) == cuts(plain)
