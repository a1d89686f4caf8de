"""Makes the screenshots under docs/pages again: `make shots`, or this file with a folder."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from storage.opening import open_storage
from storage.settings import read_settings
from tests.browser import sender_shots
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.service.conftest import Clock, Web, environ, plan

FOLDER = Path(__file__).parents[2] / "docs" / "pages"


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        settings = read_settings(environ(Path(home)))
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        with open_storage(settings) as storage:
            web = Web(settings, storage, Clock(), plan())
            storage.catalog.campaigns.save(web.campaign, merges={}, at=web.clock())
            sender_shots.take(browser, web, folder)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
