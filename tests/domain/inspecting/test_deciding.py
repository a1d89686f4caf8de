"""From what was measured and read of a file to its facts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.arriving.sniff import Sniffed
from domain.facts import Kind, Place, StreamFacts
from domain.inspecting.deciding import camera_from, facts_from, raw_times
from domain.inspecting.places import place_from

JPEG = Sniffed(format="jpeg", kind=Kind.PHOTO)
MOV = Sniffed(format="mov", kind=Kind.CLIP)
PHOTO = {"format": "jpeg", "width": 3000, "height": 4000, "rotation": 90}
CLIP = {
    "format": "mov",
    "width": 1080,
    "height": 1920,
    "rotation": 90,
    "duration_ms": 5228,
    "fps": [30000, 1001],
    "variable_rate": True,
    "transfer": "hlg",
    "matrix": "auto",
    "video": {"codec": "hevc", "duration_ms": 5200, "index": 0},
    "audio": {"codec": "aac", "duration_ms": 5228, "index": 1},
}


def test_a_photos_facts_are_what_was_measured_and_read():
    exif = {
        "IFD0:Make": "HUAWEI",
        "IFD0:Model": "ANA-AN00",
        "ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12",
        "Composite:GPSLatitude": 37.95,
        "Composite:GPSLongitude": 110.99,
    }
    facts = facts_from(JPEG, PHOTO, exif, "IMG_20240528_093012.jpg")
    assert (facts.kind, facts.format, facts.rotation) == (Kind.PHOTO, "jpeg", 90)
    assert (facts.width, facts.height) == (3000, 4000)
    assert (facts.duration_ms, facts.fps, facts.video, facts.audio) == (None, None, None, None)
    assert facts.camera == "HUAWEI ANA-AN00"
    assert facts.place == Place(lat=37.95, lon=110.99)
    assert not facts.chat_copy
    assert facts.raw_times == {"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12"}


def test_a_clips_facts_keep_exact_rate_and_streams():
    facts = facts_from(MOV, CLIP, {}, "VID_1.mp4")
    assert facts.fps == Fraction(30000, 1001)
    assert facts.variable_rate
    assert (facts.transfer, facts.matrix) == ("hlg", "auto")
    assert facts.video == StreamFacts(codec="hevc", duration_ms=5200)
    assert facts.audio == StreamFacts(codec="aac", duration_ms=5228)


@pytest.mark.parametrize("told", ["bt601", "auto:flags=x", "", 1, None])
def test_a_matrix_that_there_is_not_is_as_good_as_none(told: object):
    assert facts_from(MOV, {**CLIP, "matrix": told}, {}, "VID_1.mp4").matrix is None


def test_a_clip_without_sound_or_rate_has_none():
    facts = facts_from(MOV, {**CLIP, "audio": None, "fps": None}, {}, "VID_1.mp4")
    assert (facts.audio, facts.fps) == (None, None)


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS R5", "Canon EOS R5"),
        ("BlackBerry", "BlackBerry Z10", "BlackBerry Z10"),
        ("SONY", "DSLR-A550", "SONY DSLR-A550"),
        ("NIKON CORPORATION", "NIKON D750", "NIKON D750"),
        ("Apple", "iPhone 7", "Apple iPhone 7"),
        ("Xiaomi", "", "Xiaomi"),
        ("", "M2102K1AC", "M2102K1AC"),
        ("OPPO\x00\x00", "  PCLM10 \n", "OPPO PCLM10"),
        ("vivo", 2024, "vivo 2024"),
        ("", "", None),
    ],
)
def test_a_camera_is_maker_and_model_without_doubling(make, model, camera):
    assert camera_from({"IFD0:Make": make, "IFD0:Model": model}) == camera


def test_a_clips_camera_stands_in_its_keys():
    assert camera_from({"Keys:Make": "Apple", "Keys:Model": "iPhone 13"}) == "Apple iPhone 13"


@pytest.mark.parametrize(
    ("lat", "lon"), [(0, 0), (213.64, 10), (91, 0), (10, 181), ("nan", 3), ("", 3), (3, None)]
)
def test_what_is_no_place_on_earth_is_none(lat, lon):
    assert place_from({"Composite:GPSLatitude": lat, "Composite:GPSLongitude": lon}) is None


@pytest.mark.parametrize(("lat", "lon"), [(0, 32.5), (51.5, 0), (-90, 180), ("40.68", "-74.5")])
def test_the_equator_and_the_poles_are_places(lat, lon):
    place = place_from({"Composite:GPSLatitude": lat, "Composite:GPSLongitude": lon})
    assert place == Place(lat=float(lat), lon=float(lon))


@pytest.mark.parametrize("text", ["51.4169 -0.0806", "51.4169 -0.0806 12", "51.4169, -0.0806"])
def test_a_clips_coordinates_may_stand_in_one_text(text):
    assert place_from({"Keys:GPSCoordinates": text}) == Place(lat=51.4169, lon=-0.0806)


@given(
    st.dictionaries(
        st.sampled_from(["Composite:GPSLatitude", "Composite:GPSLongitude"]),
        st.floats() | st.text(max_size=9) | st.integers() | st.none(),
    )
)
def test_a_place_is_always_on_earth(exif):
    place = place_from(exif)
    assert place is None or (abs(place.lat) <= 90 and abs(place.lon) <= 180)
    assert place != Place(lat=0.0, lon=0.0)


@pytest.mark.parametrize(
    ("name", "exif", "copy"),
    [
        ("mmexport1716859812345.jpg", {}, True),
        ("微信图片_20240528093012.jpg", {}, True),
        ("0123456789abcdef0123456789abcdef.jpg", {}, True),
        ("mmexport1716859812345.jpg", {"IFD0:Model": "ANA-AN00"}, False),
        ("mmexport1716859812345.jpg", {"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:12"}, False),
        ("wx_camera_1716859812345.jpg", {}, False),
        ("IMG_1234.jpg", {}, False),
    ],
)
def test_a_chat_copy_has_a_chat_name_and_no_exif(name, exif, copy):
    assert facts_from(JPEG, PHOTO, exif, name).chat_copy is copy


def test_a_chat_clip_stays_a_copy_whatever_its_header_says():
    exif = {"QuickTime:CreateDate": "2024:05:28 01:30:12"}
    assert facts_from(MOV, CLIP, exif, "mmexport1716859812345.mp4").chat_copy


def test_only_texts_that_claims_are_made_of_are_kept():
    exif = {
        "ExifIFD:SubSecTimeOriginal": 348,
        "QuickTime:CreateDate": "0000:00:00 00:00:00",
        "System:FileModifyDate": "2026:11:23 17:10:32+00:00",
        "XMP-photoshop:DateCreated": ["2024:05:28", "x"],
        "GPS:GPSDateStamp": "2" * 5000,
    }
    assert raw_times(exif) == {
        "ExifIFD:SubSecTimeOriginal": "348",
        "QuickTime:CreateDate": "0000:00:00 00:00:00",
        "GPS:GPSDateStamp": "2" * 64,
    }
