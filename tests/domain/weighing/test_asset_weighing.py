"""Evidence weighed into a tag, with its reasons in words."""

import datetime
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.campaign import Activity
from domain.facts import Claim, ClaimClass, Facts, Kind, Place
from domain.inspecting.coordinates import MapPoint, MapSystem
from domain.looking.picture_text import TextLine
from domain.tagging import Tag
from domain.weighing.asset_weighing import (
    DESPITE_CONFLICT,
    MACHINE_MOST,
    READY_FROM,
    log_odds,
    opinions_of,
    posterior,
    tag_of,
    weigh,
)
from domain.weighing.joint_weighing import Believed
from domain.weighing.keywords import kind_words_in, plain_text, telling_part, title_core
from domain.weighing.known import known
from domain.weighing.picture_words import words_found
from domain.weighing.week_weighing import weigh_together
from domain.weighing.weighing_sources import AT_THE_VENUE
from domain.weighing.word_sources import from_file_name

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def at(day: int, hour: int = 9, minute: int = 31, month: int = 5) -> dict:
    """Fields of an asset whose capture time the date court holds for proven."""
    moment = datetime.datetime(2024, month, day, hour, minute, tzinfo=CHINA)
    return {"taken_at": moment, "taken_class": "capture", "taken_from": "exif"}


def timed(day: int) -> dict:
    """The same with the claim that the court believed."""
    said = at(day)
    claim = Claim(
        source="exif",
        klass=ClaimClass.CAPTURE,
        at=said["taken_at"],
        day=said["taken_at"].date(),
        zone_known=True,
        raw="2024:05",
    )
    return said | {"claims": (claim,)}


def saved(day: int, month: int = 6, doubt: str = "", source: str = "file_name") -> dict:
    """Fields of a copy that only says "not after"."""
    moment = datetime.datetime(2024, month, day, 12, tzinfo=CHINA)
    claim = Claim(
        source=source,
        klass=ClaimClass.SAVE,
        at=moment,
        day=moment.date(),
        zone_known=True,
        raw="mmexport",
        doubt=doubt,
    )
    return {"claims": (claim,), "taken_class": "save", "taken_from": "file_name"}


def sentences(tag) -> str:
    return "\n".join(each.words.zh for each in tag.evidence)


def test_a_senders_choice_suggests_and_is_ready_where_the_unit_answers_for_it(week):
    alone = weigh(week.asset(unit="u4", sender_activity="a2", **at(29)), week.campaign())
    assert (alone.activity, alone.ready) == ("a2", False)
    asset = week.asset(unit="u2", sender_activity="a2", **timed(29))
    tag = weigh_together([asset], week.campaign(), notes={})["p1"]
    assert (tag.activity, tag.day, tag.ready, tag.by) == ("a2", date(2024, 5, 29), True, "machine")
    assert READY_FROM <= tag.confidence <= MACHINE_MOST
    assert "发送人选择了“举办科普大讲堂活动”" in sentences(tag)
    assert "拍摄时间 5月29日 09:31 在活动周（5月25日—6月1日）内" in sentences(tag)


def test_an_invite_made_for_an_activity_speaks_when_the_sender_does_not(week):
    tag = weigh(week.asset(unit="u4", invite_activity="a3", **at(29)), week.campaign())
    assert (tag.activity, tag.ready) == ("a3", False)
    assert [each.kind for each in tag.evidence if each.activity == "a3"] == ["invite"]


def test_a_sender_who_leaves_the_invites_activity_is_believed_and_the_invite_is_shown(week):
    asset = week.asset(unit="u4", sender_activity="a2", invite_activity="a3", **at(29))
    tag = weigh(asset, week.campaign())
    assert tag.activity == "a2"
    assert "也可能是“组织科技进农村活动”：邀请链接" in sentences(tag)


def test_a_unit_with_several_activities_is_named_with_their_numbers_and_decides_nothing(week):
    tag = weigh(week.asset(**at(29)), week.campaign())
    assert (tag.activity, tag.confidence, tag.ready) == (None, 0, False)
    assert tag.day == date(2024, 5, 29)
    assert sentences(tag).count("县科协负责第2、4、5项活动") == 1
    assert "请人工选择" in sentences(tag)


def test_unit_day_and_part_of_day_together_suggest_but_do_not_prove(week):
    tag = weigh(week.asset(unit="u3", **at(28)), week.campaign())
    assert tag.activity == "a1"
    assert "拍摄时间 5月28日 09:31 正在该活动日期内，也在上午" in sentences(tag)
    afternoon = weigh(week.asset(unit="u3", **at(28, hour=16)), week.campaign())
    assert afternoon.activity == "a1"
    assert afternoon.confidence < tag.confidence
    assert "但不在上午" in sentences(afternoon)


def test_a_capture_time_is_read_on_the_campaigns_clock(week):
    moment = datetime.datetime(2024, 5, 27, 23, 50, tzinfo=datetime.UTC)
    asset = week.asset(sender_activity="a1", taken_at=moment, taken_class="capture")
    tag = weigh(asset, week.campaign())
    assert tag.day == date(2024, 5, 28)
    assert "5月28日 07:50" in sentences(tag)


def test_a_choice_against_the_activitys_day_is_a_conflict_and_never_ready(week):
    tag = weigh(week.asset(unit="u3", sender_activity="a1", **at(31)), week.campaign())
    assert (tag.activity, tag.ready) == ("a1", False)
    (conflict, _) = [each for each in tag.evidence if each.kind == "conflict"]
    assert conflict.words.zh.startswith("依据互相矛盾，请人工确定：")
    assert conflict.words.zh.endswith("但拍摄时间 5月31日 09:31 不在该活动日期 5月28日")


def test_a_file_name_that_names_another_activity_is_a_conflict(week):
    asset = week.asset(unit="u4", sender_activity="a3", original_name="科普大讲堂3.jpg", **at(29))
    tag = weigh(asset, week.campaign())
    assert not tag.ready
    assert any(each.kind == "conflict" for each in tag.evidence)
    assert "文件名里有“科普大讲堂”" in sentences(tag)
    assert "发送人选择了“组织科技进农村活动”" in sentences(tag)


def test_a_capture_outside_the_campaign_is_a_conflict(week):
    tag = weigh(week.asset(sender_activity="a2", **at(3)), week.campaign())
    assert (tag.activity, tag.ready, tag.day) == ("a2", False, date(2024, 5, 3))
    assert "不在活动周" in sentences(tag)


def test_the_senders_day_stands_where_only_a_saved_copy_is_known(week):
    asset = week.asset(sender_activity="a2", sender_day=date(2024, 5, 27), **saved(3))
    tag = weigh(asset, week.campaign())
    assert tag.day == date(2024, 5, 27)
    assert "文件里的保存时间只能说明不晚于 6月3日" in sentences(tag)


def test_a_saved_copy_alone_never_gives_a_day(week):
    tag = weigh(week.asset(unit="u4", sender_activity="a2", **saved(30, 5)), week.campaign())
    assert (tag.activity, tag.day) == ("a2", None)
    assert "没有可靠的拍摄日期，日期留空" in sentences(tag)


def test_a_certain_activity_lends_its_own_day(week):
    tag = weigh(week.asset(unit="u3", sender_activity="a1", **saved(3)), week.campaign())
    assert (tag.activity, tag.day) == ("a1", date(2024, 5, 28))
    assert "日期按活动日期" in sentences(tag)


def test_a_copy_saved_before_the_activity_cannot_show_it(week):
    tag = weigh(week.asset(unit="u3", sender_activity="a1", **saved(26, 5)), week.campaign())
    assert (tag.day, tag.ready) == (None, False)
    assert "文件在 5月26日 已经保存，早于 5月28日" in sentences(tag)


def test_a_receipt_before_the_activity_speaks_against_it_and_a_later_one_says_nothing(week):
    early = week.asset(unit="u3", sender_activity="a1", **saved(26, 5, source="upload"))
    assert "素材在 5月26日 已经收到，早于 5月28日" in sentences(weigh(early, week.campaign()))
    late = week.asset(unit="u3", sender_activity="a1", **saved(3, source="upload"))
    assert "不晚于" not in sentences(weigh(late, week.campaign()))


def test_a_day_of_another_year_is_said_with_its_year(week):
    moment = datetime.datetime(2010, 1, 1, 8, tzinfo=CHINA)
    asset = week.asset(sender_activity="a2", taken_at=moment, taken_class="capture")
    assert "拍摄时间 2010年1月1日 08:00 不在活动周" in sentences(weigh(asset, week.campaign()))


def test_a_doubted_save_time_counts_for_nothing(week):
    asset = week.asset(unit="u1", sender_activity="a1", **saved(26, 5, doubt="clock"))
    assert weigh(asset, week.campaign()).day == date(2024, 5, 28)


def test_a_day_said_that_differs_from_the_camera_is_shown_and_asked(week):
    asset = week.asset(sender_activity="a2", sender_day=date(2024, 5, 27), **at(29))
    tag = weigh(asset, week.campaign())
    assert (tag.day, tag.ready) == (date(2024, 5, 29), False)
    assert "拍摄时间是 5月29日；但发送人选择的日期是 5月27日" in sentences(tag)


def test_a_day_said_after_the_copy_was_saved_is_a_conflict(week):
    asset = week.asset(sender_activity="a2", sender_day=date(2024, 5, 31), **saved(29, 5))
    assert not weigh(asset, week.campaign()).ready


def test_a_day_in_the_file_name_counts_where_the_date_court_chose_it(week):
    claim = replace(
        saved(1)["claims"][0], source="file_name", klass=ClaimClass.DAY, day=date(2024, 5, 28)
    )
    asset = week.asset(unit="u4", claims=(claim,), taken_class="day", taken_from="file_name")
    tag = weigh(asset, week.campaign())
    assert (tag.activity, tag.day) == ("a1", date(2024, 5, 28))
    assert "文件名里的日期 5月28日 正是该活动日期" in sentences(tag)


def test_a_day_in_the_file_name_is_no_word_against_the_camera(week):
    claim = replace(
        saved(1)["claims"][0], source="file_name", klass=ClaimClass.DAY, day=date(2024, 6, 2)
    )
    asset = week.asset(unit="u4", sender_activity="a2", **{**at(29), "claims": (claim,)})
    tag = weigh(asset, week.campaign())
    assert tag.day == date(2024, 5, 29)
    assert not [each for each in tag.evidence if each.kind == "conflict"]


LIN = MapPoint(lat=37.9513, lon=110.9879, system=MapSystem.BD09)


def placed(week, metres_north: float) -> tuple[str, int]:
    """Words and weight of the evidence of a place so far from the first activity's venue."""
    first, *rest = week.campaign().activities
    plan = week.campaign(activities=(replace(first, venue_at=LIN), *rest))
    venue = LIN.place
    facts = Facts(
        kind=Kind.PHOTO,
        format="jpeg",
        width=4000,
        height=3000,
        place=Place(lat=venue.lat + metres_north / 111_195, lon=venue.lon),
    )
    tag = weigh(week.asset(unit="u1", facts=facts, **at(28)), plan)
    found = [each for each in tag.evidence if each.kind == "place"]
    return (found[0].words.zh, found[0].weight) if found else ("", 0)


def test_a_photo_taken_at_the_venue_of_a_baidu_map_speaks_for_its_activity(week):
    words, weight = placed(week, 120)
    assert words == "拍摄地点离活动地点约 100 米"
    assert weight == AT_THE_VENUE
    assert 0 < placed(week, 800)[1] < weight


def test_a_photo_from_another_town_speaks_against_it_and_the_next_village_says_nothing(week):
    assert placed(week, 12_000)[1] < 0
    assert placed(week, 2_000) == ("", 0)


def test_the_note_is_read_and_the_campaigns_theme_in_it_is_not(week):
    campaign = week.campaign()
    noted = weigh(week.asset(unit="u4"), campaign, note="在小区给老人义诊、测血压")
    assert noted.activity == "a4"
    assert "发送人的说明里有“测血压”" in sentences(noted)
    slogan = weigh(week.asset(unit="u4"), campaign, note="弘扬科学家精神，激发全社会创新活力")
    assert slogan.activity != "a2"


def test_an_activity_without_expected_material_is_the_last_to_be_suggested(week):
    tag = weigh(week.asset(unit="u4", original_name="科技活动周.jpg", **at(29)), week.campaign())
    assert tag.activity != "a6"
    chosen = weigh(week.asset(unit="u4", sender_activity="a6", **at(29)), week.campaign())
    assert (chosen.activity, chosen.ready) == ("a6", False)


def test_nothing_known_gives_no_activity(week):
    campaign = week.campaign(activities=week.activities()[1:])
    tag = weigh(week.asset(unit="u4"), campaign)
    assert (tag.activity, tag.day, tag.confidence, tag.ready) == (None, None, 0, False)


def test_a_persons_tag_is_returned_untouched(week):
    mine = week.tag("a5", date(2024, 5, 30))
    assert weigh(week.asset(sender_activity="a2", tag=mine, **at(29)), week.campaign()) is mine


def test_a_machines_tag_is_weighed_again(week):
    old = week.tag("a5", by="machine")
    assert weigh(week.asset(unit="u4", sender_activity="a2", tag=old), week.campaign()) != old


def test_a_campaign_of_one_day_lends_that_day_to_every_activity(week):
    campaign = week.campaign(starts_on=date(2024, 5, 29), ends_on=date(2024, 5, 29))
    tag = weigh(week.asset(unit="u4", sender_activity="a2"), campaign)
    assert tag.day == date(2024, 5, 29)


def test_titles_lose_their_verbs_and_common_words_tell_nothing(week):
    activities = week.activities()
    assert title_core("举办科普大讲堂活动") == "科普大讲堂"
    assert telling_part(plain_text("我们 进社区 了"), activities[3], activities) == "进社区"
    assert telling_part("科技服务", activities[3], activities) is None


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("科普周Opening Ceremony", "awesome_movie.mov", None),
        ("科普中国APP注册", "happy.jpg", None),
        ("科普中国APP推广", "20240528_app推广 (2).jpg", "app推广"),
        ("3D打印体验", "IMG_20240528_3D打印.jpg", "3d打印"),
        ("3D打印体验", "D打印.jpg", None),
        ("12345热线", "IMG_12345.jpg", None),
        ("Maker Faire", "20240528_Maker_Faire_01.jpg", "makerfaire"),
    ],
)
def test_no_piece_of_a_latin_word_and_no_number_names_an_activity(title, text, found):
    """A title with a Latin word in it made files ready whose names held three of its letters."""
    activity = Activity(key="a1", number=1, title=title)
    assert telling_part(plain_text(text), activity, [activity]) == found


def test_a_keyword_inside_a_longer_one_of_another_kind_does_not_count():
    assert kind_words_in("农业科技周开幕", ["agri_training"]) == ()
    assert kind_words_in("农业科技周开幕", ["other_week"]) == ("农业科技周",)
    assert kind_words_in("科普大讲堂", ["lecture"]) == ("科普大讲堂",)


KEYS = st.sampled_from([None, "a1", "a2", "a3", "a4", "a5", "a6"])
DAYS = st.none() | st.dates(date(2024, 5, 20), date(2024, 6, 6))
NAMES = st.sampled_from(["IMG_1.jpg", "科普大讲堂.jpg", "义诊.jpg", "科技活动周.jpg", "进社区.mp4"])


@st.composite
def views(draw) -> dict:
    taken = draw(DAYS)
    view = {
        "unit": draw(st.sampled_from(["u1", "u2", "u3", "u4", "gone"])),
        "sender_activity": draw(KEYS),
        "invite_activity": draw(KEYS),
        "sender_day": draw(DAYS),
        "original_name": draw(NAMES),
    }
    if taken is not None:
        return view | at(taken.day, draw(st.integers(0, 23)), month=taken.month)
    save = draw(DAYS)
    return view | (saved(save.day, save.month) if save else {})


@settings(max_examples=500, deadline=None)
@given(views())
def test_a_ready_tag_has_a_reason_no_conflict_and_a_day_where_one_is_needed(week, view: dict):
    tag = weigh(week.asset(**view), week.campaign())
    kinds = {each.kind for each in tag.evidence}
    assert 0 <= tag.confidence <= MACHINE_MOST
    assert all(each.words.zh and each.words.en for each in tag.evidence)
    if tag.ready:
        assert tag.confidence >= READY_FROM
        assert "conflict" not in kinds or tag.confidence >= DESPITE_CONFLICT or view["sender_day"]
        assert any(each.activity == tag.activity and each.weight > 0 for each in tag.evidence)
        assert tag.day is not None or tag.activity != "a1"


@settings(max_examples=300, deadline=None)
@given(views())
def test_a_day_is_only_given_by_camera_sender_or_the_activity_itself(week, view: dict):
    tag = weigh(week.asset(**view), week.campaign())
    taken = view.get("taken_at")
    lawful = {taken.date() if taken else None, view["sender_day"], None}
    if tag.activity == "a1":
        lawful.add(date(2024, 5, 28))
    assert tag.day in lawful


@settings(max_examples=300, deadline=None)
@given(views(), st.permutations(range(6)))
def test_the_order_of_the_plan_does_not_change_the_tag(week, view: dict, order: list[int]):
    campaign = week.campaign()
    shuffled = replace(campaign, activities=tuple(campaign.activities[n] for n in order))
    one, other = weigh(week.asset(**view), campaign), weigh(week.asset(**view), shuffled)
    assert (one.activity, one.day, one.confidence, one.ready) == (
        other.activity,
        other.day,
        other.confidence,
        other.ready,
    )


def test_posterior_is_the_softmax_beside_none_of_the_plan(week):
    campaign = week.campaign(activities=week.activities()[1:3])
    # e^0 for each activity and e^-1.5 for none of them: 1 / 2.2231.
    assert posterior(campaign, {"a2": (), "a3": ()}) == {"a2": 450, "a3": 450}
    assert log_odds(week.activities()[5], ()) == -300


def test_a_unit_and_a_day_are_no_witness_of_what_a_picture_shows(week):
    campaign = week.campaign()
    seen = known(week.asset(unit="u1", **at(28)), campaign, "")
    chances = {each.key: 0.985 if each.key == "a1" else 0.003 for each in campaign.activities}

    def ready(**shares: int) -> Tag:
        voices = {"plan": -161, "unit": 300, **shares}
        believed = Believed(activities=chances, days={}, off=None, shares=voices)
        return tag_of(seen, opinions_of(seen), believed)

    plan_alone = ready(time=280)
    assert plan_alone.confidence == 985 and not plan_alone.ready
    assert any("没有依据说明拍的是什么" in each.words.zh for each in plan_alone.evidence)
    named = ready(time=130, text=150)
    assert named.confidence == 985 and named.ready
    # With a clock, what other occasions of its sending show is only its sender's habit.
    assert not ready(time=130, sending=150).ready


def test_a_word_in_the_title_of_another_activity_names_that_one_alone(week):
    talk = Activity(key="a7", number=7, title="科学家精神宣讲", kinds=("lecture",))
    campaign = week.campaign(activities=(*week.activities(), talk))
    named = known(week.asset(original_name="科普大讲堂3.jpg"), campaign, "")
    assert from_file_name(named, talk) is None
    assert from_file_name(named, campaign.activity("a2")) is not None
    any_lecture = known(week.asset(original_name="讲座3.jpg"), campaign, "")
    assert from_file_name(any_lecture, talk) is not None
    line = TextLine(text="科普大讲堂现场", confidence=950, box=(100, 100, 900, 160), glyph=45)
    assert set(words_found([line], campaign, sender="u4")) == {"a2"}
