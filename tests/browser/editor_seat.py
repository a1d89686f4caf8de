"""An editor before a real browser and a real web process, for every test of the desk."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from time import monotonic

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.moves import AssetState
from service.editor.session import COOKIE
from tests.browser.hearing import PATIENCE_MS, asked, hear, listen, says
from tests.service.conftest import Web, serving
from tests.service.editor_desk import begun_session, filled_home, filled_web
from tests.service.editor_week import Filled


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
        hear(self.page)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def listen(self) -> None:
        """Before a stroke that no method here makes: `says` counts what is said from now on."""
        listen(self.page)

    def click(self, place: Locator) -> None:
        self.listen()
        place.click()

    def press(self, *keys: str) -> None:
        self.listen()
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, words: str | re.Pattern[str]) -> None:
        """Since the last stroke, within the patience of a person, though more be told since."""
        says(self.page, words)

    def asset(self, asset: str):
        return self.web.storage.catalog.assets.get(asset)

    def settles(self, asset: str, state: AssetState) -> None:
        """The server has it so too, within the patience of a person."""
        self.eventually(lambda: self.asset(asset).state, state)

    def eventually(self, ask: Callable[[], object], wanted: object) -> None:
        """It is so, on the server or the page, within the patience of a person."""
        until = monotonic() + PATIENCE_MS / 1000
        while (found := ask()) != wanted:
            assert monotonic() < until, f"after {PATIENCE_MS} ms {found!r} and not {wanted!r}"
            self.page.wait_for_timeout(50)

    def waits_for(self, script: str) -> None:
        """Until the page says yes, asked again and again from here.

        Playwright's own `wait_for_function` evaluates a string inside the page, which the page's
        content security policy forbids and reports.
        """
        until = monotonic() + PATIENCE_MS / 1000
        while not asked(self.page, script):
            assert monotonic() < until, f"not within {PATIENCE_MS} ms: {script}"
            self.page.wait_for_timeout(50)

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """No timer of the page runs out inside the `with`, however long strokes take to arrive."""
        self.page.clock.install()
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 1)
        yield
        self.page.clock.resume()

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
