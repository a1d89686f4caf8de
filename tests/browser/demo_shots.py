"""The demo's own week as pictures in docs/pages: `make demo`, then `make demo-shots`."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from domain.film import Storyboard
from domain.timebase import FILM_RATE
from service.editor.session import COOKIE
from storage.opening import open_storage
from storage.settings import read_settings
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.take_screenshots import FOLDER
from tests.service.conftest import Clock, Web, environ, serving
from tests.service.editor_desk import begun_session

DEMO = Path("demo")
_DESK: ViewportSize = {"width": 1366, "height": 768}
#: A picture of the sheet, the room between, and how many stand beside each other.
_SIZE, _GAP, _COLUMNS = (240, 135), 4, 6


def main(demo: Path = DEMO, folder: Path = FOLDER) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        # Who looks at it is written into a copy.
        home = Path(scratch) / "home"
        shutil.copytree(demo / "home", home)
        settings = read_settings(environ(home))
        with open_storage(settings) as storage, sync_playwright() as playwright:
            (record,) = storage.catalog.campaigns.all()
            web = Web(settings, storage, Clock(datetime.now(UTC)), record.campaign)
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            with serving(web.app()) as address:
                page = _desk(browser, web, address)
                _take_back(web)
                page.goto(f"{address}/review")
                expect(page.locator("[role=option]:focus")).to_have_count(1)
                _with_words_read(page)
                _with_pictures(page)
                page.screenshot(path=folder / "demo-review.png")
            browser.close()
            board = storage.catalog.films.storyboard(record.campaign.key)
    (film,) = (demo / "package").rglob("*.mp4")
    _sheet(film, board).save(folder / "demo-contact-sheet.jpg", quality=86)


def _desk(browser: Browser, web: Web, address: str) -> Page:
    context = browser.new_context(locale="zh-CN", viewport=_DESK)
    token = begun_session(web, "编辑一")
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context.new_page()


def _take_back(web: Web) -> None:
    """The week as it is before an editor has said a word."""
    assets = web.storage.catalog.assets
    for decided in reversed(assets.decisions(web.campaign.key)):
        assets.undo(decided.id, actor=decided.decision.actor, at=web.clock())


def _with_words_read(page: Page) -> None:
    """On to the first group whose pictures were read, as long as there is another."""
    words, name = page.locator("#reasons"), page.locator("#group-name")
    while "写着" not in (words.text_content() or ""):
        before = name.text_content()
        page.keyboard.press("PageDown")
        page.wait_for_timeout(800)
        if name.text_content() == before:
            return


def _with_pictures(page: Page) -> None:
    """Until all that is in sight is drawn."""
    for _ in range(100):
        if page.evaluate(
            """[...document.querySelectorAll("#review img")].every(
                (img) => img.complete || img.getBoundingClientRect().top > innerHeight
            )"""
        ):
            return
        page.wait_for_timeout(100)


def _sheet(film: Path, board: Storyboard) -> Image.Image:
    """The middle of every shot, row by row."""
    pictures = list(_middles(film, board))
    wide, tall = _SIZE[0] + _GAP, _SIZE[1] + _GAP
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * wide + _GAP, rows * tall + _GAP), "white")
    for place, picture in enumerate(pictures):
        row, column = divmod(place, _COLUMNS)
        sheet.paste(picture, (_GAP + column * wide, _GAP + row * tall))
    return sheet


def _middles(film: Path, board: Storyboard) -> Iterator[Image.Image]:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "frame.png"
        for shot in board.shots:
            middle = f"{(shot.starts_at + shot.frames // 2) / FILM_RATE:.3f}"
            command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-ss", middle, "-i", str(film),
                       "-frames:v", "1", str(path)]  # fmt: skip
            subprocess.run(command, check=True)
            with Image.open(path) as picture:
                yield ImageOps.fit(picture.convert("RGB"), _SIZE)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
