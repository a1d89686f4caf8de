"""The preview frames pictures as the film does: the page's rules against those of the renderer."""

from pathlib import Path

import pytest

from domain.cutting.framing import Layout, clip_layout, fit_box, photo_box, photo_pan
from domain.cutting.rendering import FRAME_HEIGHT, FRAME_WIDTH

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

ROOT = Path(__file__).parents[2]
SIZES = (
    *((4000, 3000), (3000, 4000), (1920, 1080), (1080, 1920), (1280, 720), (640, 480)),
    *((3840, 2160), (1440, 1080), (1000, 1000), (6000, 1400), (720, 576), (2400, 1600)),
)
FOCUSES = ((500, 500), (150, 850), (850, 200))
ASK = """
return cases.map(([width, height, focus, frames]) => {
  const photo = photoBox(width, height);
  const moved = pan(width, height, photo, focus, frames);
  return {clip: clipBox(width, height), photo, from: windowAt(moved, 0),
          middle: windowAt(moved, Math.floor(frames / 2)), to: windowAt(moved, frames - 1)};
});
"""


def shares(box) -> dict[str, float]:
    return {
        "x": box.x / FRAME_WIDTH,
        "y": box.y / FRAME_HEIGHT,
        "width": box.width / FRAME_WIDTH,
        "height": box.height / FRAME_HEIGHT,
    }


def plain(window) -> dict[str, float]:
    return {name: float(getattr(window, name)) for name in ("x", "y", "width", "height")}


def test_boxes_and_pans_are_those_of_the_film(browser):
    cases = [(*size, focus, frames) for size in SIZES for focus in FOCUSES for frames in (75, 130)]
    rules = (ROOT / "front/editor/storyboard/framing.js").read_text("utf-8")
    page = browser.new_page()
    found = page.evaluate(f"(cases) => {{ {rules.replace('export ', '')} {ASK} }}", cases)
    page.close()
    for (width, height, focus, frames), shown in zip(cases, found, strict=True):
        fills = clip_layout(width, height) is Layout.FILL
        clip = {"x": 0, "y": 0, "width": 1, "height": 1}
        # Boxes of the film are whole, even pixels: two of 1920 are a thousandth.
        wanted = clip if fills else shares(fit_box(width, height))
        assert shown["clip"] == pytest.approx(wanted, abs=0.002), (width, height)
        box = photo_box(width, height)
        assert shown["photo"] == pytest.approx(shares(box), abs=0.002), (width, height)
        moved = photo_pan(width, height, box, focus, frames)
        for name, frame in (("from", 0), ("middle", frames // 2), ("to", frames - 1)):
            near = pytest.approx(plain(moved.window(frame)), abs=0.004 * max(width, height))
            assert shown[name] == near, (width, height, focus, frames, name)
