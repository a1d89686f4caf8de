"""Makes the screenshots under docs/pages again: `make shots`, or this file with a folder."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from storage.opening import open_storage
from storage.settings import read_settings
from tests.browser import (
    editor_shots,
    findings_shots,
    handing_shots,
    package_shots,
    sender_shots,
    storyboard_shots,
    style_sheets,
    system_shots,
)
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.service import editor_cut, editor_week
from tests.service.conftest import Clock, Web, environ, plan

FOLDER = Path(__file__).parents[2] / "docs" / "pages"


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    style_sheets.take_sheets(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        take_sender(browser, folder)
        take_editor(browser, folder)
        take_system(browser, folder)
        take_storyboard(browser, folder)
        take_handing(browser, folder)
        findings_shots.take(browser, folder)
        browser.close()
    package_shots.take(folder)


def take_sender(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings(environ(Path(home)))
        with open_storage(settings) as storage:
            web = Web(settings, storage, Clock(), plan())
            storage.catalog.campaigns.save(web.campaign, merges={}, at=web.clock())
            sender_shots.take(browser, web, folder)


def take_editor(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings(environ(Path(home)))
        with open_storage(settings) as storage:
            editor_week.fill(storage, Path(home))
            web = Web(settings, storage, Clock(), editor_week.plan())
            editor_shots.take(browser, web, folder)


def take_storyboard(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings(environ(Path(home)))
        with open_storage(settings) as storage:
            editor_week.fill(storage, Path(home))
            editor_cut.lay_cut(storage, Path(home), editor_cut.MORE_THAN_FIT)
            web = Web(settings, storage, Clock(), editor_week.plan())
            storyboard_shots.take(browser, web, folder)


def take_handing(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings(environ(Path(home)))
        with open_storage(settings) as storage:
            week = editor_week.fill(storage, Path(home))
            web = Web(settings, storage, Clock(), editor_week.plan())
            handing_shots.take(browser, web, week, folder)


def take_system(browser: Browser, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = read_settings(environ(Path(home)))
        with open_storage(settings) as storage:
            week = editor_week.fill(storage, Path(home))
            web = Web(settings, storage, Clock(), editor_week.plan())
            system_shots.take(browser, web, week, folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
