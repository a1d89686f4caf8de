"""A film held against a profile: exact bounds, honest outcomes, words for people."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.film import Caption, Card, Finding, FindingKind, Outcome, Shot, ShotKind
from domain.judging.deciding import judge, measurable, shown
from domain.judging.measures import FilmMeasures, Span
from domain.judging.profiles import MEASURES, Profile, Rule, Scale
from domain.words import Words

WORDS = Words(zh="时长合格", en="the length is right")
REMEDY = Words(zh="请缩短", en="shorten it")
SOURCE = Words(zh="不超过3分钟", en="at most 3 minutes")

FILM = FilmMeasures(
    container_s=Fraction(178),
    video_s=Fraction(178),
    audio_s=Fraction(178),
    video_start_s=Fraction(0),
    audio_start_s=Fraction(0),
    frames=4450,
    last_frame_end_s=Fraction(178),
    decode_errors=(),
    container="mp4",
    width=1920,
    height=1080,
    sar=Fraction(1),
    video_codec="h264",
    video_profile="High",
    level=40,
    pix_fmt="yuv420p",
    colour_range="tv",
    colour_space="bt709",
    colour_primaries="bt709",
    colour_transfer="bt709",
    fps=Fraction(25),
    constant_rate=True,
    audio_codec="aac",
    sample_rate=48_000,
    channels=2,
    size_bytes=90_000_000,
    bit_rate=4_000_000,
    moov_first=True,
    longest_gop_s=Fraction(2),
    sound_end_s=Fraction(178),
    caption_margin=100,
    integrated_lufs=-1602,
    true_peak=-180,
)


def rule(measure: str, kind: str = "advisory", **bounds: object) -> Rule:
    return Rule(
        id=f"film.{measure}",
        kind=FindingKind(kind),
        measure=measure,
        source=SOURCE,
        words=WORDS,
        remedy=REMEDY,
        **bounds,  # type: ignore[arg-type]
    )


def judged(
    one: Rule, film: FilmMeasures = FILM, *, limit_ms: int = 180_000, shots: tuple[Shot, ...] = ()
) -> Finding:
    profile = Profile(name="p", title=WORDS, rules=(one,))
    (finding,) = judge(profile, film, limit_ms=limit_ms, shots=shots)
    return finding


LENGTH = rule("duration", "required", at_most_limit=True)


def test_every_measure_that_a_profile_may_name_can_be_read() -> None:
    assert measurable() == MEASURES.keys()


def test_a_film_of_exactly_the_limit_passes() -> None:
    at_limit = replace(FILM, container_s=Fraction(180), video_s=Fraction(180))
    finding = judged(LENGTH, at_limit)
    assert finding.outcome is Outcome.PASS
    assert (finding.measured, finding.wanted) == ("180.000 s", "≤ 180.000 s")


@pytest.mark.parametrize("part", ["container_s", "video_s", "audio_s", "last_frame_end_s"])
def test_one_sample_over_the_limit_fails_whichever_duration_it_is(part: str) -> None:
    too_long = replace(FILM, **{part: 180 + Fraction(1, 48_000)})
    finding = judged(LENGTH, too_long)
    assert finding.outcome is Outcome.FAIL
    assert finding.measured == "180.000021 s"


def test_the_limit_is_the_campaigns_not_the_profiles() -> None:
    assert judged(LENGTH, limit_ms=177_960).outcome is Outcome.FAIL


def test_a_failed_finding_says_what_to_do_and_where_it_is_demanded() -> None:
    finding = judged(LENGTH, limit_ms=60_000)
    assert finding.words.zh == "时长合格：请缩短"
    assert finding.source == "不超过3分钟"
    assert finding.kind is FindingKind.REQUIRED


def test_loudness_without_sound_is_not_checked_rather_than_passed() -> None:
    silent = replace(FILM, integrated_lufs=None, true_peak=None)
    finding = judged(rule("loudness", at_least=Fraction(-17), at_most=Fraction(-15)), silent)
    assert (finding.outcome, finding.measured) == (Outcome.NOT_CHECKED, "—")


def test_bounds_include_their_value() -> None:
    peak = rule("true_peak", at_most=Fraction(-3, 2))
    assert judged(peak, replace(FILM, true_peak=-150)).outcome is Outcome.PASS
    assert judged(peak, replace(FILM, true_peak=-149)).outcome is Outcome.FAIL


def test_a_lost_frame_is_found() -> None:
    whole = rule("frames_astray", at_most=Fraction(0))
    assert judged(whole).outcome is Outcome.PASS
    assert judged(whole, replace(FILM, frames=4449)).measured == "1"


def test_sound_that_starts_late_is_measured_in_milliseconds() -> None:
    late = replace(FILM, audio_start_s=Fraction(32, 1000))
    assert judged(rule("sound_offset", at_most=Fraction(20)), late).measured == "32 ms"


def test_a_black_part_is_shown_where_it_begins() -> None:
    film = replace(FILM, black=(Span(in_ms=200, out_ms=500), Span(in_ms=9000, out_ms=11_000)))
    finding = judged(rule("longest_black", at_most=Fraction(1)), film)
    assert (finding.outcome, finding.measured, finding.at_ms) == (Outcome.FAIL, "2.000 s", 9000)


def test_texts_are_compared_as_they_are() -> None:
    colour = rule("colour", one_of=("tv/bt709/bt709/bt709",))
    assert judged(colour).outcome is Outcome.PASS
    assert judged(colour, replace(FILM, colour_transfer="smpte2084")).outcome is Outcome.FAIL


def _shot(index: int, kind: ShotKind, activity: str | None, caption: Caption | None) -> Shot:
    card = Card(role="opening", title="周", lines=()) if kind is ShotKind.CARD else None
    return Shot(
        index=index,
        kind=kind,
        frames=50,
        starts_at=0,
        activity=activity,
        caption=caption,
        card=card,
        why=WORDS,
    )


CAPTION = Caption(title="1　启动", line="5月27日")
SHOTS = (
    _shot(0, ShotKind.CARD, None, None),
    _shot(1, ShotKind.CLIP, "a1", CAPTION),
    _shot(2, ShotKind.CLIP, "a1", None),
    _shot(3, ShotKind.PHOTO, "a2", None),
)


def test_cards_and_captions_are_read_from_the_storyboard() -> None:
    assert judged(rule("opening_card", one_of=("yes",)), shots=SHOTS).outcome is Outcome.PASS
    assert judged(rule("closing_card", one_of=("yes",)), shots=SHOTS).outcome is Outcome.FAIL
    captions = judged(rule("uncaptioned_chapters", at_most=Fraction(0)), shots=SHOTS)
    assert (captions.outcome, captions.measured) == (Outcome.FAIL, "1")


def test_a_film_made_elsewhere_has_no_storyboard_and_is_not_passed_for_it() -> None:
    assert judged(rule("opening_card", one_of=("yes",))).outcome is Outcome.NOT_CHECKED


def test_what_only_a_person_can_see_is_never_passed() -> None:
    assert judged(rule("eye")).outcome is Outcome.NOT_CHECKED


def test_required_findings_come_first_and_the_rest_keeps_its_order() -> None:
    rules = (rule("width", at_least=Fraction(1920)), rule("eye"), LENGTH)
    profile = Profile(name="p", title=WORDS, rules=rules)
    order = [finding.rule for finding in judge(profile, FILM, limit_ms=180_000)]
    assert order == ["film.duration", "film.width", "film.eye"]


@pytest.mark.parametrize(
    ("measure", "bounds", "problem"),
    [
        ("sharpness", {"at_most": Fraction(1)}, "unknown measure"),
        ("duration", {}, "needs at_most or at_least"),
        ("video_codec", {"at_most": Fraction(1)}, "needs one_of"),
        ("width", {"one_of": ("1920",)}, "needs at_most"),
        ("width", {"at_most": Fraction(2), "at_least": Fraction(3)}, "no film can meet it"),
        ("size", {"at_most": Fraction(-1)}, "never below zero"),
        ("width", {"at_most_limit": True}, "only duration"),
        ("eye", {"at_most": Fraction(1)}, "for the eye"),
    ],
)
def test_a_rule_that_no_film_could_be_judged_by_is_refused(
    measure: str, bounds: dict, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        rule(measure, **bounds)


def test_a_profile_with_one_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        Profile(name="p", title=WORDS, rules=(rule("eye"), rule("eye")))


@given(st.integers(0, 400_000_000))
def test_a_duration_over_the_limit_never_looks_like_one_within_it(samples: int) -> None:
    seconds = Fraction(samples, 48_000)
    text = shown(seconds, Scale.SECONDS)
    if seconds > 180:
        assert Fraction(text.removesuffix(" s")) > 180


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (Fraction(41, 10), Scale.COUNT, "4.1"),
        (Fraction(30_000, 1001), Scale.FRAME_RATE, "29.97 fps"),
        (Fraction(-1602, 100), Scale.LUFS, "-16.02 LUFS"),
        (Fraction(1920), Scale.PIXELS, "1920 px"),
        (Fraction(0), Scale.COUNT, "0"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: Fraction, scale: Scale, text: str) -> None:
    assert shown(value, scale) == text


def test_every_finding_says_where_it_is_mended() -> None:
    profile = Profile(
        name="test",
        title=WORDS,
        rules=(rule("duration", at_most=Fraction(1)), rule("width", at_most=Fraction(1))),
    )
    found = judge(profile, FILM, limit_ms=180_000)
    assert [finding.mend for finding in found] == ["/storyboard", "/film"]
