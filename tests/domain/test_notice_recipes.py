"""Notices written by recipe are read as they were meant, or doubted where they cannot be."""

import re

import pytest

from domain.judging.requirements import Subject
from domain.notice.reading import read_notice
from tests.domain.notice_recipe import CONTACT, RECIPES, Recipe

each = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


def test_there_are_ten_recipes_and_each_differs_in_its_own_way():
    assert len(RECIPES) >= 10 and len({recipe.name for recipe in RECIPES}) == len(RECIPES)


@each
def test_head_and_handing_in_are_read_as_they_were_written(recipe: Recipe):
    read, facts = read_notice(recipe.text), recipe.facts
    assert (read.starts_on, read.ends_on) == (facts.start, facts.end)
    assert (read.theme, read.year) == (facts.theme, facts.year)
    assert read.issuers == (f"{facts.county}科学技术局",)
    assert read.submission.deadline.date == facts.deadline
    assert read.submission.recipients == facts.recipients
    assert read.submission.video_max_s == facts.limit_s


@each
def test_activities_are_read_as_they_were_written(recipe: Recipe):
    read = read_notice(recipe.text)
    assert [a.title for a in read.activities] == [a.title for a in recipe.facts.activities]
    for found, meant in zip(read.activities, recipe.facts.activities, strict=True):
        assert (found.date, found.part) == (meant.day, meant.part)
        assert found.units == meant.units
        if meant.venue:
            assert found.venue == meant.venue


@each
def test_what_cannot_be_known_is_doubted_and_nothing_else_of_the_kind(recipe: Recipe):
    codes = {re.split(":", doubt.code)[0] for doubt in read_notice(recipe.text).doubts}
    assert recipe.facts.doubts <= codes
    grave = {"period_missing", "lost_characters", "theme_missing", "activities_missing"}
    assert (codes & grave) <= recipe.facts.doubts
    assert {c for c in codes if c.endswith("no_unit")} <= recipe.facts.doubts


@each
def test_every_requirement_is_kept_with_its_sentence_and_clause(recipe: Recipe):
    found = {asked.id: asked for asked in read_notice(recipe.text).requirements}
    for key, piece in recipe.asked.items():
        assert piece in found[key].quote, key
        assert found[key].clause.startswith(("四、", "五、"))
    if recipe.asked:
        assert set(found) == set(recipe.asked)


@each
def test_who_can_be_reached_how_is_in_no_requirement(recipe: Recipe):
    told = " ".join(f"{a.says} {a.quote}" for a in read_notice(recipe.text).requirements)
    assert "周某某" not in told and "13911112222" not in told
    assert CONTACT in recipe.text


def test_the_measured_bounds_of_a_film_are_those_of_the_notice():
    recipe = next(r for r in RECIPES if r.name == "square-brackets")
    film = {
        a.measure: (a.at_least, a.at_most, a.one_of)
        for a in read_notice(recipe.text).requirements
        if a.about is Subject.FILM and a.measure
    }
    assert film == {
        "duration": (None, 180, ()),
        "container": (None, None, ("mp4",)),
        "width": (1920, None, ()),
        "height": (1080, None, ()),
        "frame_rate": (25, 25, ()),
        "size": (100, 200, ()),
        "opening_card": (None, None, ("yes",)),
        "closing_card": (None, None, ("yes",)),
    }
