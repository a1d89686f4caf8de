"""A sender's phone before a real browser, a real web process and a line that can be cut."""

import hashlib
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.weak_line import WeakLine, weak_line
from tests.service.conftest import Web, serving

PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 60_000


@dataclass
class Phone:
    """A page of a phone, and all that it asked for and complained about."""

    page: Page
    line: WeakLine
    web: Web
    #: Where the server is reached without the weak line.
    direct: str
    secret: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    patches: int = 0

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.line.address}/u/{self.secret}{query}")

    def pick(self, *files: Path) -> None:
        self.page.set_input_files("#files", [str(file) for file in files])

    def waits_for(self, words: str) -> None:
        expect(self.page.locator("#whole-words")).to_contain_text(words, timeout=PATIENCE_MS)

    def row(self, file: Path):
        return self.page.locator("#list .item", has_text=file.name)

    def arrived(self) -> dict[str, str | None]:
        return {r.filename: r.sha256 for r in self.web.receipts() if r.state == "received"}

    def is_clean(self) -> bool:
        """No foreign host, no breach of the policy, no complaint but of a cut line."""
        assert self.hosts == {self.line.address}
        counted = self.page.request.get(f"{self.direct}/metrics").text()
        assert "weekreel_csp_reports_total 0.0" in counted
        assert [text for text in self.complaints if "net::ERR_" not in text] == []
        return True


def note(phone: Phone, page: Page) -> None:
    def asked(request) -> None:
        phone.hosts.add(re.match(r"https?://[^/]+", request.url).group())
        phone.patches += request.method == "PATCH"

    page.on("request", asked)
    page.on("pageerror", lambda error: phone.complaints.append(str(error)))
    page.on("console", lambda told: told.type == "error" and phone.complaints.append(told.text))


@contextmanager
def phone_of(browser: Browser, web: Web, *, script: str = "", **other) -> Iterator[Phone]:
    with ExitStack() as stack:
        address = stack.enter_context(serving(web.app(quiet_s=5)))
        line = stack.enter_context(weak_line(address))
        settings = {"viewport": PHONE, "locale": "zh-CN", "has_touch": True, "is_mobile": True}
        context = stack.enter_context(browser.new_context(**settings | other))
        if script:
            context.add_init_script(script)
        page = context.new_page()
        phone = Phone(page, line, web, address, web.invite())
        note(phone, page)
        yield phone


@pytest.fixture
def phone(browser, web) -> Iterator[Phone]:
    with phone_of(browser, web) as phone:
        yield phone


@pytest.fixture
def make_file(tmp_path) -> Callable[..., Path]:
    def make(name: str, size: int, seed: int = 0) -> Path:
        file = tmp_path / name
        file.write_bytes(random.Random(f"{name}{seed}").randbytes(size))
        return file

    return make


def hashes(*files: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def until(check: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.05)


def stands_still(count: Callable[[], int], seconds: float = 30) -> int:
    """Where it stayed for two seconds: a slow line still carries what it was given before."""
    deadline, before, since = time.monotonic() + seconds, count(), time.monotonic()
    while time.monotonic() < since + 2:
        assert time.monotonic() < deadline, "it never stood still"
        time.sleep(0.05)
        if (now := count()) != before:
            before, since = now, time.monotonic()
    return before
