"""What the notice asks becomes rules for films, with its sentence; nothing is dropped."""

from dataclasses import replace
from fractions import Fraction

import pytest

from domain.errors import BrokenInput
from domain.film import FindingKind, Outcome
from domain.judging.deciding import judge
from domain.judging.profiles import Profile, Rule
from domain.judging.requirements import Requirement, Subject, unmeasured, with_requirements
from domain.words import Words
from tests.domain.judging.test_deciding import FILM

W = Words(zh="改", en="mend")
QUOTE = "视频为MP4格式，大小不超过100MB。"


def rule(measure: str, **other) -> Rule:
    values = {"id": f"film.{measure}", "kind": FindingKind.ADVISORY, "measure": measure}
    return Rule(**values, source=W, words=W, remedy=W, **other)


PROFILE = Profile(
    name="p",
    title=W,
    rules=(
        rule("duration", at_most_limit=True),
        rule("size", at_most=Fraction(200)),
        rule("width", at_least=Fraction(1920), at_most=Fraction(1920)),
    ),
)


def asked(key: str, **other) -> Requirement:
    values = {"about": Subject.FILM, "says": "视频要好", "clause": "五、（四）", "quote": QUOTE}
    return Requirement(id=key, **{**values, **other})


def judged(*requirements: Requirement, limit_ms: int = 180_000, **film):
    profile = with_requirements(PROFILE, requirements)
    return {f.rule: f for f in judge(profile, replace(FILM, **film), limit_ms=limit_ms)}


def test_an_advised_rule_becomes_required_with_the_notices_bound_and_sentence():
    size = asked("film-size", measure="size", at_most=Fraction(100), says="文件不超过 100 MB")
    found = judged(size, size_bytes=150_000_000)
    finding = found["film.size"]
    assert (finding.kind, finding.outcome) == (FindingKind.REQUIRED, Outcome.FAIL)
    assert finding.wanted == "≤ 100.0 MB"
    assert finding.source == f"通知五、（四）：“{QUOTE}”"
    assert "改" in finding.words.zh  # the profile's own remedy


def test_a_film_that_is_too_small_is_not_told_to_become_smaller():
    size = asked("film-size", measure="size", at_least=Fraction(100), at_most=Fraction(200))
    finding = judged(size, size_bytes=90_000_000)["film.size"]
    assert finding.outcome is Outcome.FAIL and "按通知的要求重新导出" in finding.words.zh


def test_what_the_notice_does_not_name_stays_as_the_profile_has_it():
    assert judged()["film.width"].kind is FindingKind.ADVISORY
    assert len(judged(asked("film-x", about=Subject.PHOTOS))) == len(PROFILE.rules)


def test_the_longest_time_is_the_campaigns_own_limit_and_a_shortest_one_is_added():
    length = asked("film-length", measure="duration", at_least=Fraction(120), at_most=Fraction(300))
    finding = judged(length, limit_ms=170_000)["film.duration"]
    assert finding.wanted == "≥ 120.000 s，≤ 170.000 s" and finding.kind is FindingKind.REQUIRED
    shortest = asked("film-length", measure="duration", at_least=Fraction(120))
    assert judged(shortest)["film.duration"].wanted == "≥ 120.000 s，≤ 180.000 s"


def test_a_measure_that_the_profile_lacks_gets_a_rule_of_its_own():
    found = judged(asked("film-container", measure="container", one_of=("mov",)))
    assert found["notice.film-container"].outcome is Outcome.FAIL


def test_what_nothing_measures_is_told_as_not_checked_and_never_as_passed():
    finding = judged(asked("film-subtitles", says="视频有字幕"))["notice.film-subtitles"]
    assert (finding.kind, finding.outcome) == (FindingKind.REQUIRED, Outcome.NOT_CHECKED)
    assert "视频有字幕" in finding.words.zh and QUOTE in finding.source


def test_what_is_asked_of_photos_report_and_package_is_for_a_person():
    photos = asked("photos-format", about=Subject.PHOTOS, says="照片格式为 JPG")
    (finding,) = unmeasured([photos, asked("film-subtitles")])
    assert finding.rule == "notice.photos-format" and finding.outcome is Outcome.NOT_CHECKED
    assert finding.source.startswith("通知五、（四）")


def test_what_an_editor_added_says_so():
    assert asked("film-own-1", clause="", quote="").citation == "由编辑添加"
    assert asked("film-own-1", clause="").citation == f"通知：“{QUOTE}”"


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "nothing"},
        {"measure": "size"},
        {"measure": "size", "at_least": Fraction(3), "at_most": Fraction(2)},
        {"at_most": Fraction(3)},
        {"says": ""},
        {"says": "两\n行"},
        {"quote": "字" * 301},
        {"quote": "两\n行"},
    ],
)
def test_a_requirement_that_nothing_could_be_held_against_is_refused(wrong):
    with pytest.raises(BrokenInput):
        asked("film-size", **wrong)
