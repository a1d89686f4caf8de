"""Whose notice it is and what it is called, in wordings of counties, schools and bureaus."""

from datetime import date

import pytest

from domain.errors import BrokenInput
from domain.notice.draft import draft_campaign
from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD, codes_of

PASSED_DOWN = """{over}关于举办2031年科技活动周的通知
{number}各乡镇、县直有关单位：
近日，省科技厅、省委宣传部联合印发了通知。现将有关事项通知如下：
一、活动时间
2031年5月20日至26日。
"""


def test_who_stands_over_a_title_issues_it_and_not_who_wrote_before():
    over = "云岭县科学技术局\n中共云岭县委宣传部\n"
    assert read_notice(PASSED_DOWN.format(over=over, number="")).issuers == (
        "云岭县科学技术局",
        "中共云岭县委宣传部",
    )
    assert read_notice(PASSED_DOWN.format(over="", number="")).issuers == ()
    held = PASSED_DOWN.format(over="", number="").replace("联合印发了通知", "联合举办科技活动周")
    assert read_notice(held).issuers == ("省科技厅", "省委宣传部")


def test_a_number_alone_in_brackets_is_the_notices_own_and_one_in_a_sentence_is_not():
    own = PASSED_DOWN.format(over="", number="（白科〔2031〕7号）\n")
    assert read_notice(own).doc_no == "白科〔2031〕7号"
    quoted = PASSED_DOWN.replace("联合印发了通知", "印发了通知\n（云科〔2031〕9号），要求落实")
    assert read_notice(quoted.format(over="", number="")).doc_no is None


def test_a_title_longer_than_a_line_of_text_is_a_title_when_it_ends_as_one():
    what = "承办2031年跨市湖区候鸟观察周开幕仪式并同期举办2031年青溪市湿地科普活动周的十项活动"
    title = f"青溪市人民政府办公室关于{what}的通知"
    assert read_notice(f"{title}\n各单位：\n{PERIOD}").title == title
    sentence = f"青溪市人民政府办公室关于{what}的有关情况向各单位说明一下"
    assert read_notice(f"{sentence}\n各单位：\n{PERIOD}").title is None


def test_a_year_typed_with_the_letter_o_signs():
    notice = read_notice(f"关于举办科技活动周的通知\n{PERIOD}青溪县科协\n二O三一年五月四日\n")
    assert (notice.issuers, notice.issued_on) == (("青溪县科协",), date(2031, 5, 4))


def test_a_unit_over_the_plan_that_is_sent_out_issues_it():
    text = "关于印发《“科技之春”宣传月活动实施方案》的通知\n现印发方案，请遵照执行。\n\n"
    plan = "“科技之春”宣传月活动实施方案\n一、活动时间\n2031年3月1日至31日。\n"
    assert read_notice(f"{text}青溪县农业农村局\n{plan}").issuers == ("青溪县农业农村局",)
    assert read_notice(text + plan).issuers == ()


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("青溪县科学技术局2031年“政府开放日”活动实施方案", ("青溪县科学技术局",)),
        ("青石镇2031年科普日活动方案", ()),
        ("青溪县2031年科技活动周实施方案", ()),
    ],
)
def test_a_bureau_before_the_year_of_its_plan_issues_it(title: str, issuers: tuple[str, ...]):
    assert read_notice(f"{title}\n{PERIOD}").issuers == issuers


def test_hosts_under_their_own_heading_may_take_several_lines():
    hosts = "二、主办单位\n青溪县科普联席会议办公室\n青溪县科技活动周组委会\n三、其他\n"
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{hosts}").issuers == (
        "青溪县科普联席会议办公室",
        "青溪县科技活动周组委会",
    )
    helpers = hosts.replace("主办单位", "协办单位")
    assert read_notice(f"关于举办活动的通知\n{PERIOD}{helpers}").issuers == ()


def test_a_notice_of_a_campaign_without_days_is_a_draft_and_one_of_something_else_is_refused():
    text = "关于开展2031年全省科技活动周的通知\n各科协：\n一、要围绕主题开展活动。\n"
    assert "period_missing" in codes_of(read_notice(text))
    with pytest.raises(BrokenInput):
        read_notice("关于做好车辆年检的通知\n各科室：\n一、请按时年检。\n")


def test_who_holds_it_with_another_one_issues_it_too():
    text = "青溪县科协联合县教育局、县科技局共同组织开展2031年科普日活动。\n"
    assert read_notice(text + PERIOD).issuers == ("青溪县科协", "县教育局", "县科技局")
    alone = "青溪县科协联合社会力量共同组织开展2031年科普日活动。\n"
    assert read_notice(alone + PERIOD).issuers == ("青溪县科协",)


def test_a_title_that_a_page_prints_twice_has_its_issuer_over_the_second():
    title = "关于举办第一届科技创新节的通知"
    text = f"{title}\n青学〔2031〕29号\n青溪学院元培分院\n{title}\n各系（部）：\n{PERIOD}"
    assert read_notice(text).issuers == ("青溪学院元培分院",)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("防灾减灾集中宣传活动通知", "防灾减灾集中宣传活动"),
        ("关于开展科技进校园活动的通知", "科技进校园活动"),
        ("关于印发《科技进校园活动实施方案》的通知", "科技进校园活动"),
        ("防灾减灾集中宣传活动总体方案", "防灾减灾集中宣传活动"),
        ("通知", "通知"),
    ],
)
def test_a_campaign_is_called_what_is_held_and_not_a_notice(title: str, name: str):
    text = "一、活动时间\n2031年5月20日至26日。\n二、活动内容\n1.科普展览。\n2.讲座。\n"
    assert draft_campaign(read_notice(f"{title}\n各单位：\n{text}")).title == name


def test_a_letterhead_of_several_units_says_whose_notice_it_is():
    title = f"关于举办2031年科技活动周的通知\n各单位：\n{PERIOD}"
    head = "青溪县科学技术局\n中共青溪县委宣传部\n青溪县科学技术协会文件\n青科〔2031〕8号\n"
    assert read_notice(head + title).issuers == (
        "青溪县科学技术局",
        "中共青溪县委宣传部",
        "青溪县科学技术协会",
    )
    page = "青溪县人民政府\n当前位置：首页 > 公告\n"
    assert read_notice(page + title).issuers == ()


def test_who_is_joined_by_others_holds_it_with_them():
    text = "县食安办会同县委宣传部、县发改委（粮食局）、县科协等部门共同开展宣传周活动。\n"
    issuers = read_notice(f"宣传周活动通知\n{text}{PERIOD}").issuers
    assert issuers == ("县食安办", "县委宣传部", "县发改委", "县科协")


def test_a_headline_that_names_no_kind_of_document_is_the_title_over_its_body():
    body = "为推动全民阅读，县图书馆计划开展系列活动，具体如下：\n"
    read = read_notice(f"云岭县图书馆开展2031年\n阅读推广活动\n{body}{PERIOD}")
    assert read.title == "云岭县图书馆开展2031年阅读推广活动"
    assert read_notice(f"各单位：\n{body}{PERIOD}").title is None


PARTICULARS = """标题
云岭县科学技术局 云岭县教育局关于举办2031年科技活动周的通知
发文机关
云岭县科学技术局
成文日期
2031-05-02
发文日期
2031-05-03
云岭县科学技术局
云岭县教育局
关于举办2031年科技活动周的通知
各乡镇：
"""


def test_the_particulars_of_a_page_are_no_title_and_say_when_it_was_written():
    read = read_notice(PARTICULARS + PERIOD)
    assert read.title == "关于举办2031年科技活动周的通知"
    assert read.issuers == ("云岭县科学技术局", "云岭县教育局")
    assert read.issued_on == date(2031, 5, 2)


def test_who_signed_over_a_month_issues_it_and_no_day_is_made_up():
    read = read_notice(f"关于举办科技活动周的通知\n{PERIOD}特此通知。\n云岭县教育局\n2031年5月\n")
    assert read.issuers == ("云岭县教育局",) and read.issued_on is None


def test_the_printers_day_is_the_notices_where_nobody_signed():
    closing = "抄送：市科技局。\n云岭县科技局办公室 2031年5月15日印发\n"
    read = read_notice(f"关于举办2031年科技活动周的通知\n{PERIOD}{closing}")
    assert read.issued_on == date(2031, 5, 15)


@pytest.mark.parametrize(
    ("title", "issuers"),
    [
        ("云岭县爱卫会爱国卫生月活动方案", ("云岭县爱卫会",)),
        ("云岭县科技活动周活动方案", ()),
        ("云岭市社会科学普及周活动方案", ()),
    ],
)
def test_a_bureau_before_the_name_of_its_campaign_issues_it(title: str, issuers: tuple[str, ...]):
    assert read_notice(f"{title}\n2031年4月是爱国卫生月。\n{PERIOD}").issuers == issuers


def test_a_number_that_the_first_sentence_relies_on_is_not_the_notices():
    said = "根据河科协发〔2031〕51号文件精神，举办科技活动周。\n"
    assert read_notice(f"关于举办2031年科技活动周的通知\n{said}{PERIOD}").doc_no is None
