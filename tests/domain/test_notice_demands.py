"""Lists of demands and stages that look like activities, and activities that look like demands."""

import pytest

from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD, titles_of

TASKS = """关于做好2031年科技活动周的通知
一、活动时间
2031年5月20日至26日。
二、工作任务
（一）{first}。县科协负责联络。
（二）{second}。县教育局负责落实，5月18日前完成。
（三）{third}。各乡镇参照执行。
"""


def test_tasks_that_are_demands_are_no_activities_and_tasks_that_are_activities_are():
    demands = ("提高政治站位", "强化部门协同", "做好信息报送")
    asked = TASKS.format(first=demands[0], second=demands[1], third=demands[2])
    assert read_notice(asked).activities == ()
    planned = TASKS.format(first="举办科普展览", second="组织科技下乡", third="开展健康义诊")
    assert titles_of(read_notice(planned)) == ["举办科普展览", "组织科技下乡", "开展健康义诊"]


def test_what_is_named_like_a_demand_is_an_activity_all_the_same():
    names = ("增强现实体验展", "突出贡献科学家报告会", "营造林技术培训")
    text = TASKS.format(first=names[0], second=names[1], third=names[2])
    assert titles_of(read_notice(text)) == list(names)
    asked = ("增强责任意识", "突出科普主题", "营造良好氛围")
    text = TASKS.format(first=asked[0], second=asked[1], third=asked[2])
    assert read_notice(text).activities == ()


@pytest.mark.parametrize("heading", ["工作要求", "重点工作", "工作任务", "主要任务"])
def test_demands_of_everybody_are_none_whatever_the_list_is_called(heading: str):
    text = f"关于举办科技活动周的通知\n{PERIOD}二、{heading}\n"
    text += "1.各单位要高度重视，5月10日召开会议。\n2.各乡镇要加强宣传。\n"
    text += "3.请各学校于5月30日前报送总结。\n"
    assert read_notice(text).activities == ()


ASKED = """各有关单位：
科普日于2031年9月15日至21日举行，有关事项通知如下：
一、请各单位围绕主题组织活动，9月16日集中宣传。
二、请有意参展的单位填写信息表，于8月24日前发送至邮箱。
三、请举办单位于8月15日至9月28日期间登记信息。
附件：1.活动通知
2.信息表
"""


def test_requests_to_everybody_and_what_is_attached_are_no_activities():
    assert read_notice(ASKED).activities == ()
    planned = ASKED.replace("请各单位围绕主题组织活动，", "科普展览。")
    planned = planned.replace("请有意参展的单位填写信息表，于8月24日前发送至邮箱", "讲座。9月17日")
    planned = planned.replace("请举办单位于8月15日至9月28日期间登记信息", "义诊。9月18日")
    assert titles_of(read_notice(planned)) == ["科普展览", "讲座", "义诊"]


SECTIONS = """关于开展大篷车活动的通知
一、大篷车活动安排
（一）活动安排
按计划表进行。
（二）活动内容
1.展出展品。
2.举办讲座。
（三）活动要求
1.县科技馆负责组织。
2.进驻学校要提供场地。
二、活动时间
2031年5月20日至26日。
"""


def test_sections_about_what_is_asked_inside_a_list_of_activities_are_left_out():
    assert titles_of(read_notice(SECTIONS)) == ["展出展品", "举办讲座"]
    asked = read_notice(SECTIONS.replace("（三）活动要求", "（三）活动进村"))
    assert len(asked.activities) == 4


STAGES = """关于举办第三届科技文化节的通知
一、活动时间
2031年4月1日至28日。
二、{heading}
1、组织策划阶段（3月30日—4月2日）
2、活动开展阶段（4月10日—4月28日）
序号\t活 动 项 目\t时 间\t主办单位
1\t作品决赛\t4月5日\t校团委
2\t健身讲座\t4月8日\t学生会
"""


def test_stages_of_the_work_are_no_activities_and_the_table_is():
    for heading in ("活动安排", "推进步骤"):
        notice = read_notice(STAGES.format(heading=heading))
        assert titles_of(notice) == ["作品决赛", "健身讲座"]
    shows = STAGES.format(heading="活动安排").replace("阶段", "展").partition("序号")[0]
    assert len(read_notice(shows).activities) == 2


def test_a_list_of_activities_and_who_does_them_is_one_of_activities():
    items = "1.科普展览。由县科协负责。\n2.健康义诊。由县医院负责。\n"
    plan = read_notice(f"关于举办科普周的通知\n{PERIOD}二、活动内容及任务分工\n{items}")
    assert titles_of(plan) == ["科普展览", "健康义诊"]
    duties = read_notice(f"关于举办科普周的通知\n{PERIOD}二、任务分工\n{items}")
    assert duties.activities == ()
