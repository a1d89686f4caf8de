"""What belongs together in one sending: Live Photos, pairs of one name, sidecars."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.arriving.pairs import LONGEST_MS, belonging
from domain.facts import Claim, ClaimClass, Kind
from domain.times.neighbours import Member

AT = datetime(2024, 6, 3, tzinfo=UTC)
LIVE = "3C6D1F0A-6E1F-4C43-9B0B-0F6B3B4B5B6B"


def file(name: str, kind: Kind | None, *, ms: int | None = None, live: str | None = None) -> Member:
    return Member(
        id=name,
        name=name,
        camera=None,
        received_at=AT,
        claims=(),
        kind=kind,
        duration_ms=ms,
        content_id=live,
    )


def photo(name: str, live: str | None = None) -> Member:
    return file(name, Kind.PHOTO, live=live)


def clip(name: str, ms: int = 2900, live: str | None = None) -> Member:
    return file(name, Kind.CLIP, ms=ms, live=live)


def sidecar(name: str) -> Member:
    return file(name, None)


def test_a_live_photo_is_joined_by_its_identifier_whatever_its_names():
    pair = [photo("IMG_1.HEIC", LIVE), clip("已导出.MOV", live=LIVE), photo("IMG_2.HEIC")]
    assert belonging(pair) == {"IMG_1.HEIC": "已导出.MOV", "已导出.MOV": "IMG_1.HEIC"}


def test_vivos_photo_and_clip_of_one_name_are_joined():
    pair = [photo("IMG_20240528_093012.jpg"), clip("IMG_20240528_093012.MP4")]
    assert belonging(pair)["IMG_20240528_093012.jpg"] == "IMG_20240528_093012.MP4"


def test_a_long_clip_of_the_same_name_is_a_film_of_its_own():
    assert belonging([photo("启动仪式.jpg"), clip("启动仪式.mp4", ms=LONGEST_MS + 1)]) == {}


def taken(member: Member, minute: int) -> Member:
    """The same file with a camera's time."""
    moment = datetime(2024, 5, 28, 1, minute, tzinfo=UTC)
    claim = Claim(
        source="exif",
        klass=ClaimClass.CAPTURE,
        at=moment,
        day=moment.date(),
        zone_known=True,
        raw="",
    )
    return replace(member, claims=(claim,))


def test_two_cameras_that_count_alike_make_no_pair():
    one, other = photo("DSC_0001.jpg"), clip("DSC_0001.mov")
    assert belonging([taken(one, 10), taken(other, 10)])
    assert belonging([taken(one, 10), other])
    assert belonging([taken(one, 10), taken(other, 40)]) == {}


def test_nothing_is_guessed_where_two_could_be_meant():
    assert belonging([photo("1.jpg"), photo("1.heic"), clip("1.mov")]) == {}
    twice = [photo("a.jpg", LIVE), photo("b.jpg", LIVE), clip("c.mov", live=LIVE)]
    assert belonging(twice) == {}


@pytest.mark.parametrize("name", ["IMG_1.AAE", "img_1.xmp", "IMG_1.HEIC.xmp"])
def test_a_sidecar_belongs_to_the_photo_it_is_named_after(name):
    files = [sidecar(name), photo("IMG_1.HEIC"), photo("IMG_2.HEIC")]
    assert belonging(files) == {name: "IMG_1.HEIC"}


def test_of_a_pair_the_sidecar_is_the_photos():
    files = [sidecar("IMG_1.AAE"), clip("IMG_1.MOV"), photo("IMG_1.HEIC")]
    assert belonging(files) == {
        "IMG_1.AAE": "IMG_1.HEIC",
        "IMG_1.HEIC": "IMG_1.MOV",
        "IMG_1.MOV": "IMG_1.HEIC",
    }


def test_a_sidecar_without_its_photo_belongs_to_nothing():
    assert belonging([sidecar("IMG_1.AAE"), photo("IMG_11.HEIC")]) == {}
