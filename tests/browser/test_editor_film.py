"""The film and the package on their pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.editor_seat import seat
from tests.service.editor_week import KEY, end_jobs, set_job

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_the_cut_is_started_watched_and_its_failure_told(seat):
    seat.open("/film")
    page = seat.page
    seat.click(page.get_by_role("button", name="重新剪辑"))
    seat.says("已开始剪辑")
    job = f"film:{KEY}-f2"
    set_job(seat.web.storage, job, "PENDING", '{"station": "cut", "done": 14, "total": 55}')
    expect(page.locator("#making-words")).to_have_text("剪辑镜头 14/55")
    assert page.evaluate("document.getElementById('making-bar').value") == pytest.approx(25.45, 0.1)
    set_job(seat.web.storage, job, "ERROR")
    expect(page.locator(".note-bad").first).to_contain_text("没有剪成")
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
    (file,) = seat.web.storage.catalog.packages.get(f"{KEY}-p1").files
    seat.web.storage.catalog.packages.made(made, files=[file], assets=[])
    end_jobs(seat.web.storage)
    expect(page.locator(f"[data-package='{made}'] a[download]")).to_be_visible()
