"""Profiles as files: the shipped one is whole, and every slip is named with its line."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml

from domain.cutting.copies import COPIES
from domain.cutting.frame import Frame
from domain.errors import BrokenInput
from domain.film import FindingKind
from domain.judging.profiles import MEASURES
from workers.tools.film.profile_file import load_profile

HOUSE = Path(__file__).parents[2]
SHIPPED = HOUSE / "profiles" / "county-science-week.yaml"
SCHEMA = HOUSE / "docs" / "schemas" / "profile.schema.json"

GOOD = """\
name: test
title: {zh: 测试, en: test}
rules:
  - id: film.duration
    kind: required
    measure: duration
    at_most: limit
    source: {zh: 通知, en: notice}
    words: {zh: 时长, en: length}
    remedy: {zh: 缩短, en: shorten}
  - id: film.peak
    kind: advisory
    measure: true_peak
    at_most: -1.5
    source: {zh: 惯例, en: practice}
    words: {zh: 峰值, en: peak}
    remedy: {zh: 降低, en: lower}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "test.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_profile_demands_the_length_and_advises_the_rest() -> None:
    profile = load_profile(SHIPPED)
    required = [rule.id for rule in profile.rules if rule.kind is FindingKind.REQUIRED]
    assert required == ["film.duration"]
    assert profile.name == SHIPPED.stem
    assert len(profile.rules) > 20


def test_the_shipped_profile_keeps_to_its_schema() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")), schema)


PROFILES = sorted((HOUSE / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_shipped_profile_is_whole_and_keeps_to_the_schema(path: Path) -> None:
    profile = load_profile(path)
    assert profile.name == path.stem
    assert any(rule.id == "film.duration" for rule in profile.rules)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


def test_every_copy_that_may_be_asked_for_has_its_profile() -> None:
    assert set(COPIES) <= {path.stem for path in PROFILES}
    small = load_profile(HOUSE / "profiles" / "wechat-720.yaml").output
    assert (small.frame, small.most_bytes) == (Frame(1280, 720), 25_000_000)
    tall = load_profile(HOUSE / "profiles" / "vertical-1080.yaml")
    assert tall.output.frame == Frame(1080, 1920)
    assert len(tall.rules) == len(load_profile(SHIPPED).rules)


def test_the_broadcast_profile_asks_for_what_its_film_is() -> None:
    station = load_profile(HOUSE / "profiles" / "broadcast.yaml")
    rules = {rule.id: rule for rule in station.rules}
    size, loudness = rules["film.size"], rules["film.loudness"]
    assert (size.at_least, size.at_most) == (100, 300)
    assert (loudness.at_least, loudness.at_most) == (-26, -22)
    assert "GY/T 282-2014" in loudness.citation
    assert station.output.loudness == -2400
    assert (station.output.least_bytes, station.output.most_bytes) == (100_000_000, 300_000_000)
    assert rules["film.caption-area"].at_least == 10
    assert "film.container" in rules


def test_a_short_video_may_stand_or_lie_and_nothing_else() -> None:
    short = load_profile(HOUSE / "profiles" / "short-video.yaml")
    rules = {rule.id: rule for rule in short.rules}
    assert rules["film.picture-size"].one_of == ("1080x1920", "1920x1080")
    assert (short.output.frame, short.output.most_bytes) == (Frame(1080, 1920), 200_000_000)


def test_a_rule_cites_its_clause_and_sentence(tmp_path: Path) -> None:
    cited = GOOD.replace(
        "    source: {zh: 通知, en: notice}",
        "    source: {zh: 通知, en: notice}\n    clause: 五、（四）\n    quote: 不超过3分钟",
    )
    assert (
        load_profile(written(tmp_path, cited)).rules[0].citation == "通知 五、（四）：“不超过3分钟”"
    )


FILM = """\
film:
  width: 1280
  height: 720
  rate: 30
  loudness: -20
  true_peak: -2
  video_kbps: {at_least: 4000, at_most: 9000}
  size_mb: {at_least: 90}
"""


def test_a_profile_says_how_the_film_comes_out(tmp_path: Path) -> None:
    output = load_profile(written(tmp_path, FILM + GOOD)).output
    assert (output.frame, output.rate) == (Frame(1280, 720), 30)
    assert (output.loudness, output.true_peak) == (-2000, -200)
    assert (output.least_kbps, output.most_kbps, output.least_bytes) == (4000, 9000, 90_000_000)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "told"),
    [
        ("  rate: 30", "  rate: 29", 4, "rate is one of"),
        ("  width: 1280", "  width: 1281", 2, "even number"),
        ("  width: 1280", "  wide: 1280", 2, "unknown key 'wide'"),
        ("  height: 720", "  height: 720.5", 3, "whole number"),
        ("at_least: 4000, at_most: 9000", "at_least: 9500, at_most: 9000", 7, "above at_most"),
        ("{at_least: 90}", "{least: 90}", 8, "unknown key 'least'"),
        ("  loudness: -20", "  loudness: 20", 5, "LUFS"),
        ("  true_peak: -2", "  true_peak: loud", 6, "no number"),
    ],
)
def test_a_film_that_cannot_be_is_refused_by_name_and_line(
    tmp_path: Path, right: str, wrong: str, line: int, told: str
) -> None:
    with pytest.raises(BrokenInput, match=f"line {line}: .*{told}"):
        load_profile(written(tmp_path, (FILM + GOOD).replace(right, wrong)))


def test_a_rule_that_the_profiles_own_film_can_never_meet_is_refused(tmp_path: Path) -> None:
    impossible = GOOD.replace(
        "measure: true_peak\n    at_most: -1.5", "measure: width\n    at_most: 1000"
    )
    with pytest.raises(BrokenInput, match=r"line 1\d: .*film\.peak"):
        load_profile(written(tmp_path, impossible))


def test_a_profile_that_extends_another_keeps_its_rules_and_changes_its_own(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    child = tmp_path / "child.yaml"
    changed = GOOD.replace("name: test", "name: child\nextends: test").replace("-1.5", "-3")
    head, _, last = changed.partition("  - id: film.duration")
    own = head + last[last.index("  - id: film.peak") :]
    child.write_text(own, encoding="utf-8")
    profile = load_profile(child)
    assert [rule.id for rule in profile.rules] == ["film.duration", "film.peak"]
    assert profile.rules[1].at_most == Fraction(-3)
    child.write_text(changed.replace("extends: test", "extends: nobody"), encoding="utf-8")
    with pytest.raises(BrokenInput, match="nobody"):
        load_profile(child)
    child.write_text(changed.replace("extends: test", "extends: child"), encoding="utf-8")
    with pytest.raises(BrokenInput, match="circle"):
        load_profile(child)


def test_the_schema_names_every_measure() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema["$defs"]["rule"]["properties"]["measure"]["enum"] == list(MEASURES)


def test_bounds_are_read_as_they_are_written(tmp_path: Path) -> None:
    length, peak = load_profile(written(tmp_path, GOOD)).rules
    assert length.at_most_limit
    assert length.at_most is None
    assert peak.at_most == Fraction(-3, 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("    kind: required", "    kind: demanded", 5, "unknown kind 'demanded'"),
        ("    measure: duration", "    mesure: duration", 6, "unknown key 'mesure'"),
        ("    measure: duration", "    measure: sharpness", 4, "unknown measure"),
        ("at_most: -1.5", "at_most: loud", 14, "'loud' is no number"),
        ("at_most: -1.5", "at_most: .nan", 14, "is no number"),
        ("at_most: -1.5", "at_most: -1.5\n    at_least: 2", 11, "no film can meet it"),
        ("at_most: -1.5", "at_most: -1.5\n    at_most: -2", 15, "stands twice"),
        ("id: film.peak", "id: film.duration", 11, "stands twice"),
        ("    remedy: {zh: 降低, en: lower}\n", "", 11, "'remedy' is missing"),
        ("words: {zh: 峰值, en: peak}", "words: 峰值", 16, "keys and values"),
        ("title: {zh: 测试, en: test}", "title: {zh: 测试}", 2, "'en' is missing"),
        ("  - id: film.peak", "  - id: [1, 2]", 11, "a text"),
        ("at_most: -1.5", "at_most: -1.5\n    clause: []", 15, "a text"),
        ("measure: duration", "measure: 'duration", 18, "not valid YAML"),
    ],
)
def test_a_slip_is_refused_by_name_and_line(
    tmp_path: Path, old: str, new: str, line: int, problem: str
) -> None:
    assert old in GOOD
    with pytest.raises(BrokenInput) as refused:
        load_profile(written(tmp_path, GOOD.replace(old, new, 1)))
    said = refused.value.words.en
    assert problem in said
    assert f"test.yaml, line {line}:" in said


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="empty"):
        load_profile(written(tmp_path, ""))
    with pytest.raises(BrokenInput, match="cannot be read"):
        load_profile(tmp_path / "none.yaml")
