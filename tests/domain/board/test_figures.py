"""Figures as people enter them: the newest of a unit counts, sums name their entries."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.board.figures import (
    MOST,
    Figure,
    FiguresEntry,
    Total,
    checked,
    figures_json,
    in_force,
    sentence_zh,
    totals_by_activity,
)
from domain.campaign import Activity, Campaign, Unit
from domain.errors import BrokenInput, NotFound

AT = datetime(2025, 5, 28, tzinfo=UTC)
PLAN = Campaign(
    key="yunling-2025",
    title="云岭县2025年科技活动周",
    theme="",
    starts_on=date(2025, 5, 24),
    ends_on=date(2025, 5, 31),
    host_units=("县科协",),
    deadline=None,
    units=(Unit(key="u1", name="县科协"), Unit(key="u2", name="县医院")),
    activities=(
        Activity(key="a1", number=1, title="启动仪式", units=("u1",)),
        Activity(key="a2", number=2, title="义诊", units=("u2",)),
    ),
)


def entry(number: int, activity: str = "a1", unit: str = "u1", **values: int) -> FiguresEntry:
    return FiguresEntry(
        id=number,
        campaign="yunling-2025",
        activity=activity,
        unit=unit,
        values={Figure(name): value for name, value in values.items()},
        actor="编辑一",
        at=AT,
    )


def test_the_newest_entry_of_a_unit_counts_whatever_order_they_come_in() -> None:
    old, new = entry(1, sessions=1), entry(2, sessions=3)
    assert in_force([new, old]) == {("a1", "u1"): new}


def test_units_are_added_up_and_every_sum_names_its_entries() -> None:
    found = totals_by_activity(
        [entry(1, sessions=1), entry(2, sessions=2, experts=4), entry(3, unit="u2", sessions=5)]
    )
    assert found == {
        "a1": {
            Figure.SESSIONS: Total(value=7, entries=(2, 3)),
            Figure.EXPERTS: Total(value=4, entries=(2,)),
        }
    }


def test_what_was_taken_back_of_an_activity_that_went_breaks_nothing() -> None:
    told = figures_json(PLAN, [entry(1, activity="a9", sessions=2), entry(2, activity="a9")])
    assert told == {"entries": [], "activities": [], "totals": {}}


def test_what_nobody_entered_is_unknown_and_not_zero() -> None:
    assert totals_by_activity([entry(1, sessions=2), entry(2)]) == {}
    zero = totals_by_activity([entry(1, leaflets=0)])
    assert zero == {"a1": {Figure.LEAFLETS: Total(value=0, entries=(1,))}}


def test_a_sentence_says_what_is_known_in_the_forms_order() -> None:
    sums = totals_by_activity([entry(1, participants=1200, sessions=3)])["a1"]
    assert sentence_zh(sums) == "举办3场次，参与1200人次"
    assert sentence_zh({}) == ""


def test_blanks_are_left_out_and_separators_are_read_over() -> None:
    said = {"sessions": " 3 ", "participants": "1,200", "leaflets": "", "experts": "１２"}
    assert checked(PLAN, "a1", "u2", said) == {
        Figure.SESSIONS: 3,
        Figure.PARTICIPANTS: 1200,
        Figure.EXPERTS: 12,
    }


@pytest.mark.parametrize("wrong", ["-1", "3.5", "约300", "1万", str(MOST + 1), "9" * 30, "²"])
def test_what_is_no_whole_number_is_refused_in_the_forms_words(wrong: str) -> None:
    with pytest.raises(BrokenInput) as refused:
        checked(PLAN, "a1", "u1", {"participants": wrong})
    assert "参与人次" in refused.value.words.zh
    assert wrong[:20] in refused.value.words.zh


@pytest.mark.parametrize(
    ("activity", "unit", "name"),
    [("a9", "u1", "sessions"), ("a1", "u9", "sessions"), ("a1", "u1", "money")],
)
def test_an_unknown_activity_unit_or_figure_is_not_found(
    activity: str, unit: str, name: str
) -> None:
    with pytest.raises(NotFound):
        checked(PLAN, activity, unit, {name: "1"})


@given(st.integers(min_value=0, max_value=MOST))
def test_any_number_that_can_be_counted_is_taken_as_written(number: int) -> None:
    assert checked(PLAN, "a1", "u1", {"sessions": f"{number:,}"}) == {Figure.SESSIONS: number}
