"""A notice's number, day and title in its head, each beside what is only quoted there."""

from datetime import date

import pytest

from domain.notice.reading import read_notice
from tests.domain.notice_words import PERIOD, codes_of

TITLE = "关于举办2031年风筝会的通知\n"


@pytest.mark.parametrize(
    "said",
    [
        "按云科发〔2031〕5号文件要求，分头准备。",
        "各单位按云科发〔2031〕5号执行。",
        "依据云科发〔2031〕5号分头准备。",
        "今年仍参照云科发〔2031〕5号。",
        "云科发〔2031〕5号文件已经说明。",
        "云科发〔2031〕5号的附表照旧。",
    ],
)
def test_a_number_that_a_sentence_goes_by_is_not_the_notices_own(said: str):
    assert read_notice(f"{TITLE}{said}\n{PERIOD}").doc_no is None
    own = read_notice(f"云科发〔2031〕7号\n{TITLE}{said}\n{PERIOD}")
    assert own.doc_no == "云科发〔2031〕7号"


def test_a_number_before_the_title_on_one_line_is_the_notices_own():
    read = read_notice(f"云岭县科学技术局文件云科发〔2031〕7号\n{TITLE}{PERIOD}")
    assert read.doc_no == "云科发〔2031〕7号"


@pytest.mark.parametrize(
    "said",
    [
        "二、其他\n发文日期：2019-03-01 的旧通知废止。\n",
        "二、其他\n发文日期：2031-03-01\n",
    ],
)
def test_a_day_in_the_body_is_not_when_the_notice_was_written(said: str):
    assert read_notice(f"{TITLE}{PERIOD}{said}").issued_on is None


def test_a_sentence_in_the_head_does_not_say_when_the_notice_was_written():
    said = "发文日期：2019-03-01 的旧通知废止。\n"
    assert read_notice(f"{TITLE}{said}{PERIOD}").issued_on is None


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("2031-05-01", []),
        ("2030-12-20", []),
        ("2030-02-01", ["year_conflict:2030、2031"]),
        ("2019-05-01", ["year_conflict:2019、2031"]),
    ],
)
def test_a_day_of_another_year_above_the_title_is_doubted(written: str, doubts: list[str]):
    read = read_notice(f"成文日期：{written} 发布日期：2031-05-02\n{TITLE}{PERIOD}")
    assert read.issued_on == date.fromisoformat(written)
    assert [each.code for each in read.doubts if each.code.startswith("year")] == doubts


@pytest.mark.parametrize("mark", ["标题\n", "标题："])
def test_the_title_among_a_pages_particulars_is_the_title_where_no_other_is(mark: str):
    above = f"{mark}云岭县风筝会\n发文机关\n云岭县科协\n成文日期\n2031-05-01\n"
    body = f"各单位：\n风筝会照常举行。\n{PERIOD}"
    read = read_notice(above + body)
    assert (read.title, read.issued_on) == ("云岭县风筝会", date(2031, 5, 1))
    assert "title_missing_in_text" not in codes_of(read)
    printed = read_notice(f"{above}{TITLE}{body}")
    assert printed.title == TITLE.strip()
