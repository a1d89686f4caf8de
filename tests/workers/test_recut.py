"""The whole way out and in: exported as MLT, cut again by melt, brought back, matched."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.exports.formats import Format
from domain.film import Caption, Card, Shot, ShotKind, Storyboard
from domain.reviewing.review import Action, Decision
from domain.timebase import frames_to_ms
from domain.words import Words
from service.arriving.bringing import bring_film
from service.packing.exports import write_export
from storage.handing_over import hand_over
from tests.required import needs
from tests.workers.test_match_station import picture, walk_over
from tests.workers.whole_bench import KEY, House, furnished
from workers.stations import export, match

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
WHY = Words(zh="最清晰", en="sharpest")
CLIPS, PHOTOS = 5, 4


@pytest.fixture
def melt(request) -> str:
    found = shutil.which("melt")
    needs(request, "melt", None if found else "no melt: apt-get install melt")
    return str(found)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[House, list[str], list[str]]]:
    with furnished(tmp_path / "home") as house:
        clips, photos = [], []
        for n in range(CLIPS):
            clip = tmp_path / f"VID_2024052{n}_100000.mp4"
            clips.append(house.receive(walk_over(clip, 20 + n, rate=(25, 30)[n % 2])))
        for n in range(PHOTOS):
            photo = tmp_path / f"IMG_2024052{n}_093000.jpg"
            picture(40 + n, 960, (540, 720)[n % 2]).save(photo, quality=90)
            photos.append(house.receive(photo))
        for asset in (*clips, *photos):
            house.walk(asset)
            accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor")
            house.storage.catalog.assets.decide([accept], at=NOW)
        yield house, clips, photos


def board(clips: list[str], photos: list[str]) -> Storyboard:
    """Cards at both ends; every clip twice, from two places, every photo once, one captioned."""
    opening = Card(role="opening", title="云岭县科技活动周", lines=("5月25日", "县科协"))
    closing = Card(role="closing", title="感谢各参与单位", lines=("2 项活动",))
    caption = Caption(title="1. 组织科技宣传", line="5月28日 · 县工信局")
    shots = [Shot(index=0, kind=ShotKind.CARD, frames=75, starts_at=0, card=opening, why=WHY)]
    for n, asset in enumerate([*clips, *photos, *clips]):
        clip = asset in clips
        frames = 63 + 7 * (n % 4)
        first = frames_to_ms(11 + 13 * n % 90)
        shots.append(
            Shot(
                index=n + 1,
                kind=ShotKind.CLIP if clip else ShotKind.PHOTO,
                frames=frames,
                starts_at=0,
                asset=asset,
                activity="a1",
                in_ms=first if clip else None,
                out_ms=first + frames_to_ms(frames) if clip else None,
                caption=caption if n in (0, 6) else None,
                why=WHY,
            )
        )
    last = Shot(index=99, kind=ShotKind.CARD, frames=75, starts_at=0, card=closing, why=WHY)
    return Storyboard(campaign=KEY, version=0, shots=(*shots, last), left_out=())


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_of_a_film_cut_again_from_the_mlt_at_least_95_percent_is_found(
    house, melt, tmp_path
) -> None:
    home, clips, photos = house
    films = home.storage.catalog.films
    planned = films.planned(films.start(KEY, at=NOW).id, board(clips, photos))
    export.run(home.bench, f"{KEY}:{planned.version}", lambda *_: None)
    over = hand_over(home.storage.catalog, KEY)
    folder = write_export(home.storage.blobs, over, Format.MLT, tmp_path / "out")
    (project,) = folder.glob("*.mlt")
    film = tmp_path / "recut.mp4"
    options = ["vcodec=libx264", "crf=23", "preset=veryfast", "an=1", "real_time=-1"]
    subprocess.run([melt, str(project), "-consumer", f"avformat:{film}", *options],
                   check=True, capture_output=True)  # fmt: skip
    made = bring_film(home.storage, film, campaign=KEY, name="recut.mp4", actor="e", at=NOW)
    match.run(home.bench, made.id, lambda *_: None)
    told = films.storyboard(KEY)
    assert told.frames == planned.frames
    wanted, found = labels(planned), labels(told)
    right = 0
    at = 0
    for shot in planned.shots:
        span = range(at, at + shot.frames)
        right += sum(found[n] == wanted[n] for n in span) >= 0.9 * shot.frames
        at += shot.frames
    print(f"{right} of {len(planned.shots)} shots")
    assert right >= 0.95 * len(planned.shots)


def labels(board: Storyboard) -> list[str | None]:
    """Of every film frame what it shows: an asset, or a card's role."""
    return [
        shot.asset or (shot.card.role if shot.card else None)
        for shot in board.shots
        for _ in range(shot.frames)
    ]
