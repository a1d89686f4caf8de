"""The day of an activity and the part of it, each beside what only looks like it."""

from datetime import date

import pytest

from domain.notice.activity import PlannedActivity, item_of, planned_activity


def activity(text: str) -> PlannedActivity:
    return planned_activity(item_of(1, text), year=2031, theme="")


def test_thousands_of_days_that_lead_up_to_an_activity_are_read_as_days():
    found = activity("5月1日，" * 3000 + "搭建风车长廊。")
    assert (found.title, found.date) == ("搭建风车长廊", date(2031, 5, 1))


def test_days_that_lead_up_to_an_activity_follow_its_title_in_their_order():
    item = item_of(1, "5月3日上午，试飞期间，放飞自制风筝。地点在河滩。")
    assert (item.head, item.text) == ("放飞自制风筝", "5月3日上午。试飞期间。地点在河滩")
    alone = item_of(1, "5月3日上午，；晒书。")
    assert (alone.head, alone.text) == ("5月3日上午，", "晒书")


@pytest.mark.parametrize("marks", ["，", "（", "（周三），"])
def test_a_part_of_the_day_beside_its_day_needs_no_verb(marks: str):
    assert activity(f"风筝会。5月21日{marks}上午扎制风筝。").part == "am"
    assert activity(f"风筝会。5月21日{marks}上午10时前报名。").part is None


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("上午9时在河滩放飞。", "am"),
        ("晚上七点放映短片。", "eve"),
        ("下午在河滩集中放飞。", "pm"),
        ("下午，在河滩举行。", "pm"),
        ("上午8:30前到达河滩。", "am"),
        ("请于下午5时前报名。", None),
        ("下午5点前上报总结。", None),
        ("报名到下午5点截止。", None),
        ("下午3时截止收件。", None),
        ("另备下午茶一壶。", None),
        ("展出以晚上为题的作品。", None),
        ("次日上午在河滩开展颁奖。", None),
        ("上午9时放飞，下午2时评比。", None),
    ],
)
def test_a_part_of_the_day_counts_where_something_is_held_then(said: str, part: str | None):
    found = activity(f"风筝会。5月21日举办。{said}")
    assert (found.date, found.part) == (date(2031, 5, 21), part)
