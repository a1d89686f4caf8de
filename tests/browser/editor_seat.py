"""An editor before a real browser and a real web process, for every test of the desk."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.moves import AssetState
from service.editor.session import COOKIE
from tests.service.conftest import Web, serving
from tests.service.editor_desk import begun_session, filled_home, filled_web
from tests.service.editor_week import Filled

PATIENCE_MS = 20_000

# What an editor was told is gone after seconds, or when the page says the next thing: a look at the
# line alone may come too late for it. All that it ever said is kept; what was asked for is dropped
# with all before it.
HEARD = """
window.heard = [];
new MutationObserver((changes) => {
  const line = document.querySelector("body > #said");
  if (line && line.textContent && changes.some((each) => line.contains(each.target))) {
    window.heard.push(line.textContent);
  }
}).observe(document, { childList: true, characterData: true, subtree: true });
"""
WAS_SAID = """([words, pattern]) => {
  const is = (said) => (pattern ? new RegExp(words).test(said) : said.includes(words));
  const place = window.heard.findIndex(is);
  if (place >= 0) return window.heard.splice(0, place + 1).length > 0;
  const line = document.querySelector("body > #said");
  return line !== null && is(line.textContent);
}"""


@dataclass
class Seat:
    """An editor's browser, and all that it asked for and complained about."""

    page: Page
    web: Web
    week: Filled
    address: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(HEARD)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, words: str | re.Pattern[str]) -> None:
        """Within the patience of a person it is told, though something else be told since."""
        pattern = isinstance(words, re.Pattern)
        asked = [words.pattern if pattern else words, pattern]
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(WAS_SAID, asked):
                return
            self.page.wait_for_timeout(50)
        heard = self.page.evaluate("window.heard")
        raise AssertionError(f"{words!r} was not said within {PATIENCE_MS} ms, only {heard}")

    def asset(self, asset: str):
        return self.web.storage.catalog.assets.get(asset)

    def settles(self, asset: str, state: AssetState) -> None:
        """The server has it so too, within the patience of a person."""
        for _ in range(100):
            if self.asset(asset).state is state:
                return
            self.page.wait_for_timeout(100)
        assert self.asset(asset).state is state

    def eventually(self, ask: Callable[[], object], wanted: object) -> None:
        """The server says so too, within the patience of a person."""
        for _ in range(100):
            if ask() == wanted:
                return
            self.page.wait_for_timeout(100)
        assert ask() == wanted

    def waits_for(self, script: str) -> None:
        """Until the page says yes, asked again and again from here.

        Playwright's own `wait_for_function` evaluates a string inside the page, which the page's
        content security policy forbids and reports.
        """
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not within {PATIENCE_MS} ms: {script}")

    def chosen(self) -> str:
        option = self.page.locator("[role=option][aria-selected=true]")
        return (option.get_attribute("id") or "").removeprefix("asset-")

    def review(self, query: str = "") -> None:
        self.open(f"/review{query}")
        expect(self.page.locator("[role=option]:focus")).to_have_count(1, timeout=PATIENCE_MS)


@pytest.fixture
def seat(browser: Browser, tmp_path, tmp_path_factory) -> Iterator[Seat]:
    """Logged in, on no page yet; at the end nothing was asked elsewhere or complained of."""
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path / "home")
        address = stack.enter_context(serving(web.app()))
        context = browser.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 768}, accept_downloads=True
        )
        token = begun_session(web, "编辑一")
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        seat = Seat(page, web, filled_home(tmp_path_factory)[1], address)
        page.on("request", lambda request: note_host(seat, request.url))
        page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        page.on("console", lambda message: note(seat, message))
        yield seat
        counted = httpx.get(f"{address}/metrics").text
        context.close()
        assert "weekreel_csp_reports_total 0.0" in counted
        assert seat.complaints == []
        assert seat.hosts == {address.removeprefix("http://")}


def note_host(seat: Seat, url: str) -> None:
    # data: and blob: come from the page itself.
    if url.startswith(("http:", "https:", "ws:", "wss:")):
        seat.hosts.add(url.split("/")[2])


def note(seat: Seat, message) -> None:
    if message.type in ("error", "warning"):
        seat.complaints.append(message.text)
