"""What the sender's page asks after its files arrived: enough to tell of each, little of the phone.

The page's clock is moved on by hand; its requests take the time they take.
"""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Route, expect

from domain.words import Words
from storage.originals import asset_id
from tests.browser.sender_phone import PATIENCE_MS, Phone, hashes, make_file, phone, until

__all__ = ["make_file", "phone"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

#: A page that a test puts into the background.
HIDEABLE = """
window.away = false;
Object.defineProperty(Document.prototype, "hidden", { get: () => window.away });
Object.defineProperty(Document.prototype, "visibilityState", {
  get: () => (window.away ? "hidden" : "visible"),
});
"""
#: How often the list of the unit was drawn.
DRAWN = """() => {
  window.drawn = 0;
  const count = () => (window.drawn += 1);
  new MutationObserver(count).observe(document.getElementById("sent-list"), { childList: true });
}"""
#: Longer than any rest between two questions, ms.
LONG_MS = 130_000


@dataclass
class Following:
    """A phone whose questions for receipts are counted, and fail as often as a test says."""

    phone: Phone
    fails: int = 0
    asked: list[str] = field(default_factory=list)
    answered: int = 0

    def __post_init__(self) -> None:
        page = self.phone.page
        page.add_init_script(HIDEABLE)
        page.clock.install()
        page.route("**/receipts", self.let_through)
        page.on("requestfinished", self.note_answer)

    def let_through(self, route: Route) -> None:
        self.asked.append(route.request.url)
        if self.fails:
            self.fails -= 1
            route.abort()
        else:
            route.continue_()

    def note_answer(self, request) -> None:
        self.answered += request.url.endswith("/receipts")

    def sends(self, file) -> None:
        self.phone.open()
        self.phone.pick(file)
        self.phone.waits_for("已收到 1 件")

    def away(self, away: bool) -> None:
        self.phone.page.evaluate(
            "away => { window.away = away; document.dispatchEvent(new Event('visibilitychange')) }",
            away,
        )

    def refuses(self, file) -> None:
        catalog, campaign = self.phone.web.storage.catalog, self.phone.web.campaign.key
        why = Words(zh="文件不完整，请重新发送原文件。", en="The file is incomplete.")
        asset = asset_id(campaign, hashes(file)[file.name])
        assert catalog.assets.refuse(asset, code="truncated", words=why)

    def waits_for(self, answers: int) -> None:
        until(lambda: self.phone.page.wait_for_timeout(20) or self.answered >= answers)

    def goes_on(self, ms: int = LONG_MS) -> None:
        self.phone.page.clock.fast_forward(ms)
        self.phone.page.wait_for_timeout(100)


@pytest.fixture
def following(phone) -> Following:
    return Following(phone)


def test_a_question_that_fails_is_asked_again(following, make_file):
    """One failed answer ended it: a refused file stayed green "received" for good."""
    photo = make_file("IMG_1.jpg", 1000)
    following.fails = 2
    following.sends(photo)
    following.refuses(photo)
    following.goes_on()
    following.goes_on()
    row = following.phone.row(photo)
    expect(row).to_contain_text("文件不完整", timeout=PATIENCE_MS)
    assert len(following.asked) == 3
    # All is told: no more is asked.
    following.goes_on()
    assert len(following.asked) == 3
    assert following.phone.is_clean()


def test_nothing_is_asked_in_the_background_and_at_once_when_the_page_is_back(following, make_file):
    photo = make_file("IMG_1.jpg", 1000)
    following.sends(photo)
    following.waits_for(answers=1)
    following.away(True)
    before = len(following.asked)
    for _ in range(3):
        following.goes_on()
    assert len(following.asked) == before
    following.refuses(photo)
    # The line is not there yet as the page comes back.
    following.fails = 1
    following.away(False)
    until(lambda: following.phone.page.wait_for_timeout(20) or len(following.asked) > before)
    following.goes_on()
    expect(following.phone.row(photo)).to_contain_text("文件不完整", timeout=PATIENCE_MS)
    # A page on which all is told asks nothing for being looked at again.
    told = len(following.asked)
    following.away(True)
    following.away(False)
    following.goes_on()
    assert len(following.asked) == told


def test_a_file_that_is_never_read_is_asked_for_less_and_less_and_not_for_ever(
    following, make_file
):
    following.sends(make_file("IMG_1.jpg", 1000))
    following.waits_for(answers=1)
    # Half a minute as it passes, second by second.
    for _ in range(30):
        following.goes_on(1000)
    assert 4 <= len(following.asked) <= 7
    for _ in range(40):
        following.goes_on()
    assert len(following.asked) == 1 + 26


def test_the_list_is_drawn_when_it_is_open_and_something_changed(following, make_file):
    photo = make_file("IMG_1.jpg", 1000)
    following.sends(photo)
    following.waits_for(answers=1)
    page = following.phone.page
    page.evaluate(DRAWN)
    following.goes_on()
    following.waits_for(answers=2)
    assert page.evaluate("drawn") == 0, "drawn though closed"
    page.locator("#sent summary").click()
    following.waits_for(answers=3)
    expect(page.locator("#sent-list .item")).to_have_count(1)
    once = page.evaluate("drawn")
    following.goes_on()
    following.waits_for(answers=4)
    assert page.evaluate("drawn") == once > 0, "drawn though nothing changed"
    following.refuses(photo)
    following.goes_on()
    expect(page.locator("#sent-list")).to_contain_text("文件不完整", timeout=PATIENCE_MS)
