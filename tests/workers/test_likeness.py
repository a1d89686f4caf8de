"""What shows the same is found on the real way, and what was decided of a chat copy is kept."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update

from domain.errors import ToolFailed
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.words import Words
from storage.sql.models import AssetRow
from tests.workers.test_clip_fit import chat_copy as clip_copy
from tests.workers.test_clip_fit import take
from tests.workers.test_picture_prints import scene
from tests.workers.whole_bench import KEY, NOW, House, furnished
from workers import likeness as likeness_station
from workers.asset_flow import ASSET_WAY
from workers.likeness import judge_anew, marked_week

CHAT_NAME = "mmexport1716880000123.jpg"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with furnished(tmp_path_factory.mktemp("likeness") / "home") as house:
        yield house


def original(folder: Path, seed: int, *, way: Image.Transpose | None = None) -> Path:
    """As a camera writes it: large, with its name and the moment."""
    picture = scene(seed).resize((1600, 1200))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "HUAWEI", "P40"
    exif.get_ifd(0x8769)[0x9003] = f"2024:05:28 09:{seed % 60:02d}:00"
    path = folder / f"IMG_20240528_09{seed % 60:02d}00.jpg"
    (picture.transpose(way) if way is not None else picture).save(path, quality=92, exif=exif)
    return path


def chat_copy(folder: Path, seed: int) -> Path:
    path = folder / f"copy-{seed}.jpg"
    scene(seed).resize((800, 600)).save(path, quality=55)
    return path


def forget_prints(house: House, asset: str) -> None:
    """The look as version 0.1.0 kept it."""
    look = house.asset(asset).look
    assert look is not None and look.prints
    with house.storage._engine.begin() as connection:
        earlier = {"look": replace(look, prints=())}
        connection.execute(update(AssetRow).where(AssetRow.id == asset).values(**earlier))


def decide(house: House, asset: str, action: Action, **more: object) -> None:
    decision = Decision(asset=asset, action=action, actor="editor", **more)  # type: ignore[arg-type]
    house.storage.catalog.assets.decide([decision], at=NOW)


def test_a_turned_original_is_found_and_named_the_better_copy(house: House, tmp_path: Path):
    copy = house.walk(house.receive(chat_copy(tmp_path, 1), CHAT_NAME))
    assert copy.facts is not None and copy.facts.chat_copy
    turned = original(tmp_path, 1, way=Image.Transpose.ROTATE_180)
    best = house.walk(house.receive(turned))
    other = house.walk(house.receive(original(tmp_path, 21)))
    assert house.asset(copy.id).near_duplicate_of == best.id
    assert house.asset(best.id).near_duplicate_of is None
    assert house.asset(other.id).near_duplicate_of is None


def test_what_a_person_decided_of_the_copy_holds_for_the_original(house: House, tmp_path: Path):
    copy = house.walk(house.receive(chat_copy(tmp_path, 2), "mmexport1716880000124.jpg"))
    decide(house, copy.id, Action.STAR)
    decide(house, copy.id, Action.ACCEPT, day=NOW.date())
    best = house.walk(house.receive(original(tmp_path, 2)))
    assert (best.state, best.star) == (AssetState.ACCEPTED, True)
    assert best.tag is not None and best.tag.by == "person" and best.tag.day == NOW.date()
    assert house.asset(copy.id).near_duplicate_of == best.id
    (kept,) = house.storage.catalog.assets.decisions(KEY, asset=best.id)
    assert (kept.decision.action, kept.decision.actor) == (Action.INHERIT, "editor")
    assert kept.decision.reason == f"copy {copy.id}"
    house.storage.catalog.assets.undo(kept.id, actor="editor", at=NOW)
    assert house.asset(best.id).state is AssetState.TAGGED


def test_a_clip_and_its_chat_copy_are_one_and_a_second_take_is_not(house: House, tmp_path: Path):
    """The copy has one key frame of its own, so its strip shows other moments."""
    first = take(tmp_path / "VID_20240528_100000.mp4", 5, 1, pan=60)
    copy = house.walk(house.receive(clip_copy(first), "mmexport1716880000126.mp4"))
    second = house.walk(house.receive(take(tmp_path / "VID_20240528_101000.mp4", 5, 2, pan=60)))
    best = house.walk(house.receive(first))
    assert house.asset(copy.id).near_duplicate_of == best.id
    assert house.asset(second.id).near_duplicate_of is None
    assert house.asset(best.id).near_duplicate_of is None


def test_a_station_run_again_carries_nothing_over_a_decision(house: House, tmp_path: Path):
    copy = house.walk(house.receive(chat_copy(tmp_path, 3), "mmexport1716880000125.jpg"))
    best = house.walk(house.receive(original(tmp_path, 3)))
    assert best.state is AssetState.TAGGED
    decide(house, best.id, Action.HOLD)
    decide(house, copy.id, Action.ACCEPT)
    assert house.walk(best.id).state is AssetState.HELD


def test_assets_of_earlier_versions_get_their_prints_when_a_film_is_planned(
    house: House, tmp_path: Path
):
    late = house.receive(original(tmp_path, 4))
    for station in ("intake", "inspect", "look"):
        assert ASSET_WAY[station](house.bench, late)
    assert house.storage.catalog.likeness.without_prints(KEY) == [late]
    forget_prints(house, late)
    week = marked_week(house.bench, KEY)
    assert late in {asset.id for asset in week}
    assert house.storage.catalog.likeness.without_prints(KEY) == []


def test_clips_that_an_earlier_version_judged_are_judged_anew_when_the_owner_asks(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It missed the chat copy and took two takes for one; what a person put together stands."""
    first = take(tmp_path / "VID_20240529_100000.mp4", 7, 1, pan=60)
    copy = house.walk(house.receive(clip_copy(first), "mmexport1716880000129.mp4")).id
    second = house.walk(house.receive(take(tmp_path / "VID_20240529_101000.mp4", 7, 2, pan=60))).id
    best = house.walk(house.receive(first)).id
    other = house.walk(house.receive(take(tmp_path / "VID_20240529_102000.mp4", 8, 1, pan=60))).id
    likeness = house.storage.catalog.likeness
    assert likeness.part(best, [copy]) == 1
    likeness.join(best, {second: True, other: True})
    low, high = sorted((best, other))
    likeness.rule([(low, high)], apart=False, of=best, actor="editor", at=NOW)

    def alike() -> set[str]:
        found = [pair for pair in likeness.pairs(KEY) if pair.same]
        return {
            p.other if p.asset == best else p.asset for p in found if best in (p.asset, p.other)
        }

    assert alike() == {second, other}
    assert judge_anew(house.bench, best) == 2
    assert alike() == {copy, other}
    assert judge_anew(house.bench, best) == 0

    # Who took apart what no machine had found may take that back, whatever is found meanwhile.
    assert likeness.part(best, [copy]) == 1
    low, high = sorted((best, copy))
    ruled = likeness.rule([(low, high)], apart=True, of=best, actor="editor", at=NOW)
    assert judge_anew(house.bench, best) == 0
    house.storage.catalog.strokes.undo(ruled.id, actor="editor", at=NOW)
    assert judge_anew(house.bench, best) == 1

    # What cannot be read is no other take.
    for asset in (best, copy):
        monkeypatch.setattr(likeness_station, "_clip", unreadable)
        assert judge_anew(house.bench, asset) == 0
    assert alike() == {copy, other}


def unreadable(*_args: object) -> AbstractContextManager[Path]:
    raise ToolFailed(Words(zh="读不出", en="unreadable"))
