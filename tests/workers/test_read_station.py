"""The words in a picture become evidence and a time, and cost nothing when they are not read."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import text as statement

from domain.errors import ToolFailed, ToolMissing, ToolTimedOut
from domain.looking.picture_text import RECIPE, PictureText
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.words import Words
from storage.queue import reading_job
from storage.sql.engine import make_engine, reading
from tests.workers.whole_bench import KEY, NOW, House, furnished
from workers.housekeeping import Housekeeping
from workers.sample.fonts import font
from workers.stations import read
from workers.tools.running.confined import CallResult, ConfinedChild
from workers.tools.words.reading import MEMORY_BYTES, WORK, Reading

CHINA = timezone(timedelta(hours=8))


def drawn(path: Path, *, banner: str = "", corner: tuple[str, ...] = ()) -> Path:
    """A photo of 12 megapixels with a red banner and a watermark camera's corner."""
    picture = Image.new("RGB", (4000, 3000), (126, 142, 120))
    draw = ImageDraw.Draw(picture)
    if banner:
        draw.rectangle((500, 600, 3500, 860), fill=(190, 24, 24))
        draw.text((620, 620), banner, font=font("sans", 180), fill=(255, 236, 90))
    for line, text in enumerate(corner):
        size = 150 if line == 0 else 76
        place = (120, 2380 if line == 0 else 2470 + 110 * line)
        draw.text(place, text, font=font("sans", size), fill=(255, 255, 255))
    picture.save(path, quality=85)
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house, so that the models are loaded once."""
    with furnished(tmp_path_factory.mktemp("house") / "home") as house:
        yield house


def text_of(house: House, asset: str) -> PictureText:
    text = house.storage.catalog.texts.of(asset)
    assert text is not None
    return text


def test_a_banner_and_a_printed_corner_are_read_and_weighed(house: House, tmp_path: Path):
    corner = ("09:31", "2024.05.28  星期二", "云岭县会议中心")
    photo = drawn(tmp_path / "mmexport1.jpg", banner="云岭县科普大讲堂", corner=corner)
    asset = house.receive(photo)
    before = house.walk(asset)
    assert (before.state, before.taken_from) == (AssetState.TAGGED, None)
    assert read.run(house.bench, asset)
    text = text_of(house, asset)
    assert (text.recipe, text.fault, text.cut) == (RECIPE, "", False)
    assert [line.text.replace(" ", "") for line in text.lines] == [
        "云岭县科普大讲堂",
        "09:31",
        "2024.05.28星期二",
        "云岭县会议中心",
    ]
    after = house.asset(asset)
    assert (after.taken_from, after.taken_class) == ("watermark", "capture")
    assert after.taken_at == datetime(2024, 5, 28, 9, 31, tzinfo=CHINA)
    assert after.tag is not None
    assert (after.tag.activity, after.tag.day) == ("a1", date(2024, 5, 28))
    assert "横幅上写着“云岭县科普大讲堂”" in [each.words.zh for each in after.tag.evidence]
    assert read.run(house.bench, asset)
    assert house.asset(asset) == after, "read twice changes nothing"


def test_a_persons_tag_stays_and_words_go_when_the_picture_goes(house: House, tmp_path: Path):
    asset = house.receive(drawn(tmp_path / "p.jpg", banner="云岭县科普大讲堂走进校园"))
    house.walk(asset)
    assets = house.storage.catalog.assets
    change = Decision(asset=asset, action=Action.CHANGE, actor="editor", day=date(2024, 5, 30))
    assets.decide([change], at=NOW)
    mine = house.asset(asset).tag
    assert read.run(house.bench, asset)
    assert house.asset(asset).tag == mine
    assert "科普大讲堂" in text_of(house, asset).lines[0].text
    assets.decide([Decision(asset=asset, action=Action.WITHDRAW, actor="editor")], at=NOW)
    assert assets.purge(asset, lambda _blob: None)
    assert read.run(house.bench, asset) is False
    assert kept_texts(house, asset) == 0


def kept_texts(house: House, asset: str) -> int:
    home = Path(house.bench.scratch).parents[1]
    engine = make_engine(f"sqlite:///{home / 'catalog.sqlite3'}")
    with reading(engine).begin() as connection:
        found = statement("SELECT count(*) FROM wr_text WHERE asset = :asset")
        count = connection.execute(found, {"asset": asset}).scalar_one()
    engine.dispose()
    return int(count)


def test_what_was_tagged_without_its_words_is_queued_once(house: House, tmp_path: Path):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (320, 240), (7, 7, 7)).save(photo)
    asset = house.receive(photo)
    house.walk(asset)
    catalog, queue = house.storage.catalog, house.storage.queue
    job = reading_job(asset, KEY)
    assert queue.job(job.id) is None, "as a home of an earlier version is"
    assert Housekeeping(queue, keep_days=30).catch_up() == 0, "where nobody reads"
    keeping = Housekeeping(queue, keep_days=30, texts=catalog.texts)
    assert keeping.catch_up() == keeping.catch_up() > 0
    assert [each.id for each in queue.jobs(campaign=KEY)].count(job.id) == 1
    waiting = keeping.catch_up()
    catalog.texts.keep(asset, PictureText(recipe=RECIPE))
    assert keeping.catch_up() == waiting - 1


class Broken:
    """In place of the reading children: fails as told, then answers."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.asked = 0

    def call(self, name: str, path: Path, **_: Any) -> CallResult:
        self.asked += 1
        if self.faults:
            raise self.faults.pop(0)
        return CallResult(value={"lines": [], "cut": False}, blobs={})


WHY = Words(zh="坏了", en="broken")
DIED, LATE = ToolFailed(WHY), ToolTimedOut(WHY)


@pytest.mark.parametrize(
    ("faults", "fault", "asked"),
    [
        ((DIED,), "", 2),
        ((DIED, DIED), "crashed", 2),
        ((LATE,), "slow", 1),
        ((ToolMissing(WHY),), "crashed", 1),
    ],
)
def test_what_cannot_be_read_costs_the_words_alone(
    house: House, tmp_path: Path, faults: tuple[Exception, ...], fault: str, asked: int
):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (320 + len(str(faults)), 240), (len(fault), asked, 9)).save(photo)
    asset = house.receive(photo)
    tagged = house.walk(asset)
    broken = Broken(*faults)
    bench = replace(house.bench, read=Reading(confined=broken))
    assert read.run(bench, asset)
    assert (text_of(house, asset).fault, broken.asked) == (fault, asked)
    assert house.asset(asset) == tagged, "tag and version are as they were"


def test_what_has_no_picture_any_more_says_so(house: House, tmp_path: Path):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (320, 240), (3, 2, 1)).save(photo)
    asset = house.receive(photo)
    house.walk(asset)
    house.storage.blobs.delete(house.storage.catalog.assets.derivatives(asset)["view"])
    assert read.run(house.bench, asset)
    assert text_of(house, asset).fault == "no-picture"


@pytest.fixture(scope="module")
def child() -> Iterator[ConfinedChild]:
    with ConfinedChild(WORK, memory_bytes=MEMORY_BYTES, max_blob_bytes=0, niceness=10) as child:
        yield child


def board(path: Path, lines: int) -> Path:
    """A wall of small print below a headline."""
    picture = Image.new("RGB", (1600, 1200), (245, 245, 240))
    draw = ImageDraw.Draw(picture)
    draw.text((60, 10), "科普知识宣传栏", font=font("sans", 64), fill=(180, 20, 20))
    for line in range(lines):
        place = (40 + 780 * (line % 2), 110 + 26 * (line // 2))
        text = f"第{line}条 预防为主防治结合科学用药合理施肥保护耕地"
        draw.text(place, text, font=font("light", 22), fill=(20, 20, 20))
    picture.save(path, quality=85)
    return path


def test_a_wall_of_print_is_read_from_its_headline_to_the_cap(child, tmp_path: Path):
    lines, cut = Reading(confined=child)(board(tmp_path / "b.jpg", 80))
    assert cut
    assert "科普知识宣传栏" in [line.text for line in lines]
    assert len(lines) <= 28
    assert max(lines, key=lambda line: line.glyph).text == "科普知识宣传栏"
    assert os.getpriority(os.PRIO_PROCESS, child.pid or 0) == 10


def test_a_child_that_is_killed_in_mid_picture_costs_nothing(child, tmp_path: Path):
    picture = board(tmp_path / "b.jpg", 80)
    Reading(confined=child)(picture)
    killed: list[int] = []

    def kill() -> None:
        pid = child.pid
        time.sleep(0.1)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    thread = threading.Thread(target=kill)
    thread.start()
    lines, _ = Reading(confined=child)(picture)
    thread.join()
    assert lines
    assert child.pid not in [None, *killed]


def test_what_is_no_picture_of_ours_is_not_opened(child, tmp_path: Path):
    large = tmp_path / "large.jpg"
    Image.new("L", (2600, 100)).save(large)
    with pytest.raises(read.NotRead) as told:
        Reading(confined=child)(large)
    assert told.value.fault == "no-picture"
    (tmp_path / "x.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    with pytest.raises(read.NotRead):
        Reading(confined=child)(tmp_path / "x.jpg")


def test_an_answer_that_is_no_answer_is_a_fault_and_no_crash():
    class Odd(Broken):
        def call(self, name: str, path: Path, **_: Any) -> CallResult:
            return CallResult(value={"lines": [{"text": 1}], "cut": 0}, blobs={})

    with pytest.raises(read.NotRead) as told:
        Reading(confined=Odd())(Path("x"))
    assert told.value.fault == "crashed"
