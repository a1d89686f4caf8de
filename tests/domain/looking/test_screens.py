"""Screenshots and recordings of screens are told from photos and clips of events."""

import pytest

from domain.facts import Facts, Kind
from domain.looking.screens import is_screen


def photo(format_: str = "jpeg", width: int = 4032, height: int = 3024, **other) -> Facts:
    return Facts(kind=Kind.PHOTO, format=format_, width=width, height=height, **other)


@pytest.mark.parametrize(
    "name",
    [
        "Screenshot_20240528_101112_com.tencent.mm.jpg",
        "Screenshot_2024-05-28-10-11-12-123_com.tencent.mm.jpg",
        "Screen_Recording_20240528_101112_WeChat.mp4",
        "Screenrecorder-2024-05-28-10-11-12-345.mp4",
        "ScreenRecording_05-28-2024 10-11-12_1.MP4",
        "RPReplay_Final1716868272.MP4",
        "SVID_20240528_101112_1.mp4",
        "Record_2024-05-28-10-11-12.mp4",
        "微信截图_20240528101112.png",
        "QQ录屏20240528101112.mp4",
        "屏幕截图 2024-05-28 101112.png",
        "截屏2024-05-28 10.11.12.png",
    ],
)
def test_what_phones_and_chat_tools_call_a_screen_is_one(name: str) -> None:
    assert is_screen(name, None)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20240528_101112.jpg",
        "VID_20240528_101112.mp4",
        "mmexport1716868272000.jpg",
        "微信图片_20240528101112.jpg",
        "微信视频20240528101112.mp4",
        "Record of the lecture.mp4",
        "大讲堂投影屏幕.jpg",
        "县科协-屏幕前的孩子.jpg",
        "recording_hall.mp4",
        "20240528_101112.mp4",
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_screen(name, photo())


def test_a_png_of_a_phone_screens_size_by_no_camera_is_one() -> None:
    for size in ((1170, 2532), (2400, 1080), (750, 1334), (1440, 3200)):
        assert is_screen("IMG_2041.PNG", photo("png", *size)), size


def test_photos_posters_and_drawings_of_other_sizes_are_not() -> None:
    for facts in (
        photo("jpeg", 1080, 2400),
        photo("png", 1080, 2400, camera="Xiaomi 14"),
        photo("png", 1920, 1200),
        photo("png", 1080, 1440),
        photo("png", 1080, 5400),
        Facts(kind=Kind.CLIP, format="mov", width=1080, height=2400, duration_ms=9000),
    ):
        assert not is_screen("IMG_2041.PNG", facts), facts
