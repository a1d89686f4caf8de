"""A storyboard handed over from a real house: what is drawn, what is copied, what never leaves."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import Conflict, NotFound
from domain.exports.formats import README, Format
from domain.film import Caption, Card, Shot, ShotKind, Storyboard
from domain.reviewing.review import Action, Decision
from domain.words import Words
from service.packing.exports import ZippedExport, write_export
from service.reviewing import purge
from storage.handing_over import hand_over, is_ready
from storage.originals import original_blob
from tests.workers.film_media import counted_clip
from tests.workers.whole_bench import KEY, House, furnished
from workers.stations import export
from workers.tools.film.export_stills import still

NOW = datetime(2024, 5, 29, 8, tzinfo=UTC)
WHY = Words(zh="最清晰", en="sharpest")
OPENING = Card(
    role="opening", title="云岭县科技活动周", lines=("弘扬科学家精神", "5月25日", "县科协")
)


def gps_photo(path: Path) -> Path:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored turned
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 57.0, 0.0), 3: "E", 4: (110.0, 59.0, 0.0)})
    Image.radial_gradient("L").resize((4600, 3000)).convert("RGB").save(path, exif=exif)
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[tuple[House, str, str]]:
    folder = tmp_path_factory.mktemp("house")
    with furnished(folder / "home") as house:
        photo = house.receive(gps_photo(folder / "IMG_20240528_093000.jpg"))
        clip = house.receive(counted_clip(folder / "VID_20240528_100000.MOV", seconds=4))
        for asset in (photo, clip):
            house.walk(asset)
            accept = Decision(asset=asset, action=Action.ACCEPT, actor="editor")
            house.storage.catalog.assets.decide([accept], at=NOW)
        films = house.storage.catalog.films
        films.planned(films.start(KEY, at=NOW).id, board(photo, clip))
        yield house, photo, clip


def board(photo: str, clip: str) -> Storyboard:
    def shot(index: int, kind: ShotKind, frames: int, **other) -> Shot:
        return Shot(index=index, kind=kind, frames=frames, starts_at=0, why=WHY, **other)

    caption = Caption(title="1. 组织科技宣传", line="5月28日 · 县工信局")
    return Storyboard(
        campaign=KEY,
        version=0,
        shots=(
            shot(0, ShotKind.CARD, 50, card=OPENING),
            shot(1, ShotKind.CLIP, 40, asset=clip, activity="a1", in_ms=400, out_ms=2000,
                 sound=True, caption=caption),
            shot(2, ShotKind.PHOTO, 60, asset=photo, activity="a1"),
        ),
        left_out=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def prepared(house) -> House:
    heard: list[tuple[int, int]] = []
    count = export.run(house[0].bench, f"{KEY}:1", lambda done, total: heard.append((done, total)))
    assert (count, heard[-1]) == (4, (4, 4))
    return house[0]


@pytest.mark.parametrize("form", Format)
def test_a_folder_holds_the_project_its_media_and_how_to_open_it(prepared, form, tmp_path) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    folder = write_export(prepared.storage.blobs, over, form, tmp_path / "out")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert README in names
    media = sorted(name for name in names if name.startswith("素材/"))
    plain = form in (Format.FCPXML, Format.EDL)
    assert len(media) == (3 if plain else 4)
    assert [name[3:6] for name in media][1] == "02-" and media[1].endswith(".mov")


def test_a_clip_is_the_original_and_no_link_to_it(prepared, house, tmp_path) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    folder = write_export(prepared.storage.blobs, over, Format.MLT, tmp_path / "out")
    (copy,) = folder.glob("素材/*.mov")
    with prepared.storage.blobs.local(original_blob(prepared.asset(house[2]).sha256)) as original:
        assert copy.read_bytes() == original.read_bytes()
        assert copy.stat().st_ino != original.stat().st_ino


def test_a_photo_is_drawn_again_upright_and_without_its_place(prepared, tmp_path) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    folder = write_export(prepared.storage.blobs, over, Format.MLT, tmp_path / "out")
    (still,) = folder.glob("素材/*.jpg")
    with Image.open(still) as picture:
        assert picture.size == (2504, 3840)
        assert not picture.getexif()


def test_cards_are_drawn_in_the_films_own_style_and_kept_apart(prepared: House) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    card = next(media for media in over.timeline.media if media.kind == "card")
    assert replace(over, style="red").blob(card) != over.blob(card)
    pictures = [
        Image.open(io.BytesIO(still(card, style))).convert("RGB") for style in ("red", None)
    ]
    red, usual = (picture.getpixel((960, 20)) for picture in pictures)
    assert red[0] > 100 > red[2]
    assert usual[2] > 60 > usual[0]


def test_cards_and_captions_are_pictures_as_large_as_the_frame(prepared, tmp_path) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    folder = write_export(prepared.storage.blobs, over, Format.JIANYING, tmp_path / "out")
    card, caption = sorted(folder.glob("素材/*.png"))
    with Image.open(card) as picture:
        assert (picture.size, picture.mode) == ((1920, 1080), "RGB")
    with Image.open(caption) as picture:
        alpha = picture.getchannel("A")
        assert picture.size == (1920, 1080)
        assert alpha.getpixel((960, 300)) == 0 and alpha.getextrema()[1] == 255


def test_the_zip_is_read_by_others_and_any_part_of_it_can_be_sent(prepared) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    zipped = ZippedExport(prepared.storage.blobs, over, Format.OTIO, made=NOW)
    whole = b"".join(zipped.read(0, zipped.size))
    assert len(whole) == zipped.size
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        assert all(name.startswith(f"{zipped.name}/") for name in opened.namelist())
    for start, end in ((0, 1), (5, 700), (len(whole) // 2, len(whole)), (30, len(whole) - 30)):
        assert b"".join(zipped.read(start, end)) == whole[start:end]


def test_what_is_drawn_already_is_not_drawn_again(prepared, monkeypatch) -> None:
    monkeypatch.setattr(export, "still", lambda *_: pytest.fail("drawn again"))
    assert export.run(prepared.bench, f"{KEY}:1", lambda *_: None) == 4


def test_what_was_cleared_away_is_said_and_drawn_anew(prepared) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    photo = next(media for media in over.timeline.media if media.kind == "photo")
    prepared.storage.blobs.delete(over.blob(photo))
    assert not is_ready(prepared.storage.blobs, over)
    with pytest.raises(NotFound):
        ZippedExport(prepared.storage.blobs, over, Format.MLT, made=NOW)
    export.run(prepared.bench, f"{KEY}:1", lambda *_: None)
    assert is_ready(prepared.storage.blobs, over)


def test_a_withdrawal_ends_every_export_and_takes_along_what_was_drawn(prepared, house) -> None:
    over = hand_over(prepared.storage.catalog, KEY)
    drawn = [over.blob(m) for m in over.timeline.media if m.asset == house[1]]
    withdraw = Decision(asset=house[1], action=Action.WITHDRAW, actor="editor", reason="本人要求")
    prepared.storage.catalog.assets.decide([withdraw], at=NOW)
    purge(prepared.storage, house[1])
    with pytest.raises(Conflict):
        hand_over(prepared.storage.catalog, KEY)
    with pytest.raises(Conflict):
        export.run(prepared.bench, f"{KEY}:1", lambda *_: None)
    assert drawn and not any(prepared.storage.blobs.exists(blob) for blob in drawn)
