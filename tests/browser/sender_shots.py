"""The sender's page as it stands in docs/pages: empty, sending, done, and a link that ended."""

import random
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.weak_line import WeakLine, weak_line
from tests.service.conftest import Web, serving

#: Name of the shot's end -> viewport and how the device differs.
SCREENS = {
    "360x740": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "1366x768": {"viewport": {"width": 1366, "height": 768}},
}


def take(browser: Browser, web: Web, folder: Path) -> None:
    """Every state of the page on both screens, as sender-STATE-SCREEN.png in `folder`."""
    with serving(web.app()) as address, weak_line(address) as line:
        for screen, settings in SCREENS.items():
            web.clock.move(minutes=9)
            line.mend()
            line.rate = 0
            context = browser.new_context(locale="zh-CN", **settings)
            _walk(
                context.new_page(),
                line,
                web,
                lambda page, state, s=screen: page.screenshot(
                    path=folder / f"sender-{state}-{s}.png"
                ),
            )
            context.close()


def _walk(page: Page, line: WeakLine, web: Web, shoot) -> None:
    secret = web.invite()
    page.goto(f"{line.address}/u/{secret}")
    shoot(page, "empty")
    page.locator(".chip", has_text="科普大讲堂").click()
    page.locator(".chip", has_text="5/28").click()
    page.get_by_text("已告知被拍摄的人").click()
    with tempfile.TemporaryDirectory() as made:
        files = _files(Path(made), seed=page.viewport_size["width"])
        line.rate = 400_000
        page.set_input_files("#files", [str(file) for file in files])
        expect(page.locator("[data-ended]")).not_to_have_count(0, timeout=60_000)
        page.wait_for_timeout(3500)
        shoot(page, "sending")
        line.rate = 0
        expect(page.locator("#whole-words")).to_contain_text("谢谢", timeout=60_000)
        page.locator("#sent summary").click()
        page.wait_for_timeout(500)
        shoot(page, "done")
    web.revoke(secret)
    page.goto(f"{line.address}/u/{secret}")
    shoot(page, "ended")


def _files(folder: Path, *, seed: int) -> list[Path]:
    sizes = {
        "IMG_20250528_091204.jpg": 90_000,
        "微信图片_20250528101530.jpg": 60_000,
        "IMG_2043.HEIC": 120_000,
        "IMG_2044.HEIC": 130_000,
        "科普大讲堂开场.mp4": 2_400_000,
        "VID_20250528_093011.mp4": 1_900_000,
        "VID_20250528_094502.mp4": 1_200_000,
    }
    dice = random.Random(seed)
    for name, size in sizes.items():
        (folder / name).write_bytes(dice.randbytes(size))
    return [folder / name for name in sizes]
