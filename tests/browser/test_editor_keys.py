"""The review by keyboard: every key, its way back, and what somebody else did meanwhile."""

import re
import time
import zipfile

import pytest
from playwright.sync_api import expect

from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from tests.browser.editor_seat import seat
from tests.service.editor_week import KEY

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_an_editor_reviews_by_keyboard_alone_and_downloads_the_package(seat, tmp_path):
    seat.open("/")
    seat.page.get_by_role("link", name=re.compile("开始审核")).focus()
    seat.press("Enter")
    expect(seat.page.locator("[role=option]:focus")).to_have_count(1)
    first = seat.chosen()
    seat.press("Enter")
    seat.says("已采用整组 5 件")
    seat.settles(first, AssetState.ACCEPTED)
    expect(seat.page.locator("#reviewed")).to_have_text("已审 15 / 39 件")
    expect(seat.page.locator("#group-name")).to_contain_text("2 科普大讲堂")
    seat.press("Enter", "Enter")
    seat.says("已采用整组 6 件")
    expect(seat.page.locator("#reviewed")).to_have_text("已审 31 / 39 件")
    for asset in seat.week.ids["ready"]:
        seat.settles(asset, AssetState.ACCEPTED)

    seat.open("/package")
    seat.page.get_by_role("link", name="下载 .zip").focus()
    with seat.page.expect_download() as download:
        seat.press("Enter")
    path = tmp_path / "package.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None


def test_a_doubtful_one_gets_its_activity_by_a_digit_and_is_accepted_and_taken_back(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    seat.press("PageDown")
    expect(seat.page.locator("#group-name")).to_contain_text("活动未定")
    asset = seat.chosen()
    seat.press("Enter")
    seat.says("先按数字键选定")
    seat.press("4")
    seat.says("已改为 4 科技进农村")
    seat.press("Enter")
    seat.says("已采用")
    seat.settles(asset, AssetState.ACCEPTED)
    tag = seat.asset(asset).tag
    assert (tag.activity, tag.by) == ("a4", "person")
    seat.press("z")
    seat.settles(asset, AssetState.TAGGED)
    assert seat.asset(asset).tag.activity == "a4"
    seat.press("z")
    seat.eventually(
        lambda: (seat.asset(asset).tag.activity, seat.asset(asset).tag.by), (None, "machine")
    )
    seat.press("z")
    seat.says("没有可以撤销的操作")


def test_a_group_of_doubts_is_accepted_as_suggested_by_one_key_and_taken_back_by_one(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    ids = [one.removeprefix("asset-") for one in seat.page.locator("[role=option]").evaluate_all(
        "all => all.map(each => each.id)"
    )]  # fmt: skip
    seat.press("a")
    seat.says(f"已采用整组 {len(ids)} 件")
    for one in ids:
        seat.settles(one, AssetState.ACCEPTED)
        assert seat.asset(one).tag.activity == "a3"
    expect(seat.page.locator("#group-name")).to_contain_text("活动未定")
    seat.press("a")
    seat.says("这一组没有可以一并采用的")
    seat.press("z")
    seat.settles(ids[0], AssetState.TAGGED)


def test_shift_and_a_digit_says_the_activity_from_here_on_and_is_taken_back_by_one_key(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    first, *rest = [one.removeprefix("asset-") for one in seat.page.locator(
        "[role=option]").evaluate_all("all => all.map(each => each.id)")]  # fmt: skip
    seat.press("ArrowRight", "Shift+Digit4")
    seat.says(f"这一件起 {len(rest)} 件已改为 4 科技进农村")
    for one in rest:
        seat.eventually(lambda one=one: seat.asset(one).tag.activity, "a4")
    assert (seat.asset(first).tag.activity, seat.asset(first).tag.by) == ("a3", "machine")
    # Two events in one question: both are accepted as they stand now.
    seat.press("a")
    for one in (first, *rest):
        seat.settles(one, AssetState.ACCEPTED)
    assert [seat.asset(one).tag.activity for one in (first, *rest)] == ["a3", *["a4"] * len(rest)]
    seat.press("z", "z")
    seat.eventually(lambda: {seat.asset(one).tag.by for one in rest}, {"machine"})
    assert seat.asset(rest[0]).state is AssetState.TAGGED


def test_from_here_on_is_not_said_in_the_large_view_nor_of_an_activity_that_is_not_there(seat):
    seat.review("?show=doubtful")
    seat.press("Shift+Digit9")
    seat.says("没有第 9 项活动")
    asset = seat.chosen()
    seat.press(" ", "Shift+Digit4")
    seat.says("先按空格回到缩略图")
    assert seat.asset(asset).tag.by == "machine"


def test_from_here_on_leaves_what_anybody_said_until_asked_twice_and_undo_restores_it(seat):
    first, second, third, fourth, fifth = seat.week.ids["ready"][:5]
    says_another(seat, third, "a1")
    seat.review()
    order = [one.removeprefix("asset-") for one in seat.page.locator("[role=option]").evaluate_all(
        "all => all.map(each => each.id)")]  # fmt: skip
    assert set(order) == {first, second, third, fourth, fifth}
    others = [one for one in order if one != third]
    seat.press("Shift+Digit4")
    seat.says("这一件起 4 件已改为 4 科技进农村；人定过的 1 件没有动")
    for one in others:
        seat.eventually(lambda one=one: seat.asset(one).tag.activity, "a4")
    assert (seat.asset(third).tag.activity, seat.asset(third).tag.by) == ("a1", "person")
    # Said of another activity it is asked anew, of the four of just now too.
    seat.press("Shift+Digit3")
    seat.says("这里的 5 件都是人定过的，没有动")
    seat.page.wait_for_timeout(500)
    assert {seat.asset(one).tag.activity for one in others} == {"a4"}
    seat.press("Shift+Digit3")
    for one in order:
        seat.eventually(lambda one=one: seat.asset(one).tag.activity, "a3")
    seat.press("z")
    seat.eventually(lambda: seat.asset(third).tag.activity, "a1")
    seat.eventually(lambda: {seat.asset(one).tag.activity for one in others}, {"a4"})
    assert seat.asset(third).tag.by == "person"
    seat.press("z")
    seat.eventually(lambda: {seat.asset(one).tag.by for one in others}, {"machine"})
    assert {seat.asset(one).tag.activity for one in order} == {"a1"}


def says_another(seat, asset: str, activity: str) -> None:
    decision = Decision(asset=asset, action=Action.CHANGE, actor="编辑二", activity=activity)
    seat.web.storage.catalog.assets.decide([decision], at=seat.web.clock())


def test_where_shift_writes_the_digits_one_is_changed_and_f_says_from_here_on(seat):
    """French: the row writes & é " ' and, with Shift, 1 2 3 4."""
    seat.review()
    ids = set(seat.week.ids["ready"][:5])
    asset = seat.chosen()
    typed(seat, key="4", code="Digit4", shift=True)
    seat.says("已改为 4 科技进农村")
    seat.eventually(lambda: seat.asset(asset).tag.activity, "a4")
    assert {seat.asset(one).tag.activity for one in ids - {asset}} == {"a1"}
    typed(seat, key='"', code="Digit3", shift=False)
    seat.says("已改为 3 专家义诊")
    seat.press("z", "z", "f")
    seat.says("从这一件起")
    typed(seat, key="Shift", code="ShiftLeft", shift=True)
    typed(seat, key="4", code="Digit4", shift=True)
    seat.says("这一件起 5 件已改为 4 科技进农村")
    seat.eventually(lambda: {seat.asset(one).tag.activity for one in ids}, {"a4"})
    # Said once: the next digit is of one again.
    seat.press("z", "f", "s", "4")
    seat.says("已改为 4 科技进农村")


def test_a_question_about_one_activity_is_not_answered_by_another_and_f_answers_it_too(seat):
    """Where Shift writes the digits F is the only way to ask, and to say yes."""
    ids = set(seat.week.ids["ready"][:5])
    for one in ids:
        says_another(seat, one, "a1")
    seat.review()
    seat.press("f", "4")
    seat.says("这里的 5 件都是人定过的，没有动；要改为 4")
    seat.press("f", "3")
    seat.says("这里的 5 件都是人定过的，没有动；要改为 3")
    seat.page.wait_for_timeout(500)
    assert {seat.asset(one).tag.activity for one in ids} == {"a1"}
    seat.press("f", "3")
    seat.eventually(lambda: {seat.asset(one).tag.activity for one in ids}, {"a3"})


@pytest.mark.parametrize("between", ["click", "Control+c"])
def test_f_is_of_the_next_key_alone_and_a_click_lets_it_go(seat, between):
    seat.review()
    ids = set(seat.week.ids["ready"][:5])
    seat.press("f")
    seat.says("从这一件起")
    if between == "click":
        seat.page.locator("[role=option]").nth(1).click()
    else:
        seat.press(between)
    seat.press("4")
    seat.says("已改为 4 科技进农村")
    seat.eventually(
        lambda: sorted(seat.asset(one).tag.activity for one in ids), ["a1"] * 4 + ["a4"]
    )


def typed(seat, *, key: str, code: str, shift: bool) -> None:
    """A key as a keyboard of another layout gives it."""
    seat.listen()
    held = {"key": key, "code": code, "modifiers": 8 if shift else 0}
    devtools = seat.page.context.new_cdp_session(seat.page)
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **held})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **held})
    devtools.detach()


def test_undo_takes_a_whole_group_back(seat):
    seat.review()
    ids = seat.week.ids["ready"][:5]
    seat.press("Enter", "z")
    seat.says("已撤销：已采用整组 5 件")
    expect(seat.page.locator("#reviewed")).to_have_text("已审 10 / 39 件")
    decisions = seat.web.storage.catalog.assets.decisions
    # What was not sent yet leaves them as they are, too.
    seat.eventually(lambda: len(decisions(KEY, asset=ids[0])), 1)
    seat.eventually(lambda: {seat.asset(one).state for one in ids}, {AssetState.TAGGED})
    assert len(decisions(KEY, asset=ids[0])) == 1
    expect(seat.page.locator("#group-name")).to_contain_text("1 启动仪式")


def test_consent_is_asked_plainly_and_needs_a_choice(seat):
    seat.review("?show=held")
    asset = seat.chosen()
    seat.press("Enter")
    seat.says("按 C")
    assert seat.asset(asset).state is AssetState.HELD
    seat.press("c")
    chooser = seat.page.locator("#chooser")
    expect(chooser).to_contain_text("谁同意用在成片里")
    seat.press("Enter")
    assert seat.asset(asset).consent.decision is None
    seat.press("1")
    seat.says("监护人或家属同意")
    seat.settles(asset, AssetState.TAGGED)
    (kept,) = seat.web.storage.catalog.assets.decisions(KEY, asset=asset)
    assert (kept.decision.action, kept.decision.reason) == (
        Action.CONSENT_GRANT,
        "监护人或家属同意",
    )
    expect(seat.page.locator(f"#asset-{asset}")).to_be_focused()
    seat.press("Enter")
    seat.settles(asset, AssetState.ACCEPTED)
    denied = seat.chosen()
    assert denied != asset
    seat.press("c", "3")
    seat.settles(denied, AssetState.REJECTED)


def test_near_shots_of_one_sending_are_decided_and_accepted_at_once_and_only_when_asked(seat):
    seat.review("?show=held")
    held = seat.week.ids["held"]
    seat.press("c")
    expect(seat.page.locator(".together")).to_contain_text("这次发送的 3 件一起定")
    seat.press("a")
    expect(seat.page.locator(".together")).to_have_attribute("aria-pressed", "true")
    seat.press("2")
    seat.says("学校留有监护人的书面同意：3 件")
    seat.eventually(lambda: {seat.asset(one).consent.decision for one in held}, {"granted"})
    assert {seat.asset(one).state for one in held} == {AssetState.TAGGED}
    expect(seat.page.locator("#accept-words")).to_have_text("采用整组 3 件")
    seat.press("Enter")
    for asset in held:
        seat.settles(asset, AssetState.ACCEPTED)
    seat.press("z", "z")
    seat.eventually(lambda: {seat.asset(one).consent.decision for one in held}, {None})
    assert {seat.asset(one).state for one in held} == {AssetState.HELD}


def test_a_change_by_somebody_else_is_said_and_shown(seat):
    seat.review("?show=doubtful")
    asset = seat.chosen()
    other = Decision(asset=asset, action=Action.REJECT, actor="编辑二")
    seat.web.storage.catalog.assets.decide([other], at=seat.web.clock())
    seat.press("h")
    seat.says("没有改：“编辑二”刚改过这件素材")
    assert seat.asset(asset).state is AssetState.REJECTED
    expect(seat.page.locator(f"#asset-{asset}")).to_have_count(0)
    # Chromium itself notes the refused request; that is not a fault of the page.
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_a_stroke_on_its_way_does_not_overrule_what_somebody_else_did(seat):
    seat.review()
    tiles = seat.page.locator("#review > li")
    ids = [tiles.nth(n).get_attribute("id").removeprefix("asset-") for n in range(2)]
    others = [Decision(asset=one, action=Action.REJECT, actor="编辑二") for one in ids]
    seat.web.storage.catalog.assets.decide(others, at=seat.web.clock())
    seat.page.route("**/api/decisions*", lambda route: (time.sleep(0.3), route.continue_()))
    seat.press("h", "h")
    # Both were sent and both refused.
    seat.eventually(lambda: sum("409" in each for each in seat.complaints), 2)
    seat.page.unroute("**/api/decisions*")
    assert {seat.asset(one).state for one in ids} == {AssetState.REJECTED}
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_strokes_faster_than_the_server_all_arrive(seat):
    seat.review()
    seat.page.route("**/api/decisions*", lambda route: (time.sleep(0.15), route.continue_()))
    ids = seat.week.ids["ready"][:5]
    first = seat.chosen()
    seat.press("s", "x", "x", "h", "s")
    seat.settles(first, AssetState.REJECTED)
    kept = seat.web.storage.catalog.assets
    seat.eventually(lambda: sum(len(kept.decisions(KEY, asset=one)) for one in ids), 5)
    seat.page.unroute("**/api/decisions*")
    assert [seat.asset(one).state for one in ids].count(AssetState.REJECTED) == 2
    assert [seat.asset(one).state for one in ids].count(AssetState.HELD) == 1
    assert seat.asset(first).star


def test_the_mouse_does_what_the_keys_do(seat):
    seat.review()
    page = seat.page
    tiles = page.locator("[role=option]")
    tiles.nth(2).click()
    asset = seat.chosen()
    page.locator("#acts [data-key=x]").click()
    seat.settles(asset, AssetState.REJECTED)
    tiles.nth(0).click()
    other = seat.chosen()
    seat.listen()
    page.locator(".choices select").first.select_option("a5")
    seat.says("已改为 5 科普大篷车巡展")
    seat.listen()
    page.locator(".choices select").nth(1).select_option("2025-05-29")
    seat.says("已改为 5/29")
    # The page says it at once; the server a little later.
    seat.eventually(lambda: seat.asset(other).tag.activity, "a5")
    seat.eventually(lambda: str(seat.asset(other).tag.day), "2025-05-29")
    page.get_by_role("button", name=re.compile("未采用")).first.click()
    expect(page.locator(".group")).to_have_count(2)
    expect(page.locator(f"#asset-{asset}")).to_be_visible()


def test_what_is_decided_after_a_failure_is_kept_all_the_same(seat):
    seat.review()
    one = seat.week.ids["ready"][0]
    seat.press("x")
    seat.settles(one, AssetState.REJECTED)
    seat.review()
    seat.page.route("**/assets?limit=*", lambda route: route.abort())
    seat.press("z")
    seat.settles(one, AssetState.TAGGED)
    seat.says("连不上服务器")
    seat.page.unroute("**/assets?limit=*")
    chosen = seat.chosen()
    seat.press("h")
    seat.settles(chosen, AssetState.HELD)
    seat.complaints[:] = [each for each in seat.complaints if "ERR_FAILED" not in each]


def test_a_rejection_can_say_why_by_a_digit_or_in_ones_own_words(seat):
    seat.review()
    one, two = seat.week.ids["ready"][:2]
    seat.press("r", "2")
    seat.settles(one, AssetState.REJECTED)
    seat.press("r")
    seat.page.locator(".own-reason input").fill("2 号机位，与主机位重复")
    seat.press("Enter")
    seat.settles(two, AssetState.REJECTED)
    kept = seat.web.storage.catalog.assets.decisions
    reasons = [kept(KEY, asset=asset)[-1].decision.reason for asset in (one, two)]
    assert reasons == ["太暗或过曝", "2 号机位，与主机位重复"]
