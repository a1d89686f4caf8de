"""Profiles as files: the shipped one is whole, and every slip is named with its line."""

import json
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
import yaml

from domain.errors import BrokenInput
from domain.film import FindingKind
from domain.profiles import MEASURES
from workers.tools.profile_file import load_profile

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
