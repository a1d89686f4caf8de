"""Days of a campaign and of its activities, each beside what looks like one and is none."""

from datetime import date

import pytest

from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD, codes_of


def test_a_part_about_time_and_theme_has_its_days_in_the_part_below():
    text = "一、时间与主题\n（一）2031年5月20日-26日\n（二）主题\n科技惠民\n"
    notice = read_notice(f"关于举办科技活动周的通知\n{text}")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 26))
    assert notice.theme == "科技惠民"


SCHEDULE = """关于开展科技进校园活动的通知
各有关学校：
一、时间安排
2031年10月8日（周三）松岭小学
2031年10月15日（周三）石臼小学
2031年10月29日（周三）槐店小学
"""


def test_a_schedule_of_days_is_a_period_to_be_confirmed():
    notice = read_notice(SCHEDULE)
    assert (notice.starts_on, notice.ends_on) == (date(2031, 10, 8), date(2031, 10, 29))
    assert "period_of_days" in codes_of(notice)
    signing_up = read_notice(SCHEDULE.replace("松岭小学", "报名截止"))
    assert "period_of_days" not in codes_of(signing_up)


def test_the_hours_of_one_day_are_no_schedule_of_days():
    hours = "2031年5月20日上午报到，2031年5月20日下午开幕，5月20日晚上演出。\n"
    notice = read_notice(f"关于举办科技活动周的通知\n一、活动时间\n{hours}")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 20), date(2031, 5, 20))
    assert "period_of_days" not in codes_of(notice)


def test_what_a_week_says_of_itself_is_its_period_in_any_part():
    text = "一、活动主题\n科技惠民\n二、日程安排\n本届科技活动周从2031年5月17日开始至22日结束。\n"
    notice = read_notice(f"科技活动周实施方案\n{text}（一）举行开幕式\n5月16日上午在县广场举行。\n")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 5, 17), date(2031, 5, 22))
    wider = text.replace("本届", "全国")
    with_none = read_notice(f"科技活动周实施方案\n{wider}（一）举行开幕式\n5月16日举行。\n")
    assert with_none.starts_on is None


def test_a_vague_time_with_a_theme_is_a_draft_with_doubts_and_no_refusal():
    notice = read_notice("各单位：\n请在5月上旬以“点亮科学火炬”为主题开展活动。\n")
    assert notice.theme == "点亮科学火炬"
    assert {"period_missing", "activities_missing"} <= codes_of(notice)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("5月23日下午放学前完成", None),
        ("5月23日17:00前完成", None),
        ("5月23日下午2:20前报到", date(2031, 5, 23)),
        ("5月23日在县政府门前举行", date(2031, 5, 23)),
        ("5月23日前往科技馆参观", date(2031, 5, 23)),
    ],
)
def test_a_day_before_which_something_is_done_is_not_when_it_is(time: str, day: date | None):
    text = f"关于举办科普周的通知\n{PERIOD}二、活动安排\n1.科普活动\n时间：{time}\n2.讲座\n"
    assert read_notice(text).activities[0].date == day


def test_the_days_of_a_week_that_is_counted_are_the_period():
    text = "2031年水周活动方案\n2031年3月22日是第三十届“水日”，3月22-28日是第三十五届“水周”。\n"
    notice = read_notice(text + "一、活动安排\n1.现场咨询\n2.展板宣传\n")
    assert (notice.starts_on, notice.ends_on) == (date(2031, 3, 22), date(2031, 3, 28))
    loose = text.replace("3月22-28日是第三十五届“水周”", "3月22-28日天气晴好")
    assert (
        read_notice(loose.replace("是第三十届", "为") + "一、活动安排\n1.咨询\n").starts_on is None
    )
