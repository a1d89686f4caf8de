"""What goes into a column comes out equal, and what could be misread is refused."""

import ast
import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from domain.asset import Asset, Consent
from domain.campaign import Campaign
from domain.cutting.music import chosen, music_note
from domain.facts import Claim, Facts, Look
from domain.film import Film, Finding, Package, PackageFile, Storyboard
from domain.reviewing.review import Decided, Decision
from domain.sending import Invite, NewSending, NewUpload, Sending, Upload
from domain.tagging import Evidence, Tag
from domain.words import Words
from storage.sql import decisions, films, packages, rows
from storage.sql.values import Kept, UtcDateTime, from_json, to_json
from tests.contracts.sample_week import CLAIMS, FACTS, LOOK, TAG, plan, storyboard

SHANGHAI = timezone(timedelta(hours=8))
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),
    max_value=datetime(2090, 1, 1),
    timezones=st.sampled_from([UTC, SHANGHAI]),
)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(Fraction, st.fractions())
st.register_type_strategy(str, st.text(st.characters(codec="utf-8")))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


@pytest.mark.parametrize(
    "form", [Facts, tuple[Claim, ...], Look, tuple[Evidence, ...], Storyboard, Words]
)
def test_every_value_comes_back_equal_through_json(form: Any):
    @settings(max_examples=40)
    @given(st.from_type(form))
    def check(value: Any) -> None:
        assert from_json(form, to_json(form, value)) == value

    check()


@settings(max_examples=40)
@given(st.from_type(tuple[Finding, ...]), st.from_type(tuple[PackageFile, ...]))
def test_findings_and_files_come_back_equal(
    findings: tuple[Finding, ...], files: tuple[PackageFile, ...]
):
    assert from_json(tuple[Finding, ...], to_json(tuple[Finding, ...], findings)) == findings
    assert from_json(tuple[PackageFile, ...], to_json(tuple[PackageFile, ...], files)) == files


def test_the_sample_week_comes_back_exactly():
    for form, value in (
        (Campaign, plan()),
        (Facts, FACTS),
        (tuple[Claim, ...], CLAIMS),
        (Look, LOOK),
        (tuple[Evidence, ...], TAG.evidence),
        (Storyboard, storyboard(["0" * 16])),
    ):
        assert from_json(form, to_json(form, value)) == value
    assert from_json(Facts, to_json(Facts, FACTS)).fps == Fraction(30000, 1001)


def test_none_is_a_null_that_can_be_asked_for():
    column = Kept(Words)
    assert column.process_bind_param(None, sqlite.dialect()) is None
    assert column.process_result_value(None, sqlite.dialect()) is None


@given(moments)
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime):
    column = UtcDateTime()
    kept = column.process_bind_param(moment, sqlite.dialect())
    assert kept is not None
    # SQLite forgets the zone.
    back = column.process_result_value(kept.replace(tzinfo=None), sqlite.dialect())
    assert back == moment and back is not None and back.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        UtcDateTime().process_bind_param(datetime(2025, 5, 28), sqlite.dialect())


@pytest.mark.parametrize(
    ("module", "form"),
    [
        (rows, Asset),
        (rows, Consent),
        (rows, Invite),
        (rows, NewSending),
        (rows, NewUpload),
        (rows, Sending),
        (rows, Tag),
        (rows, Upload),
        (films, Film),
        (packages, Package),
        (decisions, Decided),
        (decisions, Decision),
    ],
)
def test_a_field_that_is_added_to_a_value_is_not_forgotten_here(module: ModuleType, form: type):
    calls = [
        node
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == form.__name__
    ]
    assert [{keyword.arg for keyword in call.keywords} for call in calls] == [
        {field.name for field in dataclasses.fields(form)}
    ]


def test_the_default_bed_is_noted_and_a_film_cut_before_there_were_any_has_none() -> None:
    new = Storyboard(campaign="c", version=1, shots=(), left_out=(), music=None)
    kept = to_json(Storyboard, new)
    old = kept.replace('"music":null,', "")
    assert old != kept
    said = [music_note(chosen(from_json(Storyboard, each).music), None) for each in (kept, old)]
    assert "晨光" in said[0] and said[1] == "成片没有配乐，只有现场声。\n"
