"""Kinds, places, partners and the request to hand in, each read from a sentence of its own."""

from datetime import date

import pytest

from domain.kinds import KINDS
from domain.notice.kinds import kinds_of
from domain.notice.places import partners_of, venues_of
from domain.notice.submission import find_submission, written_deadline

EXAMPLES = {
    "main_event": "科技活动周启动仪式",
    "clinic": "名医义诊进社区",
    "lecture": "科普大讲堂",
    "agri_training": "科技特派员田间指导",
    "volunteer": "学雷锋志愿服务",
    "science_van": "科普大篷车巡展",
    "open_venue": "科普教育基地开放日",
    "app_signup": "科普中国扫码",
    "disaster": "地震避险演练",
    "weather": "气象科普体验",
    "forest": "森林防火宣传",
    "other_week": "交通运输科技周",
    "publicity": "组织媒体宣传",
    "external": "参加省市组织的科技活动",
}


def test_there_is_an_example_of_every_kind():
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize(("kind", "title"), EXAMPLES.items())
def test_each_kind_is_told_by_its_words(kind, title):
    assert kind in kinds_of(title, "", "")


def test_kinds_of_the_title_come_first_and_the_theme_does_not_count():
    theme = "弘扬科学家精神，激发创新活力"
    text = "以弘扬科学家精神为主题，组织义诊和农业科技服务。"
    assert kinds_of("科技志愿服务", text, theme) == ("volunteer", "clinic", "agri_training")
    assert kinds_of("文艺演出", "弘扬科学家精神", theme) == ()


def test_emergency_plans_are_no_disaster_activity_and_a_touring_museum_is_not_opened():
    assert kinds_of("启动仪式", "制定应急预案", "") == ("main_event",)
    assert kinds_of("流动科技馆", "", "") == ("science_van",)


@pytest.mark.parametrize(
    ("text", "venue", "others"),
    [
        ("5月28日上午在县文化广场举行启动仪式。", "县文化广场", ()),
        ("在县体育馆集中开展宣传，并深入乡村、社区发放资料。", "县体育馆", ("乡村", "社区")),
        ("组织专家走进东关社区，开展义诊。", "东关社区", ()),
        ("向社会开放县科技馆、气象站和林业科普馆，欢迎参观。", "县科技馆、气象站、林业科普馆", ()),
        ("在全县开展宣传活动。", None, ()),
        ("举办线上直播。", None, ()),
    ],
)
def test_venues_are_where_things_are_held_else_where_people_go(text, venue, others):
    assert venues_of("", text) == (venue, others)


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("邀请县人民医院走进社区义诊。", ("县人民医院",)),
        ("组织科技特派员团队、县农学会深入农村。", ("科技特派员团队", "县农学会")),
        ("以县级学会为核心，开展服务。", ("县级学会",)),
        ("邀请全国学会、高校、农科院的教授讲课。", ()),
        ("邀请省内高校和学会的专家作报告。", ()),
        ("组织科普大篷车进校园，组织相关单位宣传。", ()),
    ],
)
def test_partners_are_units_that_are_called_in_not_people_or_vans(text, partners):
    assert partners_of(text) == partners


@pytest.mark.parametrize(
    ("words", "day", "inclusive"),
    [
        ("于6月5日前", date(2025, 6, 5), "ambiguous"),
        ("于2025年6月5日之前", date(2025, 6, 5), "ambiguous"),
        ("于6月5日（含当日）前", date(2025, 6, 5), "yes"),
        ("于6月5日下午5时前", date(2025, 6, 5), "yes"),
        ("于6月5日下班前", date(2025, 6, 5), "yes"),
    ],
)
def test_a_deadline_says_whether_its_day_still_counts(words, day, inclusive):
    deadline = find_submission(f"请{words}将活动总结报送至县科协。", 2025).deadline
    assert (deadline.text, deadline.date, deadline.inclusive) == (words, day, inclusive)
    assert deadline.internal_target == (day if inclusive == "yes" else date(2025, 6, 4))


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("视频时长不超过3分钟", 180),
        ("视频控制在三分钟以内", 180),
        ("视频时长3—5分钟", 300),
        ("视频2分30秒以内", 150),
        ("视频不超过90秒", 90),
        ("视频要清晰", None),
    ],
)
def test_the_longest_film_is_read_in_seconds(words, seconds):
    asked = find_submission(f"请于6月5日前将总结、影像资料（{words}）报送县科协。", 2025)
    assert asked.video_max_s == seconds
    assert [item.video_max_s for item in asked.deliverables] == [None, seconds]


def test_a_later_recipient_belongs_to_the_city_named_before():
    asked = find_submission("于6月5日前将总结报送至青川市科技局、市科协。", 2025)
    assert asked.recipients == ("青川市科技局", "青川市科协")


def test_a_sentence_about_something_else_asks_for_nothing():
    assert find_submission("各单位要于5月10日前成立领导小组。", 2025).deadline is None


def test_the_deadline_of_a_written_campaign_is_read_the_same_way():
    assert written_deadline("于6月5日前", date(2025, 6, 5)).internal_target == date(2025, 6, 4)
    assert written_deadline("", date(2025, 6, 5)).inclusive == "yes"
    assert written_deadline("于6月5日前", None) is None


def test_a_sentence_of_endless_stages_is_read_all_the_same():
    said = "6月1日前各单位报送照片，" * 1200
    assert find_submission(f"{said}。", 2025).deadline is not None
