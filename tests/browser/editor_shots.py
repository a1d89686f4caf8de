"""The editor's pages as they stand in docs/pages, from the login to the package."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from domain.board.figures import Figure
from domain.people import Role
from service.weeks.invites import hash_secret, new_secret
from tests.browser.sender_shots import SCREENS
from tests.service.conftest import Web, serving
from tests.service.editor.test_notice_page import ALIASED
from tests.service.editor_week import LINK_LIFE, set_job

PASSWORD = "correct horse"


def take(browser: Browser, web: Web, folder: Path) -> None:
    """Every page on both screens, as PAGE-SCREEN.png in `folder`; `web` holds a filled week."""
    people = web.storage.catalog.people
    people.add_user("编辑一", Role.EDITOR, at=web.clock())
    with serving(web.app()) as address:
        for screen, settings in SCREENS.items():
            context = browser.new_context(locale="zh-CN", **settings)
            token = new_secret()
            people.add_link(
                "编辑一", token_hash=hash_secret(token), expires_at=web.clock() + LINK_LIFE
            )
            page = context.new_page()
            _walk(page, address, token, web, folder, screen)
            context.close()


def _walk(page: Page, address: str, token: str, web: Web, folder: Path, screen: str) -> None:
    def shoot(name: str, *, whole: bool = False) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{screen}.png", full_page=whole)

    page.goto(f"{address}/login")
    shoot("login")
    page.goto(f"{address}/login/{token}")
    shoot("password")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button")
    expect(page.locator("#live")).to_be_visible()
    shoot("board", whole=True)
    page.select_option("#invite-form [name=unit]", "u5")
    page.click("#invite-form button")
    expect(page.locator("#invite-new img")).to_be_visible()
    page.locator("#invites").scroll_into_view_if_needed()
    shoot("invite")
    _review(page, address, shoot)
    page.goto(f"{address}/figures")
    for figure, count in (("sessions", "1"), ("participants", "1200"), ("leaflets", "3000")):
        field = page.locator(f"tr[data-unit] [name={figure}]").first
        # The other screen's walk has saved the same already.
        if field.input_value() == count:
            continue
        field.fill(count)
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("已保存")
    page.evaluate("document.activeElement.blur()")
    shoot("figures", whole=True)
    _report(page, address, web, shoot)
    page.goto(f"{address}/film")
    expect(page.locator(".strip-shot").first).to_be_visible()
    shoot("film", whole=True)
    page.goto(f"{address}/package")
    shoot("package", whole=True)
    notice(page, address, shoot)


def _report(page: Page, address: str, web: Web, shoot) -> None:
    """Two paragraphs in the editor's words, of one of which the facts have changed since."""
    page.goto(f"{address}/report")
    words = {
        "leadership.more": "县委、县政府高度重视，成立了活动周领导小组，印发了活动方案。",
        "activity.a1": "5月24日上午，科技活动周启动仪式在人民广场举行，1200人次参加。",
    }
    for key, text in words.items():
        field = page.locator(f'[data-paragraph="{key}"]')
        # The other screen's walk has written the same already.
        if field.input_value() == text:
            continue
        field.fill(text)
        page.keyboard.press("Control+Enter")
        expect(field).to_have_js_property("defaultValue", text)
    web.storage.catalog.figures.enter(
        campaign=web.campaign.key,
        activity="a1",
        unit="u1",
        values={Figure.SESSIONS: 1, Figure.PARTICIPANTS: 1350, Figure.LEAFLETS: 3000},
        actor="编辑一",
        at=web.clock(),
    )
    page.goto(f"{address}/report")
    expect(page.locator("[data-disagrees]")).to_have_count(1)
    shoot("report", whole=True)


def notice(page: Page, address: str, shoot) -> None:
    """The import page from the first look to what would change; its draft is dropped at the end."""
    page.goto(f"{address}/notice")
    shoot("notice-start")
    page.fill("#notice-text", ALIASED)
    page.click("#notice-form [type=submit]")
    page.locator("[data-field='activities.1.venue'] input").focus()
    shoot("notice")
    page.locator(".nu-asked").first.focus()
    shoot("notice-unit")
    page.keyboard.press("y")
    page.click("#notice-check")
    expect(page.locator("#notice-open")).to_be_focused()
    shoot("notice-difference")
    page.click("#notice-drop")
    page.click("#notice-drop")
    expect(page.locator("#notice-form")).to_be_visible()


def _review(page: Page, address: str, shoot) -> None:
    page.goto(f"{address}/review")
    expect(page.locator(".tile").first).to_be_visible()
    expect(page.locator(".claims")).to_be_visible()
    shoot("review")
    page.keyboard.press(" ")
    expect(page.locator("#large")).to_be_visible()
    shoot("large")
    page.keyboard.press(" ")
    page.keyboard.press("?")
    shoot("keys")
    page.keyboard.press("Escape")
    page.goto(f"{address}/review?show=doubtful")
    expect(page.locator("[role=option]:focus")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator("#carry")).to_be_visible()
    shoot("carry")
    page.keyboard.press("n")
    page.keyboard.press("z")
    page.keyboard.press("r")
    shoot("reason")
    page.keyboard.press("Escape")
    page.goto(f"{address}/review?show=all&activity=a3&day=2025-05-26")
    page.locator("[role=option]", has_text="相近").first.dblclick()
    expect(page.locator("#large .alike")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".side-by-side")).to_be_visible()
    shoot("compare")
    page.keyboard.press(" ")
    page.goto(f"{address}/review?show=held")
    expect(page.locator(".consent-open")).to_be_visible()
    page.keyboard.press("c")
    shoot("consent")


def cutting(web: Web) -> str:
    """A film on its way, as far as 14 of 55 shots; its id."""
    film = web.storage.catalog.films.start(web.campaign.key, at=web.clock())
    set_job(
        web.storage,
        f"film:{film.id}",
        "PENDING",
        '{"station": "cut", "done": 14, "total": 55}',
    )
    return film.id
