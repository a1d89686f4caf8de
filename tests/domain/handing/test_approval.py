from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import BrokenInput, NotFound
from domain.film import FindingKind, Outcome
from domain.handing.approval import (
    Standing,
    Verdict,
    approval_finding,
    approval_of,
    demanded,
    shot_at,
)
from domain.handing.links import agent_of, visitor_of
from domain.handing.reading import report_lines, report_print
from domain.handing.recipients import (
    checked_recipient,
    deadline_for,
    limit_finding,
    names_of,
    receivers,
)
from domain.judging.requirements import Requirement, Subject, unmeasured
from domain.packing.report import Block, BlockKind, Report
from domain.recipients import RecipientTerms
from tests.domain.handing.test_difference import board
from tests.service.editor_week import plan

AT = datetime(2025, 6, 1, 2, tzinfo=UTC)
ZONE = "Asia/Shanghai"
YES = Verdict(
    campaign="w",
    film="w-f1",
    film_sha256="f",
    report="r",
    approved=True,
    name="分管领导",
    note="",
    at=AT,
)
NO = replace(YES, approved=False)
ASKED = Requirement(
    id="approval",
    about=Subject.PACKAGE,
    says="经单位负责人审签后报送",
    clause="六",
    quote="材料须经单位主要负责人审签",
)


def standing(*verdicts: Verdict, film: str = "f", report: str = "r"):
    return approval_of(verdicts, film_sha256=film, report=report, zone=ZONE)


def later(verdict: Verdict, **other) -> Verdict:
    return replace(verdict, at=verdict.at + timedelta(hours=1), **other)


def test_name_and_date_are_told_in_the_campaigns_zone():
    found = standing(YES)
    assert found.standing is Standing.APPROVED
    assert found.words.zh == "审签同意：分管领导（2025-06-01 10:00）"


def test_of_words_that_are_void_the_last_is_told():
    found = standing(
        YES,
        later(replace(YES, name="局长"), report="q"),
        later(later(YES), film_sha256="g"),
        film="g",
        report="s",
    )
    assert found.words.zh == "分管领导 2025-06-01 12:00 的审签已失效：之后报告有改动，请重新审签"


@pytest.mark.parametrize(
    ("film", "report", "what"),
    [
        ("g", "r", "之后成片有改动"),
        ("f", "s", "之后报告有改动"),
        ("g", "s", "之后成片和报告有改动"),
    ],
)
def test_it_is_void_when_film_or_report_changed_after_it(film, report, what):
    found = standing(YES, film=film, report=report)
    assert found.standing is Standing.VOID and what in found.words.zh


def test_the_newest_word_of_each_counts_and_one_who_asks_for_changes_holds_it_up():
    assert standing(NO, later(YES)).standing is Standing.APPROVED
    assert standing(YES, later(NO)).standing is Standing.CHANGES
    other = replace(NO, name="主要领导")
    assert standing(YES, other).standing is Standing.CHANGES
    # What was asked for was changed since: the other word is void, too.
    assert standing(YES, other, film="g").standing is Standing.VOID
    assert standing(other, film="g").standing is Standing.NONE
    assert standing().standing is Standing.NONE


@pytest.mark.parametrize(
    ("verdicts", "advised", "required"),
    [
        ((), Outcome.NOT_CHECKED, Outcome.FAIL),
        ((YES,), Outcome.PASS, Outcome.PASS),
        ((NO,), Outcome.FAIL, Outcome.FAIL),
        ((replace(YES, film_sha256="g"),), Outcome.FAIL, Outcome.FAIL),
    ],
)
def test_the_finding_is_required_where_the_campaign_demands_it(verdicts, advised, required):
    free = approval_finding(standing(*verdicts), None)
    asked = approval_finding(standing(*verdicts), demanded([ASKED]))
    assert (free.kind, free.outcome) == (FindingKind.ADVISORY, advised)
    assert (asked.kind, asked.outcome) == (FindingKind.REQUIRED, required)
    assert asked.source == "通知六：“材料须经单位主要负责人审签”"


def test_what_is_demanded_so_is_not_left_to_the_eye_as_well():
    assert unmeasured([ASKED]) == ()
    assert demanded([]) is None


def test_the_shot_of_a_remark_is_the_one_seen_then():
    film = board("x", "y")
    assert shot_at(film, 0).card.role == "opening"
    assert shot_at(film, 3_999).card.role == "opening"
    assert shot_at(film, 4_000).asset == "x"
    assert shot_at(film, 9_999).asset == "y"
    assert shot_at(film, 10_000) is None


def report(text: str = "共6项", asset: str | None = "x", dated: str = "2025年6月1日") -> Report:
    blocks = (
        Block(kind=BlockKind.HEADING, text="一、组织领导"),
        Block(kind=BlockKind.BODY, text=text),
        Block(kind=BlockKind.FIGURE, text="5月24日 启动仪式", asset=asset),
        Block(kind=BlockKind.TABLE, text="数据", rows=(("活动", "场次"), ("合计", "3"))),
    )
    return Report(title="总结报告", blocks=blocks, signature=("县科协",), dated=dated)


def test_a_report_of_another_day_is_the_same_and_any_other_word_or_picture_is_not():
    same = report_print(report())
    assert report_print(report(dated="2025年6月2日")) == same
    assert report_print(report("共7项")) != same
    assert report_print(report(asset="y")) != same
    assert report_lines(report())[-3:] == ("活动\t场次", "合计\t3", "县科协")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("203.0.113.77", "203.0.113.*"),
        ("::ffff:203.0.113.77", "203.0.113.*"),
        ("2001:db8:1:2::7", "2001:db8:1::*"),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_an_address_loses_its_end(address, told):
    assert visitor_of(address) == told


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Mozilla/5.0 (Linux; Android 12) Mobile MicroMessenger/8.0.40", "wechat"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 Safari/604.1", "phone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/109.0", "computer"),
        ("curl/7.88.1", "program"),
        ("", "program"),
    ],
)
def test_a_browser_is_told_by_its_class(said, kind):
    assert agent_of(said) == kind


# -- recipients

TERMS = RecipientTerms(
    recipient="县政府",
    profile="wechat-720",
    film_limit_ms=120_000,
    deadline=date(2025, 6, 10),
    deadline_text="6月10日前",
)


def week(*terms: RecipientTerms):
    return replace(plan(), recipients=("市科技局", "市科协", "县政府"), terms=terms)


def test_who_asks_otherwise_gets_a_package_of_their_own():
    assert receivers(week()) == ("",)
    assert receivers(week(TERMS)) == ("", "县政府")
    assert names_of(week(TERMS), "") == "市科技局、市科协"
    assert names_of(week(TERMS), "县政府") == "县政府"
    assert checked_recipient(week(TERMS), "县政府") == TERMS
    assert checked_recipient(week(TERMS), "") is None
    with pytest.raises(NotFound):
        checked_recipient(week(TERMS), "省科技厅")


def test_terms_are_for_a_recipient_and_stand_once():
    with pytest.raises(BrokenInput):
        replace(plan(), terms=(TERMS,))
    with pytest.raises(BrokenInput):
        week(TERMS, TERMS)


def test_a_recipients_own_day_counts_for_it_alone():
    today = date(2025, 5, 28)
    own = deadline_for(week(TERMS), "县政府", today)
    assert (own.day, own.target, own.days_to_target) == (date(2025, 6, 10), date(2025, 6, 9), 12)
    assert deadline_for(week(TERMS), "市科协", today).target == date(2025, 6, 2)


def test_a_film_too_long_for_one_recipient_fails_there_alone():
    assert limit_finding(week(TERMS), "", 170_000) == ()
    (found,) = limit_finding(week(TERMS), "县政府", 170_000)
    assert (found.kind, found.outcome) == (FindingKind.REQUIRED, Outcome.FAIL)
    (found,) = limit_finding(week(TERMS), "县政府", 120_000)
    assert found.outcome is Outcome.PASS
