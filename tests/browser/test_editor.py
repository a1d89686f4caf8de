import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.moves import AssetState, CampaignState
from domain.reviewing.review import Action, Decision
from tests.contracts.sample_week import move_week
from tests.service.conftest import Web, serving
from tests.service.editor_desk import PASSWORD, filled_home, filled_web, link_of
from tests.service.editor_week import KEY, Filled, end_jobs, set_job

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

PATIENCE_MS = 20_000


@dataclass
class Seat:
    """An editor's browser, and all that it asked for and complained about."""

    page: Page
    web: Web
    week: Filled
    address: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("body > #said")).to_contain_text(words, timeout=PATIENCE_MS)

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
    """Logged in by the one-time link; at the end nothing was asked elsewhere or complained of."""
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path / "home")
        address = stack.enter_context(serving(web.app()))
        context = browser.new_context(
            locale="zh-CN", viewport={"width": 1366, "height": 768}, accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        seat = Seat(page, web, filled_home(tmp_path_factory)[1], address)
        page.on("request", lambda request: note_host(seat, request.url))
        page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        page.on("console", lambda message: note(seat, message))
        seat.open(link_of(web, "编辑一"))
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
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


def test_an_editor_reviews_by_keyboard_alone_and_downloads_the_package(seat, tmp_path):
    seat.page.get_by_role("link", name=re.compile("开始审核")).focus()
    seat.press("Enter")
    expect(seat.page.locator("[role=option]:focus")).to_have_count(1)
    first = seat.chosen()
    seat.press("Enter")
    seat.says("已采用整组 5 件")
    seat.settles(first, AssetState.ACCEPTED)
    expect(seat.page.locator("#reviewed")).to_have_text("已审 15 / 39 件")
    expect(seat.page.locator("#group-name")).to_contain_text("2 科普大讲堂")
    seat.press("Enter", "Enter")
    seat.says("已采用整组 6 件")
    expect(seat.page.locator("#reviewed")).to_have_text("已审 31 / 39 件")
    for asset in seat.week.ids["ready"]:
        seat.settles(asset, AssetState.ACCEPTED)

    seat.open("/package")
    seat.page.get_by_role("link", name="下载 .zip").focus()
    with seat.page.expect_download() as download:
        seat.press("Enter")
    path = tmp_path / "package.zip"
    download.value.save_as(path)
    with zipfile.ZipFile(path) as opened:
        assert opened.testzip() is None


def test_a_doubtful_one_gets_its_activity_by_a_digit_and_is_accepted_and_taken_back(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    seat.press("PageDown")
    expect(seat.page.locator("#group-name")).to_contain_text("活动未定")
    asset = seat.chosen()
    seat.press("Enter")
    seat.says("先按数字键选定")
    seat.press("4")
    seat.says("已改为 4 科技进农村")
    seat.press("Enter")
    seat.says("已采用")
    seat.settles(asset, AssetState.ACCEPTED)
    tag = seat.asset(asset).tag
    assert (tag.activity, tag.by) == ("a4", "person")
    seat.press("z")
    seat.settles(asset, AssetState.TAGGED)
    assert seat.asset(asset).tag.activity == "a4"
    seat.press("z")
    for _ in range(100):
        if seat.asset(asset).tag.activity is None:
            break
        seat.page.wait_for_timeout(100)
    assert (seat.asset(asset).tag.activity, seat.asset(asset).tag.by) == (None, "machine")
    seat.press("z")
    seat.says("没有可以撤销的操作")


def test_a_group_of_doubts_is_accepted_as_suggested_by_one_key_and_taken_back_by_one(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    ids = [one.removeprefix("asset-") for one in seat.page.locator("[role=option]").evaluate_all(
        "all => all.map(each => each.id)"
    )]  # fmt: skip
    seat.press("a")
    seat.says(f"已采用整组 {len(ids)} 件")
    for one in ids:
        seat.settles(one, AssetState.ACCEPTED)
        assert seat.asset(one).tag.activity == "a3"
    expect(seat.page.locator("#group-name")).to_contain_text("活动未定")
    seat.press("a")
    seat.says("这一组没有可以一并采用的")
    seat.press("z")
    seat.settles(ids[0], AssetState.TAGGED)


def test_undo_takes_a_whole_group_back(seat):
    seat.review()
    ids = seat.week.ids["ready"][:5]
    seat.press("Enter", "z")
    seat.says("已撤销：已采用整组 5 件")
    expect(seat.page.locator("#reviewed")).to_have_text("已审 10 / 39 件")
    seat.page.wait_for_timeout(1500)
    assert {seat.asset(one).state for one in ids} == {AssetState.TAGGED}
    assert len(seat.web.storage.catalog.assets.decisions(KEY, asset=ids[0])) == 1
    expect(seat.page.locator("#group-name")).to_contain_text("1 启动仪式")


def test_consent_is_asked_plainly_and_needs_a_choice(seat):
    seat.review("?show=held")
    asset = seat.chosen()
    seat.press("Enter")
    seat.says("按 C")
    assert seat.asset(asset).state is AssetState.HELD
    seat.press("c")
    chooser = seat.page.locator("#chooser")
    expect(chooser).to_contain_text("谁同意用在成片里")
    seat.press("Enter")
    assert seat.asset(asset).consent.decision is None
    seat.press("1")
    seat.says("监护人或家属同意")
    seat.settles(asset, AssetState.TAGGED)
    (kept,) = seat.web.storage.catalog.assets.decisions(KEY, asset=asset)
    assert (kept.decision.action, kept.decision.reason) == (
        Action.CONSENT_GRANT,
        "监护人或家属同意",
    )
    expect(seat.page.locator(f"#asset-{asset}")).to_be_focused()
    seat.press("Enter")
    seat.settles(asset, AssetState.ACCEPTED)
    denied = seat.chosen()
    assert denied != asset
    seat.press("c", "3")
    seat.settles(denied, AssetState.REJECTED)


def test_near_shots_of_one_sending_are_decided_and_accepted_at_once_and_only_when_asked(seat):
    seat.review("?show=held")
    held = seat.week.ids["held"]
    seat.press("c")
    expect(seat.page.locator(".together")).to_contain_text("这次发送的 3 件一起定")
    seat.press("a")
    expect(seat.page.locator(".together")).to_have_attribute("aria-pressed", "true")
    seat.press("2")
    seat.says("学校留有监护人的书面同意：3 件")
    seat.eventually(lambda: {seat.asset(one).consent.decision for one in held}, {"granted"})
    assert {seat.asset(one).state for one in held} == {AssetState.TAGGED}
    expect(seat.page.locator("#accept-words")).to_have_text("采用整组 3 件")
    seat.press("Enter")
    for asset in held:
        seat.settles(asset, AssetState.ACCEPTED)
    seat.press("z", "z")
    seat.eventually(lambda: {seat.asset(one).consent.decision for one in held}, {None})
    assert {seat.asset(one).state for one in held} == {AssetState.HELD}


def test_a_change_by_somebody_else_is_said_and_shown(seat):
    seat.review("?show=doubtful")
    asset = seat.chosen()
    other = Decision(asset=asset, action=Action.REJECT, actor="编辑二")
    seat.web.storage.catalog.assets.decide([other], at=seat.web.clock())
    seat.press("h")
    seat.says("没有改：“编辑二”刚改过这件素材")
    assert seat.asset(asset).state is AssetState.REJECTED
    expect(seat.page.locator(f"#asset-{asset}")).to_have_count(0)
    # Chromium itself notes the refused request; that is not a fault of the page.
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_a_stroke_on_its_way_does_not_overrule_what_somebody_else_did(seat):
    seat.review()
    tiles = seat.page.locator("#review > li")
    ids = [tiles.nth(n).get_attribute("id").removeprefix("asset-") for n in range(2)]
    others = [Decision(asset=one, action=Action.REJECT, actor="编辑二") for one in ids]
    seat.web.storage.catalog.assets.decide(others, at=seat.web.clock())
    seat.page.route("**/api/decisions*", lambda route: (time.sleep(0.3), route.continue_()))
    seat.press("h", "h")
    seat.page.wait_for_timeout(2500)
    seat.page.unroute("**/api/decisions*")
    assert {seat.asset(one).state for one in ids} == {AssetState.REJECTED}
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_strokes_faster_than_the_server_all_arrive(seat):
    seat.review()
    seat.page.route("**/api/decisions*", lambda route: (time.sleep(0.15), route.continue_()))
    ids = seat.week.ids["ready"][:5]
    first = seat.chosen()
    seat.press("s", "x", "x", "h", "s")
    seat.settles(first, AssetState.REJECTED)
    seat.page.wait_for_timeout(2500)
    seat.page.unroute("**/api/decisions*")
    kept = seat.web.storage.catalog.assets
    assert [seat.asset(one).state for one in ids].count(AssetState.REJECTED) == 2
    assert [seat.asset(one).state for one in ids].count(AssetState.HELD) == 1
    assert sum(len(kept.decisions(KEY, asset=one)) for one in ids) == 5
    assert seat.asset(first).star


def test_the_mouse_does_what_the_keys_do(seat):
    seat.review()
    page = seat.page
    tiles = page.locator("[role=option]")
    tiles.nth(2).click()
    asset = seat.chosen()
    page.locator("#acts [data-key=x]").click()
    seat.settles(asset, AssetState.REJECTED)
    tiles.nth(0).click()
    other = seat.chosen()
    page.locator(".choices select").first.select_option("a5")
    seat.says("已改为 5 科普大篷车巡展")
    page.locator(".choices select").nth(1).select_option("2025-05-29")
    seat.says("已改为 5/29")
    page.wait_for_timeout(500)
    assert (seat.asset(other).tag.activity, str(seat.asset(other).tag.day)) == ("a5", "2025-05-29")
    page.get_by_role("button", name=re.compile("未采用")).first.click()
    expect(page.locator(".group")).to_have_count(2)
    expect(page.locator(f"#asset-{asset}")).to_be_visible()


def test_an_address_opens_one_asset_whatever_was_decided_of_it(seat):
    for group in ("accepted", "doubtful"):
        asset = seat.week.ids[group][0]
        seat.open(f"/review?asset={asset}")
        expect(seat.page.locator("#large[open]")).to_be_visible()
        assert seat.chosen() == asset
    seat.open("/review?asset=0000000000000000")
    seat.says("这件素材已不在这里")
    expect(seat.page.locator("#large")).not_to_have_attribute("open", "")


def test_the_large_view_shows_the_picture_plays_the_clip_and_withdraws(seat):
    seat.review()
    page = seat.page
    seat.press(" ")
    large = page.locator("#large")
    expect(large.locator(".large-picture img")).to_be_visible()
    seat.press("ArrowRight")
    expect(large.locator(".large-top")).to_contain_text("IMG_")
    seat.press(" ")
    expect(large).not_to_be_visible()
    page.goto(f"{seat.address}/review?show=all&activity=a2")
    clip = page.locator("[role=option]", has_text="▶").first
    clip.dblclick()
    video = large.locator("video")
    expect(video).to_be_visible()
    seat.waits_for("document.querySelector('#large video').readyState > 0")
    expect(large.locator(".clip-strip")).to_be_visible()
    asset = seat.chosen()
    large.locator(".withdraw summary").click()
    large.locator(".withdraw input").fill("家长要求撤回")
    large.locator(".withdraw button").click()
    seat.settles(asset, AssetState.PURGED)


def test_a_sending_is_moved_to_another_unit_and_back(seat):
    seat.review("?show=doubtful")
    asset = seat.chosen()
    seat.press("m")
    seat.page.select_option("#chooser select", "u5")
    seat.page.get_by_role("button", name="移动", exact=True).click()
    seat.says("3 件已移到 县气象局")
    assert seat.asset(asset).unit == "u5"
    seat.press("z")
    for _ in range(50):
        if seat.asset(asset).unit == "u3":
            break
        seat.page.wait_for_timeout(100)
    assert seat.asset(asset).unit == "u3"


def test_a_link_is_made_shown_once_copied_and_ended(seat):
    page = seat.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.select_option("#invite-form [name=unit]", "u5")
    page.get_by_role("button", name="新建链接和二维码").click()
    link = page.locator("#invite-link").input_value()
    width = page.evaluate("document.querySelector('.qr').naturalWidth")
    assert width > 100 and "/u/" in link
    page.get_by_role("button", name="复制提醒和链接").click()
    seat.says(re.compile("已复制"))
    assert link in page.evaluate("navigator.clipboard.readText()")
    page.reload()
    assert link.rsplit("/", 1)[1] not in page.content()
    end = page.locator("[data-revoke]").first
    end.click()
    page.locator("[data-revoke]").first.click()
    seat.says("链接已停用")


def test_a_folder_dropped_on_the_board_goes_the_way_of_what_units_send(seat, tmp_path):
    stick = tmp_path / "U盘"
    for name in ("IMG_1.jpg", "第二天/IMG_2.jpg", "第二天/更深/IMG_3.jpg", "Thumbs.db", ".hidden"):
        (stick / name).parent.mkdir(parents=True, exist_ok=True)
        (stick / name).write_bytes(name.encode() * 1000)
    (stick / "总结.docx").write_bytes(b"PK")
    page, before = seat.page, {r.receipt for r in seat.web.receipts("u5")}
    page.select_option("#import-form [name=unit]", "u5")
    page.select_option("#import-form [name=activity]", "2")
    drop(page, stick)
    words = page.locator("#import-words")
    expect(words).to_contain_text("已收到 3 件", timeout=PATIENCE_MS)
    expect(page.locator("#import-refused")).to_contain_text("总结.docx：这是文档或网页")
    sent = [r for r in seat.web.receipts("u5") if r.receipt not in before]
    assert {r.filename for r in sent} == {"IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"}
    assert len({r.receipt.rpartition("-")[0] for r in sent}) == 1
    # The same stick once more, chosen by the button: nothing is sent twice.
    page.set_input_files("#import-folder", str(stick))
    expect(words).to_contain_text("这 3 件我们已有", timeout=PATIENCE_MS)
    expect(words).not_to_contain_text("已收到")
    intake = seat.web.storage.catalog.intake
    seat.waits_for("document.getElementById('import-form').elements[0].disabled === false")
    for _ in range(100):
        made = [invite for invite in intake.invites(KEY) if invite.unit == "u5"]
        if all(invite.revoked_at for invite in made[-2:]):
            break
        page.wait_for_timeout(50)
    assert all(invite.revoked_at for invite in made[-2:]), "its link ends with it"
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
    seat.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = () => false"
    )
    seat.page.locator("[data-copy=reminder-u5]").click()
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
    seat.page.get_by_role("button", name="确认：重新打开").click()
    seat.says("市里已收到")
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]
    seat.open("/")
    seat.page.locator("#end summary", has_text="被退回了").click()
    with seat.page.expect_navigation():
        seat.page.get_by_role("button", name="确认：被退回了").click()
    expect(seat.page.locator(".week-state")).to_contain_text("被退回，正在修改")


def test_the_board_follows_the_jobs(seat):
    expect(seat.page.locator("#live")).to_contain_text("正在识别 2 件")
    expect(seat.page.locator("#live")).to_contain_text("处理程序没有在运行")
    seat.web.storage.catalog.leases.beat("worker-1")
    end_jobs(seat.web.storage)
    expect(seat.page.locator("#live")).to_be_hidden(timeout=PATIENCE_MS)


def test_the_board_does_not_look_at_every_asset_whenever_it_is_drawn(seat):
    seat.page.goto("about:blank")
    asked, drawn = [], []
    seat.page.on("request", lambda sent: asked.append(1) if sent.url.endswith("/wanted") else None)
    seat.page.on("request", lambda sent: drawn.append(1) if sent.url.endswith("/") else None)
    seat.open("/")
    # The page itself, and again as jobs go on.
    seat.eventually(lambda: len(drawn) >= 2, True)
    seat.page.wait_for_timeout(1000)
    assert len(asked) == 1


def test_the_cut_is_started_watched_and_its_failure_told(seat):
    seat.open("/film")
    page = seat.page
    page.get_by_role("button", name="重新剪辑").click()
    seat.says("已开始剪辑")
    job = f"film:{KEY}-f2"
    set_job(seat.web.storage, job, "PENDING", '{"station": "cut", "done": 14, "total": 55}')
    expect(page.locator("#making-words")).to_have_text("剪辑镜头 14/55", timeout=PATIENCE_MS)
    assert page.evaluate("document.getElementById('making-bar').value") == pytest.approx(25.45, 0.1)
    set_job(seat.web.storage, job, "ERROR")
    expect(page.locator(".note-bad").first).to_contain_text("没有剪成", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="重新剪辑")).to_be_visible()


def test_a_finding_and_a_shot_lead_the_player_to_their_time(seat):
    seat.open("/film")
    page = seat.page
    seat.waits_for("document.getElementById('player').readyState > 0")
    page.get_by_role("button", name=re.compile(r"▶ 0:12\.4")).click()
    seat.waits_for("Math.abs(document.getElementById('player').currentTime - 12.4) < 0.1")
    page.locator(".strip-shot").nth(3).click()
    seat.waits_for("Math.abs(document.getElementById('player').currentTime - 10) < 0.1")
    expect(page.locator(".strip-shot[aria-current]")).to_have_count(1)
    widths = page.evaluate("[...document.querySelectorAll('.strip-shot')].map(s => s.offsetWidth)")
    assert widths[0] > widths[1] and abs(widths[1] - widths[2]) <= 2


def test_a_package_is_started_and_appears_when_it_is_whole(seat):
    seat.open("/package")
    page = seat.page
    page.get_by_role("button", name="生成报送包").click()
    expect(page.locator(".version").first).to_contain_text("正在生成")
    made = f"{KEY}-p2"
    (file,) = seat.web.storage.catalog.films.package(f"{KEY}-p1").files
    seat.web.storage.catalog.films.packaged(made, files=[file], assets=[])
    end_jobs(seat.web.storage)
    expect(page.locator(f"[data-package='{made}'] a[download]")).to_be_visible(timeout=PATIENCE_MS)


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


def test_many_hundreds_are_read_page_by_page_and_pictures_only_when_seen(seat):
    real = seat.week.ids["ready"][0]
    asked: list[str] = []

    def stand_in(route) -> None:
        """Made-up assets have the picture and the details of a real one."""
        asked.append(route.request.url)
        route.fulfill(response=route.fetch(url=re.sub(r"/[ab]\d{4}", f"/{real}", asked[-1])))

    seat.page.route(re.compile(r"/assets/[ab]\d{4}"), stand_in)
    seat.page.route("**/assets?limit=*", lambda route: _many(seat, route))
    seat.review()
    expect(seat.page.locator("#reviewed")).to_have_text("已审 0 / 1200 件")
    expect(seat.page.locator("[role=option]")).to_have_count(1200)
    seat.page.wait_for_timeout(500)
    assert 0 < len([url for url in asked if "/thumb" in url]) < 200
    # Off the page first: what it still fetches would find no made-up asset.
    seat.page.goto("about:blank")
    seat.page.unroute_all(behavior="ignoreErrors")


def _many(seat: Seat, route) -> None:
    """Two full pages of copies of one ready asset."""
    path = f"/api/campaigns/{KEY}/assets?limit=1&state=tagged"
    (row,) = route.fetch(url=seat.address + path).json()["assets"]
    second = "after=" in route.request.url
    ids = [f"{'b' if second else 'a'}{number:04d}" for number in range(600)]
    copies = [
        {**row, "id": one, "pictures": {"thumb": f"/media/assets/{one}/thumb"}} for one in ids
    ]
    route.fulfill(json={"assets": copies, "next": None if second else ids[-1]})


# -- one answer for many


def test_a_correction_is_carried_over_by_one_key_after_it_was_shown_and_taken_back_by_one(seat):
    seat.review("?show=doubtful")
    asset = seat.week.ids["doubtful"][0]
    seat.page.locator(f"#asset-{asset}").click()
    seat.press("5")
    offer = seat.page.locator("#carry")
    expect(offer).to_contain_text("一并改为 5 科普大篷车巡展？")
    expect(offer.locator(".carry-tile")).to_have_count(4)
    expect(offer).to_contain_text("改这 4 件")
    assert [seat.asset(one).tag.by for one in seat.week.ids["doubtful"]].count("person") == 1
    # By keyboard alone one is left out.
    offer.locator(".carry-tile").last.focus()
    seat.press("Space")
    expect(offer).to_contain_text("改这 3 件")
    # With Shift all that follow go with it, and come back.
    offer.locator(".carry-tile").nth(1).focus()
    seat.press("Shift+Space")
    expect(offer).to_contain_text("改这 1 件")
    seat.press("Shift+Space")
    expect(offer).to_contain_text("改这 4 件")
    offer.locator(".carry-tile").nth(3).click(modifiers=["Shift"])
    expect(offer).to_contain_text("改这 3 件")
    seat.press("y")
    seat.says("已一并改 3 件")
    expect(offer).to_be_hidden()
    seat.eventually(lambda: _persons(seat), 4)
    seat.press("z")
    seat.says("已撤销：已一并改 3 件")
    seat.eventually(lambda: _persons(seat), 1)
    assert seat.asset(asset).tag.activity == "a5"


def _persons(seat: Seat) -> int:
    """Assets in sight of a carry-over that a person tagged."""
    ids = [*seat.week.ids["doubtful"], *seat.week.ids["ready"][15:17]]
    return [seat.asset(one).tag.by for one in ids].count("person")


def test_an_answer_its_carry_over_and_enter_settle_a_whole_question(seat):
    seat.review("?show=doubtful")
    expect(seat.page.locator("#group-name")).to_contain_text("3 专家义诊")
    seat.press("3")
    expect(seat.page.locator("#carry")).to_contain_text("改这 2 件")
    seat.press("y")
    seat.says("已一并改 2 件")
    expect(seat.page.locator("#accept-words")).to_have_text("采用整组 3 件")
    seat.press("Enter")
    for asset in seat.week.ids["doubtful"][:3]:
        seat.settles(asset, AssetState.ACCEPTED)


def test_undo_reaches_back_past_a_reload_and_names_who_was_in_between(seat):
    seat.review()
    one, two = seat.week.ids["ready"][:2]
    seat.press("x")
    seat.settles(one, AssetState.REJECTED)
    seat.press("x")
    seat.settles(two, AssetState.REJECTED)
    other = Decision(asset=two, action=Action.ACCEPT, actor="编辑二")
    seat.web.storage.catalog.assets.decide([other], at=seat.web.clock())
    seat.review()
    seat.press("z")
    seat.says("没有撤销：“编辑二”之后又改过")
    assert seat.asset(two).state is AssetState.ACCEPTED
    seat.press("z")
    seat.says("的操作：不采用 1 件")
    seat.settles(one, AssetState.TAGGED)
    assert seat.chosen() == one
    seat.press("z")
    seat.says("没有可以撤销的操作")
    seat.complaints[:] = [each for each in seat.complaints if "409" not in each]


def test_what_is_decided_after_a_failure_is_kept_all_the_same(seat):
    seat.review()
    one = seat.week.ids["ready"][0]
    seat.press("x")
    seat.settles(one, AssetState.REJECTED)
    seat.review()
    seat.page.route("**/assets?limit=*", lambda route: route.abort())
    seat.press("z")
    seat.settles(one, AssetState.TAGGED)
    seat.says("连不上服务器")
    seat.page.unroute("**/assets?limit=*")
    chosen = seat.chosen()
    seat.press("h")
    seat.settles(chosen, AssetState.HELD)
    seat.complaints[:] = [each for each in seat.complaints if "ERR_FAILED" not in each]


def test_a_rejection_can_say_why_by_a_digit_or_in_ones_own_words(seat):
    seat.review()
    one, two = seat.week.ids["ready"][:2]
    seat.press("r", "2")
    seat.settles(one, AssetState.REJECTED)
    seat.press("r")
    seat.page.locator(".own-reason input").fill("2 号机位，与主机位重复")
    seat.press("Enter")
    seat.settles(two, AssetState.REJECTED)
    kept = seat.web.storage.catalog.assets.decisions
    reasons = [kept(KEY, asset=asset)[-1].decision.reason for asset in (one, two)]
    assert reasons == ["太暗或过曝", "2 号机位，与主机位重复"]


# -- the large view


def test_look_alikes_lie_side_by_side_and_are_parted_and_joined_by_keys(seat):
    seat.review("?show=all&activity=a3&day=2025-05-26")
    best, other = sorted(seat.week.ids["ready"][15:17])
    seat.page.locator(f"#asset-{other}").click()
    expect(seat.page.locator(f"#asset-{other}")).to_contain_text("≈ 相近")
    seat.press(" ")
    large = seat.page.locator("#large")
    expect(large.locator(".alike li")).to_have_count(3)
    seat.press("b")
    expect(large.locator(".side-by-side img")).to_have_count(2)
    expect(large.locator(".side-by-side")).to_contain_text("✓ 最好的一件")
    seat.press("b")
    expect(large.locator(".side-by-side")).to_have_count(0)
    seat.press(" ", "u")
    seat.says("已从相近的一组拆出")
    expect(seat.page.locator(f"#asset-{other}")).not_to_contain_text("相近")
    seat.press("g")
    seat.says("已记住这一件")
    seat.page.locator(f"#asset-{best}").focus()
    seat.page.locator(f"#asset-{best}").click()
    seat.press("g")
    seat.says("已归为相近的一组")
    assert seat.asset(other).near_duplicate_of == best
    seat.press("z")
    seat.eventually(lambda: seat.asset(other).near_duplicate_of, None)


def test_the_large_view_draws_the_place_and_tells_the_exposure(seat):
    seat.review()
    seat.press(" ")
    large = seat.page.locator("#large")
    expect(large.locator("svg.sketch .sketch-venue")).not_to_have_count(0)
    expect(large.locator(".sketch-list")).to_contain_text("人民广场")
    expect(large.locator(".facts")).to_contain_text("1/125 s")
    expect(large.locator(".claims")).to_be_visible()


def test_a_clip_is_played_and_stopped_by_its_key(seat):
    seat.review("?show=all&activity=a2")
    clip = seat.page.locator("[role=option]", has_text="▶").first
    clip.click()
    seat.press("p")
    playing = "!document.querySelector('#large video').paused"
    seat.waits_for(f"Boolean(document.querySelector('#large video')) && {playing}")
    # Neither details that come late nor a decision on it stop a clip that plays.
    seat.page.evaluate("document.querySelector('#large video').loop = true")
    seat.press("s")
    expect(seat.page.locator("#large .large-top")).to_contain_text("★")
    assert seat.page.evaluate(playing)
    seat.press("p")
    seat.waits_for("document.querySelector('#large video').paused")


def test_wanted_shots_are_marked_by_key_and_counted_on_the_board(seat):
    seat.review("?show=all&activity=a1")
    seat.press("w")
    chooser = seat.page.locator("#chooser")
    expect(chooser).to_contain_text("主席台全景")
    seat.press("2")
    seat.says("已标为“横幅特写”")
    shots = seat.page.locator("#reasons .wants")
    expect(shots.locator("[aria-pressed=true]")).to_have_text("✓ 横幅特写")
    chosen = seat.chosen()
    seat.eventually(lambda: seat.asset(chosen).shows, ("横幅特写",))
    seat.open("/")
    wanted = seat.page.locator('[data-fresh="wanted"]')
    expect(wanted.locator('[data-shot="横幅特写"]')).to_have_class("want state-good")
    expect(wanted.locator('[data-shot="主席台全景"]')).to_contain_text("✕")
