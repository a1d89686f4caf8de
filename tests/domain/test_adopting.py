"""A plan read anew keeps the keys of what the campaign calls the same."""

from dataclasses import replace

from domain.campaign import Activity, Campaign, Unit, campaign_changes
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.notice.adopting import adopt_keys
from domain.notice.draft import draft_campaign
from domain.notice.proposing import proposed_aliases
from domain.notice.reading import read_notice
from tests.domain.notice_recipe import RECIPES

AT = MapPoint(lat=37.9, lon=110.9, system=MapSystem.GCJ02)
TEXT = next(r.text for r in RECIPES if r.name == "theme-before-time")
NEW = draft_campaign(read_notice(TEXT)).campaign()


def kept(**other) -> Campaign:
    """The same week as it is kept, under keys of its own."""
    unit = Unit(key="u9", name="县科学技术局", aliases=("县科技局",))
    opening = Activity(
        key="a5",
        number=3,
        title="科技活动周 启动仪式",
        venue="县文化广场",
        venue_at=AT,
        units=("u9",),
        wanted=("横幅全景",),
    )
    lecture = Activity(key="a1", number=4, title="专题讲座")
    return replace(NEW, **{"units": (unit,), "activities": (opening, lecture), **other})


def test_an_activity_is_the_same_by_its_title_else_by_its_number():
    found = adopt_keys(NEW, kept())
    assert [a.key for a in found.activities] == ["a5", "a2", "a3", "a1"]
    assert [a.number for a in found.activities] == [1, 2, 3, 4]


def test_a_unit_is_the_same_by_any_name_and_new_keys_are_unused():
    found = adopt_keys(NEW, kept())
    keys = {unit.name: unit.key for unit in found.units}
    assert keys["县科技局"] == "u9" and len(set(keys.values())) == len(keys)
    assert found.activities[0].units[0] == "u9"


def test_where_the_venue_was_picked_and_what_is_wanted_stay():
    opening = adopt_keys(NEW, kept()).activities[0]
    assert (opening.venue_at, opening.wanted) == (AT, ("横幅全景",))
    moved = replace(kept().activities[0], venue="县体育馆")
    assert adopt_keys(NEW, kept(activities=(moved,))).activities[0].venue_at is None


def test_the_same_plan_again_changes_nothing():
    assert campaign_changes(NEW, adopt_keys(NEW, NEW)) == ()


def test_only_usual_aliases_are_taken_without_a_question():
    text = TEXT.replace("县科技局", "工信局").replace(
        "青禾县科学技术局\n", "青禾县工业和信息化局\n"
    )
    notice = read_notice(text)
    plan, proposed = proposed_aliases(notice, draft_campaign(notice))
    assert [(p.unit, p.name) for p in proposed] == [("u1", "青禾县工业和信息化局")]
    assert plan.units[0].names == ("工信局",)
    usual = read_notice(TEXT.replace("县科技局", "青禾县科技局"))
    assert proposed_aliases(usual, draft_campaign(usual))[1] == ()
