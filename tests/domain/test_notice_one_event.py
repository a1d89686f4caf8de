"""Notices about one event: its day and place are said once, for all that is done at it."""

from datetime import date

import pytest

from domain.notice.reading import read_notice
from domain.notice.sources import find_sources
from tests.domain.notice_words import PERIOD, titles_of

ONE_EVENT = """防灾减灾集中宣传活动通知
一、活动主题
看得见险情，走得出现场
二、活动时间
2031年5月16日（星期五）上午10:00—11:45
三、活动地点
石臼镇（粮站空地西边）
四、组织单位
本次活动由区应急局主办，石臼镇、区地震局承办，区红十字会协办。
五、活动内容
分组认路牌，练一次撤到高处。
六、工作分工
（一）区应急局：负责统筹协调。
（二）区红十字会：演示急救知识。
"""


def test_a_notice_about_one_event_is_that_activity():
    notice = read_notice(ONE_EVENT)
    (found,) = notice.activities
    assert found.title == "防灾减灾集中宣传活动"
    assert (found.date, found.part, found.venue) == (
        date(2031, 5, 16),
        "am",
        "石臼镇（粮站空地西边）",
    )
    assert found.units == ("区应急局", "石臼镇", "区地震局")
    assert found.partners == ("区红十字会",)
    sources = {source.field: source for source in find_sources(ONE_EVENT, notice)}
    assert "5月16日" in sources["activities.1.date"].quote
    assert "石臼镇" in sources["activities.1.venue"].quote


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("2031年5月16日（星期五）上午10:00—11:45", "2031年5月16日至20日"),
        ("石臼镇（粮站空地西边）", "另行通知"),
    ],
)
def test_days_or_a_place_to_be_told_make_no_event(words: str, other: str):
    assert read_notice(ONE_EVENT.replace(words, other)).activities == ()


LABELLED = """各学校：
现将科普日启动仪式暨培训会有关事宜通知如下。
活动时间：2031年9月21日下午2:20前报到
活动地点：城关小学会议室
活动内容：
1.参加启动仪式
2.观摩科普大篷车
其他：
1.各校要按时参加会议。
2.各校在9月28日前提交备案表（附件1）和活动总结材料（图片、简要文字等），发送到邮箱。
"""


def test_what_is_done_at_an_event_has_its_day_and_place_and_what_else_is_asked_is_none_of_it():
    notice = read_notice(LABELLED)
    assert titles_of(notice) == ["参加启动仪式", "观摩科普大篷车"]
    for each in notice.activities:
        assert (each.date, each.part, each.venue) == (date(2031, 9, 21), "pm", "城关小学会议室")
    fields = {s.field: s.quote for s in find_sources(LABELLED, notice)}
    assert "9月21日" in fields["activities.2.date"]
    assert [item.name for item in notice.submission.deliverables] == ["备案表", "活动总结材料"]
    alone = LABELLED.replace("活动内容：\n1.参加启动仪式\n2.观摩科普大篷车\n", "")
    assert titles_of(read_notice(alone)) == ["科普日启动仪式暨培训会"]


def test_what_is_done_on_another_day_than_the_event_is_not_said_to_be_at_its_place():
    text = LABELLED.replace("2.观摩科普大篷车", "2.观摩科普大篷车。9月22日上午进行。")
    first, second = read_notice(text).activities
    assert (first.date, first.venue) == (date(2031, 9, 21), "城关小学会议室")
    assert (second.date, second.part, second.venue) == (date(2031, 9, 22), "am", None)


def test_the_day_of_a_main_event_is_not_that_of_the_others():
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动地点\n各乡镇\n三、活动内容\n"
    text += "1.举办科普展览。\n2.启动仪式。5月20日上午在县广场举行。\n"
    first, second = read_notice(text).activities
    assert (first.date, first.venue) == (None, None)
    assert (second.date, second.venue) == (date(2031, 5, 20), "县广场")


def test_an_opening_that_says_when_and_where_an_event_is_held_plans_it():
    text = "关于报送科普日项目的通知\n科普日将于2031年9月15至21日开展，"
    text += "主会场活动拟定于9月17日在植物园举行。\n"
    (found,) = read_notice(text + "一、请各单位高度重视，组织好各项活动。\n").activities
    assert (found.title, found.date, found.venue) == ("主会场活动", date(2031, 9, 17), "植物园")
    (only,) = read_notice(text + "一、活动安排\n（一）科普展览\n").activities
    assert only.title == "科普展览"


def test_an_event_of_a_notice_without_a_title_is_called_what_is_to_be_done_well():
    read = read_notice(
        "为扎实做好安全宣传咨询日活动，特制定本方案。\n一、活动时间\n2031年6月16日上午8:30\n"
        "二、活动地址\n老渡口凉棚南侧\n三、参加单位\n县应急局、县水利局。\n"
    )
    (event,) = read.activities
    assert (event.title, event.venue, event.part) == ("安全宣传咨询日活动", "老渡口凉棚南侧", "am")
    assert event.partners == ("县应急局", "县水利局")


def test_time_and_place_may_stand_under_one_heading_and_what_is_told_is_no_list_of_activities():
    read = read_notice(
        "防震减灾科普宣传活动方案\n一、时间与地点\n时间：2031年3月1日上午10:30\n地点：柳荫广场\n"
        "二、宣传内容\n1、地震法规；\n2、避震知识。\n三、宣传形式\n1、知识咨询；\n2、图片展。\n"
    )
    (event,) = read.activities
    assert (event.title, event.venue) == ("防震减灾科普宣传活动", "柳荫广场")
    assert event.date == date(2031, 3, 1) and event.part == "am"
