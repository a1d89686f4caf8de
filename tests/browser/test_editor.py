import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from domain.moves import AssetState
from domain.review import Action, Decision
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
        page.on("request", lambda request: _note_host(seat, request.url))
        page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        page.on("console", lambda message: _note(seat, message))
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


def _note_host(seat: Seat, url: str) -> None:
    # data: and blob: come from the page itself.
    if url.startswith(("http:", "https:", "ws:", "wss:")):
        seat.hosts.add(url.split("/")[2])


def _note(seat: Seat, message) -> None:
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


def test_a_change_by_somebody_else_is_said_and_shown(seat):
    seat.review("?show=doubtful")
    asset = seat.chosen()
    other = Decision(asset=asset, action=Action.REJECT, actor="编辑二")
    seat.web.storage.catalog.assets.decide([other], at=seat.web.clock())
    seat.press("h")
    seat.says("没有改")
    assert seat.asset(asset).state is AssetState.REJECTED
    expect(seat.page.locator(f"#asset-{asset}")).to_have_count(0)
    # Chromium itself notes the refused request; that is not a fault of the page.
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
    page.select_option("[name=unit]", "u5")
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


def test_without_a_clipboard_the_text_is_selected(seat):
    seat.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "document.execCommand = () => false"
    )
    seat.page.locator("[data-copy=reminder-u5]").click()
    seat.says("Ctrl+C")
    chosen = seat.page.evaluate("window.getSelection().toString() || document.activeElement.id")
    assert "reminder-u5" in chosen or "县气象局" in chosen


def test_the_board_follows_the_jobs(seat):
    expect(seat.page.locator("#live")).to_contain_text("正在识别 2 件")
    expect(seat.page.locator("#live")).to_contain_text("处理程序没有在运行")
    seat.web.storage.catalog.leases.beat("worker-1")
    end_jobs(seat.web.storage)
    expect(seat.page.locator("#live")).to_be_hidden(timeout=PATIENCE_MS)


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
    expect(page.locator(".package").first).to_contain_text("正在生成")
    made = f"{KEY}-p2"
    (file,) = seat.web.storage.catalog.films.package(f"{KEY}-p1").files
    seat.web.storage.catalog.films.packaged(made, files=[file], assets=[])
    end_jobs(seat.web.storage)
    expect(page.locator(f"[data-package='{made}'] a")).to_be_visible(timeout=PATIENCE_MS)


def test_no_page_is_wider_than_a_phone(seat):
    seat.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/", "/review", "/film", "/package", "/login"):
        seat.open(path)
        seat.page.wait_for_timeout(500)
        assert seat.page.evaluate("document.documentElement.scrollWidth") <= 360, path


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
