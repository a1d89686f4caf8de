"""The report is worded by keyboard; what somebody else wrote meanwhile is never written over."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hearing import PATIENCE_MS, hear, listen, says
from tests.service.conftest import Web, serving
from tests.service.editor_desk import PASSWORD, filled_web, link_of
from tests.service.editor_week import KEY

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def web(tmp_path, tmp_path_factory) -> Iterator[Web]:
    with ExitStack() as stack:
        yield filled_web(stack, tmp_path_factory, tmp_path / "home")


@pytest.fixture
def page(browser: Browser, web: Web) -> Iterator[Page]:
    with serving(web.app()) as address:
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        hear(page)
        page.goto(address + link_of(web, "编辑一"))
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/report")
        yield page
        context.close()


def area(page: Page, key: str):
    return page.locator(f'[data-paragraph="{key}"]')


def kept(web: Web, key: str) -> str | None:
    edit = web.storage.catalog.reports.edits(KEY).get(key)
    return edit.text if edit else None


def test_open_places_are_worded_and_undone_by_keyboard(page: Page, web: Web) -> None:
    page.locator("#report-next").press("Enter")
    expect(area(page, "leadership.more")).to_be_focused()
    page.keyboard.type("县委高度重视。")
    listen(page)
    page.keyboard.press("Control+Enter")
    says(page, "已保存")
    assert kept(web, "leadership.more") == "县委高度重视。"
    proposal = page.locator('[data-row="leadership.more"] .rp-proposal')
    expect(proposal).to_contain_text("请编辑补充")
    page.locator("#report-undo").press("Enter")
    expect(area(page, "leadership.more")).to_have_value("领导重视与部署情况（请编辑补充）")
    assert kept(web, "leadership.more") is None


def test_words_of_two_editors_stand_side_by_side_until_one_is_chosen(page: Page, web: Web) -> None:
    reports = web.storage.catalog.reports
    other = reports.keep(
        campaign=KEY,
        paragraph="problems",
        text="经费不足。",
        proposal="",
        seen=0,
        actor="编辑二",
        at=web.clock(),
    )
    area(page, "problems").fill("宣传形式单一。")
    page.keyboard.press("Tab")
    theirs = page.locator('[data-row="problems"] .rp-other')
    expect(theirs).to_contain_text("经费不足。")
    expect(area(page, "problems")).to_have_value("宣传形式单一。")
    assert reports.edits(KEY)["problems"] == other
    listen(page)
    theirs.get_by_text("用我的").press("Enter")
    says(page, "已保存")
    assert kept(web, "problems") == "宣传形式单一。"


def test_escape_drops_what_was_typed(page: Page, web: Web) -> None:
    before = area(page, "results").input_value()
    area(page, "results").fill("错了")
    page.keyboard.press("Escape")
    expect(area(page, "results")).to_have_value(before)
    page.keyboard.press("Tab")
    assert kept(web, "results") is None
