"""Which part of a notice lists its activities, in wordings of counties, schools and bureaus."""

from datetime import date
from time import process_time

import pytest

from domain.notice.activity import item_of, planned_activity
from domain.notice.reading import read_notice
from domain.notice.units import split_roles
from tests.domain.notice_words import PERIOD, titles_of

IN_A_SENTENCE = """关于举办2031年科技活动周的通知
2031年科技活动周定于5月25日至6月1日进行。
一、{heading}
市科技局负责各项活动的组织实施。面向公众开展科普进校园、科普讲解大赛、实验室开放等系列科普活动。
"""


def test_what_a_part_about_activities_names_in_a_sentence_is_its_list():
    notice = read_notice(IN_A_SENTENCE.format(heading="活动安排"))
    assert titles_of(notice) == ["科普进校园", "科普讲解大赛", "实验室开放"]
    assert {activity.units for activity in notice.activities} == {("市科技局",)}
    for heading in ("工作要求", "指导思想"):
        assert read_notice(IN_A_SENTENCE.format(heading=heading)).activities == ()


def test_steps_on_one_line_are_one_activity():
    text = f"关于举办气象日活动的通知\n{PERIOD}二、活动内容\n"
    text += "1、座谈活动：（1）5月21日邀请县农业农村局座谈。（2）5月22日邀请县科协座谈。\n"
    text += "2、发放手册。\n"
    assert titles_of(read_notice(text)) == ["座谈活动", "发放手册"]


def test_a_line_that_ends_with_activities_takes_no_number_from_the_next():
    text = (
        "2031年青溪县创意科学展示活动\n一、活动主题\n科学点燃创意\n二、活动时间\n5月20日至26日。\n"
    )
    notice = read_notice(text)
    assert notice.theme == "科学点燃创意"
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 26))
    numbered = "关于举办科普周的通知\n一、活动安排\n活动一：科普展览。\n活动二：讲座。\n"
    assert titles_of(read_notice(numbered)) == ["科普展览", "讲座"]


def test_a_part_beside_the_list_that_holds_something_lists_activities_too():
    text = f"关于举办科技周的通知\n{PERIOD}二、活动内容\n1、科普讲座\n2、科普展览\n"
    more = "三、{heading}\n1、开放实验室。\n2、开放场馆。\n"
    held = read_notice(text + more.format(heading="开展“开放周”活动"))
    assert titles_of(held) == ["科普讲座", "科普展览", "开放实验室", "开放场馆"]
    asked = read_notice(text + more.format(heading="活动的有关说明"))
    assert titles_of(asked) == ["科普讲座", "科普展览"]


def test_a_notice_of_five_hundred_sections_is_read_in_a_moment():
    section = "（{}）系列活动安排\n1.举办讲座。（县科协）\n2.举办义诊。（县卫健局）\n"
    numbers = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
    sections = "".join(section.format(numbers[n % 9]) for n in range(500))
    began = process_time()
    read = read_notice(f"云岭县2031年科技活动周方案\n{sections}")
    # 0.25 s of an idle core; going through all parts for each of them took 40.
    assert process_time() - began < 4
    assert len(read.activities) > 2


@pytest.mark.parametrize("first, again", [("", "开展“"), ("", "开展《"), ("县科协（", "甲、")])
def test_marks_that_are_opened_and_never_closed_are_read_in_a_moment(first: str, again: str):
    line = first + again * 40_000
    began = process_time()
    planned_activity(item_of(1, f"科普，集市，{line}"), year=2031, theme="")
    split_roles(f"责任单位：{line}")
    # 0.2 s of a core; reading to the end of the line from each mark took 5 and more.
    assert process_time() - began < 3


def _listed(items: str) -> list[tuple[str, str | None, str | None]]:
    read = read_notice(f"云岭县2031年安全月方案\n{PERIOD}二、活动安排\n{items}")
    return [(a.title, a.date and a.date.isoformat(), a.part) for a in read.activities]


def test_a_day_that_leads_up_to_what_is_done_is_no_title():
    items = (
        "（一）6月8日前，县应急局在路口设置宣传栏。\n责任单位：县住建局\n"
        "（二）6月13日，会同有关单位开展安全咨询活动。上午9时在广场咨询。\n责任单位：县应急局\n"
        "（三）“安全月”期间，播放公益短片。\n责任单位：县融媒体中心\n"
    )
    assert _listed(items) == [
        ("县应急局在路口设置宣传栏", None, None),
        ("开展安全咨询活动", "2031-06-13", "am"),
        ("播放公益短片", None, None),
    ]


def test_a_heading_on_its_own_line_is_a_title_with_its_comma():
    items = (
        "（一）采取多种形式，营造活动氛围\n1.利用赶集日，在集镇开展宣传活动；\n"
        "2.各责任单位，悬挂横幅，滚动播放字幕；\n（二）开展校园科普\n举办主题班会。\n"
    )
    titles = [title for title, _, _ in _listed(items)]
    assert titles == [
        "采取多种形式，营造活动氛围",
        "开展校园科普",
    ]


def test_a_plan_copied_from_its_third_part_on_is_read():
    body = "四、活动安排\n（一）开展警示教育周活动\n1.活动时间：6月1日。\n2.组织单位：县应急局。\n"
    read = read_notice(
        f"三、活动时间\n2031年6月1日至30日。\n{body}（二）开展演练\n1.活动时间：6月9日。\n"
    )
    assert titles_of(read) == ["开展警示教育周活动", "开展演练"]
    assert read.starts_on == date(2031, 6, 1)


def test_a_part_about_activities_and_what_is_asked_lists_activities():
    items = "（一）开展一次集中宣传。滚动播放标语。\n（二）利用短信平台宣传。向群众推送短信。\n"
    read = read_notice(f"云岭县2031年防灾周方案\n{PERIOD}二、活动内容及要求\n{items}")
    assert titles_of(read) == ["开展一次集中宣传", "利用短信平台宣传"]


def test_the_day_of_something_long_ago_is_not_the_activitys():
    assert _listed(
        "（一）推送短信。推送“1976年7月28日发生地震”的短信。\n（二）放映。6月2日放映。\n"
    ) == [
        ("推送短信", None, None),
        ("放映", "2031-06-02", None),
    ]


def test_a_few_words_with_a_comma_and_a_full_stop_are_a_heading_before_sentences():
    said = "（一）突出重点时间，抓好集中宣传。"
    said += "6月9日在人民广场设立咨询台，接受群众咨询，发放宣传资料，播放公益短片。\n"
    assert _listed(f"{said}（二）开放消防站。6月10日开放。\n")[0][0] == "突出重点时间，抓好集中宣传"


def test_who_is_to_do_it_is_taken_from_the_title_with_the_verb_that_asks():
    items = "1、各社区应督促学校开设专栏。\n2、各社区悬挂横幅。\n"
    read = read_notice(f"云岭街道2031年消防月方案\n{PERIOD}二、主要内容\n{items}")
    assert titles_of(read) == ["督促学校开设专栏", "悬挂横幅"]
    assert {activity.units for activity in read.activities} == {("各社区",)}


def test_people_of_a_unit_are_no_unit_that_takes_part():
    read = read_notice(
        f"云岭县2031年消防月方案\n{PERIOD}二、活动安排\n（一）培训\n邀请消防队员授课。\n（二）演练\n"
        "邀请县农学会授课。\n"
    )
    assert [activity.partners for activity in read.activities] == [(), ("县农学会",)]


def test_a_list_may_have_more_than_a_hundred_items():
    items = "".join(f"{n}.举办第{n}场讲座。（县科协）\n" for n in range(1, 121))
    read = read_notice(f"云岭县2031年科普月方案\n{PERIOD}二、活动安排\n{items}")
    assert [activity.number for activity in read.activities] == list(range(1, 121))
