"""What must be seen by a person although its chance is high: no witness, or of another year."""

import datetime
from dataclasses import replace

import pytest

from domain.facts import Claim, ClaimClass, Facts, Kind
from domain.looking.picture_text import TextLine
from domain.weighing.asset_weighing import READY_FROM, opinions_of, tag_of, weigh
from domain.weighing.joint_weighing import Believed
from domain.weighing.keywords import kind_words_in, plain_text, without_titles
from domain.weighing.known import known
from domain.weighing.occasions import ALONE
from domain.weighing.week_weighing import weigh_together

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def shot(week, id_: str = "p1", day: datetime.date = datetime.date(2024, 5, 28), **other):
    """A photo of the morning, with a clock that nothing doubts."""
    at = datetime.datetime.combine(day, datetime.time(9, 31), CHINA)
    claim = Claim(source="exif", klass=ClaimClass.CAPTURE, at=at, day=day, zone_known=True, raw="x")
    facts = Facts(kind=Kind.PHOTO, format="jpeg", width=4, height=3, camera="P50")
    said = {"claims": (claim,), "taken_at": at, "taken_class": "capture", "taken_from": "exif"}
    return week.asset(id_, **{"facts": facts} | said | other)


def cut_clip(week, id_: str = "p9", **other):
    """A clip that an editor on the phone cut: no time is left in it."""
    facts = Facts(kind=Kind.CLIP, format="mp4", width=4, height=3, duration_ms=9_000)
    plain = {"kind": Kind.CLIP, "facts": facts, "original_name": "lv_0_20240602.mp4"}
    return week.asset(id_, **plain | other)


def line(text: str) -> TextLine:
    return TextLine(text=text, confidence=950, box=(100, 100, 900, 160), glyph=45)


def tag(week, asset, said_by: str, *, read=(), best: str = "a1", plan=None):
    """The tag of an asset of which 990 of 1,000 are believed, mostly by one voice."""
    seen = known(asset, plan or week.campaign(), "", read)
    rest = {a.key: 0.002 for a in week.campaign().activities}
    believed = Believed(
        activities=rest | {best: 0.99},
        days={asset.taken_at.date(): 0.99} if asset.taken_at else {},
        off=None,
        shares={"unit": 100, "time": 120, said_by: 240},
    )
    return tag_of(seen, opinions_of(seen), believed)


@pytest.mark.parametrize(("unit", "ready"), [("u3", True), ("u4", False), ("u2", False)])
def test_the_main_event_that_was_chosen_needs_a_witness_but_of_who_answers_for_it(
    week, unit, ready
):
    chosen = shot(week, unit=unit, sender_activity="a1")
    found = tag(week, chosen, "sender")
    assert found.ready is ready
    assert ready or any("常被顺手选中" in each.words.zh for each in found.evidence)
    banner = tag(week, chosen, "text", read=(line("科技宣传"),))
    assert banner.ready


@pytest.mark.parametrize(
    ("unit", "hosts", "ready"),
    [
        ("u3", ("县工科局", "县委宣传部"), True),
        ("u1", ("县工科局", "县委宣传部"), True),
        ("u4", ("县工科局", "县委宣传部"), False),
        ("u3", ("市科技局",), False),
    ],
)
def test_of_a_main_event_that_names_no_unit_the_hosts_choice_is_a_witness(week, unit, hosts, ready):
    nobodys = (replace(week.activities()[0], units=()), *week.activities()[1:])
    plan = week.campaign(activities=nobodys, host_units=hosts)
    found = tag(week, shot(week, unit=unit, sender_activity="a1"), "sender", plan=plan)
    assert found.ready is ready


@pytest.mark.parametrize(("unit", "ready"), [("u1", False), ("u4", True)])
def test_a_link_for_a_units_own_activity_is_no_witness_beside_the_unit(week, unit, ready):
    linked = shot(week, unit=unit, invite_activity="a3", day=datetime.date(2024, 5, 29))
    found = tag(week, linked, "invite", best="a3")
    assert found.ready is ready
    assert ready or "链接只说明发给了谁" in "".join(e.words.zh for e in found.evidence)
    chosen = replace(linked, sender_activity="a3")
    assert tag(week, chosen, "sender", best="a3").ready


def test_a_clip_without_a_time_is_no_surer_of_what_it_shows_than_the_photos_beside_it(week):
    photos = [shot(week, f"p{n}", unit="u3") for n in range(1, 7)]
    found = weigh_together([*photos, cut_clip(week, unit="u3")], week.campaign(), notes={})
    assert {tag.activity for tag in found.values()} == {"a1"}
    assert found["p1"].confidence > found["p9"].confidence >= READY_FROM
    assert not any(tag.ready for tag in found.values())
    assert not any("先后位置" in each.words.zh for each in found["p9"].evidence)
    # Where the photos tell what they show, it is ready with them.
    read = {"p3": (line("科技宣传"),)}
    told = weigh_together(
        [*photos, cut_clip(week, unit="u3")], week.campaign(), notes={}, read=read
    )
    assert told["p1"].ready and told["p9"].ready


OLD = [datetime.date(2023, 5, 27), datetime.date(2023, 5, 20), datetime.date(2021, 9, 1)]
THE_DAY = datetime.date(2024, 5, 28)


def row_of(week, day: datetime.date, **other):
    """Three photos of one day with the activity's banner, and chosen for it."""
    row = [shot(week, f"p{n}", day, unit="u3", sender_activity="a1", **other) for n in (1, 2, 3)]
    return row, {each.id: (line("科技宣传"),) for each in row}


@pytest.mark.parametrize(("day", "ready"), [(THE_DAY, True), *((each, False) for each in OLD)])
def test_what_was_taken_a_year_ago_is_a_question_however_plainly_it_shows_an_activity(
    week, day, ready
):
    """The clock is put right to the activity's own day; last year's picture says the same."""
    row, read = row_of(week, day)
    together = weigh_together(row, week.campaign(), notes={}, read=read).values()
    alone = [weigh(each, week.campaign(), read=read[each.id]) for each in row]
    for found in (*together, *alone):
        assert (found.activity, found.day) == ("a1", THE_DAY)
        assert found.confidence >= READY_FROM and found.ready is ready
        assert ready or any("可能是往年的素材" in each.words.zh for each in found.evidence)


@pytest.mark.parametrize(("day", "ready"), [(THE_DAY, True), (OLD[0], False)])
def test_what_has_no_time_is_of_last_year_where_the_clocks_beside_it_are(week, day, ready):
    row, read = row_of(week, day)
    clip = cut_clip(week, unit="u3", sender_activity="a1")
    copy = cut_clip(week, "p8", unit="u3", sender_activity="a1", sending="s2")
    found = weigh_together(
        [*row, clip, copy], week.campaign(), notes={}, read=read, pairs=[("p1", "p8")]
    )
    assert {tag.activity for tag in found.values()} == {"a1"}
    assert {tag.ready for tag in found.values()} == {ready}


@pytest.mark.parametrize(("said", "ready"), [(THE_DAY, True), (datetime.date(2024, 5, 30), False)])
def test_a_clock_of_another_year_is_none_where_the_sender_says_the_day(week, said, ready):
    row, read = row_of(week, OLD[0], sender_day=said)
    found = weigh_together(row, week.campaign(), notes={}, read=read)
    assert {tag.ready for tag in found.values()} == {ready}


def test_satellites_that_say_the_day_prove_it_whatever_the_clock_said(week):
    (clock,) = shot(week, day=OLD[0]).claims
    (sky,) = shot(week, day=THE_DAY).claims
    claims = (clock, replace(sky, source="gps"))
    row, read = row_of(week, THE_DAY, claims=claims, taken_from="gps")
    found = weigh_together(row, week.campaign(), notes={}, read=read)
    assert all(tag.ready for tag in found.values())


def test_an_activity_that_is_planned_outside_the_week_is_ready_on_its_day(week):
    day = datetime.date(2024, 5, 12)
    ahead = replace(week.activities()[0], date=day)
    campaign = week.campaign(activities=(ahead, *week.activities()[1:]))
    row, read = row_of(week, day)
    found = weigh_together(row, campaign, notes={}, read=read)
    assert all((tag.activity, tag.day, tag.ready) == ("a1", day, True) for tag in found.values())


def test_a_hall_is_prepared_the_day_before_the_week_without_a_question(week):
    before = shot(week, unit="u3", sender_activity="a1", day=datetime.date(2024, 5, 24))
    found = tag(week, before, "text", read=(line("科技宣传"),))
    assert not any("往年" in each.words.zh for each in found.evidence)


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (("云岭县2023年科技活动周启动仪式",), 2023),
        (("2024年科技活动周",), None),
        (("2023年科技活动周掠影", "2024年科技活动周"), None),
        (("2035年远景目标纲要",), None),
        (("科技活动周", "创建于2019年"), None),
        (("喜迎2035年科技活动周",), None),
        (("科技活动周2023052812",), None),
        (("科技活动周 2023.5.20—27",), 2023),
        (("2019年科技活动周", "2022年科技活动周"), 2022),
    ],
)
def test_a_banner_names_the_year_of_its_week(week, texts, year):
    lines = [replace(line(t), box=(100, 100 * n, 900, 100 * n + 60)) for n, t in enumerate(texts)]
    assert known(shot(week), week.campaign(), "", lines).other_year == year


def test_a_banner_of_another_year_makes_a_question_of_its_whole_occasion(week):
    row = [shot(week, f"p{n}", unit="u3", sender_activity="a1") for n in (1, 2)]
    plain = weigh_together(row, week.campaign(), notes={}, read={"p1": (line("科技宣传"),)})
    assert all(found.ready for found in plain.values())
    read = {"p1": (line("科技宣传"), replace(line("2023年科技活动周"), box=(1, 300, 900, 360)))}
    old = weigh_together(row, week.campaign(), notes={}, read=read)
    assert not any(found.ready for found in old.values())


def test_a_board_that_looks_back_makes_no_question_where_this_years_banner_hangs_too(week):
    row = [shot(week, f"p{n}", unit="u3", sender_activity="a1") for n in (1, 2, 3)]
    banner = {"p1": (line("2024年科技活动周"), replace(line("科技宣传"), box=(1, 300, 900, 360)))}
    board = {"p2": (line("2019年科技活动周回顾"),)}
    found = weigh_together(row, week.campaign(), notes={}, read=banner | board)
    assert all(tag.ready for tag in found.values())
    found = weigh_together(row, week.campaign(), notes={}, read=board)
    assert all("写着 2019 年" in "".join(e.words.zh for e in t.evidence) for t in found.values())


def test_the_words_of_most_of_anothers_title_are_its_own(week):
    like = tuple(
        replace(week.activities()[n], key=f"b{n}", title=title, kinds=kinds)
        for n, title, kinds in (
            (1, "健康义诊进乡镇", ("clinic",)),
            (2, "健康知识讲座进校园", ("lecture", "clinic")),
            (3, "科学家精神宣讲", ("lecture",)),
        )
    )
    text = plain_text("健康义诊进双河乡")
    assert kind_words_in(without_titles(text, like[0], like), ("clinic",)) == ("义诊",)
    assert kind_words_in(without_titles(text, like[1], like), ("clinic",)) == ()
    # A word of a kind may be said of any of its kind, though a title holds it.
    spirit = plain_text("科学家精神")
    assert kind_words_in(without_titles(spirit, like[1], like), ("lecture",)) == ("科学家精神",)


def named_twice(week, *weights: int):
    """The tag for a4 of a picture that names a2, and a4 by words that weigh so much."""
    asset = shot(week, unit="u2", day=datetime.date(2024, 5, 29))
    seen = known(asset, week.campaign(), "", (line("科普大讲堂"),), ALONE)
    opinions = dict(opinions_of(seen))
    named = next(each for each in opinions["a2"] if each.kind == "text")
    mine = (replace(named, activity="a4", weight=named.weight + each) for each in weights)
    opinions["a4"] = (*opinions["a4"], *mine)
    believed = Believed(
        activities={"a2": 0.03, "a4": 0.965}, days={asset.taken_at.date(): 0.99}, off=None,
        shares={"unit": 100, "text": -80, "note": 350},
    )  # fmt: skip
    return tag_of(seen, opinions, believed)


def test_a_picture_that_names_another_activity_more_is_a_contradiction(week):
    found = named_twice(week, -350)
    assert (found.activity, found.ready) == ("a4", False)
    assert any(
        "横幅上写着“科普大讲堂”" in e.words.zh for e in found.evidence if e.kind == "conflict"
    )


def test_the_strongest_word_for_an_activity_is_held_against_the_strongest_other(week):
    found = named_twice(week, 50, -350)
    assert (found.activity, found.ready) == ("a4", True)
    assert not any(each.kind == "conflict" for each in found.evidence)


@pytest.mark.parametrize(("read", "ready"), [("科普大讲堂", True), ("讲座", False), ("", False)])
def test_what_a_picture_says_itself_in_a_titles_words_is_ready_from_less(week, read, ready):
    asset = shot(week, unit="u2", day=datetime.date(2024, 5, 29))
    seen = known(asset, week.campaign(), "", (line(read),) if read else ())
    believed = Believed(
        activities={"a2": 0.92, "a4": 0.07}, days={asset.taken_at.date(): 0.99}, off=None,
        shares={"unit": 100, "text": 300},
    )  # fmt: skip
    found = tag_of(seen, opinions_of(seen), believed)
    assert (found.activity, found.ready) == ("a2", ready)
