"""One answer for many: corrections carried over, questions settled, hundreds of rows."""

import re

import pytest
from playwright.sync_api import expect

from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from tests.browser.editor_seat import Seat, seat
from tests.service.editor_week import KEY

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_correction_is_carried_over_by_one_key_after_it_was_shown_and_taken_back_by_one(seat):
    seat.review("?show=doubtful")
    asset = seat.week.ids["doubtful"][0]
    seat.page.locator(f"#asset-{asset}").click()
    seat.press("5")
    offer = seat.page.locator("#carry")
    expect(offer).to_contain_text("一并改为 5 科普大篷车巡展？")
    expect(offer.locator(".carry-tile")).to_have_count(4)
    expect(offer).to_contain_text("改这 4 件")
    assert [seat.asset(one).tag.by for one in seat.week.ids["doubtful"]].count("person") == 1
    # By keyboard alone one is left out.
    offer.locator(".carry-tile").last.focus()
    seat.press("Space")
    expect(offer).to_contain_text("改这 3 件")
    # With Shift all that follow go with it, and come back.
    offer.locator(".carry-tile").nth(1).focus()
    seat.press("Shift+Space")
    expect(offer).to_contain_text("改这 1 件")
    seat.press("Shift+Space")
    expect(offer).to_contain_text("改这 4 件")
    offer.locator(".carry-tile").nth(3).click(modifiers=["Shift"])
    expect(offer).to_contain_text("改这 3 件")
    seat.press("y")
    seat.says("已一并改 3 件")
    expect(offer).to_be_hidden()
    seat.eventually(lambda: _persons(seat), 4)
    seat.press("z")
    seat.says("已撤销：已一并改 3 件")
    seat.eventually(lambda: _persons(seat), 1)
    assert seat.asset(asset).tag.activity == "a5"


def test_an_offer_that_comes_late_leaves_what_was_done_since_then_said(seat):
    seat.page.clock.install()
    seat.review("?show=doubtful")
    late = []
    seat.page.route("**/carry-over", lambda route: late.append(route))
    seat.page.locator(f"#asset-{seat.week.ids['doubtful'][0]}").click()
    seat.press("5")
    seat.eventually(lambda: len(late), 1)
    # From here on no word fades by itself.
    seat.page.clock.pause_at(seat.page.evaluate("Date.now()") / 1000 + 5)
    seat.press("Enter")
    seat.says("已采用")
    late[0].continue_()
    expect(seat.page.locator("#carry")).to_be_visible()
    expect(seat.page.locator("body > #said")).to_contain_text("已采用")


def test_the_filters_stand_whole_above_more_groups_than_fit(seat):
    seat.page.set_viewport_size({"width": 1366, "height": 480})
    seat.review()
    groups, filters = seat.page.locator("#group-list"), seat.page.locator(".views")
    assert groups.evaluate("list => list.scrollHeight > list.clientHeight")
    assert filters.evaluate("part => part.clientHeight >= part.scrollHeight")
    assert filters.bounding_box()["height"] >= 32


def _persons(seat: Seat) -> int:
    """Assets in sight of a carry-over that a person tagged."""
    ids = [*seat.week.ids["doubtful"], *seat.week.ids["ready"][15:17]]
    return [seat.asset(one).tag.by for one in ids].count("person")


def test_an_answer_its_carry_over_and_enter_settle_a_whole_question(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    seat.press("3")
    expect(seat.page.locator("#carry")).to_contain_text("改这 2 件")
    seat.press("y")
    seat.says("已一并改 2 件")
    expect(seat.page.locator("#accept-words")).to_have_text("采用整组 3 件")
    seat.press("Enter")
    for asset in seat.week.ids["doubtful"][:3]:
        seat.settles(asset, AssetState.ACCEPTED)


def test_undo_reaches_back_past_a_reload_and_names_who_was_in_between(seat):
    seat.review()
    one, two = seat.week.ids["ready"][:2]
    seat.press("x")
    seat.settles(one, AssetState.REJECTED)
    seat.press("x")
    seat.settles(two, AssetState.REJECTED)
    other = Decision(asset=two, action=Action.ACCEPT, actor="编辑二")
    seat.web.storage.catalog.assets.decide([other], at=seat.web.clock())
    seat.review()
    seat.press("z")
    seat.says("没有撤销：“编辑二”之后又改过")
    assert seat.asset(two).state is AssetState.ACCEPTED
    seat.press("z")
    seat.says("的操作：不采用 1 件")
    seat.settles(one, AssetState.TAGGED)
    seat.eventually(seat.chosen, one)
    seat.press("z")
    seat.says("没有可以撤销的操作")
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_many_hundreds_are_read_page_by_page_and_pictures_only_when_seen(seat):
    real = seat.week.ids["ready"][0]
    asked: list[str] = []

    def stand_in(route) -> None:
        """Made-up assets have the picture and the details of a real one."""
        asked.append(route.request.url)
        route.fulfill(response=route.fetch(url=re.sub(r"/[ab]\d{4}", f"/{real}", asked[-1])))

    seat.page.route(re.compile(r"/assets/[ab]\d{4}"), stand_in)
    seat.page.route("**/assets?limit=*", lambda route: _many(seat, route))
    seat.review()
    expect(seat.page.locator("#reviewed")).to_have_text("已审 0 / 1200 件")
    expect(seat.page.locator("[role=option]")).to_have_count(1200)
    seat.eventually(lambda: any("/thumb" in url for url in asked), True)
    seat.page.wait_for_timeout(500)
    assert len([url for url in asked if "/thumb" in url]) < 200
    # Off the page first: what it still fetches would find no made-up asset.
    seat.page.goto("about:blank")
    seat.page.unroute_all(behavior="ignoreErrors")


def _many(seat: Seat, route) -> None:
    """Two full pages of copies of one ready asset."""
    path = f"/api/campaigns/{KEY}/assets?limit=1&state=tagged"
    (row,) = route.fetch(url=seat.address + path).json()["assets"]
    second = "after=" in route.request.url
    ids = [f"{'b' if second else 'a'}{number:04d}" for number in range(600)]
    copies = [
        {**row, "id": one, "pictures": {"thumb": f"/media/assets/{one}/thumb"}} for one in ids
    ]
    route.fulfill(json={"assets": copies, "next": None if second else ids[-1]})
