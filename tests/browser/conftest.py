"""Debian's Chromium before our pages; absent, the tests skip and say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hearing import PATIENCE_MS
from tests.required import needs
from tests.service.conftest import client_of, empty_home, make_web, web  # noqa: F401

CHROMIUM = Path("/usr/bin/chromium")
#: As root, as in a container, Chromium's own sandbox does not start; shared memory is small there.
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

# Playwright's own 5 s are less than a page takes beside other tests.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    absent = "Debian's is not installed: apt-get install chromium"
    needs(request, "chromium", None if CHROMIUM.exists() else absent)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
