"""What is to be handed in by when and to whom, each beside what is only printed or pledged."""

from datetime import date
from time import process_time

import pytest

from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD


@pytest.mark.parametrize(
    ("asks", "named", "recipients"),
    [
        ("请于5月6日前，以电子邮件报送市科技局。", [], ("市科技局",)),
        (
            "请于6月2日前提交以下材料给科研处：1）活动周工作总结（含照片）；2）《情况统计表》（附件）。",
            ["活动周工作总结", "情况统计表"],
            ("科研处",),
        ),
        (
            "请于6月2日前提交以下材料：1）总结；2）照片10张；3）登记表。",
            ["总结", "照片", "登记表"],
            (),
        ),
        ("请于6月2日前将总结材料同步发送到邮箱。", ["总结材料"], ()),
        ("请重视材料报送，6月2日前完成总结上报工作。", [], ()),
        (
            "各单位于6月2日前将工作总结、影像资料等报送县科协。",
            ["工作总结", "影像资料"],
            ("县科协",),
        ),
    ],
)
def test_what_is_handed_in_by_a_day(asks: str, named: list[str], recipients: tuple[str, ...]):
    submission = read_notice(f"关于举办2031年科普日的通知\n{PERIOD}二、要求\n{asks}\n").submission
    assert submission.deadline is not None and submission.deadline.date is not None
    assert [item.name for item in submission.deliverables] == named
    assert submission.recipients == recipients


@pytest.mark.parametrize(
    "said",
    [
        "由市科技报社、县科协发放资料。",
        "弘扬报国精神，县科协收集资料。",
        "各单位于5月6日前报名参加培训。",
    ],
)
def test_what_is_printed_pledged_or_signed_up_for_is_not_handed_in(said: str):
    submission = read_notice(f"关于举办2031年科普日的通知\n{PERIOD}二、其他\n{said}\n").submission
    assert (submission.deadline, submission.recipients) == (None, ())


def test_a_closing_day_of_material_is_a_deadline():
    asks = "活动成果材料截止时间为2031年10月7日。"
    deadline = read_notice(f"关于举办科普日的通知\n{PERIOD}{asks}\n").submission.deadline
    assert deadline is not None and deadline.date == date(2031, 10, 7)
    closing = "展览截止时间为2031年10月7日。"
    assert read_notice(f"关于举办科普日的通知\n{PERIOD}{closing}\n").submission.deadline is None


def test_a_form_to_fill_in_is_handed_in_and_one_that_is_looked_at_is_not():
    text = "请填写《重点项目备案表》，并于5月4日前将盖章扫描件提交至邮箱。\n"
    items = read_notice(f"关于举办科普周的通知\n{PERIOD}{text}").submission.deliverables
    assert [item.name for item in items] == ["重点项目备案表"]
    seen = text.replace("填写", "按照")
    assert read_notice(f"关于举办科普周的通知\n{PERIOD}{seen}").submission.deliverables == ()


@pytest.mark.parametrize("words", ["提交、" * 1200, "报" * 4000, "1" * 9000])
def test_a_sentence_of_a_thousand_verbs_or_digits_is_read_in_a_moment(words: str):
    """It took seconds, four times as many for twice as long: each verb was read to the end."""
    text = f"关于举办科普周的通知\n{PERIOD}请于6月5日前将总结{words}报送县科协。\n"
    began = process_time()
    submission = read_notice(text).submission
    assert process_time() - began < 2
    assert submission.deadline is not None
    assert submission.deadline.date == date(2031, 6, 5)


@pytest.mark.parametrize(
    ("asks", "named", "recipients"),
    [
        (
            "工作总结请于6月7日前报县科协，有关材料请联系县科协。",
            ["工作总结"],
            ("县科协",),
        ),
        (
            "请各乡镇于6月7日前将“科普日”、“科普月”宣传活动开展情况报县科协办公室。",
            ["“科普日”、“科普月”宣传活动开展情况"],
            ("县科协办公室",),
        ),
        (
            "各校填写《活动项目一览表》《重点项目备案表》。请于6月7日前报送县科技局。",
            ["活动项目一览表", "重点项目备案表"],
            ("县科技局",),
        ),
        (
            "各镇于6月7日前向县组委会办公室报送活动项目。",
            ["活动项目"],
            ("县组委会办公室",),
        ),
        ("请将总结报告于6月7日前送县科协科普部。", ["总结报告"], ("县科协科普部",)),
        ("对举报制度于6月7日前进行集中报道，制作总结片。", [], ()),
    ],
)
def test_what_is_handed_in_may_stand_first_or_in_another_sentence(
    asks: str, named: list[str], recipients: tuple[str, ...]
):
    asked = read_notice(f"关于举办2031年科普月的通知\n{PERIOD}二、要求\n{asks}\n").submission
    assert [item.name for item in asked.deliverables] == named
    assert asked.recipients == recipients


@pytest.mark.parametrize(
    ("we", "submitter"),
    [
        ("我局", "云岭县科技局"),
        ("我会", "云岭县科技局"),
        ("我市科协", "市科协"),
        ("我县科协", "县科协"),
    ],
)
def test_whoever_calls_itself_we_submits_under_its_name(we: str, submitter: str):
    said = f"请填报，由{we}汇总后将总结于6月7日前报送至省科协。\n云岭县科技局\n2031年5月2日\n"
    read = read_notice(f"关于举办2031年科普月的通知\n{PERIOD}二、要求\n{said}")
    assert read.submission.submitter == submitter


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        ("请于6月7日前提交所有总结报告及相关照片报县科技中心。", ["总结报告", "照片"]),
        ("各校于6月7日前将征文作品报县教育局。", ["征文作品"]),
    ],
)
def test_what_is_handed_in_is_called_without_how_much_and_to_whom(asks: str, named: list[str]):
    asked = read_notice(f"关于举办2031年科普月的通知\n{PERIOD}二、要求\n{asks}\n").submission
    assert [item.name for item in asked.deliverables] == named
