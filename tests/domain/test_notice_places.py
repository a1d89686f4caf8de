"""Where an activity is held, each beside what stands there and is no place."""

import pytest

from domain.notice.activity import PlannedActivity, item_of, planned_activity
from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD


def activity(said: str) -> PlannedActivity:
    return planned_activity(item_of(1, f"风筝会。{said}"), year=2031, theme="")


def _doubted(found: PlannedActivity) -> list[str]:
    return [words for code, words in found.unsure if code == "venue_unsure"]


@pytest.mark.parametrize(
    ("said", "venue"),
    [
        ("在新步行街举行集中宣传。", "新步行街"),
        ("在河滨大桥举行。", "河滨大桥"),
        ("在旧粮库举办。", "旧粮库"),
        ("在陶瓷厂三号院举行。", "陶瓷厂三号院"),
        ("在政务大厅一楼举行。", "政务大厅一楼"),
        ("在“蒲公英”举行。", "“蒲公英”"),
        ("活动点设在汽车站西侧。", "汽车站西侧"),
        ("主会场设在县文化广场并搭起展台。", "县文化广场"),
        ("走进石桥镇东风村开展义诊。", "石桥镇东风村"),
        ("深入东关街开展宣传。", "东关街"),
    ],
)
def test_a_place_is_told_by_its_ending_its_side_or_its_marks(said: str, venue: str):
    found = activity(said)
    assert (found.venue, _doubted(found)) == (venue, [])


@pytest.mark.parametrize(
    "said",
    [
        "在近期举办。",
        "在周末举办。",
        "在暑期举办。",
        "在元旦举行。",
        "在清明节举行。",
        "在全县率先举办。",
        "在全力举办。",
        "在首次试点成功之余举办。",
        "在县委的领导下举行。",
        "在活动期间举办讲座。",
        "主会场设在下午三点。",
        "深入街头巷尾开展宣传。",
        "深入大街小巷开展宣传。",
        "走进村民家中开展宣传。",
    ],
)
def test_when_and_how_something_is_held_and_what_is_everywhere_is_no_place(said: str):
    found = activity(said)
    assert (found.venue, found.other_venues, _doubted(found)) == (None, (), [])


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("在龙源国际举行。", "龙源国际"),
        ("在李局长办公室举行。", "李局长办公室"),
        ("主会场设在星河湾。", "星河湾"),
    ],
)
def test_what_may_be_no_place_is_left_out_with_a_doubt(said: str, words: str):
    found = activity(said)
    assert (found.venue, _doubted(found)) == (None, [words])
    read = read_notice(f"云岭县2031年科普月方案\n{PERIOD}二、活动安排\n（一）科普集市\n{said}\n")
    (doubt,) = (each for each in read.doubts if each.code.endswith(f"venue_unsure:{words}"))
    assert doubt.about == ("activities.1.venue",)
    labelled = activity(f"{said}\n地点：星河湾")
    assert (labelled.venue, _doubted(labelled)) == ("星河湾", [])
