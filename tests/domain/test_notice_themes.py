"""Themes in wordings of counties and schools, each beside what looks like one and is none."""

import pytest

from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD


@pytest.mark.parametrize(
    ("sentence", "theme"),
    [
        ("请围绕“科技惠民，同向未来”主题开展活动。", "科技惠民，同向未来"),
        ("镇科协决定围绕“科技惠民，同向未来”的主题开展。", "科技惠民，同向未来"),
        ("围绕《天气与我们同行》这一主题开展。", "天气与我们同行"),
        ("围绕“科技惠民，同向未来”深入开展主题教育活动。", "科技惠民，同向未来"),
        ("围绕“双碳战略行动”开展宣传。", None),
        ("深入实施“千乡万村行动”，突出主题。", None),
    ],
)
def test_what_an_activity_turns_round_is_its_theme_where_it_is_called_so(
    sentence: str, theme: str | None
):
    assert read_notice(f"关于举办科普日活动的通知\n{sentence}\n{PERIOD}").theme == theme


def test_of_the_themes_of_several_levels_the_own_one_counts():
    levels = "全国科技活动周主题：科技强国\n全省科技活动周主题：科技强省\n"
    own = "青溪县科技活动周主题：科技富民兴县\n"
    text = f"关于举办科技活动周的通知\n{PERIOD}二、活动主题\n"
    assert read_notice(text + levels + own).theme == "科技富民兴县"
    assert read_notice(text + "科技富民兴县\n").theme == "科技富民兴县"


@pytest.mark.parametrize("mark", ["，", "。", "；", "\n"])
@pytest.mark.parametrize("heading", ["主题", "活动主题"])
def test_of_two_levels_in_one_part_the_own_one_counts_in_either_order(mark: str, heading: str):
    own, wide = "我县活动主题为“山谷里的风”", "全国活动主题为“科技强国”"
    for said in (f"{own}{mark}{wide}", f"{wide}{mark}{own}"):
        text = f"关于举办2031年风筝会的通知\n{PERIOD}二、{heading}\n{said}\n"
        assert read_notice(text).theme == "山谷里的风"


def test_a_theme_that_quotes_the_weeks_name_first_is_the_one_called_so():
    theme = "看懂、用好身边的新工具，让每道工序更省力，为小厂写下一张新名片"
    text = f"二、活动主题\n2031年“工匠开放日”活动以“{theme}”为主题。\n"
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{text}").theme == theme


def test_a_heading_of_the_theme_without_one_takes_no_other_heading():
    text = f"青石镇2031年科普日活动方案\n一、活动主题\n二{PERIOD[1:]}"
    assert read_notice(text).theme is None


def test_the_theme_called_so_last_is_the_own_one_and_no_quoted_name_of_the_day():
    text = "二、宣传主题\n联合国确定2031年“世界水日”的宣传主题为“Water for all”。"
    text += "我国“中国水周”活动的宣传主题为“节水优先，人水和谐”。\n"
    assert read_notice(f"2031年水周活动方案\n{PERIOD}{text}").theme == "节水优先，人水和谐"
    without = "二、宣传主题\n按“世界水日”的宣传主题执行。\n"
    assert read_notice(f"2031年水周活动方案\n{PERIOD}{without}").theme != "节水优先，人水和谐"


def test_of_themes_said_in_sentences_the_nearest_levels_counts():
    said = "联合国的宣传主题是“水与远方”。我国的宣传主题是“节水先行”。我县的宣传主题是“护好白河”。"
    assert read_notice(f"关于开展2031年水周活动的通知\n{said}\n{PERIOD}").theme == "护好白河"
    two = "二、宣传主题\n全国节能宣传周主题是“节能增效”。全国低碳日主题是“低碳同行”。\n"
    assert read_notice(f"2031年节能宣传周方案\n{PERIOD}{two}").theme == "节能增效"


@pytest.mark.parametrize(
    ("said", "theme"),
    [
        ("今年的主题沿用“共护白河水”，请认真组织。", "共护白河水"),
        ("活动围绕携手建设科普强县主题开展。", "携手建设科普强县"),
        ("本届活动以传播科学家精神为主题。", "传播科学家精神"),
        ("各单位要围绕今年世界环境日主题开展活动。", None),
        ("以学习风筝扎制技艺为主题教育的重点。", None),
        ("以交流风筝扎制技艺为主题党日的内容。", None),
    ],
)
def test_a_theme_without_quotation_marks_is_read_where_something_turns_round_it(
    said: str, theme: str | None
):
    assert read_notice(f"关于举办2031年科普月的通知\n{PERIOD}二、要求\n{said}\n").theme == theme


def test_a_quoted_name_at_the_beginning_of_a_theme_is_not_the_whole_theme():
    read = read_notice(f"2031年科普月方案\n{PERIOD}二、主题\n“白河读书日”系列阅读推广活动\n")
    assert read.theme == "“白河读书日”系列阅读推广活动"
