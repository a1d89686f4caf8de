"""Assets weighed in their company: once for an occasion, with one doubt for a sending."""

import datetime
import math
from dataclasses import replace
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import Asset
from domain.facts import Claim, ClaimClass, Facts, Kind
from domain.weighing.asset_weighing import weigh
from domain.weighing.likelihood import doubted, if_meant, together
from domain.weighing.occasions import PAUSE, companies
from domain.weighing.week_weighing import MANY, weigh_together

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def shot(week, id_: str, minute: int, *, camera: str = "P50", day: int = 29, **other) -> Asset:
    """A photo of unit u4, which answers for nothing, taken so many minutes after nine."""
    at = datetime.datetime(2024, 5, day, 9, tzinfo=CHINA) + datetime.timedelta(minutes=minute)
    claim = Claim(
        source="exif", klass=ClaimClass.CAPTURE, at=at, day=at.date(), zone_known=True, raw="x"
    )
    return week.asset(
        id_,
        **{
            "unit": "u4",
            "facts": Facts(kind=Kind.PHOTO, format="jpeg", width=4, height=3, camera=camera),
            "claims": (claim,),
            "taken_at": at,
            "taken_class": "capture",
            "taken_from": "exif",
        }
        | other,
    )


def copy(week, id_: str, second: int = 0, **other) -> Asset:
    """A chat copy without any time of its own."""
    saved = datetime.datetime(2024, 6, 2, 10, 0, second, tzinfo=CHINA)
    claim = Claim(
        source="file_name",
        klass=ClaimClass.SAVE,
        at=saved,
        day=saved.date(),
        zone_known=True,
        raw="mm",
    )
    said = {"unit": "u4", "claims": (claim,), "taken_class": "save"}
    return week.asset(id_, **said | other)


def tags(week, *assets: Asset, **other):
    return weigh_together(assets, week.campaign(), notes={}, **other)


def test_pictures_of_one_camera_are_one_occasion_until_a_long_pause(week):
    longer = int(PAUSE.total_seconds() // 60) + 1
    row = [shot(week, "p1", 0), shot(week, "p2", 20), shot(week, "p3", 20 + longer)]
    found = companies([*row, shot(week, "p4", 1, camera="X90")], [])
    assert found["p1"].occasion == ("p2",)
    assert found["p3"].occasion == found["p4"].occasion == ()
    assert found["p1"].occasions == 3
    joined = companies([*row, shot(week, "p4", 1, camera="X90")], [("p3", "p4")])
    assert joined["p3"].occasion == ("p4",)


def test_what_names_one_picture_of_an_occasion_speaks_for_all_of_it_and_says_so(week):
    named = shot(week, "p1", 0, original_name="进社区义诊1.jpg")
    found = tags(week, named, shot(week, "p2", 3), shot(week, "p3", 90))
    assert found["p2"].activity == "a4"
    assert "同一场合拍的 1 件有同样的依据：文件名里有“进社区”" in words(found["p2"])
    assert found["p3"].activity != "a4" or found["p3"].confidence < found["p2"].confidence


def words(tag) -> str:
    return "\n".join(each.words.zh for each in tag.evidence)


def test_a_sign_counts_once_however_many_pictures_of_an_occasion_show_it(week):
    name = "进社区义诊{}.jpg"
    few = [
        shot(week, "p1", 0),
        *(shot(week, f"p{n}", n, original_name=name.format(n)) for n in (2,)),
    ]
    many = [
        shot(week, "p1", 0),
        *(shot(week, f"p{n}", n, original_name=name.format(n)) for n in range(2, 9)),
    ]
    once, often = (tags(week, *each)["p1"].confidence for each in (few, many))
    # Whose name is given to one alone is less surely one of them; seven are no seven witnesses.
    assert once <= often < once + 80


def test_a_choice_weighs_less_where_the_sending_shows_several_occasions(week):
    chosen = {"sender_activity": "a2"}
    one = tags(week, shot(week, "p1", 0, **chosen), shot(week, "p2", 3, **chosen))
    two = tags(week, shot(week, "p1", 0, **chosen), shot(week, "p2", 3, day=30, **chosen))
    assert two["p1"].confidence < one["p1"].confidence
    assert "这次发送拍了 2 个场合，未必都是它" in words(two["p1"])
    # The occasion that names what was chosen is the one that was meant by it.
    named = shot(week, "p1", 0, original_name="科普大讲堂1.jpg", **chosen)
    told = tags(week, named, shot(week, "p2", 3, day=30, **chosen))
    assert told["p2"].confidence < two["p2"].confidence


def test_all_that_a_sender_says_of_a_sending_without_times_shares_one_doubt(week):
    said = {"sender_activity": "a2", "invite_activity": "a2"}
    assets = [copy(week, f"p{n}", n, **said) for n in range(1, 30)]
    noted = weigh_together(assets, week.campaign(), notes={"s1": "科普大讲堂"})["p5"]
    assert noted.activity == "a2"
    assert noted.confidence < 950
    assert not noted.ready


def test_a_copy_between_two_that_name_the_same_is_surer_than_one_beside_other_names(week):
    lecture, clinic = "科普大讲堂{}.jpg", "进社区义诊{}.jpg"
    row = [copy(week, f"p{n}", n) for n in range(1, 8)]
    same = [*row]
    same[0] = copy(week, "p1", 1, original_name=lecture.format(1))
    same[6] = copy(week, "p7", 7, original_name=lecture.format(7))
    mixed = [*same]
    mixed[6] = copy(week, "p7", 7, original_name=clinic.format(7))
    assert tags(week, *same)["p4"].activity == "a2"
    assert tags(week, *mixed)["p4"].confidence < tags(week, *same)["p4"].confidence


def test_what_a_person_decided_speaks_for_the_rest_of_the_occasion(week):
    row = [shot(week, "p1", 0), shot(week, "p2", 3), shot(week, "p3", 5)]
    found = tags(week, *row, decided={"p1": "a3"})
    assert "p1" not in found
    assert (found["p2"].activity, found["p2"].ready) == ("a3", True)
    assert "同一场合拍的 1 件已由人归入“组织科技进农村活动”" in words(found["p2"])


def test_a_persons_tag_is_not_given_anew(week):
    mine = shot(week, "p1", 0, tag=week.tag("a5", date(2024, 5, 30)))
    assert set(tags(week, mine, shot(week, "p2", 1))) == {"p2"}


def test_a_wrong_clock_is_outweighed_by_the_day_that_the_sender_says(week):
    stale = shot(week, "p1", 0, sender_activity="a2", sender_day=date(2024, 5, 29))
    at = stale.taken_at.replace(year=2018)
    claim = replace(stale.claims[0], at=at, day=at.date())
    tag = tags(week, replace(stale, claims=(claim,), taken_at=at))["p1"]
    assert tag.day == date(2024, 5, 29)
    assert "拍摄时间是 2018年5月29日" in words(tag)


PARTS = st.lists(
    st.tuples(
        st.sampled_from(["timed", "copy"]),
        st.integers(0, 300),
        st.sampled_from(["s1", "s2"]),
        st.sampled_from([None, "a1", "a2", "a3"]),
        st.sampled_from(["IMG_1.jpg", "科普大讲堂.jpg", "进社区义诊.jpg"]),
    ),
    min_size=1,
    max_size=7,
)


def made(week, parts) -> list[Asset]:
    found: list[Asset] = []
    for n, (kind, minute, sending, choice, name) in enumerate(parts, 1):
        said = {"sending": sending, "sender_activity": choice, "original_name": name}
        asset = (
            shot(week, f"p{n}", minute, **said)
            if kind == "timed"
            else copy(week, f"p{n}", minute % 60, **said)
        )
        found.append(asset)
    return found


@settings(max_examples=150, deadline=None)
@given(PARTS, st.randoms(use_true_random=False))
def test_neither_the_order_of_assets_nor_that_of_the_plan_changes_a_tag(week, parts, rng):
    assets, campaign = made(week, parts), week.campaign()
    pairs = [("p1", f"p{len(assets)}")]
    one = weigh_together(assets, campaign, notes={}, pairs=pairs)
    shuffled, plan = list(assets), list(campaign.activities)
    rng.shuffle(shuffled)
    rng.shuffle(plan)
    other = weigh_together(
        shuffled, replace(campaign, activities=tuple(plan)), notes={}, pairs=pairs
    )
    for id_, tag in one.items():
        again = other[id_]
        assert (tag.activity, tag.day, tag.ready) == (again.activity, again.day, again.ready)
        assert abs(tag.confidence - again.confidence) <= 1


@settings(max_examples=150, deadline=None)
@given(PARTS)
def test_every_reason_is_said_in_both_languages_and_a_ready_tag_has_one(week, parts):
    for tag in weigh_together(made(week, parts), week.campaign(), notes={}).values():
        assert all(each.words.zh and each.words.en for each in tag.evidence)
        if tag.ready:
            assert any(e.activity == tag.activity and e.weight > 0 for e in tag.evidence)


@settings(max_examples=100, deadline=None)
@given(PARTS)
def test_the_weights_of_all_reasons_add_up_to_the_confidence(week, parts):
    assets, campaign = made(week, parts), week.campaign()
    alone = [weigh(asset, campaign) for asset in assets]
    for tag in [*alone, *weigh_together(assets, campaign, notes={}).values()]:
        if tag.activity is not None:
            sure = 1 / (1 + math.exp(-sum(each.weight for each in tag.evidence) / 100))
            assert abs(min(999, 1000 * sure) - tag.confidence) <= 4


@settings(max_examples=100, deadline=None)
@given(PARTS, st.sampled_from(["a2", "a3", "a4"]))
def test_a_note_that_names_an_activity_makes_it_no_less_likely(week, parts, key):
    assets, campaign = made(week, parts), week.campaign()
    note = {"a2": "科普大讲堂", "a3": "进农村", "a4": "进社区"}[key]
    silent = weigh_together(assets, campaign, notes={})
    noted = weigh_together(assets, campaign, notes={"s1": note, "s2": note})
    for id_, tag in silent.items():
        if tag.activity == key and tag.confidence >= 600:
            assert noted[id_].activity == key
            # What the note says of another sending's choice changes how far choices are trusted.
            assert noted[id_].confidence >= tag.confidence - 30


WEIGHTS = st.lists(st.integers(1, 900), min_size=1, max_size=6)


@given(WEIGHTS, st.floats(0.05, 0.99), st.floats(0.02, 0.98))
def test_signs_of_one_doubt_add_up_to_what_the_doubt_allows(weights, sure, otherwise):
    shares = together(weights, sure, otherwise)
    assert sum(shares) == if_meant(sum(weights), sure, otherwise)
    assert all(share >= -1 for share in shares)
    # No heap of signs passes the doubt that it is of another asset.
    assert sum(shares) <= if_meant(100_000, sure, otherwise)


@given(st.integers(-900, 900), st.floats(0.05, 1), st.floats(0.02, 0.98))
def test_a_doubt_takes_from_a_weight_and_never_turns_it(weight, sure, otherwise):
    for less in (doubted(weight, sure), if_meant(weight, sure, otherwise)):
        assert abs(less) <= abs(weight) + 1
        assert less * weight >= 0


def test_of_an_occasion_of_hundreds_those_that_tell_are_asked_and_say_so(week):
    row = [shot(week, f"p{n:03d}", n // 4) for n in range(2 * MANY)]
    row[-1] = shot(week, f"p{2 * MANY - 1:03d}", 2 * MANY // 4, original_name="进社区义诊1.jpg")
    found = tags(week, *row)
    assert found["p000"].activity == "a4"
    assert "同一场合拍的 1 件有同样的依据：文件名里有“进社区”" in words(found["p000"])


def test_an_occasion_that_came_in_hundreds_of_sendings_is_weighed_like_another(week):
    alike = [
        shot(week, f"p{n:03}", n // 30, sending=f"s{n:03}", sender_activity="a2")
        for n in range(400)
    ]
    later = [shot(week, f"q{n}", 200 + 60 * n, sending="s003") for n in range(2)]
    pairs = [(one.id, other.id) for one, other in pairwise(alike)]
    found = tags(week, *alike, *later, pairs=pairs)
    assert found["p003"].activity == "a2" and found["p003"].ready
