"""The receiver's page in pictures: a whole package checked, a changed one, and on paper."""

import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.workers.bag_recipe import PAGE, Bag, flip_a_byte, make_bag
from workers.tools.film.cards import card_frames

SCREENS = {"1366x768": (1366, 768), "360x740": (360, 740)}
#: A4 at 96 dots an inch, without the margins that paper adds.
PAPER = (794 - 121, 1123 - 129)
SHEET = Path(__file__).parents[2] / "docs/pages/demo-contact-sheet.jpg"


def take(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        bag = make_bag(Path(place) / "报送包", poster=_poster(), sheet=SHEET.read_bytes())
        for screen, (width, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            _checked(page, bag)
            page.screenshot(path=folder / f"check-{screen}.png")
            page.get_by_role("heading", name="须留意的事项").scroll_into_view_if_needed()
            page.evaluate("scrollBy(0, 500)")
            page.screenshot(path=folder / f"check-findings-{screen}.png")
            page.close()
        page = browser.new_page(viewport={"width": PAPER[0], "height": PAPER[1]})
        _checked(page, bag)
        page.emulate_media(media="print")
        page.screenshot(path=folder / "check-print.png")
        page.close()
        flip_a_byte(bag.folder)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        _checked(page, bag)
        page.screenshot(path=folder / "check-changed-1366x768.png")
        page.close()


def _checked(page: Page, bag: Bag) -> None:
    page.goto(bag.path(PAGE).as_uri())
    page.set_input_files("#folder", bag.folder)
    page.locator("#result").wait_for()
    page.evaluate("document.activeElement.blur()")


def _poster() -> bytes:
    """The opening card at rest, as the film begins."""
    lines = ("矢志创新发展 建设科技强国", "2025年5月24日至31日", "县科协、县工信局")
    (last,) = card_frames("opening", "云岭县2025年科技活动周", lines, frames=1, style="tech")
    out = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(last)).convert("RGB")
    picture.resize((960, 540)).save(out, "JPEG", quality=88)
    return out.getvalue()
