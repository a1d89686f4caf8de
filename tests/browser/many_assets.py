"""Weeks of hundreds and thousands of assets before the review, and an editor who only has keys."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Page

from domain.facts import Claim, ClaimClass, Facts, Kind, Look
from domain.sending import NewSending, NewUpload
from domain.tagging import Evidence, Tag
from domain.words import Words
from storage.catalog_assets import Derivative
from storage.opening import Storage
from tests.service.editor_week import KEY, NOW, Sent, drawn, end_jobs, plan

#: Files of one sending, and how its tags come out: per mille ready and right, ready and wrong.
SENDING, READY, WRONG = 15, 850, 12
#: Per mille of sendings whose pictures show children near by.
NEAR_SHOTS = 30
#: Pictures that are drawn; the others show the same again.
DRAWN = 24


@dataclass
class Many:
    #: Asset -> the activity that its picture shows, as a person sees it.
    truth: dict[str, str] = field(default_factory=dict)


def fill_many(storage: Storage, count: int, seed: int = 1) -> Many:
    """A week of `count` tagged assets in sendings of SENDING, some in doubt, some wrongly sure."""
    chance = random.Random(seed)
    storage.catalog.campaigns.save(plan(), merges={}, at=NOW)
    thumbs = _thumbs(storage)
    many = Many()
    sending, said = "", None
    for number in range(count):
        if number % SENDING == 0:
            said = _said(chance, number)
            sending = storage.catalog.intake.sending(said, at=NOW).id
        assert said is not None and said.activity is not None
        asset = _receive(storage, sending, number)
        _identify(storage, asset, said, number, thumbs[number % DRAWN])
        tag = _tag(chance, said.activity, said.day)
        storage.catalog.assets.tagged(asset, tag=tag, held=said.minors)
        many.truth[asset] = said.activity
    end_jobs(storage)
    return many


def _thumbs(storage: Storage) -> list[str]:
    names = []
    for number in range(DRAWN):
        sent = Sent(unit="u1", activity=f"a{number % 6 + 1}", day=None, count=1)
        name = f"derived/00/many-{number}-thumb.jpg"
        storage.blobs.put(name, drawn(sent, number, (320, 240)))
        names.append(name)
    return names


def _said(chance: random.Random, number: int) -> NewSending:
    activity = chance.choice(plan().activities)
    return NewSending(
        campaign=KEY,
        unit=activity.units[0],
        invite=None,
        client_id=f"phone-{number}",
        via="web",
        activity=activity.key,
        day=activity.date or date(2025, 5, 24 + chance.randrange(8)),
        note="",
        informed=True,
        minors=chance.randrange(1000) < NEAR_SHOTS,
        patients=False,
    )


def _receive(storage: Storage, sending: str, number: int) -> str:
    upload = storage.catalog.intake.start(
        NewUpload(
            id=f"{number:032x}",
            sending=sending,
            filename=f"IMG_20250527_{number:06d}.jpg",
            filetype="image/jpeg",
            size=4_000_000,
            modified_ms=None,
            created_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
    )
    kept = storage.catalog.intake.receive(
        upload.said.id, sha256=f"{number:064x}", size=4_000_000, at=NOW, late=False
    )
    assert kept.asset
    return kept.asset


def _identify(storage: Storage, asset: str, said: NewSending, number: int, thumb: str) -> None:
    assert said.day is not None
    taken = datetime(2025, 5, said.day.day, 1, tzinfo=UTC) + timedelta(seconds=20 * (number % 1000))
    exif = Claim(
        source="exif",
        klass=ClaimClass.CAPTURE,
        at=taken,
        day=taken.date(),
        zone_known=True,
        raw=taken.isoformat(),
    )
    storage.catalog.assets.inspected(
        asset,
        facts=Facts(kind=Kind.PHOTO, format="jpeg", width=4000, height=3000, camera="HUAWEI P50"),
        claims=(exif,),
        taken_at=taken,
        taken_class="capture",
        taken_from="exif",
    )
    look = Look(sharpness=700, exposure=800, black=0, phash=f"{number:016x}")
    pictures = [Derivative(role="thumb", blob=thumb), Derivative(role="view", blob=thumb)]
    storage.catalog.assets.looked(asset, look=look, derivatives=pictures)


def _tag(chance: random.Random, truth: str, day: date | None) -> Tag:
    """Sure and right, sure and wrong, or in doubt: then right half of the time."""
    draw = chance.randrange(1000)
    ready = draw < READY + WRONG
    wrong = READY <= draw < READY + WRONG or (not ready and chance.random() < 0.5)
    others = [each.key for each in plan().activities if each.key != truth]
    guess = chance.choice(others) if wrong else truth
    words = [
        ("sender", 350, "发送人选了这项活动"),
        ("unit", 120, "发送单位负责这项活动"),
        ("time", 80, "拍摄时间在活动当天上午"),
        ("file_name", 30, "文件名里的日期与活动一致"),
    ]
    return Tag(
        activity=guess,
        day=day,
        by="machine",
        confidence=chance.randrange(920, 999) if ready else chance.randrange(300, 890),
        ready=ready,
        evidence=tuple(
            Evidence(kind=kind, activity=guess, day=None, weight=w, words=Words(zh=zh, en=kind))
            for kind, w, zh in words
        ),
    )


#: What an editor sees at a glance: the pictures of the group, which one is chosen, and the offer.
_LOOK = """() => ({
  column: (document.querySelector('.group[aria-current]') || document.body).closest('.group-list')
    ? [...document.querySelectorAll('#group-list > *')].reduce((last, each) =>
        last.done ? last : each.matches('[aria-current]') ? { ...last, done: true }
        : each.matches('h2') ? { name: each.className.match(/n-(\\w+)/)[1] } : last, {}).name
    : null,
  tiles: [...document.querySelectorAll('#review:not([hidden]) > .tile')].map((tile) => ({
    id: tile.id.slice(6),
    column: tile.className.match(/tile-(\\w+)/)[1],
    chosen: tile.getAttribute('aria-selected') === 'true',
    left: tile.offsetLeft, top: tile.offsetTop,
  })),
  offered: [...document.querySelectorAll('#carry:not([hidden]) .carry-tile img')]
    .map((each) => each.src.split('/').slice(-2)[0]),
})"""


@dataclass
class KeyboardEditor:
    """Reviews a week by keyboard alone, knowing of each picture what it shows."""

    page: Page
    truth: Mapping[str, str]
    numbers: Mapping[str, int]
    strokes: int = 0
    by_key: dict[str, int] = field(default_factory=dict)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.strokes += 1
        named = "digit" if key.isdigit() else "arrow" if key.startswith("Arrow") else key
        self.by_key[named] = self.by_key.get(named, 0) + 1

    def look(self) -> dict:
        return self.page.evaluate(_LOOK)

    def review_all(self, tagged: Mapping[str, str | None]) -> None:
        """Until nothing waits; `tagged` is what the machine took each for, as the page shows it."""
        self.tagged = dict(tagged)
        while (seen := self.look())["tiles"]:
            if seen["column"] == "ready":
                self._ready(seen)
            elif seen["column"] == "doubtful":
                self._doubtful(seen)
            else:
                self._near_shot(seen)

    def _ready(self, seen: dict) -> None:
        """A look over the group: what is wrong is put right, then all is accepted at once."""
        wrong = [each["id"] for each in seen["tiles"] if self._is_wrong(each)]
        for asset in wrong:
            if self._is_wrong({"id": asset, "column": "ready"}):
                self._move_to(asset)
                self._say(asset)
        self.press("Enter")

    def _is_wrong(self, tile: dict) -> bool:
        return tile["column"] == "ready" and self.tagged[tile["id"]] != self.truth[tile["id"]]

    def _doubtful(self, seen: dict) -> None:
        chosen = next(each["id"] for each in seen["tiles"] if each["chosen"])
        if self.tagged[chosen] != self.truth[chosen] or self._has_like(seen, chosen):
            self._say(chosen)
        self.press("Enter")

    def _has_like(self, seen: dict, chosen: str) -> bool:
        """Where others wait beside it, an answer that is carried over is worth its two keys."""
        return sum(each["column"] == "doubtful" for each in seen["tiles"]) > 2 and bool(chosen)

    def _say(self, asset: str) -> None:
        """The right activity; what the page offers to change along is taken where it is right."""
        truth = self.truth[asset]
        with self.page.expect_response(lambda answer: answer.url.endswith("/carry-over")) as told:
            self.press(str(self.numbers[truth]))
        self.tagged[asset] = truth
        answer = told.value.json()
        if answer["correction"] and answer["candidates"]:
            self.page.locator("#carry").wait_for()
        offered = self.look()["offered"]
        if offered and all(self.truth[each] == truth for each in offered):
            self.press("y")
            self.tagged.update(dict.fromkeys(offered, truth))

    def _near_shot(self, seen: dict) -> None:
        """Who agreed is said of a sending at once, after a look over its pictures."""
        if not any(tile["column"] == "held" for tile in seen["tiles"]):
            # An answer for the whole sending came just now; nobody moves, but they are doubts now.
            self._doubtful(seen)
            return
        for tile in seen["tiles"]:
            asset = tile["id"]
            if tile["column"] == "held" and self.tagged[asset] != self.truth[asset]:
                self._move_to(asset)
                self._say(asset)
        self.press("c")
        if self.page.locator(".together").count():
            self.press("a")
        self.press("1")
        self.press("Enter")

    def _move_to(self, asset: str) -> None:
        """Rows first, then columns, as one finds a picture."""
        for _ in range(200):
            tiles = self.look()["tiles"]
            here = next(each for each in tiles if each["chosen"])
            there = next(each for each in tiles if each["id"] == asset)
            if here["id"] == asset:
                return
            if here["top"] != there["top"]:
                self.press("ArrowDown" if here["top"] < there["top"] else "ArrowUp")
            else:
                self.press("ArrowRight" if here["left"] < there["left"] else "ArrowLeft")
        raise AssertionError(f"{asset} was not reached")
