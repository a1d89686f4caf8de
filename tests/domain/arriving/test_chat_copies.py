"""A chat tool's copy is known by its name, or by all that it leaves and strips together."""

import pytest

from domain.arriving.chat_copies import is_chat_copy
from domain.arriving.sniff import Sniffed
from domain.facts import Kind

JPEG, CLIP = Sniffed(format="jpeg", kind=Kind.PHOTO), Sniffed(format="mov", kind=Kind.CLIP)
SHRUNK = {"width": 1440, "height": 1080, "jpeg_quality": 70}
BARE = {"File:FileType": "JPEG", "JFIF:JFIFVersion": "1 1"}


def told(name="会场.jpg", exif=BARE, measured=SHRUNK, *, sniffed=JPEG, camera=None) -> bool:
    return is_chat_copy(sniffed, measured, exif, name, camera)


@pytest.mark.parametrize(
    "name",
    ["mmexport1716880000123.jpg", "微信图片_20240528101530.jpg", "microMsg.1716880000123.jpg"],
)
def test_a_name_that_a_chat_tool_gives_is_enough(name: str):
    assert told(name, measured={"width": 4000, "height": 3000})


def test_a_clip_is_known_by_its_name_alone():
    assert told("微信视频2025-05-24_201603_118.mp4", sniffed=CLIP)
    assert not told("会场.mp4", sniffed=CLIP)


def test_a_renamed_copy_is_known_by_what_it_leaves_and_strips():
    assert told()
    assert told(measured=SHRUNK | {"width": 960, "height": 1280})


@pytest.mark.parametrize(
    "more",
    [
        {"camera": "HUAWEI P40"},
        {"exif": BARE | {"ExifIFD:DateTimeOriginal": "2024:05:28 09:30:00"}},
        {"exif": BARE | {"IFD0:Software": "an editor"}},
        {"exif": BARE | {"XMP-xmp:CreatorTool": "an editor"}},
        {"measured": SHRUNK | {"width": 4032, "height": 3024}},
        {"measured": SHRUNK | {"jpeg_quality": 95}},
        {"measured": SHRUNK | {"jpeg_quality": None}},
        {"name": "wx_camera_1716880000123.jpg"},
        {"name": "IMG_20240528_093012.jpg"},
        {"sniffed": Sniffed(format="png", kind=Kind.PHOTO)},
    ],
)
def test_any_sign_of_an_original_keeps_it_one(more):
    assert not told(**more)
