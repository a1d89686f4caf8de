"""What decisions teach: counts of sendings, made anew of the decisions and of nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.reviewing.review import Action, Decided, Decision
from domain.weighing.lessons import Lessons, confirmed, lessons_of, words_in
from domain.weighing.said_activity import Way
from domain.weighing.week_rates import Rates, rates_after
from domain.weighing.week_weighing import weigh_together

AT = datetime(2024, 6, 2, tzinfo=UTC)


def decided(
    n: int, asset: str, action: Action, activity: str | None, *, actor: str = "chen", **other
) -> Decided:
    by = {"by": "person"} if action is Action.CHANGE else {"by": "machine"}
    return Decided(
        id=n,
        at=AT,
        decision=Decision(asset=asset, action=action, actor=actor),
        before={"activity": "a1", "by": "machine"},
        after={"activity": activity, **by},
        **other,
    )


def test_a_persons_last_word_on_an_asset_counts_and_nothing_else():
    found = confirmed(
        [
            decided(1, "p1", Action.ACCEPT, "a1"),
            decided(2, "p1", Action.CHANGE, "a2"),
            decided(3, "p2", Action.ACCEPT, "a1", actor="machine"),
            decided(4, "p3", Action.CHANGE, "a3", undone=True),
            decided(5, "p4", Action.STAR, "a1"),
            decided(6, "p5", Action.REJECT, "a1"),
            decided(7, "p6", Action.ACCEPT, None),
        ]
    )
    assert found == {"p1": "a2"}


def test_what_was_sent_together_is_one_lesson(week):
    assets = [week.asset(f"p{n}", sending="s1", sender_activity="a2") for n in range(5)]
    other = week.asset("q1", sending="s2", sender_activity="a2")
    said = {asset.id: "a2" for asset in assets} | {"q1": "a3"}
    lessons = lessons_of([*assets, other], week.campaign(), notes={}, decided=said)
    assert (lessons.choices, lessons.choices_right) == (2, 1)
    assert {key: len(v) for key, v in lessons.units["u2"].items()} == {"a2": 1, "a3": 1}


def test_words_that_a_person_wrote_are_learnt_and_names_of_phones_are_not(week):
    campaign = week.campaign()
    assert words_in("广场舞展演3.jpg", campaign) == {"广场舞展演"}
    assert words_in("微信图片_20250902.jpg", campaign) == frozenset()
    assert words_in("2024年云岭县科技活动周IMG_2.jpg", campaign) == frozenset()


def test_a_correction_is_told_word_by_word_and_carries_over_to_what_says_the_same(week):
    taught = week.asset("p1", unit="u2", sending="s1", original_name="广场舞展演1.jpg")
    waiting = week.asset("p2", unit="u4", sending="s2", original_name="广场舞展演7.jpg")
    campaign, said = week.campaign(), {"p1": "a4"}
    lessons = lessons_of([taught, waiting], campaign, notes={}, decided=said)
    assets = [taught, waiting]
    before = weigh_together(assets, campaign, notes={})["p2"]
    after = weigh_together(assets, campaign, notes={}, decided=said, lessons=lessons)["p2"]
    assert before.activity != "a4"
    assert after.activity == "a4"
    told = "\n".join(each.words.zh for each in after.evidence)
    assert "您把 1 次发送中写有“广场舞展演”的归入“科技服务进社区活动”" in told


def test_a_units_sendings_teach_of_its_others_and_not_of_themselves(week):
    taught = [week.asset(f"p{n}", unit="u4", sending=f"s{n}") for n in range(3)]
    own = replace(taught[0], id="q0")
    other = week.asset("q9", unit="u4", sending="s9")
    said = {asset.id: "a5" for asset in taught}
    everything = [*taught, own, other]
    lessons = lessons_of(everything, week.campaign(), notes={}, decided=said)
    tags = weigh_together(everything, week.campaign(), notes={}, decided=said, lessons=lessons)
    told = {key: [e.words.zh for e in tag.evidence] for key, tag in tags.items()}
    assert "您把清泉乡中心校的 3 次发送归入“开放科普场所”" in told["q9"]
    assert "您把清泉乡中心校的 2 次发送归入“开放科普场所”" in told["q0"]


def test_senders_who_were_found_wrong_are_believed_less_and_it_is_said(week):
    campaign = week.campaign()
    assets = [
        week.asset(f"p{n}", unit="u4", sending=f"s{n}", sender_activity="a2") for n in range(9)
    ]
    said = {asset.id: "a3" for asset in assets[:8]}
    lessons = lessons_of(assets, campaign, notes={}, decided=said)
    # Nothing but the senders' trust is learnt.
    lessons = replace(lessons, units={})
    asset = assets[8]
    before = weigh_together([asset], campaign, notes={})["p8"]
    after = weigh_together([asset], campaign, notes={}, lessons=lessons)["p8"]
    assert after.confidence < before.confidence or after.activity != before.activity
    assert any("已核对 8 次发送，0 次选对" in each.words.zh for each in after.evidence)


def test_undoing_everything_unteaches_everything(week):
    made = [decided(1, "p1", Action.CHANGE, "a4")]
    undone = [replace(each, undone=True) for each in made]
    asset = week.asset("p1", original_name="广场舞展演.jpg")
    for decisions, words in ((made, 1), (undone, 0)):
        said = confirmed(decisions)
        lessons = lessons_of([asset], week.campaign(), notes={}, decided=said)
        assert len(lessons.words) == words


def test_what_was_decided_of_a_sending_that_is_weighed_is_counted_once(week):
    assets = [
        week.asset(f"p{n}", unit="u4", sending=f"s{n}", sender_activity="a3") for n in range(6)
    ]
    waiting = week.asset("q1", unit="u4", sending="s9", sender_activity="a3")
    said = {asset.id: "a2" for asset in assets}
    lessons = lessons_of(assets, week.campaign(), notes={}, decided=said)
    assert not any(lessons.chosen.values())
    # What speaks of the choices alone: units and words are learnt of otherwise.
    choices = Lessons(chosen=lessons.chosen)

    def confidence(lessons: Lessons) -> int:
        everything = [*assets, waiting]
        return weigh_together(everything, week.campaign(), notes={}, decided=said, lessons=lessons)[
            "q1"
        ].confidence

    assert confidence(choices) == confidence(Lessons())
    # Of sendings that are not weighed here the lessons are all that tells.
    elsewhere = Lessons(chosen={f"other {key}": right for key, right in choices.chosen.items()})
    assert confidence(elsewhere) < confidence(Lessons())


def test_choices_found_wrong_elsewhere_are_cases_like_any_other():
    wrong = Lessons(chosen=dict.fromkeys(map(str, range(12)), False))
    found = rates_after(wrong).named[Way.CHOICE]
    assert found.share == pytest.approx(Rates().named[Way.CHOICE].expected / 2)
    assert found.seen(24, 24).share == pytest.approx((0.95 * 12 + 24) / 48)
