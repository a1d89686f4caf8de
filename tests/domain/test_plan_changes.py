"""A plan that changes in mid-week keeps its keys, so that assets stay where they are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import Activity, Campaign, Unit
from domain.errors import BrokenInput, Conflict, NotFound
from domain.kinds import KINDS
from domain.plan_changes import SUB_WEEKS, changed, line_of, proposed_shots, with_activity

PLAN = Campaign(
    key="yunling-2025",
    title="云岭县2025年科技活动周",
    theme="矢志创新发展",
    starts_on=date(2025, 5, 24),
    ends_on=date(2025, 5, 31),
    host_units=("县科协",),
    deadline=None,
    units=(Unit(key="u1", name="县科协"), Unit(key="u2", name="县气象局")),
    activities=tuple(
        Activity(key=f"a{n}", number=n, title=title, units=("u1",))
        for n, title in enumerate(("启动仪式", "科普大讲堂", "专家义诊", "科技进农村"), 1)
    ),
)


def numbers(campaign: Campaign) -> dict[str, int]:
    return {activity.key: activity.number for activity in campaign.activities}


def renumbered(key: str, number: int) -> Campaign:
    seen = line_of(PLAN.activity(key))
    return changed(PLAN, key, seen=seen, to=replace(seen, number=number))


def test_an_activity_beside_the_plan_is_last_has_its_kind_and_its_shots() -> None:
    plan, added = with_activity(PLAN, title=" 气象科技周 ", unit="u2", date=date(2025, 5, 26))
    assert plan.activities == (*PLAN.activities, added)
    assert (added.key, added.number, added.off_plan) == ("a5", 5, True)
    assert (added.title, added.kinds[0], added.units) == ("气象科技周", "weather", ("u2",))
    assert added.wanted


def test_the_same_title_twice_and_an_unknown_unit_are_refused() -> None:
    with pytest.raises(Conflict):
        with_activity(PLAN, title="启动仪式", unit=None, date=None)
    with pytest.raises(NotFound):
        with_activity(PLAN, title="林草科技周", unit="u9", date=None)
    with pytest.raises(BrokenInput):
        with_activity(PLAN, title="  ", unit=None, date=None)


def test_a_key_that_was_dropped_in_the_middle_is_not_used_again() -> None:
    fewer = replace(PLAN, activities=(PLAN.activities[0], PLAN.activities[3]))
    assert with_activity(fewer, title="科技工作者日", unit=None, date=None)[1].key == "a5"


def test_a_new_number_moves_those_in_its_way_and_the_order_follows() -> None:
    assert numbers(renumbered("a4", 2)) == {"a1": 1, "a4": 2, "a2": 3, "a3": 4}
    assert list(numbers(renumbered("a4", 2))) == ["a1", "a4", "a2", "a3"]
    assert numbers(renumbered("a1", 3)) == {"a2": 1, "a3": 2, "a1": 3, "a4": 4}
    assert numbers(renumbered("a1", 4)) == {"a2": 1, "a3": 2, "a4": 3, "a1": 4}
    assert numbers(renumbered("a1", 9)) == {"a2": 2, "a3": 3, "a4": 4, "a1": 9}


def test_numbers_with_a_gap_keep_it() -> None:
    gap = replace(PLAN, activities=tuple(a for a in PLAN.activities if a.key != "a2"))
    seen = line_of(gap.activity("a4"))
    assert numbers(changed(gap, "a4", seen=seen, to=replace(seen, number=1))) == {
        "a4": 1,
        "a1": 3,
        "a3": 4,
    }


def test_title_day_units_and_shots_change_and_nothing_else() -> None:
    seen = line_of(PLAN.activity("a3"))
    to = replace(
        seen,
        title="义诊进社区",
        date=date(2025, 5, 27),
        units=("u2",),
        wanted=("全景", " ", "特写"),
    )
    activity = changed(PLAN, "a3", seen=seen, to=to).activity("a3")
    assert line_of(activity) == replace(to, wanted=("全景", "特写"))
    assert activity.number == 3


def test_who_saw_it_otherwise_changes_nothing() -> None:
    seen = replace(line_of(PLAN.activity("a3")), title="义诊")
    with pytest.raises(Conflict) as refused:
        changed(PLAN, "a3", seen=seen, to=replace(seen, title="大型义诊"))
    assert "刚刚被别人改过" in refused.value.words.zh


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_shots_to_propose(kind: str) -> None:
    assert 2 <= len(proposed_shots((kind,))) <= 4


def test_sub_weeks_can_be_added_one_after_the_other() -> None:
    plan = PLAN
    for title in SUB_WEEKS:
        plan, added = with_activity(plan, title=title, unit=None, date=None)
        assert added.off_plan and added.wanted, title
    assert len(plan.activities) == len(PLAN.activities) + len(SUB_WEEKS)


@given(st.sampled_from(["a1", "a2", "a3", "a4"]), st.integers(1, 9))
def test_numbers_stay_unique_and_every_key_stays(key: str, number: int) -> None:
    found = numbers(renumbered(key, number))
    assert found[key] == number
    assert len(set(found.values())) == len(found) == len(PLAN.activities)
