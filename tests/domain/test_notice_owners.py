"""Who does an activity, in wordings of counties, schools and bureaus."""

from datetime import date

import pytest

from domain.notice.reading import read_notice
from domain.notice.units import is_unit
from tests.domain.notice_words import PERIOD, codes_of, titles_of


@pytest.mark.parametrize(
    "name",
    [
        "县科协办公室",
        "于田湾镇科技站",
        "进步路小学",
        "县为民服务中心",
        "科研促进部",
        "省科技厅政策法规处",
        "县教育局基教股",
        "市气象台",
        "县全民科学素质工作领导小组",
    ],
)
def test_a_verbs_character_inside_a_name_makes_it_no_sentence(name: str):
    assert is_unit(name)


@pytest.mark.parametrize("words", ["将县科协", "为县科协", "进校园的学校", "群众的好处", "到处"])
def test_a_verb_before_a_name_is_no_part_of_it(words: str):
    assert not is_unit(words)


OPENING_WITH = """科技活动周实施方案
一、活动时间
2031年5月17日至22日。
二、活动内容
（一）举行开幕式
5月16日上午9:00在文化广场举行第五届科技活动周开幕式，同时面向全县干部群众进行以下主题活动：
1.“科技创新”活动
{label}：县教育局
内容：举办中小学生科技模型大赛
2.“科技兴农”活动
{label}：县农业农村局
内容：宣传新技术
"""


def test_what_has_somebody_of_its_own_under_an_activity_is_one_too():
    notice = read_notice(OPENING_WITH.format(label="主办单位"))
    assert titles_of(notice) == ["举行开幕式", "“科技创新”活动", "“科技兴农”活动"]
    assert [a.units for a in notice.activities] == [(), ("县教育局",), ("县农业农村局",)]
    assert notice.activities[0].venue == "文化广场"
    (alone,) = read_notice(OPENING_WITH.format(label="对象")).activities
    assert alone.title == "举行开幕式"


def test_who_hosts_and_who_carries_out_are_responsible_and_who_helps_takes_part():
    text = f"关于举办科普日的通知\n{PERIOD}二、活动安排\n"
    text += (
        "1.启动仪式。由县科协主办，县一中承办，县教育局、县文旅局协办，5月20日举行。\n2.讲座。\n"
    )
    first = read_notice(text).activities[0]
    assert first.units == ("县科协", "县一中")
    assert first.partners == ("县教育局", "县文旅局")


def test_units_that_head_an_item_do_it_and_a_place_that_heads_one_does_not():
    text = f"关于举办宣传周的通知\n{PERIOD}二、活动安排\n"
    text += "（一）县教育局（5月21日）\n各学校开展主题班会。\n"
    text += "（二）县科协、县气象局：联合开展科普进社区。\n（三）县第一小学：科普大篷车巡展。\n"
    school, society, van = read_notice(text).activities
    assert (school.units, school.date) == (("县教育局",), date(2031, 5, 21))
    assert (society.units, society.title) == (("县科协", "县气象局"), "联合开展科普进社区")
    assert van.units == ()


def test_who_is_in_charge_of_what_is_responsible():
    text = f"关于举办水周的通知\n{PERIOD}二、活动安排\n"
    text += "1.发表署名文章。（县河长办负责文稿，县水利局负责联系县融媒体中心）\n2.展板宣传。\n"
    assert read_notice(text).activities[0].units == ("县河长办", "县水利局")


@pytest.mark.parametrize(
    ("heading", "units"),
    [("县水利局活动", ("县水利局",)), ("线上活动", ()), ("县科技馆开放日活动", ())],
)
def test_a_groups_unit_does_what_is_in_it(heading: str, units: tuple[str, ...]):
    text = (
        f"关于举办水周的通知\n{PERIOD}二、活动安排\n（一）{heading}\n1.展板宣传。\n2.现场咨询。\n"
    )
    assert {activity.units for activity in read_notice(text).activities} == {units}


def test_whom_it_is_held_with_takes_part_and_cadres_are_no_unit():
    text = f"关于举办水周的通知\n{PERIOD}二、活动安排\n"
    text += "1.启动仪式。联合水库管理处、县水利局、团县委在坝下公园举办。\n"
    text += "2.集中培训。组织干部职工学习。\n"
    opening, training = read_notice(text).activities
    assert opening.partners == ("水库管理处", "县水利局", "团县委")
    assert training.partners == ()


@pytest.mark.parametrize(
    ("inside", "day", "part"),
    [
        ("5月21日上午，县科协负责", date(2031, 5, 21), "am"),
        ("县科协、县教育局；5月22日", date(2031, 5, 22), None),
        ("5月22日下午，责任单位：县科协", date(2031, 5, 22), "pm"),
        ("县科协负责，5月18日前完成", None, None),
        ("县科协负责，县教育局配合", None, None),
    ],
)
def test_a_day_beside_the_units_in_a_bracket_is_the_activitys(
    inside: str, day: date | None, part: str | None
):
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动安排\n1.科普讲座（{inside}）。\n2.展览。\n"
    first = read_notice(text).activities[0]
    assert (first.title, first.date, first.part) == ("科普讲座", day, part)
    assert first.units[0] == "县科协"


def _owned(lines: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    read = read_notice(
        f"云岭县2031年科技活动周方案\n{PERIOD}二、活动安排\n（一）科普集市\n{lines}\n"
    )
    return read.activities[0].units, read.activities[0].partners


def test_what_a_label_calls_units_are_units_whatever_they_end_with():
    named = "县融媒体中心、报社、县美协、各乡镇区、业务股"
    assert _owned(f"责任单位：{named}")[0] == tuple(named.split("、"))
    assert _owned("责任单位：县科协、张大山")[0] == ("县科协",)
    assert _owned("责任单位：县委、县政府主办、县文旅局承办")[0] == ("县委", "县政府", "县文旅局")


@pytest.mark.parametrize(
    "person",
    [
        "县委书记王强",
        "县长李明",
        "镇党委副书记赵六",
        "市民张三",
        "县人大代表",
        "云岭县李建国",
        "县张大山",
        "旗云飞",
        "县教育局王小明",
        "各级领导",
        "有关人员",
    ],
)
def test_people_whom_a_label_calls_responsible_are_left_out_with_a_doubt(person: str):
    text = (
        f"云岭县2031年风筝会方案\n{PERIOD}二、活动安排\n（一）风筝会\n责任单位：县科协、{person}\n"
    )
    read = read_notice(text)
    assert read.activities[0].units == ("县科协",)
    assert "activity_1_unit_unsure" in codes_of(read)


@pytest.mark.parametrize(
    "unit",
    [
        "县人大",
        "市民政局",
        "县长岭社区",
        "县农信联社",
        "县老年书协",
        "县全民健身领导小组",
        "县电信",
    ],
)
def test_a_unit_whose_name_has_words_for_people_or_is_short_is_one(unit: str):
    assert _owned(f"责任单位：{unit}")[0] == (unit,)


def test_a_space_between_two_units_parts_them():
    line = "承办单位：云岭县图书馆 云岭县新华书店"
    assert _owned(line)[0] == ("云岭县图书馆", "云岭县新华书店")
    hosts = "一、主办单位\n中共云岭县委宣传部 云岭县文化馆\n二、活动时间\n2031年5月20日至26日。\n"
    read = read_notice(f"2031年科普活动周方案\n{hosts}")
    assert read.issuers == ("中共云岭县委宣传部", "云岭县文化馆")


def test_a_label_after_a_year_without_its_day_begins_a_line():
    assert _owned("时间：2031年全年\n主办单位：县文化馆\n承办单位：县图书馆")[0] == (
        "县文化馆",
        "县图书馆",
    )


def test_which_ones_are_meant_is_said_in_brackets_and_makes_none_responsible():
    lines = "责任单位：县环保局\n配合单位：各污水处理厂（清源公司、碧水公司）"
    assert _owned(lines) == (("县环保局",), ("各污水处理厂",))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("由县社科联联合组织，面向群众。", ("县社科联",)),
        ("县环保局6月上旬举办演讲比赛。", ("县环保局",)),
    ],
)
def test_who_does_it_may_stand_before_with_whom_and_when(text: str, units: tuple[str, ...]):
    assert _owned(text)[0] == units


def test_who_takes_part_by_a_label_comes_before_whoever_that_may_be():
    lines = "6月3日，各单位在广场布置展台。\n参加单位：县教育局、县水利局"
    assert _owned(lines) == ((), ("县教育局", "县水利局"))


def test_with_whom_it_is_held_is_who_takes_part():
    said = "与县摄影家协会、县作协联合举办摄影展。"
    assert _owned(said) == ((), ("县摄影家协会", "县作协"))
    assert _owned("组织县气象局各有关单位布展。\n责任单位：县科协") == (("县科协",), ())
