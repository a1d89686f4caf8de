"""What a choice and a link weigh, where those who err err out of habit."""

from dataclasses import replace

import pytest

from domain.weighing.known import known
from domain.weighing.lessons import Lessons
from domain.weighing.occasions import ALONE
from domain.weighing.said_activity import Links, Way, links_of, named_for, voices_in
from domain.weighing.week_rates import NAMED, Heeded, Rates
from domain.weighing.week_weighing import weigh_together
from domain.weighing.weighing_sources import from_invite, from_sender
from tests.domain.weighing.test_asset_weighing import timed

RIGHT = 0.9


def named(week, links=None, **said):
    return named_for(week.asset(**said), week.campaign(), links or Links())


@pytest.mark.parametrize(
    ("said", "way", "activity"),
    [
        ({"sender_activity": "a2"}, Way.CHOICE, "a2"),
        ({"sender_activity": "a2", "invite_activity": "a3"}, Way.CHOICE, "a2"),
        ({"sender_activity": "a3", "invite_activity": "a3"}, Way.KEPT, "a3"),
        ({"invite_activity": "a3"}, Way.INVITE, "a3"),
    ],
)
def test_what_is_named_is_told_with_its_way(week, said, way, activity):
    found = named(week, **said)
    assert (found.way, found.activity) == (way, activity)


def test_what_the_plan_does_not_know_is_not_named(week):
    assert named(week) is None
    assert named(week, sender_activity="a99") is None
    # A choice that is gone from the plan is no word for the link that was left for it.
    assert named(week, sender_activity="a99", invite_activity="a3") is None


def test_a_link_is_heard_though_the_choice_it_was_left_for_is_gone_from_the_plan(week):
    def chance(**said):
        asset = week.asset(unit="u2", **said, **timed(29))
        found = weigh_together([asset], week.campaign(), notes={})["p1"]
        return found.activity, found.confidence

    gone, key = chance(sender_activity="a99", invite_activity="a2")
    nothing, unheard = chance(sender_activity="a99")
    assert gone == nothing == "a2"
    assert key > unheard


def test_the_only_link_of_a_unit_says_less_than_one_of_many(week):
    only = named(week, unit="u2", invite_activity="a2")
    opened = Links(opened={"u2": frozenset({"a2", "a3", "a4"})})
    one_of_three = named(week, opened, unit="u2", invite_activity="a2")
    of_all = named(week, Links(of_all=1.0), unit="u2", invite_activity="a2")
    assert only.weight(RIGHT) < one_of_three.weight(RIGHT) < of_all.weight(RIGHT)


def test_links_of_what_a_unit_does_not_answer_for_show_that_they_are_made_for_all(week):
    def sent(*pairs):
        assets = [week.asset(unit=unit, invite_activity=key) for unit, key in pairs]
        return links_of(assets, week.campaign())

    assert sent(("u2", "a2"), ("u2", "a2")).of_all == 0
    # Everybody goes to the main event, and may have its link.
    assert sent(("u2", "a1")).of_all == 0
    assert sent(("u2", "a2"), ("u2", "a3")).of_all == pytest.approx(1 / 3)
    assert sent(("u2", "a2"), ("u2", "a3")).opened == {"u2": frozenset({"a2", "a3"})}


def test_what_lies_next_to_hand_is_chosen_wrongly_more_often(week):
    own, main, other = (
        named(week, unit="u2", sender_activity=key).weight(RIGHT) for key in ("a2", "a1", "a3")
    )
    assert own < other
    assert main < other


def test_the_order_of_the_plan_does_not_change_what_stands_first(week):
    campaign = week.campaign()
    turned = replace(campaign, activities=tuple(reversed(campaign.activities)))
    asset = week.asset(unit="u4", sender_activity="a1")
    assert named_for(asset, campaign) == named_for(asset, turned)


def test_the_first_on_the_page_is_the_first_that_anything_is_wanted_of(week):
    silent, *others = week.activities()
    plan = week.campaign(
        activities=tuple(
            replace(each, kinds=("lecture",), media_expected=each is not silent)
            for each in (silent, *others)
        )
    )
    first, second = (
        named_for(week.asset(unit="u9", sender_activity=key), plan).weight(RIGHT)
        for key in ("a2", "a3")
    )
    assert first < second


def test_a_kept_link_that_is_worth_nothing_is_not_told_as_one_that_was_left(week):
    always_wrong = Lessons(
        chosen=dict.fromkeys(map(str, range(400)), False),
        kept=frozenset(map(str, range(400))),
    )
    only = week.campaign(activities=week.activities()[:1])
    asset = week.asset(sender_activity="a1", invite_activity="a1")
    seen = known(asset, only, "", (), ALONE, always_wrong)
    weights = [
        each.weight
        for source in (from_sender, from_invite)
        if (each := source(seen, only.activities[0]))
    ]
    assert weights == [0, 0]


def test_both_voices_of_a_kept_link_add_up_to_what_it_weighs(week):
    found = named(week, unit="u2", sender_activity="a2", invite_activity="a2")
    assert sum(voices_in(found, RIGHT).values()) == found.weight(RIGHT)
    # However often links are wrong, none of the two speaks against what was named.
    assert all(each >= 0 for each in voices_in(found, 0.05).values())


def test_a_link_that_is_always_used_proves_nobody_careful(week):
    only = named(week, unit="u2", invite_activity="a2")
    many = named(week, Links(of_all=1.0), unit="u2", invite_activity="a2")
    assert only.meant(1.0, RIGHT) < many.meant(1.0, RIGHT) < 1
    assert only.meant(0.0, RIGHT) == 0


def test_a_unit_is_believed_by_what_its_other_sendings_show_and_not_by_this_one():
    def rates(*seen):
        heeded = {key: Heeded(unit=unit, way=Way.KEPT, chance=chance) for key, unit, chance in seen}
        return replace(Rates(), heeded=heeded)

    week = NAMED[Way.KEPT].expected
    careless = rates(("s1", "u2", 0.0), ("s2", "u2", 0.0), ("s3", "u3", 1.0))
    assert careless.right(Way.KEPT, "u2", "s3") == pytest.approx(week * 8 / 10)
    assert careless.right(Way.KEPT, "u2", "s1") == pytest.approx(week * 8 / 9)
    assert careless.right(Way.KEPT, "u9", "s9") == pytest.approx(week)
    assert careless.right(Way.CHOICE, "u2", "s3") == pytest.approx(NAMED[Way.CHOICE].expected)


def test_one_link_used_for_everything_is_doubted_where_banners_say_otherwise(week):
    """A unit sends four events by the link of one; three banners tell, the fourth has none."""
    quiet = week.asset(
        id="q", sending="s0", unit="u2", sender_activity="a2", invite_activity="a2", **timed(29)
    )
    others = [
        week.asset(
            id=f"p{n}", sending=f"s{n}", unit="u2", sender_activity="a2", invite_activity="a2",
            original_name=f"{title}现场.jpg", **timed(day),
        )
        for n, (day, title) in enumerate(
            [(26, "科技宣传"), (27, "科技进农村"), (31, "科技进农村")], 1
        )
    ]  # fmt: skip
    alone = weigh_together([quiet], week.campaign(), notes={})["q"]
    beside = weigh_together([quiet, *others], week.campaign(), notes={})["q"]
    assert alone.activity == beside.activity == "a2"
    assert beside.confidence < alone.confidence
    assert not beside.ready
