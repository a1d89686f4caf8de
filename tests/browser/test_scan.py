"""A notice of two photographed pages is put in order, read by a real worker and compared."""

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from service.supervise import borrowed_worker
from service.weeks.invites import hash_secret, new_secret
from storage.catalog_scans import BLOBS
from storage.opening import open_storage
from storage.queues import takes_in_use
from storage.settings import read_settings
from tests.domain.notice_recipe import RECIPES
from tests.scan_recipe import Spoilt, jpeg_of, printed
from tests.service.conftest import Clock, Web, environ, plan, serving
from tests.service.editor_desk import PASSWORD
from tests.service.editor_week import LINK_LIFE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
RECIPE = next(recipe for recipe in RECIPES if recipe.name == "square-brackets")
SPOILT = Spoilt(dpi=150, tilt=0.8, noise=5, jpeg=75)


@pytest.fixture
def seat(browser: Browser, tmp_path) -> Iterator[tuple[Page, Web]]:
    """An editor of a house with one worker that reads, already logged in."""
    with ExitStack() as stack:
        variables = environ(tmp_path / "home", WEEKREEL_OCR="on")
        settings = read_settings(variables)
        storage = stack.enter_context(open_storage(settings))
        web = Web(settings, storage, Clock(), plan())
        people, token = storage.catalog.people, new_secret()
        people.add_user("编辑一", Role.EDITOR, at=web.clock())
        people.add_link("编辑一", token_hash=hash_secret(token), expires_at=web.clock() + LINK_LIFE)
        address = stack.enter_context(serving(web.app()))
        stack.enter_context(
            borrowed_worker(
                storage.catalog,
                takes=takes_in_use(ocr=True),
                lease_ttl_s=settings.lease_ttl_s,
                environ={**os.environ, **variables},
                log_to=tmp_path / "worker.log",
            )
        )
        context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.set_default_timeout(60_000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/login/{token}")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/notice")
        yield page, web
        page.goto("about:blank")
        context.close()
        assert complaints == []


def photos() -> list[dict]:
    pages = printed(RECIPE.text, SPOILT)[:2]
    return [
        {"name": f"IMG_{9 + n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of(page, SPOILT)}
        for n, page in enumerate(pages)
    ]


def test_two_photos_become_a_draft_whose_fields_are_lit_on_their_pages(seat):
    page, web = seat
    page.set_input_files("#notice-file", list(reversed(photos())))
    # In the order of their numbers, whatever the order of choosing; moved by keyboard.
    expect(page.locator(".scan-name").first).to_contain_text("IMG_9.jpg")
    page.locator("[aria-label='“IMG_10.jpg”前移']").press("Enter")
    expect(page.locator(".scan-name").first).to_contain_text("IMG_10.jpg")
    page.locator("[aria-label='“IMG_9.jpg”前移']").press("Enter")
    expect(page.locator(".scan-name").first).to_contain_text("IMG_9.jpg")
    page.locator("#scan-start").press("Enter")
    expect(page.locator("#scan-state")).to_contain_text(
        re.compile("排队|打开|识别"), timeout=60_000
    )
    # Leaving and coming back loses nothing.
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("#notice-fields .panel").first).to_be_visible(timeout=150_000)
    theme = page.locator("[data-field='theme'] input")
    expect(theme).to_have_value(RECIPE.facts.theme)
    theme.focus()
    lit = page.locator(".np-lit").first
    expect(lit).to_be_in_viewport()
    place, pane = lit.bounding_box(), page.locator("#notice-pictures").bounding_box()
    assert pane["y"] <= place["y"] and place["y"] + place["height"] <= pane["y"] + pane["height"]
    expect(page.locator("[data-field='theme'] .nf-sign")).to_have_text("○ 由图片识别")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    theme.focus()
    expect(page.locator(".np-lit").first).to_be_in_viewport()
    page.click("[data-shows=text]")
    expect(page.locator("#notice-source")).to_be_visible()
    expect(page.locator("#notice-pictures")).to_be_hidden()
    page.click("#notice-drop")
    page.click("#notice-drop")
    expect(page.locator("#notice-form")).to_be_visible()
    assert list(web.storage.blobs.names(BLOBS)) == []


def test_what_cannot_be_read_says_so_and_lets_choose_again(seat):
    page, _web = seat
    page.set_input_files(
        "#notice-file", [{"name": "假.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + b"x" * 99}]
    )
    page.locator("#scan-start").press("Enter")
    expect(page.locator("#scan-words")).to_contain_text("假.jpg 不是图片或 PDF", timeout=90_000)
    page.keyboard.press("Enter")
    expect(page.locator("#notice-scan")).to_be_hidden()
    assert page.evaluate("() => document.activeElement.id") == "notice-file"


def test_what_was_on_its_way_when_it_was_cancelled_shows_nothing_any_more(seat):
    page, web = seat
    held = []
    page.route("**/api/notice/scan/files", lambda route: held.append(route))
    page.set_input_files("#notice-file", photos())
    page.locator("#scan-start").press("Enter")
    expect(page.locator("#scan-state")).to_contain_text("正在上传第 1 个文件")
    page.route("**/api/notice/scan", lambda route: route.abort(), times=1)
    page.locator("#scan-drop").press("Enter")
    expect(page.locator("#scan-words")).to_contain_text("连不上服务器")
    page.locator("#scan-again").press("Enter")
    expect(page.locator("#notice-scan")).to_be_hidden()
    with page.expect_response("**/api/notice/scan/files"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#notice-scan")).to_be_hidden()
    assert len(held) == 1 and web.storage.catalog.scans.of("编辑一") is None
