"""What leaves the house, in a browser: the editor's versions, a receiver, a leader on a phone."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.film import Package
from service.editor.session import COOKIE
from service.packing.handing import Shared
from tests.browser.handing_shots import session
from tests.browser.hearing import PATIENCE_MS
from tests.browser.sender_shots import SCREENS
from tests.service.conftest import Web, serving
from tests.service.editor_desk import filled_home, filled_web
from tests.service.editor_week import KEY
from tests.service.handing_week import lay

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PHONE = SCREENS["360x740"]


@dataclass
class House:
    web: Web
    address: str
    second: Package
    receiver: Shared
    leader: Shared

    @property
    def verdicts(self):
        return self.web.storage.catalog.signing.verdicts(KEY)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path_factory.mktemp("handing") / "home")
        _, second, receiver, leader = lay(web, filled_home(tmp_path_factory)[1])
        address = stack.enter_context(serving(web.app()))
        yield House(web, address, second, receiver, leader)


def fits(page: Page) -> None:
    """Nothing sticks out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_receiver_needs_no_script_and_no_wide_screen(browser: Browser, house: House):
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(house.address + house.receiver.path)
    with page.expect_download() as saved:
        page.click("text=下载报送包")
    assert saved.value.suggested_filename == f"{house.receiver.link.name}.zip"
    page.click("text=看文件名和校验值")
    expect(page.get_by_text("03-讲座.jpg")).to_be_visible()
    context.close()
    context = browser.new_context(locale="zh-CN", **PHONE)
    page = context.new_page()
    for link in (house.receiver, house.leader):
        page.goto(house.address + link.path)
        fits(page)
    context.close()


def test_a_leader_remarks_by_keyboard_and_says_yes(browser: Browser, house: House):
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(house.address + house.leader.path)
    expect(page.locator("#remarks li")).to_have_count(2)
    page.wait_for_function("document.getElementById('player').readyState >= 1")
    page.keyboard.press("k")
    expect(page.locator("#now")).to_have_text("0:06")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#now")).to_have_text("0:11")
    page.keyboard.press("c")
    expect(page.locator("#remark-text")).to_be_focused()
    # As Word's soft line break is pasted: nobody sees it, and the server keeps none.
    page.keyboard.insert_text("片尾加上\x0b县教体局")
    assert "\x0b" in page.input_value("#remark-text")
    page.keyboard.press("Tab")
    page.keyboard.type("主要领导")
    page.keyboard.press("Enter")
    expect(page.locator("#remarks li")).to_have_count(3)
    expect(page.locator("#remarks li").nth(1)).to_contain_text("片尾加上县教体局")
    page.locator("[data-seek='21000']").click()
    expect(page.locator("#now")).to_have_text("0:21")
    # The name was typed once; Enter in a field decides nothing.
    page.focus("#word-name-field")
    page.keyboard.press("Enter")
    assert house.verdicts == []
    page.click("text=需要修改")
    expect(page.locator(".words")).to_contain_text("主要领导 要求修改")
    page.focus("button[value=yes]")
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("审签同意：主要领导")
    assert [word.approved for word in house.verdicts] == [False, True]
    page.context.close()


def test_an_editor_shares_ends_and_tells_what_became_of_it(browser: Browser, house: House):
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": session(house.web), "url": house.address}])
    page = context.new_page()
    page.goto(f"{house.address}/package")
    newest = page.locator(f"[data-package='{house.second.id}']")
    # Drawn again only after the dialog was left, as on a slow line: when the link is made, and when
    # it was seen.
    late = []
    page.route("**/package", lambda route: late.append(route))
    newest.locator("[data-share]").click()
    page.keyboard.press("Enter")
    expect(page.locator("#shared-link")).to_be_focused()
    link = page.input_value("#shared-link")
    assert link.startswith(f"{house.address}/s/")
    page.keyboard.press("Escape")
    until = time.monotonic() + PATIENCE_MS / 1000
    while len(late) < 2:
        assert time.monotonic() < until, "the list is not drawn again"
        page.wait_for_timeout(50)
    for route in late:
        route.continue_()
    page.unroute("**/package")
    expect(newest.locator("[data-end]")).to_have_count(2)
    expect(newest.locator("[data-share]")).to_be_focused()
    newest.locator("[data-end]").first.click()
    expect(newest.locator(".row-gone")).to_have_count(1)
    assert context.request.get(link).status == 410
    newest.get_by_text("已经报送").click()
    expect(newest.locator(".chip-state")).to_contain_text("已报送")
    newest.get_by_text("被退回…").click()
    page.keyboard.type("片尾单位不全")
    page.click("text=记下退回")
    expect(newest.get_by_text("退回原因：片尾单位不全")).to_be_visible()
    page.goto(f"{house.address}/film")
    page.locator("[data-remark]").first.click()
    expect(page.locator("#remarks [data-done-row]")).to_have_count(1)
    context.close()
