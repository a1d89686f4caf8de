"""The ears of these tests: a word answers what was done before it, nothing that is done later."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import hearing
from tests.browser.hearing import hear, listen, says

pytestmark = pytest.mark.browser

SAY = "words => { document.getElementById('said').textContent = words; }"
LINE = "<body><p id=said>{words}</p></body>"


def draw(page: Page, words: str) -> None:
    page.unroute_all()
    drawn = {"body": LINE.format(words=words), "content_type": "text/html; charset=utf-8"}
    page.route("**/*", lambda route: route.fulfill(**drawn))
    page.goto("http://desk.test/")


@pytest.fixture
def page(browser: Browser, monkeypatch):
    monkeypatch.setattr(hearing, "PATIENCE_MS", 300)
    page = browser.new_page()
    hear(page)
    draw(page, "")
    yield page
    page.close()


def test_a_word_is_heard_though_another_was_said_since(page: Page):
    for words in ("已采用", "已去掉", ""):
        page.evaluate(SAY, words)
    says(page, "已采用")
    says(page, re.compile("去掉$"))


def test_what_was_said_before_is_no_answer_though_it_stands_there_still(page: Page):
    page.evaluate(SAY, "已采用")
    listen(page)
    with pytest.raises(AssertionError, match="was not said"):
        says(page, "已采用")
    page.evaluate(SAY, "已采用")
    says(page, "已采用")
    with pytest.raises(AssertionError, match="was not said"):
        says(page, "已采用")


def test_what_the_page_is_drawn_with_is_heard(page: Page):
    draw(page, "已保存")
    says(page, "已保存")
    page.evaluate("document.body.outerHTML = '<body><p id=said>已改</p></body>'")
    says(page, "已改")
