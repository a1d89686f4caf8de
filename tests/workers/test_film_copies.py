"""A film through storyboard, cut and verify, then its copy: the same shots in another size."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from domain.cutting.rendering import SegmentSpec, Spec, TransitionSpec, segment_key
from domain.errors import ToolFailed
from domain.film import Film, FilmState, Outcome
from domain.reviewing.review import Action, Decision
from domain.words import Words
from tests.workers.film_media import counted_clip, grey_photo
from tests.workers.whole_bench import KEY, NOW, SMALL, House, demanded, furnished
from workers import segments
from workers.stations import cut, storyboard, verify


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with furnished(folder / "home") as house:
        house.storage.catalog.campaigns.save(demanded(SMALL), merges={}, at=NOW)
        for file in (
            grey_photo(folder / "a.jpg", (1500, 1000)),
            counted_clip(folder / "b.mov", seconds=4),
        ):
            asset = house.receive(file)
            house.walk(asset)
            accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor", activity="a1")
            house.storage.catalog.assets.decide([accept], at=NOW)
        yield house


def made(house: House, film_id: str) -> Film:
    shots = storyboard.run(house.bench, film_id)
    segments = [cut.run_shot(house.bench, film_id, index) for index in range(shots)]
    cut.run_join(house.bench, film_id, segments)
    verify.run(house.bench, film_id)
    return house.storage.catalog.films.get(film_id)


def failed(film: Film) -> list[str]:
    return [finding.rule for finding in film.findings if finding.outcome is Outcome.FAIL]


@pytest.mark.timeout(300)
def test_a_films_copies_have_its_shots_and_pass_their_own_profile(house: House) -> None:
    films = house.storage.catalog.films
    film = made(house, films.start(KEY, at=NOW).id)
    assert film.state is FilmState.VERIFIED
    assert failed(film) == []
    for profile, size in (("wechat-720", (1280, 720)), ("vertical-1080", (1080, 1920))):
        copy = made(house, films.start_copy(film.id, profile=profile, at=NOW).id)
        assert (copy.storyboard, copy.state) == (film.storyboard, FilmState.VERIFIED)
        assert copy.measures is not None
        assert (copy.measures["width"], copy.measures["height"]) == size
        assert film.measures is not None
        assert copy.measures["frames"] == film.measures["frames"]
        assert failed(copy) == []


def accepted(house: House, file: Path) -> str:
    asset = house.receive(file)
    house.walk(asset)
    accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor", activity="a1")
    house.storage.catalog.assets.decide([accept], at=NOW)
    return asset


def broken_for(house: House, asset: str, tool: str) -> Callable[..., Any]:
    """The tool, which finds that asset broken."""
    real = getattr(segments, tool)
    sha256 = house.storage.catalog.assets.get(asset).sha256

    def renders(spec: SegmentSpec, **rest: Any) -> Any:
        if spec.source == sha256:
            raise ToolFailed(Words(zh="数据损坏", en="damaged"))
        return real(spec, **rest)

    return renders


def made_anew_of(house: House, asset: str) -> Callable[..., str]:
    """What was made of that asset for another film is not found again."""
    sha256 = house.storage.catalog.assets.get(asset).sha256

    def key(spec: Spec, *rest: Any) -> str:
        shown = spec.sources if isinstance(spec, TransitionSpec) else (spec.source,)
        return f"{'anew-' if sha256 in shown else ''}{segment_key(spec, *rest)}"

    return key


@pytest.mark.timeout(300)
def test_a_source_that_turns_out_broken_gives_way_and_the_film_still_comes(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films, assets = house.storage.catalog.films, house.storage.catalog.assets
    film = films.start(KEY, at=NOW).id
    storyboard.run(house.bench, film)
    blocks = np.random.RandomState(2).randint(40, 220, (10, 15, 3), np.uint8)
    spare_file = tmp_path / "spare.jpg"
    Image.fromarray(blocks).resize((1500, 1000), Image.Resampling.NEAREST).save(spare_file)
    spare = accepted(house, spare_file)
    board = films.storyboard(KEY, films.get(film).storyboard)
    index = next(n for n, shot in enumerate(board.shots) if shot.asset is not None)
    broken = board.shots[index].asset
    assert broken is not None
    monkeypatch.setattr(segments, "render_segment", broken_for(house, broken, "render_segment"))
    monkeypatch.setattr(segments, "render_part", broken_for(house, broken, "render_part"))
    monkeypatch.setattr(segments, "segment_key", made_anew_of(house, broken))
    assert made(house, film).state is FilmState.VERIFIED
    after = films.storyboard(KEY, films.get(film).storyboard)
    assert after.frames == board.frames
    assert after.shots[index].asset == spare
    assert assets.get(broken).original_name in after.shots[index].why.zh
    assert [(out.asset, out.code) for out in after.left_out if out.code == "broken"] == [
        (broken, "broken")
    ]


@pytest.mark.timeout(300)
def test_what_the_notice_demands_of_the_film_is_made(house: House) -> None:
    catalog = house.storage.catalog
    bounds = {"loudness": (-24, -22), "width": (960, 960), "height": (540, 540)}
    catalog.campaigns.save(demanded(bounds), merges={}, at=NOW)
    film = made(house, catalog.films.start(KEY, at=NOW).id)
    assert film.measures is not None
    assert (film.measures["width"], film.measures["height"]) == (960, 540)
    assert film.measures["integrated_lufs"] == pytest.approx(-2300, abs=20)
    assert failed(film) == []
