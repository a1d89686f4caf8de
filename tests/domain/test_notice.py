"""Notices of many makes are drafted by general rules; what is unsure becomes a warning."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.errors import BrokenInput
from domain.notice.draft import draft_campaign, notice_json
from domain.notice.notice import Notice
from domain.notice.reading import read_notice

NOTICES = Path(__file__).parent / "notices"
SHARED = Path(__file__).parents[3] / "shared" / "notices"
NAMES = sorted(path.stem for path in NOTICES.glob("*.txt") if path.stem != "nothing-usable")
#: Where a line break between two numbers could join or part them, only missing is allowed.
PERSONS = ("某某", "13900000000", "1234567", "7654321")


def source(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


def notice(name: str) -> Notice:
    return read_notice(source(name))


def codes(read: Notice) -> set[str]:
    return {doubt.code for doubt in read.doubts}


@pytest.mark.parametrize("stem", ["linxian-2024"])
def test_the_real_notice_gives_its_expected_parse_field_for_field(stem):
    expected = SHARED / f"{stem}.expected.json"
    if not expected.exists():
        pytest.skip(f"no {expected.name} beside the repository")
    text = (SHARED / f"{stem}.txt").read_text(encoding="utf-8")
    assert notice_json(read_notice(text)) == json.loads(expected.read_text(encoding="utf-8"))


def test_theme_before_time_and_units_in_brackets():
    read = notice("theme-first")
    assert read.doc_no == "云科发〔2025〕16号"
    assert read.title == "关于举办2025年云岭县科技活动周的通知"
    assert read.theme == "矢志创新发展 建设科技强国"
    assert (read.starts_on, read.ends_on) == (date(2025, 5, 24), date(2025, 5, 31))
    assert read.issuers == ("云岭县科学技术局", "中共云岭县委宣传部", "云岭县科学技术协会")
    assert read.issued_on == date(2025, 5, 9)
    assert read.based_on == (
        "青科函〔2025〕31号",
        "《青川市科学技术局关于做好科技活动周工作的通知》",
    )
    opening, clinic, farming, museum = read.activities
    assert (opening.title, opening.date, opening.part) == (
        "科技活动周启动仪式",
        date(2025, 5, 24),
        "am",
    )
    assert opening.units == ("县科技局", "县委宣传部") and opening.partners == (
        "县公安局",
        "城关镇",
    )
    assert (clinic.kinds, clinic.venue, clinic.part) == (("clinic",), "东关社区", "pm")
    assert farming.date is None and farming.venue == "桃花村、柳树沟村"
    assert museum.units == ("县科协", "县气象局") and "open_venue" in museum.kinds


def test_the_deadline_with_an_hour_includes_its_day():
    deadline = notice("theme-first").submission.deadline
    assert (deadline.date, deadline.inclusive) == (date(2025, 6, 4), "yes")
    assert deadline.internal_target == date(2025, 6, 4)


def test_a_covering_letter_comes_first_and_the_plan_nests_its_time_and_theme():
    read = notice("covering-letter")
    assert read.title == "关于印发《石桥区2025年全国科普月活动实施方案》的通知"
    assert read.title_suggested == "石桥区2025年全国科普月活动实施方案"
    assert read.issued_on == date(2025, 8, 22)
    assert (read.starts_on, read.ends_on) == (date(2025, 9, 1), date(2025, 9, 30))
    assert read.theme == "科技改变生活，创新赢得未来"
    assert [a.title for a in read.activities] == [
        "科普讲座进校园",
        "流动科技馆巡展",
        "防震减灾演练",
    ]
    assert read.activities[0].venue == "实验小学、第三中学"
    assert read.activities[2].units == ("区应急局",) and read.activities[2].partners == ("各街道",)
    assert read.submission.deadline.date is None
    assert {"deadline_unsure:活动结束后5日内", "activity_3_vague_date:9月中旬"} <= codes(read)


def test_items_with_labelled_lines_under_two_headings_are_one_plan():
    read = notice("labelled-lines")
    assert (read.starts_on, read.ends_on) == (date(2026, 5, 16), date(2026, 5, 22))
    assert [(a.number, a.title, a.date, a.part) for a in read.activities] == [
        (1, "科技集市", date(2026, 5, 16), "am"),
        (2, "科学家精神宣讲", date(2026, 5, 18), "eve"),
        (3, "森林防火宣传", None, None),
        (4, "扫码学科普", None, None),
    ]
    assert [a.venue for a in read.activities] == ["县体育馆", "县职业中学报告厅", None, None]
    assert read.activities[0].partners == ("县市场监管局", "县农业农村局")
    assert {"activities_renumbered", "activity_3_several_days:5月19日至20日"} <= codes(read)
    assert read.submission.deadline.inclusive == "yes" and read.submission.video_max_s == 120


def test_hard_wrapped_text_with_page_numbers_is_joined_even_inside_a_number():
    read = notice("wrapped")
    assert (read.starts_on, read.ends_on) == (date(2025, 5, 24), date(2025, 5, 31))
    assert read.theme == "创新引领发展，科普惠及民生"
    assert [a.title for a in read.activities] == [
        "举办启动仪式",
        "开展健康义诊",
        "气象科普",
        "参加市级科技活动周展示活动",
    ]
    assert not read.activities[3].media_expected
    assert "org_alias:县工业信息化和科学技术局=工信科技局=县工科局" in codes(read)


def test_of_two_stages_of_handing_in_the_one_upwards_counts_and_the_other_is_said():
    asked = notice("wrapped").submission
    assert (asked.submitter, asked.deadline.date) == ("县工科局", date(2025, 6, 6))
    assert asked.recipients == ("河阳市科技局", "河阳市科协")
    assert [item.name for item in asked.deliverables] == ["总结报告", "影像资料"]
    assert asked.video_max_s == 180
    assert "other_deadline:于6月3日前" in codes(notice("wrapped"))


def test_lost_characters_are_flagged_and_never_guessed():
    read = notice("lost-characters")
    assert read.starts_on is None and read.submission.deadline.date is None
    assert [a.date for a in read.activities] == [None, None, None]
    assert codes(read) == {
        "period_missing",
        "lost_characters:57日至13日",
        "deadline_unsure:于月日前",
        "activity_1_lost_characters:59日",
        "activity_2_vague_date:5月上旬",
        "activity_3_several_days:5月10日、11日",
        "activity_3_no_unit",
    }


@pytest.mark.parametrize("name", ["appendix-table", "spaced-table"])
def test_activities_of_a_table_are_read_with_or_without_its_tabs(name):
    read = notice(name)
    assert (read.starts_on, read.ends_on) == (date(2025, 5, 24), date(2025, 5, 31))
    assert [a.number for a in read.activities] == [1, 2, 3]
    assert read.activities[0].date == date(2025, 5, 24) and read.activities[0].part == "am"
    assert all(activity.units for activity in read.activities)


def test_a_web_page_around_the_notice_is_not_read_as_the_notice():
    read = notice("web-page")
    assert read.title == "关于举办2025年白沙县科技活动周的通知"
    assert read.starts_on is None
    assert {
        "period_vague:2025年5月中旬至6月上旬",
        "period_elsewhere:2025-05-24–2025-05-31",
    } <= codes(read)
    opening, experiments, bases = read.activities
    assert opening.units == ("县科技局",) and opening.partners == ("县文旅局", "县融媒体中心")
    assert experiments.units == ("县教育局", "县科协")
    assert bases.venue == "气象站、林业科普馆" and bases.date is None


def test_a_text_that_is_no_plan_is_refused_with_what_to_do():
    with pytest.raises(BrokenInput) as refusal:
        notice("nothing-usable")
    assert "campaign.yaml" in refusal.value.words.zh


def test_a_damaged_date_is_quoted_when_nothing_else_is_usable():
    with pytest.raises(BrokenInput) as refusal:
        read_notice("通知\n一、活动时间\n57日至13日\n")
    assert "57日至13日" in refusal.value.words.zh


@pytest.mark.parametrize("name", NAMES)
def test_no_person_and_no_telephone_number_leaves_the_notice(name):
    read = notice(name)
    plan = draft_campaign(read)
    shown = json.dumps(notice_json(read), ensure_ascii=False) + repr(plan)
    assert not any(person in shown for person in PERSONS)
    assert not re.search(r"1\d{10}|\d{7,}", shown)


@pytest.mark.parametrize("name", NAMES)
def test_reading_twice_gives_the_same_draft_with_keys_in_order(name):
    first, second = draft_campaign(notice(name)), draft_campaign(notice(name))
    assert first == second
    assert [a.key for a in first.activities] == [f"a{n + 1}" for n in range(len(first.activities))]
    assert [u.key for u in first.units] == [f"u{n + 1}" for n in range(len(first.units))]


def test_a_draft_gathers_the_names_of_one_unit_and_takes_the_notices_limit():
    plan = draft_campaign(notice("wrapped")).campaign()
    assert plan.key == "shuanghe-2025" and plan.title == "2025年双河县科技活动周"
    assert plan.units[0].name == "工信科技局"
    assert plan.unit_named("双河县工业信息化和科学技术局") == plan.units[0]
    assert plan.unit_named("县工科局") == plan.units[0]
    assert plan.film_limit_ms == 180_000 and plan.deadline == date(2025, 6, 6)


def test_a_draft_without_a_period_is_no_campaign_yet():
    with pytest.raises(BrokenInput) as refusal:
        draft_campaign(notice("lost-characters")).campaign()
    assert "starts_on" in refusal.value.words.zh


def _days(read: Notice) -> list[date | None]:
    deadline = read.submission.deadline
    own = [activity.date for activity in read.activities]
    return [read.starts_on, read.ends_on, read.issued_on, deadline and deadline.date, *own]


@example(name="lost-characters", place=1505)
@example(name="short-labels", place=236)
@example(name="main-event-apart", place=124)
@settings(max_examples=150, deadline=None)
@given(st.sampled_from([name for name in NAMES if "table" not in name]), st.integers(1, 10_000))
def test_a_line_break_anywhere_never_makes_a_wrong_date(name, place):
    text = source(name)
    at = place % (len(text) - 1) + 1
    try:
        broken = read_notice(f"{text[:at]}\n{text[at:]}")
    except BrokenInput:
        return
    assert set(_days(broken)) <= set(_days(notice(name))) | {None}
    if name != "labelled-lines":  # whose labels, broken, may hide an item
        assert len(broken.activities) == len(notice(name).activities)


def _wrapped(text: str, columns: int) -> str:
    """Each line cut as a word processor cuts it, but not within a number."""
    lines: list[str] = []
    for line in text.splitlines():
        cut, width = "", 0
        for character in line.strip():
            wide = 2 if character > "\u2e7f" else 1
            if width + wide > columns and not (character.isdigit() and cut[-1].isdigit()):
                lines.append(cut)
                cut, width = "", 0
            cut, width = cut + character, width + wide
        lines.append(cut)
    return "\n".join(lines)


@pytest.mark.parametrize("columns", [32, 36, 40, 44, 48, 56, 66, 80])
@pytest.mark.parametrize("name", ["theme-first", "web-page", "lost-characters", "labelled-lines"])
def test_the_same_notice_wrapped_at_any_width_gives_the_same_plan(name, columns):
    plain, wrapped = notice(name), read_notice(_wrapped(source(name), columns))
    assert wrapped.activities == plain.activities
    assert (wrapped.starts_on, wrapped.ends_on) == (plain.starts_on, plain.ends_on)
    assert wrapped.theme == plain.theme and wrapped.issuers == plain.issuers
    assert wrapped.submission.deadline == plain.submission.deadline
    assert wrapped.submission.recipients == plain.submission.recipients


ANCHORS = (
    *("一、", "二、", "（一）", "1.", "2.", "①", "一是", "活动时间：", "主题", "活动安排", "附件"),
    *(
        "5月24日",
        "至",
        "31日",
        "2025年",
        "（县科协）",
        "责任单位：",
        "【牵头单位：",
        "】",
        "报送",
        "前",
    ),
    *("。", "，", "\n", "\t", " ", "联系人：", "《", "》", "“", "”", "序号\t时间\t名称", "总结"),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ANCHORS), max_size=60))
def test_any_mixture_of_anchors_is_read_or_refused_without_another_error(pieces):
    try:
        read = read_notice("".join(pieces))
    except BrokenInput:
        return
    draft_campaign(read)
    json.dumps(notice_json(read))


@pytest.mark.timeout(20)
def test_a_very_long_text_is_read_in_reasonable_time():
    filler = "各单位要广泛宣传科学知识，弘扬科学精神，1.组织活动；2.发放资料。\n" * 4_000
    read = read_notice(source("theme-first") + filler)
    assert read.starts_on == date(2025, 5, 24)


def test_a_paragraph_that_asks_everybody_to_hand_in_is_no_part_of_the_last_item():
    read = notice("town")
    assert read.theme == "科技改变生活 创新赢得未来"
    assert [(a.title, a.venue, a.units) for a in read.activities] == [
        ("开展科普讲座", "镇文化站", ("卫生院",)),
        ("举办科普集市", "镇农贸市场", ("科协", "农业服务中心")),
        ("组织科普电影放映", "东风村文化广场", ("文化站",)),
        ("开展青少年科学小实验", "镇中心小学", ("镇中心小学",)),
    ]
    asked = read.submission
    assert (asked.deadline.inclusive, asked.recipients) == ("yes", ("镇党政办",))
    assert [item.name for item in asked.deliverables] == ["活动总结", "高清图片", "短视频"]
    assert {r.id for r in read.requirements} == {
        "photos-count",
        "film-aspect",
        "film-length",
        "film-size",
    }


def test_whoever_hands_on_what_was_gathered_submits_it_by_their_own_day():
    asked = notice("handed-on").submission
    assert (asked.submitter, asked.recipients) == ("县科技局", ("市科技局",))
    assert asked.deadline.date == date(2025, 6, 5)
    assert [item.kind for item in asked.deliverables] == ["report", "media"]
    assert "other_deadline:于6月3日（星期二）前" in codes(notice("handed-on"))


def test_a_table_alone_has_its_title_and_reads_who_carries_it_out():
    read = notice("table-alone")
    assert read.title == "2025年桐山县全国科技活动周重点活动安排表"
    assert read.activities[1].units == ("县教育局", "县科技馆")
    assert read.activities[2].kinds == ("lecture",)


def test_a_main_event_without_items_stands_before_the_list_that_follows_it():
    read = notice("main-event-apart")
    main, campus, villages, offices, firms, homes = read.activities
    assert (main.title, main.date, main.venue) == (
        "主场活动",
        date(2025, 9, 20),
        "县体育馆北广场",
    )
    assert campus.venue == "实验小学、第二中学等5所学校"
    assert villages.units == ("县农业农村局", "县农技协联合会")
    assert offices.units == ("县委组织部", "县科协")
    assert (firms.title, firms.units) == ("科普进企业", ("县工信局", "县总工会"))
    assert homes.units == ("县妇联",)
    assert [item.name for item in read.submission.deliverables][1:] == ["活动图片", "视频"]


def test_units_are_read_from_clauses_and_from_roles_without_a_mark_between():
    read = notice("units-in-clauses")
    assert [a.units for a in read.activities[2:]] == [
        ("县梨树产业发展中心",),
        ("县科协", "县教育局"),
        ("县市场监管局",),
        ("县科技工信局",),
    ]
    assert read.activities[5].partners == ("县文旅局",)
    assert read.activities[1].venue == "松岭镇集贸市场、槐店镇集贸市场"
    assert read.activities[2].venue == "石臼镇、南坡镇"


def test_labels_may_leave_out_the_word_for_unit():
    read = notice("short-labels")
    assert read.activities[0].units == ("区科技局", "区科协")
    assert read.activities[1].units == ("区教育局", "区青少年宫")
    assert read.activities[3].units == ("海林大学",)
