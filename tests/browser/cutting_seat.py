"""An editor before the storyboard page: a film on the table, a browser, what it complained of."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from service.editor.session import COOKIE
from storage.opening import open_storage
from storage.settings import read_settings
from tests.browser.editor_seat import Seat, note, note_host
from tests.browser.hearing import PATIENCE_MS
from tests.once import once
from tests.service.conftest import Clock, Web, environ, serving
from tests.service.editor_cut import lay_cut
from tests.service.editor_desk import begun_session, filled_home
from tests.service.editor_week import KEY, plan

API = f"/api/campaigns/{KEY}/storyboard"


class CuttingSeat(Seat):
    def told(self) -> dict:
        """The storyboard as the server has it."""
        return self.page.evaluate(f"async () => (await fetch('{API}')).json()")

    def order(self, activity: str | None = None) -> list[str]:
        """Shots in their order, as the server has them."""
        shots = self.told()["shots"]
        return [s["shot"] for s in shots if s["activity"] and activity in (None, s["activity"])]

    def shot(self, key: str) -> dict | None:
        return next((shot for shot in self.told()["shots"] if shot["shot"] == key), None)

    def drawn(self, activity: str) -> list[str]:
        """Shots of a chapter as the page shows them."""
        found = self.page.locator(f".reel-chapter[data-activity={activity}] .reel-shot").all()
        return [each.get_attribute("data-shot") or "" for each in found]

    def here(self) -> str:
        """Key of the shot in sight."""
        found = self.page.locator(".reel-shot[aria-selected=true]")
        return found.get_attribute("data-shot") or ""

    def go(self, key: str) -> None:
        """To that shot by the strip."""
        self.page.locator(f".reel-shot[data-shot='{key}']").click()
        assert self.here() == key

    def clip(self) -> str:
        """A clip with sound, early in the film."""
        return next(key for key in self.order("a2") if "@" in key)

    def storyboard(self, query: str = "") -> None:
        self.open(f"/storyboard{query}")
        expect(self.page.locator(".reel-shot:focus")).to_have_count(1, timeout=PATIENCE_MS)


def cut_home(factory: pytest.TempPathFactory) -> Path:
    """A home with the week and its film on the table, made once a run."""
    made, _ = filled_home(factory)

    def lay(folder: Path) -> Path:
        home, media = folder / "home", folder / "media"
        shutil.copytree(made, home)
        media.mkdir()
        with open_storage(read_settings(environ(home))) as storage:
            lay_cut(storage, media)
        return home

    return once(factory, "cut", lay)


@contextmanager
def seated(
    browser: Browser,
    web: Web,
    address: str,
    name: str,
    *,
    role: Role = Role.EDITOR,
    quiet: bool = True,
) -> Iterator[CuttingSeat]:
    """Logged in and before the page; at the end nothing was asked elsewhere or complained of."""
    opened = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
    token = begun_session(web, name, role)
    opened.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page: Page = opened.new_page()
    page.set_default_timeout(PATIENCE_MS)
    seat = CuttingSeat(page, web, None, address)
    page.on("request", lambda request: note_host(seat, request.url))
    page.on("pageerror", lambda error: seat.complaints.append(str(error)))
    page.on("console", lambda message: note(seat, message))
    seat.storyboard()
    yield seat
    page.goto("about:blank")
    opened.close()
    assert seat.hosts == {address.removeprefix("http://")}
    if quiet:
        assert seat.complaints == []
    assert "weekreel_csp_reports_total 0.0" in httpx.get(f"{address}/metrics").text


@contextmanager
def cut_web(factory: pytest.TempPathFactory, home: Path) -> Iterator[tuple[Web, str]]:
    """A web process over a copy of that home, and where it is."""
    with ExitStack() as stack:
        shutil.copytree(cut_home(factory), home)
        settings = read_settings(environ(home))
        storage = stack.enter_context(open_storage(settings))
        web = Web(settings, storage, Clock(), plan())
        yield web, stack.enter_context(serving(web.app()))
