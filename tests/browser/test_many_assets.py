"""Hundreds of assets by keyboard alone, and thousands without lag; the figures are reported.

`make review-600` runs the long ones and prints what docs/benchmarks.md says; nothing is timed by an
assertion.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from domain.moves import AssetState
from storage.opening import open_storage
from storage.settings import read_settings
from tests.browser.many_assets import KeyboardEditor, Many, fill_many
from tests.service.conftest import Clock, Web, environ, serving
from tests.service.editor_desk import PASSWORD, link_of
from tests.service.editor_week import KEY, plan

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

#: One JSON object a run.
REPORT = Path(__file__).parents[2] / "build" / "review.jsonl"
#: Every key's way to the next paint, as Chromium measures it; those under 16 ms are not told.
_OBSERVE = """
window.__keys = [];
new PerformanceObserver((list) => list.getEntries().forEach((each) => {
  if (each.name === 'keydown') window.__keys.push(each.duration);
})).observe({ type: 'event', durationThreshold: 16, buffered: true });
"""


@dataclass
class Watched:
    page: Page
    web: Web
    many: Many
    address: str
    #: (method, last part of the path) -> milliseconds from the request's start to the answer's end.
    answers: dict[str, list[float]] = field(default_factory=dict)

    def note(self, request) -> None:
        path = request.url.split("?")[0]
        if "/api/" in path:
            last = path.rsplit("/", 1)[1]
            name = f"{request.method} {'asset' if len(last) == 16 else last}"
            took = request.timing["responseEnd"] - request.timing["requestStart"]
            self.answers.setdefault(name, []).append(took)


@contextmanager
def before(browser: Browser, tmp_path, count: int) -> Iterator[Watched]:
    settings = read_settings(environ(tmp_path / "home"))
    with open_storage(settings) as storage:
        many = fill_many(storage, count)
        web = Web(settings, storage, Clock(), plan())
        with serving(web.app()) as address:
            context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
            context.add_init_script(_OBSERVE)
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(address + link_of(web, "编辑一"))
            page.fill("[name=password]", PASSWORD)
            page.fill("[name=again]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{address}/")
            watched = Watched(page, web, many, address)
            page.on("requestfinished", watched.note)
            yield watched
            # A picture that is cut off in the middle leaves its file open on the server's side.
            page.wait_for_load_state("networkidle")
            context.close()


def reviewed(watched: Watched, count: int) -> dict:
    """The whole week by an editor who has only keys; what it took."""
    page, assets = watched.page, watched.web.storage.catalog.assets
    tagged = {each.id: each.tag.activity for each in assets.all(KEY) if each.tag}
    page.goto(f"{watched.address}/review")
    expect(page.locator("#reviewed")).to_have_text(f"已审 0 / {count} 件", timeout=60_000)
    expect(page.locator("[role=option]:focus")).to_have_count(1)
    editor = KeyboardEditor(page, watched.many.truth, {a.key: a.number for a in plan().activities})
    began = time.monotonic()
    editor.review_all(tagged)
    took = time.monotonic() - began
    expect(page.locator("#nothing")).to_contain_text("都审完了")
    # The page is ahead of the server: strokes go out one after the other.
    until = time.monotonic() + 60
    while {each.state for each in assets.all(KEY)} != {AssetState.ACCEPTED}:
        assert time.monotonic() < until, "what was decided did not all arrive"
        page.wait_for_timeout(100)
    return {
        "assets": count,
        "strokes": editor.strokes,
        "strokes per 100": round(100 * editor.strokes / count, 1),
        "keys": editor.by_key,
        "seconds with the simulated editor's own looking": round(took, 1),
        "answers, ms": {name: _spread(times) for name, times in watched.answers.items()},
        "keys to paint over 16 ms, ms": _spread(page.evaluate("window.__keys")),
    }


def _spread(times: list[float]) -> dict:
    ordered = sorted(times)
    if not ordered:
        return {"count": 0}
    at = {"median": 0.5, "p95": 0.95, "max": 1.0}
    last = len(ordered) - 1
    return {"count": len(ordered)} | {k: round(ordered[round(q * last)], 1) for k, q in at.items()}


def report(told: dict) -> None:
    """For whoever copies the figures into docs/benchmarks.md."""
    REPORT.parent.mkdir(exist_ok=True)
    with REPORT.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")


def all_is_right(watched: Watched) -> None:
    """Every asset is accepted, under the activity that its picture shows."""
    found = watched.web.storage.catalog.assets.all(KEY)
    assert {each.state for each in found} == {AssetState.ACCEPTED}
    assert {each.id: each.tag.activity for each in found if each.tag} == watched.many.truth


def test_sixty_are_reviewed_by_keyboard_alone_and_all_are_right(browser, tmp_path):
    with before(browser, tmp_path, 60) as watched:
        told = reviewed(watched, 60)
        all_is_right(watched)
    assert told["strokes"] < 90, "half a key more than one each, as every fifth is in doubt"


@pytest.mark.slow
def test_six_hundred_are_reviewed_by_keyboard_alone_and_all_are_right(browser, tmp_path):
    with before(browser, tmp_path, 600) as watched:
        told = reviewed(watched, 600)
        all_is_right(watched)
    report(told)
    assert told["strokes"] < 600


@pytest.mark.slow
def test_three_thousand_are_moved_through(browser, tmp_path):
    with before(browser, tmp_path, 3000) as watched:
        page = watched.page
        page.goto("about:blank")
        began = time.monotonic()
        page.goto(f"{watched.address}/review", wait_until="commit")
        expect(page.locator("[role=option]").first).to_be_visible()
        first = time.monotonic() - began
        expect(page.locator("#reviewed")).to_have_text("已审 0 / 3000 件", timeout=120_000)
        whole = time.monotonic() - began
        expect(page.locator("[role=option]:focus")).to_have_count(1)
        told = {"first pictures, s": round(first, 2), "all read, s": round(whole, 2)}
        for name, keys in {
            "moves": ["ArrowRight", "ArrowDown"] * 20,
            "groups": ["PageDown", "PageDown", "PageUp"] * 8,
            "decisions": ["x", "s", "z"] * 10,
            "accepted groups": ["Enter"] * 10,
        }.items():
            page.evaluate("window.__keys.length = 0")
            for key in keys:
                page.keyboard.press(key)
            page.wait_for_timeout(400)
            slow = page.evaluate("window.__keys")
            told[f"{name}: {len(keys)} keys, to paint ms"] = _spread(
                [*slow, *[15.0] * (len(keys) - len(slow))]
            )
        told["answers, ms"] = {name: _spread(times) for name, times in watched.answers.items()}
        told["tiles drawn"] = page.locator("[role=option]").count()
    report(told)
