"""A first campaign from its notice, by keyboard alone: paste, look, correct, decide, confirm."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.people import Role
from service.weeks.invites import hash_secret, new_secret
from storage.opening import open_storage
from storage.settings import read_settings
from tests.service.conftest import Clock, Web, environ, plan, serving
from tests.service.editor.test_notice_page import ALIASED
from tests.service.editor_desk import PASSWORD
from tests.service.editor_week import LINK_LIFE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def seat(browser: Browser, tmp_path) -> Iterator[tuple[Page, Web]]:
    """An editor of a house without any campaign, already logged in."""
    with ExitStack() as stack:
        settings = read_settings(environ(tmp_path / "home"))
        storage = stack.enter_context(open_storage(settings))
        web = Web(settings, storage, Clock(), plan())
        people, token = storage.catalog.people, new_secret()
        people.add_user("编辑一", Role.EDITOR, at=web.clock())
        people.add_link("编辑一", token_hash=hash_secret(token), expires_at=web.clock() + LINK_LIFE)
        address = stack.enter_context(serving(web.app()))
        context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.set_default_timeout(20_000)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/login/{token}")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        yield page, web
        page.goto("about:blank")
        context.close()
        assert complaints == []


def focused(page: Page, script: str) -> str:
    return page.evaluate(f"() => {{ const e = document.activeElement; return String({script}); }}")


def tab_to(page: Page, script: str, wanted: str, most: int = 200) -> None:
    """Press Tab until what is focused says `wanted`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted in focused(page, script):
            return
    raise AssertionError(f"{wanted} was not reached in {most} strokes")


def shown(page: Page) -> str:
    """The words of the notice that are marked for the field in focus."""
    return "".join(page.locator("#notice-source mark.now.read").all_inner_texts())


def test_a_first_campaign_is_made_from_a_pasted_notice_by_keyboard_alone(seat):
    page, web = seat
    tab_to(page, "e.textContent", "导入通知")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notice")
    tab_to(page, "e.id", "notice-text")
    page.keyboard.insert_text(ALIASED)
    tab_to(page, "e.textContent", "读这段文字")
    page.keyboard.press("Enter")
    expect(page.locator("#notice-fields .panel")).to_have_count(5)
    # The field in focus shows its words; its sentence is in sight.
    tab_to(page, "e.closest('[data-field]')?.dataset.field", "theme")
    assert shown(page) == "科技让生活更美好"
    expect(page.locator("mark.now.read")).to_be_in_viewport()
    tab_to(page, "e.closest('[data-field]')?.dataset.field", "activities.1.venue")
    assert shown(page) == "县文化广场"
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("县体育馆")
    # From doubt to doubt: what is right is agreed to, what may be one unit is decided by a key.
    page.keyboard.press("Alt+ArrowDown")
    assert focused(page, "e.closest('[data-field]').dataset.field") == "activities.3.date"
    tab_to(page, "e.textContent", "核对过")
    page.keyboard.press("Enter")
    expect(page.locator("[data-field='activities.4.date'][data-state=doubt]")).to_have_count(0)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".nu-asked:focus")).to_have_count(1)
    assert shown(page) == "枫桥区工业和信息化局"
    page.keyboard.press("y")
    expect(page.locator("#notice-left-over")).to_have_text("存疑的都核对过了")
    expect(page.locator("#notice-kept")).to_have_text("✓ 已保存")
    # Leaving loses nothing.
    page.reload()
    expect(page.locator("[data-field='activities.1.venue'] input")).to_have_value("县体育馆")
    expect(page.locator("#notice-left-over")).to_have_text("存疑的都核对过了")
    tab_to(page, "e.id", "notice-check")
    page.keyboard.press("Enter")
    expect(page.locator("#notice-open")).to_be_focused()
    expect(page.locator("#difference-list")).to_contain_text("新增活动“4. 农业科技培训”")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?campaign=*")
    (record,) = web.storage.catalog.campaigns.all()
    assert record.campaign.activities[0].venue == "县体育馆"
    assert record.campaign.unit_named("枫桥区工业和信息化局").name == "工信局"
    assert web.storage.catalog.drafts.get("编辑一") is None


def test_an_activity_taken_out_comes_back_and_a_clicked_sentence_leads_to_its_field(seat):
    page, web = seat
    page.goto(page.url + "notice")
    page.fill("#notice-text", ALIASED)
    page.click("#notice-form [type=submit]")
    page.click("#notice-source mark[data-read~='deadline']")
    assert focused(page, "e.closest('[data-field]').dataset.field") == "deadline"
    page.click("[aria-label='去掉“科普大讲堂”']")
    expect(page.locator(".na")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(page.locator(".na")).to_have_count(4)
    page.fill("[aria-label='要求']", "配乐要有版权")
    page.keyboard.press("Enter")
    expect(page.locator(".nr").last).to_contain_text("须人工核对")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.click("#notice-drop")
    page.click("#notice-drop")
    expect(page.locator("#notice-form")).to_be_visible()
    assert web.storage.catalog.drafts.get("编辑一") is None


VAGUE = """关于举办科技惠民活动的通知
一、活动时间
2031年5月上旬至6月上旬。
二、活动安排
（一）科普集市。5月20日上午在县文化广场举行。（责任单位：县科协、县教育局、县农业农村局、县卫生健康局）
"""


def test_what_is_doubted_of_two_fields_is_said_and_counted_once(seat):
    page, _ = seat
    page.goto(page.url + "notice")
    page.fill("#notice-text", VAGUE)
    page.click("#notice-form [type=submit]")
    note = page.locator(".notice-note[data-field=period]")
    expect(note).to_contain_text("请填写第一天和最后一天")
    expect(page.locator(".nf[data-field=period] .nf-doubt:visible")).to_have_count(0)
    expect(page.locator("[data-field=period][data-state=doubt]")).to_have_count(1)
    expect(page.locator("[data-field=title] input").first).to_have_value("科技惠民活动")
    # One day typed settles both; the note goes.
    before = page.locator("[data-state=doubt]").count()
    page.locator("[data-field=period] input").first.fill("2031-05-10")
    expect(note).to_be_hidden()
    expect(page.locator("[data-state=doubt]")).to_have_count(before - 1)
    expect(page.locator("[data-field=period][data-state=doubt-too]")).to_have_count(0)
    # Units too long for half a line have one of their own.
    title, units = (
        page.locator(f"[data-field='activities.1.{name}'] input").first.bounding_box()
        for name in ("title", "units")
    )
    assert title and units and units["width"] == title["width"]
