"""The owner's pages by keyboard alone, with nothing asked elsewhere and no complaint."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from domain.people import Role
from domain.words import Words
from service.editor.session import COOKIE
from tests.browser.editor_seat import Seat, note, note_host
from tests.browser.hearing import PATIENCE_MS
from tests.service.conftest import serving
from tests.service.editor_desk import begun_session, filled_home, filled_web
from tests.service.editor_week import fail_job

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
OWNER = "管理员"


@pytest.fixture
def seat(browser: Browser, tmp_path, tmp_path_factory) -> Iterator[Seat]:
    """An owner's browser; at the end nothing was asked elsewhere or complained of."""
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path / "home")
        address = stack.enter_context(serving(web.app()))
        context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
        token = begun_session(web, OWNER, Role.OWNER)
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        seat = Seat(page, web, filled_home(tmp_path_factory)[1], address)
        page.on("request", lambda request: note_host(seat, request.url))
        page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        page.on("console", lambda message: note(seat, message))
        yield seat
        context.close()
        assert seat.complaints == []
        assert seat.hosts == {address.removeprefix("http://")}


def test_failed_jobs_are_started_again_by_keyboard_and_the_page_follows(seat):
    jobs = [f"asset:{asset}" for asset in seat.week.ids["doubtful"][:3]]
    for job in jobs:
        fail_job(seat.web.storage, job, Words(zh="没有解码器", en="no decoder"))
    seat.open("/system")
    expect(seat.page.locator(".why")).to_have_count(3)
    seat.page.locator(".job button").first.focus()
    seat.press("Enter")
    seat.says("已重新排队")
    expect(seat.page.locator(".why")).to_have_count(2)
    # One goes on where one was, without reaching for the mouse.
    expect(seat.page.locator(".job button").first).to_be_focused()
    seat.page.locator(".list-acts button").focus()
    seat.press("Enter")
    expect(seat.page.locator(".why")).to_have_count(0)
    states = [seat.web.storage.queue.job(job).state for job in jobs]
    assert states == ["waiting"] * 3
    # Drawn anew every three seconds, from the look before: a worker that starts shows itself.
    seat.page.evaluate("document.activeElement.blur()")
    seat.web.storage.catalog.leases.beat("0123abcd-1-00000000")
    expect(seat.page.locator(".worker")).to_contain_text("0123abcd-1-00000000", timeout=15_000)


def test_a_user_is_added_changed_and_removed_by_keyboard(seat):
    seat.open("/system/people")
    seat.page.locator("[name=name]").focus()
    seat.page.keyboard.type("审核二")
    seat.press("Enter")
    expect(seat.page.locator("#user-new")).to_be_focused()
    link = seat.page.locator("#user-link").input_value()
    assert re.fullmatch(rf"{re.escape(seat.address)}/login/[\w-]{{43}}", link)
    people = seat.web.storage.catalog.people
    assert people.user("审核二").role is Role.EDITOR
    line = seat.page.locator(".person", has_text="审核二")
    line.locator("select").focus()
    seat.press("ArrowUp")
    seat.says("“审核二”现在是查看")
    assert people.user("审核二").role is Role.VIEWER
    remove = line.get_by_role("button", name="移除")
    remove.focus()
    seat.press("Enter")
    expect(line.get_by_role("button", name="确认移除")).to_be_focused()
    seat.press("Enter")
    seat.says("已移除")
    expect(line).to_have_count(0)


def test_the_last_owner_cannot_be_changed_and_the_page_shows_the_role_that_stays(seat):
    seat.open("/system/people")
    role = seat.page.locator(".person", has_text=OWNER).locator("select")
    role.focus()
    seat.press("ArrowUp")
    seat.says("唯一的管理员")
    expect(role).to_have_value("owner")
    # What the server refused is written to the console by the browser itself.
    assert len(seat.complaints) == 1 and "409" in seat.complaints[0]
    seat.complaints.clear()
