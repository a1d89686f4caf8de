"""The large view: pictures, clips, look-alikes, place and exposure, wanted shots."""

import pytest
from playwright.sync_api import expect

from domain.moves import AssetState
from tests.browser.editor_seat import seat

__all__ = ["seat"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


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


def test_a_second_click_opens_a_picture_though_it_was_drawn_anew_after_the_first(seat):
    seat.review()
    tile = seat.page.locator("[role=option]").nth(1)
    box = tile.bounding_box()
    seat.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for count in (1, 2):
        seat.page.mouse.down(click_count=count)
        seat.page.mouse.up(click_count=count)
        if count == 1:
            seat.press("s")
            expect(tile).to_contain_text("★")
    expect(seat.page.locator("#large .large-picture img")).to_be_visible()


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
    # However long the looks at it take, it does not come to its end meanwhile.
    seat.page.evaluate("document.addEventListener('play', (e) => { e.target.loop = true; }, true)")
    seat.press("p")
    playing = "!document.querySelector('#large video').paused"
    seat.waits_for(f"Boolean(document.querySelector('#large video')) && {playing}")
    # Neither details that come late nor a decision on it stop a clip that plays.
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
