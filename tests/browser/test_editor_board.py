"""The board and its pages: sendings, links, folders, figures, the week's end."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.moves import CampaignState
from tests.browser.editor_seat import seat
from tests.contracts.sample_week import move_week
from tests.service.editor_desk import PASSWORD, link_of
from tests.service.editor_week import KEY, end_jobs

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_sending_is_moved_to_another_unit_and_back(seat):
    seat.review("?show=doubtful")
    asset = seat.chosen()
    seat.press("m")
    seat.page.select_option("#chooser select", "u5")
    seat.click(seat.page.get_by_role("button", name="移动", exact=True))
    seat.says("3 件已移到 县气象局")
    assert seat.asset(asset).unit == "u5"
    seat.press("z")
    seat.eventually(lambda: seat.asset(asset).unit, "u3")


def test_the_one_time_link_asks_for_a_password_and_leads_to_the_board(seat):
    seat.page.context.clear_cookies()
    seat.open(link_of(seat.web, "编辑二"))
    seat.page.fill("[name=password]", PASSWORD)
    seat.page.fill("[name=again]", PASSWORD)
    seat.press("Enter")
    seat.page.wait_for_url(f"{seat.address}/")
    expect(seat.page.locator("#live")).to_be_visible()


def test_a_link_is_made_shown_once_copied_and_ended(seat):
    seat.open("/")
    page = seat.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("#invite-form [name=unit]", "u5")
    page.get_by_role("button", name="新建链接和二维码").click()
    link = page.locator("#invite-link").input_value()
    width = page.evaluate("document.querySelector('.qr').naturalWidth")
    assert width > 100 and "/u/" in link
    seat.click(page.get_by_role("button", name="复制提醒和链接"))
    seat.says(re.compile("已复制"))
    assert link in page.evaluate("navigator.clipboard.readText()")
    page.reload()
    assert link.rsplit("/", 1)[1] not in page.content()
    end = page.locator("[data-revoke]").first
    end.click()
    seat.click(page.locator("[data-revoke]").first)
    seat.says("链接已停用")


def test_a_folder_dropped_on_the_board_goes_the_way_of_what_units_send(seat, tmp_path):
    stick = tmp_path / "U盘"
    for name in ("IMG_1.jpg", "第二天/IMG_2.jpg", "第二天/更深/IMG_3.jpg", "Thumbs.db", ".hidden"):
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_bytes(name.encode() * 1000)
    (stick / "总结.docx").write_bytes(b"PK")
    seat.open("/")
    page, before = seat.page, {r.receipt for r in seat.web.receipts("u5")}
    page.select_option("#import-form [name=unit]", "u5")
    page.select_option("#import-form [name=activity]", "2")
    drop(page, stick)
    words = page.locator("#import-words")
    expect(words).to_contain_text("已收到 3 件")
    expect(page.locator("#import-refused")).to_contain_text("总结.docx：这是文档或网页")
    sent = [r for r in seat.web.receipts("u5") if r.receipt not in before]
    assert {r.filename for r in sent} == {"IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"}
    assert len({r.receipt.rpartition("-")[0] for r in sent}) == 1
    # The same stick once more, chosen by the button: nothing is sent twice.
    page.set_input_files("#import-folder", str(stick))
    expect(words).to_contain_text("这 3 件我们已有")
    expect(words).not_to_contain_text("已收到")
    intake = seat.web.storage.catalog.intake
    seat.waits_for("document.getElementById('import-form').elements[0].disabled === false")

    def ended() -> bool:
        made = [invite for invite in intake.invites(KEY) if invite.unit == "u5"]
        return all(invite.revoked_at for invite in made[-2:])

    # Their links end with them.
    seat.eventually(ended, True)
    # Chromium tells of the refused document as of a failed request.
    assert all("415" in complaint for complaint in seat.complaints)
    seat.complaints.clear()


def drop(page: Page, folder: Path) -> None:
    """What the system does when a folder is dragged from a window onto the page."""
    system = page.context.new_cdp_session(page)
    box = page.locator("#import").bounding_box()
    assert box
    where = {"x": box["x"] + 20, "y": min(box["y"] + 20, 700)}
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        system.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})


def test_without_a_clipboard_the_text_is_selected(seat):
    seat.open("/")
    seat.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = () => false"
    )
    seat.click(seat.page.locator("[data-copy=reminder-u5]"))
    seat.says("Ctrl+C")
    chosen = seat.page.evaluate("window.getSelection().toString() || document.activeElement.id")
    assert "reminder-u5" in chosen or "县气象局" in chosen


def test_a_week_is_ended_after_its_meaning_was_read_and_opened_again(seat):
    seat.open("/#end")
    button = seat.page.get_by_role("button", name="确认：结束收集")
    expect(button).to_be_hidden()
    seat.page.locator("#end summary", has_text="结束收集").focus()
    seat.press("Enter")
    expect(seat.page.locator("#end")).to_contain_text("标为“迟交”")
    with seat.page.expect_navigation():
        button.click()
    expect(seat.page.locator(".week-state")).to_contain_text("已结束收集")
    assert f"campaign={KEY}" in seat.page.url, "of several weeks the page would show another one"
    assert seat.web.storage.catalog.campaigns.get(KEY).state == "closed"
    seat.page.locator("#end summary", has_text="重新打开").click()
    move_week(seat.web.storage.catalog, CampaignState.ACCEPTED, key=KEY)
    seat.click(seat.page.get_by_role("button", name="确认：重新打开"))
    seat.says("市里已收到")
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]
    seat.open("/")
    seat.page.locator("#end summary", has_text="被退回了").click()
    with seat.page.expect_navigation():
        seat.page.get_by_role("button", name="确认：被退回了").click()
    expect(seat.page.locator(".week-state")).to_contain_text("被退回，正在修改")


def test_the_board_follows_the_jobs(seat):
    seat.open("/")
    expect(seat.page.locator("#live")).to_contain_text("正在识别 2 件")
    expect(seat.page.locator("#live")).to_contain_text("处理程序没有在运行")
    seat.web.storage.catalog.leases.beat("worker-1")
    end_jobs(seat.web.storage)
    expect(seat.page.locator("#live")).to_be_hidden()


def test_the_board_does_not_look_at_every_asset_whenever_it_is_drawn(seat):
    asked, drawn = [], []
    seat.page.on("request", lambda sent: asked.append(1) if sent.url.endswith("/wanted") else None)
    seat.page.on("request", lambda sent: drawn.append(1) if sent.url.endswith("/") else None)
    seat.open("/")
    # The page itself, and again as jobs go on.
    seat.eventually(lambda: len(drawn) >= 2, True)
    seat.page.wait_for_timeout(1000)
    assert len(asked) == 1


def test_no_page_is_wider_than_a_phone(seat):
    seat.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/", "/review", "/film", "/package", "/login"):
        seat.open(path)
        seat.page.wait_for_timeout(500)
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_figures_are_typed_down_a_column_and_added_up(seat):
    seat.open("/figures")
    page = seat.page
    first = page.locator("tr[data-unit] [name=participants]").first
    first.fill("1,200")
    page.keyboard.press("Enter")
    expect(page.locator("tfoot [data-sum=participants]")).to_have_text("1200")
    page.keyboard.type("30")
    page.keyboard.press("Enter")
    expect(page.locator("tfoot [data-sum=participants]")).to_have_text("1230")
    first.fill("很多")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("整数")
    expect(first).to_have_attribute("aria-invalid", "true")
    seat.complaints.clear()  # the refused request itself
    page.select_option("[data-add]", index=1)
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator("tfoot [data-sum=sessions]")).to_have_text("2")
