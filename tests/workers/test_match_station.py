"""A film finished elsewhere is read back by its pictures: shots, in points, what is foreign."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from domain.editing.bringing import Found, brought_board
from domain.errors import Conflict, NotFound, Refused, UsageError
from domain.film import STALE_BROUGHT, FilmState, Outcome, ShotKind
from domain.moves import AssetState
from domain.reviewing.review import Action, Decision
from domain.words import Words
from service.arriving.bringing import bring_film
from storage.handing_over import hand_over
from tests.workers.film_media import ffmpeg
from tests.workers.whole_bench import KEY, House, furnished
from workers.stations import match, verify

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)


def picture(seed: int, width: int = 640, height: int = 360) -> Image.Image:
    """A scene of its own: blocks and bars of every size, so that no two are alike."""
    chance = np.random.default_rng(seed)
    whole = np.zeros((height, width, 3), np.uint8)
    whole[:] = chance.integers(60, 200, 3)
    for _ in range(60):
        x, y = chance.integers(0, width), chance.integers(0, height)
        wide, tall = chance.integers(10, width // 4), chance.integers(8, height // 3)
        whole[y : y + tall, x : x + wide] = chance.integers(0, 255, 3)
    return Image.fromarray(whole)


def walk_over(path: Path, seed: int, *, seconds: int = 8, rate: int = 30) -> Path:
    """A clip whose view moves over a wide scene, as a hand does."""
    wide = path.with_suffix(".png")
    picture(seed, 1400, 500).save(wide)
    # The picture is read once, by the filter: as an input that loops it is read for each frame.
    moves = f"{held(seconds)},crop=640:360:x='40+70*t':y='60+30*sin(2*t)',fps={rate}"
    ffmpeg("-r", str(rate), "-i", str(wide), "-vf", moves,
           "-c:v", "libx264", "-preset", "veryfast", "-g", str(rate), "-pix_fmt", "yuv420p",
           str(path))  # fmt: skip
    return path


def held(seconds: float) -> str:
    """The filter by which one picture is shown for so long."""
    return f"loop=-1:1,trim=end={seconds}"


def cut_elsewhere(out: Path, parts: list[tuple[Path, float, float]], picture: str) -> Path:
    """Parts (file, from, seconds) one after the other at 25 a second, through a filter."""
    inputs: list[str] = []
    held_for: list[str] = []
    for path, start, lasts in parts:
        is_still = path.suffix == ".png"
        span = ["-r", "25"] if is_still else ["-ss", str(start), "-t", str(lasts)]
        inputs += [*span, "-i", str(path)]
        held_for.append(f"{held(lasts)}," if is_still else "")
    fits = "scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:-1:-1,setsar=1,fps=25"
    graph = ";".join(f"[{n}:v]{still}{fits}[v{n}]" for n, still in enumerate(held_for))
    joined = "".join(f"[v{n}]" for n in range(len(parts)))
    graph += f";{joined}concat=n={len(parts)}:v=1:a=0,{picture}[out]"
    ffmpeg(*inputs, "-filter_complex", graph, "-map", "[out]", "-c:v", "libx264", "-preset",
           "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", str(out))  # fmt: skip
    return out


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[tuple[House, Path, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("house")
    with furnished(folder / "home") as house:
        picture(3, 800, 600).save(folder / "photo.png")
        Image.open(folder / "photo.png").save(folder / "IMG_20240528_093000.jpg", quality=90)
        files = {
            "one": walk_over(folder / "VID_20240528_100000.mp4", 1),
            "two": walk_over(folder / "VID_20240528_110000.mp4", 2, rate=25),
            "photo": folder / "IMG_20240528_093000.jpg",
        }
        walk_over(folder / "foreign.mp4", 9)
        ids = {name: house.receive(file) for name, file in files.items()}
        for name, asset in ids.items():
            house.walk(asset)
            if name != "two":
                accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor")
                house.storage.catalog.assets.decide([accept], at=NOW)
        yield house, folder, ids


def brought(house: House, film: Path):
    made = bring_film(house.storage, film, campaign=KEY, name="成片 定稿.mp4", actor="e", at=NOW)
    match.run(house.bench, made.id, lambda *_: None)
    return made.id, house.storage.catalog.films.storyboard(KEY)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "treatment",
    ["null", "crop=iw*0.9:ih*0.9,scale=640:360", "drawbox=y=ih*0.75:h=ih*0.25:color=navy:t=fill"],
    ids=["as cut", "cropped", "lower third"],
)
def test_shots_are_found_with_their_times_and_what_is_foreign_is_told(
    house, tmp_path, treatment
) -> None:
    home, folder, ids = house
    parts = [
        (folder / "VID_20240528_100000.mp4", 2.0, 3.0),
        (folder / "photo.png", 0.0, 2.4),
        (folder / "foreign.mp4", 1.0, 2.0),
        (folder / "VID_20240528_110000.mp4", 4.0, 2.0),
        (folder / "VID_20240528_100000.mp4", 0.0, 1.6),
    ]
    _, board = brought(home, cut_elsewhere(tmp_path / "film.mp4", parts, treatment))
    told = [(shot.asset, shot.frames) for shot in board.shots]
    wanted = [(ids["one"], 75), (ids["photo"], 60), (None, 50), (ids["two"], 50), (ids["one"], 40)]
    assert told == wanted
    assert board.shots[2].kind is ShotKind.FOREIGN and board.brought == "成片 定稿.mp4"
    ins = [shot.in_ms for shot in board.shots if shot.kind is ShotKind.CLIP]
    assert all(abs(a - b) <= 80 for a, b in zip(ins, (2000, 4000, 0), strict=True)), ins


@pytest.mark.timeout(300)
def test_a_brought_film_is_verified_and_says_what_was_not_accepted(house, tmp_path) -> None:
    home, folder, ids = house
    assert home.asset(ids["two"]).state is not AssetState.ACCEPTED
    parts = [(folder / "VID_20240528_110000.mp4", 1.0, 2.0), (folder / "foreign.mp4", 0.0, 2.0)]
    film_id, _ = brought(home, cut_elsewhere(tmp_path / "film.mp4", parts, "null"))
    verify.run(home.bench, film_id)
    film = home.storage.catalog.films.get(film_id)
    assert film.state is FilmState.VERIFIED
    outcomes = {finding.rule: finding.outcome for finding in film.findings}
    assert outcomes["film.foreign"] is outcomes["film.accepted"] is Outcome.FAIL
    assert outcomes["film.duration"] is Outcome.PASS


def test_a_film_that_is_matched_already_stays_as_it_is(house, tmp_path, monkeypatch) -> None:
    home, folder, _ = house
    parts = [(folder / "VID_20240528_100000.mp4", 2.0, 2.0)]
    film, _ = brought(home, cut_elsewhere(tmp_path / "film.mp4", parts, "null"))
    monkeypatch.setattr(match, "_matched", lambda *_: pytest.fail("matched again"))
    assert match.run(home.bench, film, lambda *_: None) > 0


def test_pictures_that_go_with_a_withdrawal_meanwhile_cost_the_match_nothing(
    house, tmp_path, monkeypatch
) -> None:
    """A photo's thumb and a clip's pictures are gone when they are looked at: what is left is."""
    home, folder, ids = house
    parts = [(folder / "VID_20240528_100000.mp4", 2.0, 3.0), (folder / "photo.png", 0.0, 2.4)]
    film = cut_elsewhere(tmp_path / "film.mp4", parts, "null")
    thumb = home.storage.catalog.assets.derivatives_of([ids["photo"]])[ids["photo"]]["thumb"]
    frames = match._frames_blob(home.asset(ids["two"]))
    opened = home.bench.blobs.open

    def gone(name: str):
        if name in (thumb, frames):
            raise NotFound(Words(zh="没有", en="nothing"))
        return opened(name)

    monkeypatch.setattr(home.bench.blobs, "open", gone)
    _, board = brought(home, film)
    assert [shot.asset for shot in board.shots] == [ids["one"], None]


def test_a_film_whose_bytes_are_gone_is_to_be_brought_again(house, monkeypatch) -> None:
    home, _, ids = house
    film = found_again(home, ids["photo"], monkeypatch)
    monkeypatch.undo()
    home.storage.blobs.delete(home.storage.catalog.films.get(film).blob)
    with pytest.raises(NotFound, match="bring it again"):
        match.run(home.bench, film, lambda *_: None)


def test_what_is_no_film_is_refused_in_words(house, tmp_path) -> None:
    home, _, _ = house
    text = tmp_path / "film.mp4"
    text.write_text("不是视频")
    with pytest.raises(UsageError, match="no video"):
        bring_film(home.storage, text, campaign=KEY, name="x.mp4", actor="e", at=NOW)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x20ftypisom" + bytes(4000))
    film = bring_film(home.storage, broken, campaign=KEY, name="x.mp4", actor="e", at=NOW)
    with pytest.raises(Refused):
        match.run(home.bench, film.id, lambda *_: None)


def found_again(house: House, asset: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A brought film of which one shot is taken for this asset, whatever it shows."""
    film = bytes.fromhex("00000020") + b"ftypisom" + bytes(4000)
    path = house.bench.scratch / "brought.mp4"
    path.write_bytes(film)
    made = bring_film(house.storage, path, campaign=KEY, name="x.mp4", actor="e", at=NOW)
    assets = {asset: house.asset(asset)}
    campaign = house.storage.catalog.campaigns.get(KEY).campaign
    shots = [Found(first=0, last=50, key=asset, score=900)]
    board = brought_board(campaign, assets, shots, name="x.mp4", cards={})
    monkeypatch.setattr(match, "_matched", lambda *_: board)
    return made.id


def test_a_film_that_shows_what_was_denied_is_not_kept_and_says_which(house, monkeypatch) -> None:
    home, _, ids = house
    film = found_again(home, ids["photo"], monkeypatch)
    decisions = home.storage.catalog.assets
    said = Decision(asset=ids["photo"], action=Action.CONSENT_DENY, actor="e")
    decisions.decide([said], at=NOW)
    for _ in range(2):
        with pytest.raises(Conflict, match="IMG_20240528"):
            match.run(home.bench, film, lambda *_: None)
    decisions.decide([dataclasses.replace(said, action=Action.CONSENT_GRANT)], at=NOW)
    film = found_again(home, ids["photo"], monkeypatch)
    assert match.run(home.bench, film, lambda *_: None) == 1
    assert home.storage.catalog.films.get(film).state is FilmState.CUT


def test_a_film_from_elsewhere_that_failed_is_not_what_is_handed_over(house, monkeypatch) -> None:
    home, _, ids = house
    films = home.storage.catalog.films
    accept = Decision(asset=ids["photo"], action=Action.ACCEPT, actor="e")
    home.storage.catalog.assets.decide([accept], at=NOW)
    good, bad = (found_again(home, ids["photo"], monkeypatch) for _ in range(2))
    for film in (good, bad):
        match.run(home.bench, film, lambda *_: None)
    films.failed(bad, STALE_BROUGHT)
    assert hand_over(home.storage.catalog, KEY).timeline.version == films.get(good).storyboard


def test_a_film_that_went_with_something_withdrawn_is_not_called_verified(
    house, monkeypatch
) -> None:
    home, _, ids = house
    assets = home.storage.catalog.assets
    film = found_again(home, ids["two"], monkeypatch)
    match.run(home.bench, film, lambda *_: None)
    assets.decide([Decision(asset=ids["two"], action=Action.WITHDRAW, actor="e")], at=NOW)
    assets.purge(ids["two"], home.storage.blobs.delete)
    with pytest.raises(Conflict, match="bring it again"):
        verify.run(home.bench, film)
