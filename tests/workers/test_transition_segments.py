"""Transitions as segments of their own: kept once, found by both originals, gone with either."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from domain.cutting.rendering import SegmentSpec
from domain.errors import Conflict, ToolCancelled, ToolFailed
from domain.reviewing.review import Action, Decision
from domain.words import Words
from storage.originals import delete_blob, original_blob, segments_prefix
from tests.workers.whole_bench import KEY, NOW, House, furnished
from workers import segments
from workers.room import Room
from workers.stations import cut, storyboard


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path / "home") as house:
        campaigns = house.storage.catalog.campaigns
        plan = campaigns.get(KEY).campaign
        second = replace(plan.activities[0], key="a2", number=2, title="科普大讲堂")
        campaigns.save(replace(plan, activities=(*plan.activities, second)), merges={}, at=NOW)
        for number, activity in enumerate(("a1", "a2")):
            accepted(house, blocks(tmp_path / f"{number}.jpg", number), activity)
        yield house


def blocks(path: Path, seed: int) -> Path:
    """A photo that is like no other."""
    pixels = np.random.RandomState(seed).randint(40, 220, (10, 15, 3), np.uint8)
    Image.fromarray(pixels).resize((1500, 1000), Image.Resampling.NEAREST).save(path)
    return path


def accepted(house: House, file: Path, activity: str) -> str:
    asset = house.receive(file)
    house.walk(asset)
    accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor", activity=activity)
    house.storage.catalog.assets.decide([accept], at=NOW)
    return asset


class Tools:
    """Stands for the programs: writes down what is rendered, and fails where it is told to."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        self.broken: set[tuple[str, str]] = set()
        patch.setattr(segments, "render_segment", self.segment)
        patch.setattr(segments, "render_part", self.part)
        patch.setattr(segments, "render_transition", self.transition)

    def segment(self, spec: SegmentSpec, *, out_video: Path, out_audio: Path, **_: Any) -> None:
        self.fail("shot", spec)
        out_video.write_bytes(b"video")
        out_audio.write_bytes(b"audio")

    def part(self, spec: SegmentSpec, *, out: Path, **_: Any) -> None:
        self.fail("part", spec)
        out.write_bytes(b"frames")

    def transition(self, *_: Any, out_video: Path, **__: Any) -> None:
        self.done["transition"] += 1
        out_video.write_bytes(b"mixed")

    def fail(self, kind: str, spec: SegmentSpec) -> None:
        if (kind, spec.source) in self.broken:
            raise ToolFailed(Words(zh="数据损坏", en="damaged"), returncode=1)
        self.done[kind] += 1


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Tools:
    return Tools(monkeypatch)


def rendered(house: House) -> tuple[str, list[dict[str, Any]]]:
    film = house.storage.catalog.films.start(KEY, at=NOW).id
    count = storyboard.run(house.bench, film)
    return film, [cut.run_shot(house.bench, film, place) for place in range(count)]


def names(house: House) -> list[str]:
    return sorted(house.storage.blobs.names("segments/"))


def test_a_film_of_two_chapters_has_three_transitions_behind_its_shots(
    house: House, tools: Tools
) -> None:
    film, made = rendered(house)
    board = house.storage.catalog.films.storyboard(KEY, 1)
    assert len(made) == len(board.shots) + 3
    assert [each["audio"] is None for each in made] == [False] * len(board.shots) + [True] * 3
    assert cut.shots_in_turn(house.bench, film) != [] and tools.done["transition"] == 3


def test_what_was_rendered_is_rendered_once_whoever_asks_again(house: House, tools: Tools) -> None:
    """A worker that was killed leaves its job to another; a second film has the same shots."""
    film, made = rendered(house)
    before = Counter(tools.done)
    assert cut.segments_kept(house.bench, film) == made
    assert [cut.run_shot(house.bench, film, place) for place in range(len(made))] == made
    assert rendered(house)[1] == made
    assert tools.done == before


def test_a_transition_is_rendered_on_a_core_of_the_rooms(
    house: House, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker's jobs of shots are one more than its cores: without a seat all would render."""
    room, real, seats = Room(1), tools.transition, list[bool]()

    def seen(*args: Any, **rest: Any) -> None:
        with contextlib.suppress(ToolCancelled), room.taken(0, cancelled=lambda: True):
            seats.append(True)
        real(*args, **rest)

    monkeypatch.setattr(segments, "render_transition", seen)
    rendered(replace(house, bench=replace(house.bench, room=room)))
    assert tools.done["transition"] == 3 and seats == []


@pytest.mark.parametrize("side", [0, 1])
def test_a_transition_goes_with_either_of_the_originals_that_it_shows(
    house: House, tools: Tools, side: int
) -> None:
    _, made = rendered(house)
    board = house.storage.catalog.films.storyboard(KEY, 1)
    border = next(n for n, shot in enumerate(board.shots) if shot.activity == "a2")
    between = made[len(board.shots) + 1]["video"]
    assert house.storage.blobs.exists(between)
    shown = board.shots[border - 1 + side].asset
    assert shown is not None
    sha256 = house.storage.catalog.assets.get(shown).sha256
    delete_blob(house.storage.blobs, original_blob(sha256))
    assert not house.storage.blobs.exists(between)
    assert not list(house.storage.blobs.names(segments_prefix(sha256)))
    assert not [name for name in names(house) if sha256 in name]
    assert len([name for name in names(house) if name.endswith(".mp4")]) < len(made) - 1


def test_nothing_of_a_shot_that_is_withdrawn_meanwhile_stays_in_a_transition(
    house: House, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = house.storage.catalog.films.start(KEY, at=NOW).id
    count = storyboard.run(house.bench, film)
    board = house.storage.catalog.films.storyboard(KEY, 1)
    border = next(n for n, shot in enumerate(board.shots) if shot.activity == "a2")
    gone = board.shots[border].asset
    assert gone is not None
    real = tools.transition

    def withdrawn(*args: Any, **rest: Any) -> None:
        withdraw = Decision(asset=gone, action=Action.WITHDRAW, actor="e", reason="r")
        house.storage.catalog.assets.decide([withdraw], at=NOW)
        real(*args, **rest)

    monkeypatch.setattr(segments, "render_transition", withdrawn)
    with pytest.raises(Conflict):
        cut.run_shot(house.bench, film, count - 2)
    assert names(house) == []


def test_a_source_that_is_broken_where_it_dissolves_gives_way_in_its_own_shot_too(
    house: House, tools: Tools, tmp_path: Path
) -> None:
    film = house.storage.catalog.films.start(KEY, at=NOW).id
    count = storyboard.run(house.bench, film)
    board = house.storage.catalog.films.storyboard(KEY, 1)
    # Its own shot is rendered before anybody finds out.
    made = [cut.run_shot(house.bench, film, place) for place in range(len(board.shots))]
    index = next(n for n, shot in enumerate(board.shots) if shot.activity == "a2")
    broken = board.shots[index]
    assert broken.asset is not None
    sha256 = house.storage.catalog.assets.get(broken.asset).sha256
    spare = accepted(house, blocks(tmp_path / "spare.jpg", 7), "a2")
    tools.broken = {("part", sha256)}
    made += [cut.run_shot(house.bench, film, n) for n in range(len(board.shots), count)]
    after, _, settled = cut._settled(house.bench, film, made)
    assert after.shots[index].asset == spare
    assert after.shots[index].into == broken.into and after.frames == board.frames
    assert settled[index] != made[index]
    assert settled == cut._settled(house.bench, film, settled)[2]
    told = [each["video"] for each in settled]
    assert not any(sha256 in name for name in told)
