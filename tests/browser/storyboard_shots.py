"""The storyboard page as it stands in docs/pages: a shot, candidates, the film, versions, keys."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.sender_shots import SCREENS
from tests.service.conftest import Web, serving
from tests.service.editor_desk import PASSWORD, link_of


def take(browser: Browser, web: Web, folder: Path) -> None:
    """As storyboard[-STATE]-SCREEN.png in `folder`; `web` holds a film on the table."""
    with serving(web.app()) as address:
        for number, (screen, settings) in enumerate(SCREENS.items()):
            context = browser.new_context(locale="zh-CN", **settings)
            page = context.new_page()
            page.goto(address + link_of(web, f"编辑{'一二'[number]}"))
            page.fill("[name=password]", PASSWORD)
            page.fill("[name=again]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{address}/")
            page.goto(f"{address}/storyboard")
            expect(page.locator(".reel-shot:focus")).to_have_count(1)
            _walk(page, folder, screen)
            context.close()


def _walk(page: Page, folder: Path, screen: str) -> None:
    def shoot(name: str) -> None:
        page.wait_for_timeout(600)
        page.screenshot(path=folder / f"{name}-{screen}.png")

    def said(words: str) -> None:
        expect(page.locator("body > #said")).to_contain_text(words)

    phone = screen.startswith("360")
    clip = page.locator(".reel-chapter[data-activity=a2] .reel-shot[data-shot*='@']").first
    clip.click()
    page.locator(".reel-chapter[data-activity=a2] .reel-shot").nth(4 if phone else 3).click()
    page.keyboard.press("f")
    said("固定")
    clip.click()
    page.keyboard.press("i")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    said("已修剪")
    for _ in range(30):
        page.keyboard.press(".")
    page.evaluate("document.activeElement.blur()")
    expect(page.locator("body > #said")).to_be_empty(timeout=6000)
    page.evaluate("scrollTo(0, 0)")
    shoot("storyboard")
    page.locator(".reel-chapter[data-activity=a4] .reel-shot").nth(2).click()
    page.keyboard.press("a")
    expect(page.locator(".choice-row:focus")).to_have_count(1)
    if phone:
        # Bar and tabs stay on top of the panel.
        page.locator("#panel-choice").evaluate("panel => panel.scrollIntoView()")
        page.evaluate("scrollBy(0, -150)")
    shoot("storyboard-choice")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.locator(".version").nth(2).get_by_role("button", name="比较").click()
    expect(page.locator(".version-differences")).to_be_visible()
    shoot("storyboard-versions")
    page.keyboard.press("1")
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Home")
    shoot("storyboard-card")
    page.keyboard.press("?")
    shoot("storyboard-keys")
    page.keyboard.press("Escape")
