"""The board: counts, gaps, what to do today, and the text for WeChat."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.asset import Consent
from domain.board.coverage import coverage, todo
from domain.board.deadlines import deadline_of, includes_its_day
from domain.board.reminders import missing_of, owed_by, reminder
from domain.board.tally import Tally
from domain.moves import AssetState

MAY_30 = date(2024, 5, 30)


def tagged(week, id_: str, activity: str | None, *, ready: bool = True, **other):
    tag = week.tag(activity, date(2024, 5, 28), by="machine", ready=ready)
    return week.asset(id_, state=AssetState.TAGGED, tag=tag, **other)


def codes(steps) -> list[str]:
    return [step.code for step in steps]


def test_assets_are_counted_by_activity_day_and_unit(week):
    assets = [
        week.accepted("p1", "a1", unit="u1"),
        week.accepted("p2", "a1", unit="u1"),
        tagged(week, "p3", "a1", unit="u1"),
        tagged(week, "p4", "a1", ready=False, unit="u3"),
        week.accepted("p5", "a2", day=date(2024, 5, 27)),
        week.asset("p6"),
    ]
    board = coverage(week.campaign(), assets, today=MAY_30)
    assert [(c.activity, c.day, c.unit) for c in board.cells] == [
        ("a1", date(2024, 5, 28), "u1"),
        ("a1", date(2024, 5, 28), "u3"),
        ("a2", date(2024, 5, 27), "u2"),
        (None, None, "u2"),
    ]
    assert board.cells[0].tally == Tally(accepted=2, ready=1)
    assert board.activities["a1"] == Tally(accepted=2, ready=1, doubtful=1)
    assert board.units["u2"] == Tally(accepted=1, processing=1)
    assert board.total == Tally(accepted=3, ready=1, doubtful=1, processing=1)
    assert board.ready_groups == 1


def test_refused_and_withdrawn_assets_count_nowhere(week):
    gone = [
        week.accepted("p1", "a2", state=AssetState.WITHDRAWN),
        week.asset("p2", state=AssetState.REFUSED),
        week.accepted("p3", "a2", state=AssetState.PURGED),
    ]
    board = coverage(week.campaign(), gone, today=MAY_30)
    assert board.total.total == 0
    assert board.cells == ()


def test_a_near_shot_waits_for_consent_and_not_for_a_group_key(week):
    board = coverage(
        week.campaign(), [tagged(week, "p1", "a2", consent=Consent(minors=True))], today=MAY_30
    )
    assert (board.total.held, board.total.ready, board.ready_groups) == (1, 0, 0)
    assert board.consents == 1


def test_gaps_name_activities_without_material_and_silent_units(week):
    assets = [
        week.accepted("p1", "a1", unit="u1"),
        tagged(week, "p2", "a2"),
        week.accepted("p3", "a4", state=AssetState.REJECTED),
    ]
    board = coverage(week.campaign(), assets, today=MAY_30)
    assert [(gap.code, gap.activity, gap.unit) for gap in board.gaps] == [
        ("none_accepted", "a2", None),
        ("no_material", "a3", None),
        ("no_material", "a4", None),
        ("no_material", "a5", None),
        ("silent", None, "u3"),
    ]
    words = [gap.words.zh for gap in board.gaps]
    assert words[0] == "第2项“举办科普大讲堂活动”收到 1 件素材，还没有一件通过审核"
    assert words[1] == "第3项“组织科技进农村活动”还没有收到素材"
    assert words[2] == "第4项“科技服务进社区活动”的 1 件素材都没有采用，需要补发"
    assert words[4] == "县委宣传部负责第1项活动，还没有发送素材"


def test_the_first_line_of_today_is_the_review_of_what_is_ready(week):
    assets = [
        tagged(week, "p1", "a1", unit="u1"),
        tagged(week, "p2", "a2"),
        tagged(week, "p3", "a2", ready=False),
        week.accepted("p4", "a2", consent=Consent(patients=True)),
    ]
    steps = todo(coverage(week.campaign(), assets, today=MAY_30))
    assert codes(steps) == ["review", "doubts", "remind", "consent", "gaps", "cut"]
    assert steps[0].words.zh == "开始审核：2 组共 2 件已就绪，每组看一眼按一次键"
    assert [step.count for step in steps] == [2, 1, 1, 1, 3, 1]


def test_near_the_safe_day_the_silent_units_come_first(week):
    assets = [tagged(week, "p1", "a1", unit="u1")]
    assert codes(todo(coverage(week.campaign(), assets, today=date(2024, 6, 2))))[0] == "remind"
    assert codes(todo(coverage(week.campaign(), assets, today=date(2024, 6, 1))))[0] == "review"


def test_an_empty_campaign_begins_with_handing_out_the_links(week):
    steps = todo(coverage(week.campaign(), [], today=MAY_30))
    assert codes(steps) == ["invite", "remind"]


def test_when_everything_is_accepted_the_film_is_what_is_left(week):
    assets = [week.accepted(f"p{n}", f"a{n}", unit=f"u{(n - 1) % 3 + 1}") for n in range(1, 6)]
    (step,) = todo(coverage(week.campaign(), assets, today=MAY_30))
    assert (step.code, step.words.zh) == ("cut", "已通过 5 件，可以生成成片")


def test_before_the_fifth_means_ready_on_the_fourth_and_both_are_said(week):
    found = deadline_of(week.campaign(), MAY_30)
    assert (found.day, found.target) == (date(2024, 6, 5), date(2024, 6, 4))
    assert (found.days_to_day, found.days_to_target) == (6, 5)
    assert (
        found.words.zh == "距报送截止 6月5日 还有 6 天；按“于6月5日前”应在 6月4日 完成，还有 5 天"
    )


@pytest.mark.parametrize(
    ("text", "included"),
    [
        ("于6月5日前", False),
        ("6月5日之前", False),
        ("截至6月5日前", False),
        ("", False),
        ("6月5日前（含6月5日）", True),
        ("截至6月5日", True),
        ("6月5日", True),
    ],
)
def test_the_wording_decides_whether_the_day_itself_counts(text: str, included: bool):
    assert includes_its_day(text) is included


def test_a_passed_deadline_says_so_and_a_missing_one_says_nothing(week):
    late = deadline_of(week.campaign(), date(2024, 6, 7))
    assert late.words.zh == "报送截止 6月5日，已过 2 天"
    assert deadline_of(week.campaign(deadline=None), MAY_30) is None
    today = deadline_of(week.campaign(), date(2024, 6, 5))
    assert today.words.zh == "今天就是报送截止日；按“于6月5日前”稳妥的日期 6月4日 已过"


def test_the_reminder_can_be_pasted_as_it_is(week):
    campaign = week.campaign()
    board = coverage(campaign, [week.accepted("p1", "a2")], today=MAY_30)
    assert reminder(campaign, board, "u2", link="https://example.invalid/u/abc") == "\n".join(
        [
            "【2024年云岭县科技活动周】素材报送提醒",
            "县科协：已收到贵单位 1 件素材，谢谢！",
            "贵单位负责的下列活动还没有照片和视频：",
            "4. 科技服务进社区活动",
            "5. 开放科普场所",
            "请在6月4日（周二）以内发来，还有 5 天；通知要求的报送时间：于6月5日前。",
            "点这里发送：https://example.invalid/u/abc",
            "请发原图、原视频，不要转发聊天里的压缩图。",
        ]
    )


def test_a_unit_that_has_sent_nothing_is_asked_though_its_partner_has_sent(week):
    campaign = week.campaign()
    board = coverage(campaign, [tagged(week, "p1", "a1", unit="u1")], today=MAY_30)
    assert [gap.unit for gap in board.gaps if gap.code == "silent"] == ["u2", "u3"]
    assert [activity.key for activity in owed_by(campaign, board, "u3")] == ["a1"]
    asked = reminder(campaign, board, "u3").splitlines()
    assert asked[1:3] == ["县委宣传部：您好！", "下面这项活动还没有收到贵单位的照片和视频："]
    board = coverage(
        campaign, [tagged(week, "p1", "a1", unit="u1"), tagged(week, "p2", "a1", unit="u3")],
        today=MAY_30,
    )  # fmt: skip
    assert reminder(campaign, board, "u3") is None


def test_a_unit_that_misses_nothing_gets_no_reminder(week):
    campaign = week.campaign()
    board = coverage(campaign, [tagged(week, "p1", "a1", unit="u1")], today=MAY_30)
    assert reminder(campaign, board, "u4") is None
    assert [activity.key for activity in missing_of(campaign, board, "u1")] == ["a3"]


def test_after_the_deadline_the_reminder_still_asks(week):
    campaign = week.campaign()
    board = coverage(campaign, [], today=date(2024, 6, 6))
    assert "报送时间（于6月5日前）已过，现在仍可补交，请尽快。" in reminder(campaign, board, "u2")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(AssetState)),
            st.sampled_from(["a1", "a2", "a9", None]),
            st.sampled_from(["u1", "u2", "gone"]),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_every_asset_is_counted_once_or_gone(week, rows):
    gone = {AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED}
    assets = [
        week.accepted(f"p{n}", activity, state=state, unit=unit, consent=Consent(minors=minors))
        for n, (state, activity, unit, minors) in enumerate(rows)
    ]
    board = coverage(week.campaign(), assets, today=MAY_30)
    here = sum(asset.state not in gone for asset in assets)
    assert board.total.total == here
    assert sum(cell.tally.total for cell in board.cells) == here
    assert coverage(week.campaign(), assets[::-1], today=MAY_30) == board
