"""A campaign refuses a plan that contradicts itself, and says every difference to another."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import Activity, Campaign, Unit, campaign_changes, merge_activity
from domain.errors import BrokenInput, NotFound

UNITS = (
    Unit(key="u1", name="县科协", aliases=("县科学技术协会",)),
    Unit(key="u2", name="县气象局"),
)
ACTIVITIES = (
    Activity(key="a1", number=1, title="启动仪式", units=("u1",), date=date(2025, 5, 24)),
    Activity(key="a2", number=2, title="义诊", kinds=("clinic",), units=("u1", "u2")),
    Activity(key="a3", number=3, title="气象站开放"),
)


def plan(**other) -> Campaign:
    plain = Campaign(
        key="yunling-2025",
        title="2025年云岭县科技活动周",
        theme="",
        starts_on=date(2025, 5, 24),
        ends_on=date(2025, 5, 31),
        host_units=("县科协",),
        deadline=None,
        units=UNITS,
        activities=ACTIVITIES,
    )
    return replace(plain, **other)


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"ends_on": date(2025, 5, 23)}, "早于"),
        ({"ends_on": date(2035, 5, 31)}, "年份"),
        ({"key": "云岭"}, "云岭"),
        ({"key": "a" * 65}, "64"),
        ({"title": "两\n行"}, "标题"),
        ({"zone": " "}, "时区"),
        ({"film_limit_ms": 0}, "时长"),
        ({"units": (*UNITS, Unit(key="u2", name="县文旅局"))}, "u2"),
        ({"units": (*UNITS, Unit(key="u3", name="县 科学技术协会"))}, "县科学技术协会"),
        ({"activities": (ACTIVITIES[0], replace(ACTIVITIES[1], key="a1"))}, "a1"),
        ({"activities": (ACTIVITIES[0], replace(ACTIVITIES[1], number=1))}, "序号"),
        ({"activities": (replace(ACTIVITIES[0], units=("u9",)),)}, "u9"),
    ],
)
def test_a_contradicting_plan_is_refused_and_the_fault_is_named(fault, word):
    with pytest.raises(BrokenInput) as refusal:
        plan(**fault)
    assert word in refusal.value.words.zh


@pytest.mark.parametrize(
    "fault", [{"number": 0}, {"title": ""}, {"kinds": ("party",)}, {"part": "noon"}]
)
def test_an_activity_with_a_wrong_value_is_refused(fault):
    with pytest.raises(BrokenInput):
        replace(ACTIVITIES[0], **fault)


def test_a_unit_is_found_by_name_or_alias_with_spaces_aside():
    assert plan().unit_named("县 科协") == UNITS[0]
    assert plan().unit_named("县科学技术协会") == UNITS[0]
    assert plan().unit_named("县残联") is None
    assert plan().unit("u2").name == "县气象局"


def test_unknown_keys_and_numbers_are_not_found():
    assert plan().activity("a2").title == plan().activity_numbered(2).title == "义诊"
    for ask in (
        lambda: plan().activity("a9"),
        lambda: plan().activity_numbered(9),
        lambda: plan().unit("u9"),
    ):
        with pytest.raises(NotFound):
            ask()


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 365))
def test_days_run_from_the_first_to_the_last_without_a_gap(first, length):
    days = plan(starts_on=first, ends_on=first + timedelta(days=length)).days()
    assert days[0] == first and len(days) == length + 1
    assert all(later - day == timedelta(days=1) for day, later in pairwise(days))


def test_everything_is_new_without_an_old_campaign():
    changes = campaign_changes(None, plan())
    assert [(change.what, change.key) for change in changes] == [
        ("campaign-added", "yunling-2025"),
        ("unit-added", "u1"),
        ("unit-added", "u2"),
        ("activity-added", "a1"),
        ("activity-added", "a2"),
        ("activity-added", "a3"),
    ]


def test_the_same_plan_has_no_changes():
    assert campaign_changes(plan(), plan()) == ()


def test_each_changed_field_is_one_change_with_before_and_after_in_words():
    renamed = replace(ACTIVITIES[1], number=5, title="名医义诊", date=date(2025, 5, 26))
    new = plan(deadline=date(2025, 6, 5), activities=(ACTIVITIES[0], renamed, ACTIVITIES[2]))
    changes = campaign_changes(plan(), new)
    assert [(change.what, change.key, change.field) for change in changes] == [
        ("campaign-changed", "yunling-2025", "deadline"),
        ("activity-changed", "a2", "number"),
        ("activity-changed", "a2", "title"),
        ("activity-changed", "a2", "date"),
    ]
    assert "（无） → 2025-06-05" in changes[0].words.zh
    assert "义诊 → 名医义诊" in changes[2].words.zh and "title" in changes[2].words.en
    assert not any(change.drops_activity for change in changes)


def test_only_a_removed_activity_is_marked_as_dropped():
    changes = campaign_changes(plan(), plan(units=UNITS, activities=ACTIVITIES[:1]))
    assert [(c.what, c.key) for c in changes if c.drops_activity] == [
        ("activity-removed", "a2"),
        ("activity-removed", "a3"),
    ]
    gone = campaign_changes(plan(activities=()), plan(units=UNITS[:1], activities=()))
    assert [(c.what, c.drops_activity) for c in gone] == [("unit-removed", False)]


def test_two_different_campaigns_are_not_compared():
    with pytest.raises(BrokenInput):
        campaign_changes(plan(), plan(key="other-2025"))


def test_merging_takes_the_old_activity_out_and_says_where_its_assets_go():
    merge = merge_activity(plan(), "a3", "a1")
    assert (merge.old, merge.new) == ("a3", "a1")
    assert [activity.key for activity in merge.campaign.activities] == ["a1", "a2"]


def test_merging_works_when_the_owner_has_taken_the_old_one_out_already():
    without = plan(activities=ACTIVITIES[:2])
    assert merge_activity(without, "a3", "a1").campaign == without


def test_merging_into_nothing_or_into_itself_is_refused():
    with pytest.raises(NotFound):
        merge_activity(plan(), "a1", "a9")
    with pytest.raises(BrokenInput):
        merge_activity(plan(), "a1", "a1")


def test_days_are_dates_and_no_moments():
    assert not any(isinstance(day, datetime) for day in plan().days())
