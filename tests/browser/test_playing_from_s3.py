"""Films and clips that the browser gets from an S3 itself, in the editor's pages."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from storage.s3 import blobs as s3_blobs
from tests.servers.seaweed import SeaweedServer
from tests.service.conftest import Web, serving
from tests.service.editor_desk import PASSWORD, filled_home, filled_web, link_of

#: The film alone is drawn in 3 s, and the address of a player has to end: with `make acceptance`.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(180)]

PATIENCE_MS = 20_000
SECONDS = 30


class Watching:
    """A page, the requests it made of the store, and what it complained of."""

    def __init__(self, page: Page, address: str, store: str) -> None:
        self.page = page
        self.address = address
        self._store = store
        self.asked: list[Request] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _note(self, request: Request) -> None:
        if request.url.startswith(self._store):
            self.asked.append(request)

    def _hear(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def waits_for(self, script: str) -> None:
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(script):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not within {PATIENCE_MS} ms: {script}")

    def seek(self, seconds: float) -> None:
        self.page.evaluate(f"document.getElementById('player').currentTime = {seconds}")

    def stands_at(self, seconds: float) -> None:
        """The picture there is decoded, not only the clock set."""
        self.waits_for(
            "(() => { const p = document.getElementById('player');"
            f" return !p.seeking && p.readyState >= 2 && Math.abs(p.currentTime - {seconds}) < 2;"
            " })()"
        )


def long_film(path: Path) -> bytes:
    """So many bytes that a player does not hold them all: noise cannot be compressed."""
    source = f"testsrc2=size=640x360:rate=12:duration={SECONDS},noise=alls=100:allf=t"
    command = [
        *("ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", source),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-g", "12", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", str(path)),
    ]
    subprocess.run(command, check=True)
    return path.read_bytes()


@pytest.fixture
def watching(
    browser: Browser,
    seaweed_server: SeaweedServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Watching, Web]]:
    for name, value in seaweed_server.environ.items():
        monkeypatch.setenv(name, value)
    # Another host by name: cookies know no ports, and the session's must not go along.
    store = seaweed_server.endpoint.replace("127.0.0.1", "localhost")
    url = seaweed_server.url(seaweed_server.bucket(), "week", public_endpoint=store)
    with ExitStack() as stack:
        web = filled_web(stack, tmp_path_factory, tmp_path / "home", WEEKREEL_BLOBS_URL=url)
        address = stack.enter_context(serving(web.app()))
        context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watching = Watching(page, address, store)
        page.goto(address + link_of(web, "编辑一"))
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        yield watching, web
        # Nothing that the page's policy forbids was asked for.
        assert "weekreel_csp_reports_total 0.0" in httpx.get(f"{address}/metrics").text
        context.close()


def test_a_film_and_a_clip_play_from_the_store_by_ranges(watching, tmp_path_factory):
    seen, _ = watching
    page = seen.page
    page.goto(f"{seen.address}/film")
    seen.waits_for("document.getElementById('player').readyState >= 1")
    assert page.evaluate("document.getElementById('player').duration") > 30
    page.evaluate("document.getElementById('player').play()")
    seen.waits_for("document.getElementById('player').currentTime > 0.3")
    seen.seek(30)
    seen.stands_at(30)
    heads = [request.all_headers() for request in seen.asked]
    assert heads and all(head["range"].startswith("bytes=") for head in heads)
    # The session stays with us, and so does which page it is: of a range that is asked for later
    # Chromium tells the origin in spite of the page's no-referrer.
    assert [head.get("cookie") for head in heads] == [None] * len(heads)
    assert {head.get("referer") for head in heads} <= {None, f"{seen.address}/"}
    seen.asked.clear()
    page.goto(f"{seen.address}/review?show=all&activity=a2")
    page.locator("[role=option]", has_text="▶").first.dblclick()
    clip = page.locator("#large video")
    expect(clip).to_be_visible()
    seen.waits_for("document.querySelector('#large video').readyState >= 2")
    assert [urlsplit(request.url).path for request in seen.asked]
    assert seen.complaints == []


def test_a_page_that_stayed_open_longer_than_its_address_plays_on_where_it_was_asked(
    watching, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory
):
    seen, web = watching
    film = web.storage.catalog.films.get(filled_home(tmp_path_factory)[1].film)
    content = long_film(tmp_path / "long.mp4")
    web.storage.blobs.delete(film.blob)
    web.storage.blobs.put(film.blob, content)
    monkeypatch.setattr(s3_blobs, "URL_LIFE_S", 2)
    page = seen.page
    page.goto(f"{seen.address}/film")
    seen.waits_for("document.getElementById('player').readyState >= 2")
    page.evaluate("document.getElementById('player').play()")
    seen.waits_for("document.getElementById('player').currentTime > 0.3")
    held = page.evaluate(
        "(() => { const b = document.getElementById('player').buffered;"
        " return b.end(b.length - 1); })()"
    )
    assert held < SECONDS - 4, f"{len(content)} bytes are too few: the player holds them all"
    page.wait_for_timeout(3000)
    # Its address has ended; by the page's own clock five minutes went by.
    page.evaluate("(() => { const real = Date.now; Date.now = () => real() + 300000; })()")
    before = {request.url for request in seen.asked}
    seen.seek(SECONDS - 1.5)
    seen.stands_at(SECONDS - 1.5)
    assert {request.url for request in seen.asked} - before, "no new address was asked for"
    # It was playing, and goes on.
    seen.waits_for(
        "!document.getElementById('player').paused || document.getElementById('player').ended"
    )
    expect(page.locator("#player-words")).to_be_hidden()
