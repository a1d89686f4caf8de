"""A receiver's three checks agree: bagit.py, weekreel verify, and the findings page from a disk."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from storage.bag import check_bag
from tests.browser.choosers import choosers_of
from tests.workers.bag_recipe import (
    FATES,
    FILM,
    MANIFEST,
    PAGE,
    PHOTO,
    TAG_MANIFEST,
    Fate,
    change_file_and_lists,
    flip_a_byte,
    leave_as_it_is,
    make_bag,
    zipped,
)

pytestmark = pytest.mark.browser
BAGIT = Path(sys.executable).with_name("bagit.py")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bag(tmp_path_factory.mktemp("bag") / "报送包").folder


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "报送包"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert faults == []


def bagit_says(folder: Path) -> bool:
    done = subprocess.run(
        [sys.executable, BAGIT, "--validate", folder], capture_output=True, timeout=60, check=False
    )
    return done.returncode == 0


def page_says(page: Page, opened: Path, chosen: Path) -> str:
    """The kinds of what the page finds wrong, "" when it finds nothing."""
    page.goto(opened.as_uri())
    page.set_input_files("#folder", chosen)
    result = page.locator("#result")
    result.wait_for()
    kinds = result.get_attribute("data-kinds")
    assert (result.get_attribute("data-outcome") == "good") is (kinds == "")
    assert kinds is not None, result.inner_text()
    return kinds


@pytest.mark.parametrize("fate", FATES, ids=lambda fate: fate.__name__)
def test_the_three_checks_agree_on_a_folder(page: Page, bag: Path, fate: Fate):
    fate(bag)
    whole = fate is leave_as_it_is
    assert bagit_says(bag) is whole
    assert (check_bag(bag) == []) is whole
    assert page_says(page, bag / PAGE, bag) == FATES[fate]


def test_lists_that_were_made_to_fit_are_seen_by_the_page_alone(page: Page, bag: Path):
    """A forger who mends both lists deceives every tool that knows nothing but the bag."""
    change_file_and_lists(bag)
    assert bagit_says(bag)
    assert page_says(page, bag / PAGE, bag) == "changed list"
    assert "总结报告.docx" in page.inner_text("#result")


def test_a_truncated_zip_is_refused(bag: Path, tmp_path: Path):
    """bagit.py opens folders alone, and unpackers stop: nothing is left for the page to check."""
    whole = zipped(bag, tmp_path / "报送包.zip")
    assert check_bag(whole) == []
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    (told,) = check_bag(cut)
    assert "压缩包" in told.zh
    assert not bagit_says(cut)


def test_a_zip_with_names_that_climb_out_is_refused_and_nothing_is_written(
    bag: Path, tmp_path: Path
):
    evil = zipped(bag, tmp_path / "evil.zip")
    with zipfile.ZipFile(evil, "a") as archive:
        archive.writestr("报送包/../../climbed.txt", "out")
    (told,) = check_bag(evil)
    assert "climbed.txt" in told.zh and "不安全" in told.zh
    assert not bagit_says(evil)
    assert not list(tmp_path.parent.rglob("climbed.txt"))


def test_any_folder_above_will_do_and_one_without_the_list_is_explained(page: Page, bag: Path):
    (bag.parent / "别的.txt").write_text("x")
    assert page_says(page, bag / PAGE, bag.parent) == ""
    page.set_input_files("#folder", bag / "data")
    page.locator("#result .doubt").wait_for()
    assert "上一级" in page.inner_text("#result")


def test_what_a_computer_leaves_in_a_folder_is_named_as_such_and_nothing_else_passes_for_it(
    page: Page, bag: Path
):
    for name in (".DS_Store", "data/.DS_Store"):
        (bag / name).write_bytes(b"\x00\x00\x00\x01Bud1")
    (bag / "data/照片/._01.jpg").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00")
    (bag / "data/Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (bag / "data/desktop.ini").write_bytes(b"[.ShellClassInfo]\r\n")
    (bag / "送文说明.txt").write_text("x")
    assert page_says(page, bag / PAGE, bag) == ""
    told = page.inner_text("#result")
    assert "Mac 电脑自己加了 3 个文件（.DS_Store、._01.jpg）" in told
    assert "Windows 电脑自己加了 2 个文件" in told
    assert "包外另有 送文说明.txt" in told
    assert not bagit_says(bag) and check_bag(bag) == []
    (bag / "data/Thumbs.db").write_bytes(b"x")
    assert page_says(page, bag / PAGE, bag) == "extra"
    assert "多出 data/Thumbs.db" in page.inner_text("#result") and check_bag(bag)


def test_every_fault_is_named_and_the_seal_is_shown(page: Page, bag: Path):
    flip_a_byte(bag)
    (bag / PHOTO).unlink()
    (bag / TAG_MANIFEST).unlink()
    assert page_says(page, bag / PAGE, bag) == "changed missing"
    told = page.inner_text("#result")
    assert f"{FILM} 的内容被改动过" in told
    assert f"缺少 {PHOTO}" in told
    assert f"缺少 {TAG_MANIFEST}" in told
    assert "封包码" not in told


def test_a_list_that_is_none_is_said(page: Page, bag: Path):
    (bag / MANIFEST).write_text("hello\n")
    kinds = page_says(page, bag / PAGE, bag)
    assert "list" in kinds
    assert "不是一份校验清单" in page.inner_text("#result")


def test_it_goes_by_keyboard_and_can_be_stopped(page: Page, bag: Path):
    """A film of 3 GB: sparse on the disk, but the browser reads every byte in slices. It takes so
    long that it is not through before the key comes, on a busy machine either."""
    with (bag / FILM).open("r+b") as film:
        film.truncate(3_000_000_000)
    next_chooser = choosers_of(page)
    page.goto((bag / PAGE).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "choose"
    page.keyboard.press("Enter")
    next_chooser().set_files(bag)
    page.locator("#state", has_text="正在核对").wait_for()
    assert page.evaluate("document.activeElement.id") == "stop"
    page.keyboard.press("Enter")
    page.locator("#result .doubt", has_text="已停止").wait_for()
    assert page.evaluate("document.activeElement.id") == "choose"


def test_the_film_plays_beside_the_page_and_all_is_read_without_a_script(
    browser: Browser, bag: Path
):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((bag / PAGE).as_uri())
    assert not page.locator("#choose").is_visible()
    assert "certutil" in page.inner_text("#check")
    assert page.locator("article").count() > 0
    assert page.get_by_text("影像资料（视频不超过3分钟）").first.is_visible()
    context.close()
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto((bag / PAGE).as_uri())
    for width in (1366, 800, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    played = """async () => {
        const film = document.querySelector("video");
        film.preload = "auto";
        film.load();
        await new Promise((done) => { film.onloadeddata = film.onerror = done; });
        return film.duration;
    }"""
    assert page.evaluate(played) == pytest.approx(4, abs=0.1)
    page.close()
