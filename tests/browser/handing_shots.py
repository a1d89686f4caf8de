"""What leaves the house, as it stands in docs/pages: versions, links, the two guests, the sheet."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from service.editor.session import COOKIE, LIFE
from service.weeks.invites import hash_secret, new_secret
from tests.browser.sender_shots import SCREENS
from tests.service.conftest import Web, serving
from tests.service.editor_week import Filled
from tests.service.handing_week import EDITOR, lay


def take(browser: Browser, web: Web, week: Filled, folder: Path) -> None:
    """Every page on both screens."""
    _, second, receiver, leader = lay(web, week)
    with serving(web.app()) as address:
        for screen, settings in SCREENS.items():
            context = browser.new_context(locale="zh-CN", **settings)
            context.add_cookies([{"name": COOKIE, "value": session(web), "url": address}])
            page = context.new_page()

            def shoot(name: str, whole: bool = False, page: Page = page, s: str = screen) -> None:
                page.wait_for_timeout(400)
                page.screenshot(path=folder / f"{name}-{s}.png", full_page=whole)

            page.goto(f"{address}/package")
            expect(page.locator(".version")).to_have_count(3)
            shoot("package-versions", whole=True)
            page.locator("[data-share]").first.click()
            page.click("#share-form button")
            expect(page.locator("#shared")).to_be_visible()
            shoot("package-link")
            page.goto(f"{address}/film")
            page.locator("#remarks").scroll_into_view_if_needed()
            shoot("film-remarks")
            page.goto(f"{address}/package/{second.id}/sheet")
            shoot("handing-sheet", whole=True)
            page.goto(f"{address}{receiver.path}")
            shoot("share-receiver", whole=True)
            page.goto(f"{address}{leader.path}")
            expect(page.locator("#remarks li").first).to_be_visible()
            shoot("share-leader", whole=True)
            page.click("#remark")
            page.fill("#remark-text", "片尾请加上县教体局")
            shoot("share-remark")
            context.close()


def session(web: Web) -> str:
    people, now = web.storage.catalog.people, web.clock()
    people.add_user(EDITOR, Role.EDITOR, at=now)
    token = new_secret()
    people.add_session(EDITOR, token_hash=hash_secret(token), at=now, expires_at=now + LIFE)
    return token
