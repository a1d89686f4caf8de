"""What looks like something that a notice says, and is something else."""

from datetime import date

import pytest

from domain.notice.activity import PlannedActivity, item_of, planned_activity
from domain.notice.dates import find_spans
from domain.notice.reading import read_notice
from domain.notice.units import is_collective, is_unit


def activity(text: str) -> PlannedActivity:
    return planned_activity(item_of(1, text), year=2031, theme="")


@pytest.mark.parametrize(
    "title",
    ["科普教育基地集中开放活动", "县气象站开放日", "县科技馆开放周活动", "县博物馆集中宣传活动"],
)
def test_a_title_that_begins_with_a_unit_keeps_it_and_says_of_nobody_that_he_does_it(title):
    found = activity(f"{title}。5月20日，免费接待群众参观。")
    assert (found.title, found.units, found.date) == (title, (), date(2031, 5, 20))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("县科技馆集中开展科普宣传。", "县科技馆"),
        ("我县科协开展科普宣传。", "县科协"),
        ("县气象局开放观测场和预警中心，接待学生。", "县气象局"),
    ],
)
def test_who_opens_something_or_does_it_at_one_time_is_its_subject(text, unit):
    assert activity(text).units == (unit,)


@pytest.mark.parametrize(
    "label", ["责任单位：县教育局", "责任单位：\n县教育局", "承办单位：县教育局。"]
)
def test_who_is_labelled_as_responsible_is_so_alone(label):
    found = activity(f"科普电影展播。各学校组织学生观看，县一中组织讨论。\n{label}")
    assert found.units == ("县教育局",)


def test_who_only_helps_by_his_label_leaves_the_clauses_subject_responsible():
    found = activity("科普电影展播。县文化馆举办首映式。\n协办单位：县教育局")
    assert (found.units, found.partners) == (("县文化馆",), ("县教育局",))


@pytest.mark.parametrize(
    "clause",
    [
        "邀请县医院开展义诊",
        "拟邀请县医院开展义诊",
        "联合县教育局开展培训",
        "依托县科技馆开展展览",
        "发动各乡镇开展宣传",
        "面向学校开展宣讲",
        "请各单位组织人员",
        "届时县领导将邀请县科协开展宣讲",
        "活动期间县医院开展义诊",
        "5月21日上午在县文化馆举办",
        "5月21日县文化馆举办展览",
        "在县文化馆举办展览",
    ],
)
def test_who_is_invited_or_where_it_is_does_not_do_it(clause):
    assert activity(f"科普展览。{clause}。").units == ()


def test_who_sends_others_to_what_is_held_is_not_responsible_for_it():
    attended = "科普电影首映式。县领导致辞，县第一小学组织学生观看，县科协选派志愿者参与。"
    assert activity(attended).units == ()
    assert activity("县第一小学组织学生观看科普电影。").units == ("县第一小学",)


def test_what_follows_a_label_for_the_theme_is_still_read():
    found = activity("健康讲座。主题：防病于未然。5月21日上午在县文化馆举办，邀请专家义诊。")
    assert found.title == "健康讲座"
    assert (found.date, found.part, found.venue) == (date(2031, 5, 21), "am", "县文化馆")


def test_a_bracket_that_begins_with_its_time_gives_its_units_and_keeps_the_time():
    found = activity("科普进校园（时间：5月18日；责任单位：县教育局）")
    assert (found.units, found.date, found.unsure) == (("县教育局",), date(2031, 5, 18), ())


@pytest.mark.parametrize("name", ["从江湾镇科技站", "从化岭镇科协", "县对外贸易局", "对外友好协会"])
def test_places_that_begin_like_a_preposition_are_places(name):
    assert is_unit(name)
    assert not is_unit(f"在{name}")


@pytest.mark.parametrize(
    ("name", "anyone"),
    [("学校", True), ("中小学", True), ("县第一小学", False), ("县人民医院", False)],
)
def test_a_name_that_any_of_many_has_is_whoever_that_may_be(name, anyone):
    assert is_collective(name) is anyone


PASSED_ON = """云岭县科学技术局转发市科学技术局关于举办2031年科技活动周的通知
各有关单位：
现转发给你们，请认真组织。
一、活动时间
5月20日-26日。
"""


def test_who_passes_a_notice_on_is_its_issuer():
    assert read_notice(PASSED_ON).issuers == ("云岭县科学技术局",)


ARRANGED = """关于做好2031年科普日工作的通知
各有关单位：
科普日于9月15日至21日举行，现将科普日活动安排如下：
一、活动主题
科技惠民
二、参加人员
各单位干部职工
三、工作要求
各单位要高度重视。
"""


def test_a_list_about_the_campaign_as_a_whole_is_none_of_activities():
    assert read_notice(ARRANGED).activities == ()
    listed = ARRANGED.replace("活动主题", "科普展览").replace("参加人员", "科普讲座")
    listed = listed.replace("工作要求", "知识竞赛")
    assert [a.title for a in read_notice(listed).activities] == ["科普展览", "科普讲座", "知识竞赛"]


DEMANDS = """关于组织开展2031年科技活动周的通知
各有关单位：
一、活动时间
2031年5月20日至26日。
二、活动内容
（一）科普讲座
（二）科普展览
（三）知识竞赛
三、组织实施
（一）高度重视。各单位要结合实际制定方案，精心组织。
（二）广泛宣传。县融媒体中心要开设专栏，各乡镇要发动群众。
（三）{last}。县科协要安排专人负责材料，{last}。
"""


@pytest.mark.parametrize("last", ["及时总结", "专人负责"])
def test_a_list_of_demands_is_none_of_activities_though_each_says_who(last):
    notice = read_notice(DEMANDS.format(last=last))
    assert [a.title for a in notice.activities] == ["科普讲座", "科普展览", "知识竞赛"]
    alone = DEMANDS.format(last=last).replace(
        "（一）科普讲座\n（二）科普展览\n（三）知识竞赛\n", ""
    )
    assert read_notice(alone).activities == ()


HANDING_IN = """各有关单位：
2031年白河科技活动周开展影像征集，请于5月10日至6月10日期间报送作品。现将开幕式有关事项通知如下：
一、活动时间
5月20日。
二、地点
市会展中心。
云岭市科学技术局
2031年5月1日
"""


def test_the_days_for_handing_in_are_not_those_of_the_campaign():
    notice = read_notice(HANDING_IN)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 20))


def test_the_days_of_a_wider_week_are_not_those_of_the_countys_one_day():
    wider = "2031年全国科技活动周将于5月20日至31日举行。\n一、活动时间\n5月26日。\n"
    notice = read_notice(wider)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 26), date(2031, 5, 26))


def test_parts_that_say_when_are_no_activities_though_each_has_its_days():
    heads = "一、报名时间\n2031年5月1日至5月15日。\n二、活动时间\n5月20日至26日。\n"
    notice = read_notice(f"关于举办2031年科技活动周的通知\n{heads}三、展览地点：县文化馆\n")
    assert notice.activities == ()
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 26))


@pytest.mark.parametrize("text", ["时间：5.20-5.26", "：2031.5.20-5.26", "时间:5.20-5.26"])
def test_dotted_days_behind_a_colon_are_days(text):
    (span,) = find_spans(text, 2031, dotted=True)
    assert (span.first, span.last) == (date(2031, 5, 20), date(2031, 5, 26))


def rows(header: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    table = f"序号\t活动内容\t时间\t{header}\n1\t科普进社区\t5月21日\t县科协、县医院\n"
    (found,) = read_notice(table).activities
    return found.units, found.partners


def test_units_that_help_or_people_who_come_are_not_responsible_in_a_table():
    assert rows("参加单位") == (("县科协", "县医院"), ())
    assert rows("协办单位") == rows("参加人员") == ((), ("县科协", "县医院"))


def test_how_long_a_talk_lasts_is_no_films_length():
    text = "一、活动时间\n2031年5月20日至26日。\n二、工作要求\n"
    text += "各单位至少安排1场讲座，时长不少于60分钟。"
    assert read_notice(text).requirements == ()


@pytest.mark.parametrize(
    ("before", "issuers"),
    [
        ("云岭县科学技术局 云岭县科学技术协会", ("云岭县科学技术局", "云岭县科学技术协会")),
        ("中共云岭县委宣传部 云岭县科学技术局", ("中共云岭县委宣传部", "云岭县科学技术局")),
        ("致各乡镇人民政府", ()),
    ],
)
def test_the_units_that_a_title_begins_with_are_told_apart(before, issuers):
    rest = "关于举办2031年科技活动周的通知\n各有关单位：\n一、活动时间\n5月20日-26日。\n"
    assert read_notice(before + rest).issuers == issuers
    if issuers:
        assert read_notice(f"{before}\n{rest}").issuers == issuers
