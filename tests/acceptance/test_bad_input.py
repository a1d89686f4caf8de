"""What people bring by mistake: each a clear sentence in their words, and the rest goes on."""

import pytest

from domain.arriving.refusals import REFUSALS
from tests.acceptance.conftest import Once
from tests.acceptance.mishaps import AT_THE_DOOR, BAD, GOOD, Mishaps, bring
from tests.acceptance.sample_week import Week

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def mishaps(once: Once, week: Week) -> Mishaps:
    return once("bad-input", lambda folder: bring(folder, week))


@pytest.mark.parametrize("name", sorted(BAD.keys() - AT_THE_DOOR))
def test_a_file_that_nobody_can_use_is_kept_as_a_refusal_with_its_reason(
    mishaps: Mishaps, name: str
) -> None:
    row = mishaps.assets[name]
    code = BAD[name].code
    words = REFUSALS[code]
    assert row["state"] == "refused"
    assert row["refused_because"] == {"code": code, "zh": words.zh, "en": words.en}
    assert (row["activity"], row["date"]) == (None, None)


@pytest.mark.parametrize("name", sorted(AT_THE_DOOR))
def test_a_file_that_is_empty_or_too_large_is_not_let_in(mishaps: Mishaps, name: str) -> None:
    assert name not in mishaps.assets


@pytest.mark.parametrize("name", sorted(BAD))
def test_the_reason_is_told_in_the_tongue_of_whoever_brought_it(
    mishaps: Mishaps, name: str
) -> None:
    words = REFUSALS[BAD[name].code]
    assert f"{name}: {words.zh}\n" in mishaps["batch zh"].err
    assert f"{name}: {words.en}\n" in mishaps["batch en"].err


def test_the_rest_of_the_batch_goes_on(mishaps: Mishaps) -> None:
    assert mishaps["batch zh"].status == mishaps["batch en"].status == 0
    taken = len(GOOD) + len(BAD) - len(AT_THE_DOOR)
    assert f"收到 {taken} 件，已有 0 件，未收 {len(AT_THE_DOOR)} 件\n" in mishaps["batch zh"].out
    assert {name: mishaps.assets[name]["state"] for name in GOOD} == dict.fromkeys(GOOD, "tagged")


def test_the_batch_again_adds_nothing_and_leaves_no_job_behind(mishaps: Mishaps) -> None:
    known = len(GOOD) + len(BAD) - len(AT_THE_DOOR)
    assert f"0 received, {known} known already" in mishaps["batch en"].out
    assert set(mishaps.assets) == GOOD.keys() | BAD.keys() - AT_THE_DOOR
    # The good ones have their words read in a job of their own. No cards are asked for ahead where
    # no worker was at work when the week was opened.
    assert mishaps.jobs == {"done": known + len(GOOD)}


def test_a_notice_without_dates_is_drafted_with_what_is_missing(mishaps: Mishaps) -> None:
    assert mishaps["undated zh"].status == mishaps["undated en"].status == 0
    assert "没有读出活动时间，请填写 starts_on 和 ends_on" in mishaps["undated zh"].err
    assert "no period was found; fill in starts_on and ends_on" in mishaps["undated en"].err


def test_a_plan_without_dates_is_not_opened_and_the_lines_are_named(mishaps: Mishaps) -> None:
    assert mishaps["open undated zh"].status == mishaps["open undated en"].status == 1
    assert "行：starts_on 没有填写" in mishaps["open undated zh"].err
    assert "starts_on is missing; line" in mishaps["open undated en"].err


@pytest.mark.parametrize(
    ("step", "zh", "en"),
    [
        ("letter", "没有从这份文件里读出活动时间", "neither a period nor any activity was found"),
        ("pdf", "重新导出为 PDF，或把正文粘贴过来", "export it again, or paste its text"),
        ("no campaign", "还没有进行中的活动周", "no campaign is open yet"),
        ("two campaigns", "有多个进行中的活动周", "several campaigns are open"),
        ("two campaigns", "（yunling-2025, yunling-2026）", "(yunling-2025, yunling-2026)"),
        ("unknown campaign", "yunling-1999", "yunling-1999"),
        ("unknown unit", "没有叫“县气象局”的单位", "no unit is called '县气象局'"),
        ("unknown unit", "县农业农村局、县人民医院", "县农业农村局、县人民医院"),
        ("unknown activity", "没有第 99 项活动", "there is no activity 99"),
        ("unknown activity", "1, 2, 3, 4, 5, 6, 7", "1, 2, 3, 4, 5, 6, 7"),
        ("no such file", "找不到 nowhere", "there is no nowhere"),
    ],
)
def test_a_call_that_cannot_be_understood_ends_with_2_and_says_what_would_be(
    mishaps: Mishaps, step: str, zh: str, en: str
) -> None:
    for tongue, words in (("zh", zh), ("en", en)):
        answer = mishaps[f"{step} {tongue}"]
        assert answer.status == 2
        assert words in answer.err
        assert answer.out == ""


def test_nothing_ends_in_a_stack_trace(mishaps: Mishaps) -> None:
    assert not [step for step, answer in mishaps.said.items() if "Traceback" in answer.err]
