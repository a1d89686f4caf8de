"""What file names say of their time: the three classes of the domain's table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import ClaimClass
from domain.times.name_times import named_by_chat, time_in_name

LOCAL = datetime(2024, 5, 28, 9, 30, 12)
MS = 1716859812345
MOMENT = datetime(2024, 5, 28, 1, 30, 12, 345000, tzinfo=UTC)
HEX = "0123456789abcdef0123456789ABCDEF"


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20240528_093012.jpg",
        "IMG_20240528_093012_1.jpg",
        "IMG_20240528_093012_HDR.jpg",
        "IMG_20240528_093012(1).jpg",
        "IMG_20240528_093012~2.jpg",
        "城关镇_IMG_20240528_093012.jpg",
        "VID_20240528_093012.mp4",
        "VID20240528093012.mp4",
        "video_20240528_093012.mp4",
        "IMG20240528093012.jpg",
        "IMG20240528093012_01.jpg",
        "MVIMG_20240528_093012.jpg",
        "DJI_20240528_093012_964.jpg",
        "DJI_20240528093012_0001_D.MP4",
        "20240528_093012.jpg",
    ],
)
def test_a_camera_name_says_the_local_time_of_capture(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.CAPTURE, LOCAL)


@pytest.mark.parametrize("name", [f"wx_camera_{MS}.jpg", f"wx_camera_{MS}.mp4"])
def test_wechats_own_camera_counts_milliseconds_of_capture(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.CAPTURE, MOMENT)
    assert not named_by_chat(name)


def test_a_pixel_phone_names_in_utc():
    found = time_in_name("PXL_20220831_003137144.jpg")
    assert found is not None
    assert found.klass is ClaimClass.CAPTURE
    assert found.moment == datetime(2022, 8, 31, 0, 31, 37, 144000, tzinfo=UTC)


@pytest.mark.parametrize(
    "name",
    [
        f"mmexport{MS}.jpg",
        f"mmexport{HEX}_{MS}.mp4",
        f"microMsg.{MS}.jpg",
        f"{MS}.jpg",
        f"{MS}(1).mp4",
        f"企业微信截图_{MS}.png",
    ],
)
def test_a_chat_tools_number_is_when_the_copy_was_saved(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.SAVE, MOMENT)
    assert named_by_chat(name)


@pytest.mark.parametrize(
    "name",
    [
        "微信图片_20240528093012_240_53.jpg",
        "微信图片_20240528093012.jpg",
        "微信视频2024-05-28_093012_185.mp4",
        "QQ图片20240528093012.jpg",
        "QQ视频20240528093012.mp4",
        "WeChat_20240528093012.mp4",
    ],
)
def test_a_desktop_chat_tool_names_by_the_pcs_clock_when_it_saved(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.SAVE, LOCAL)
    assert named_by_chat(name)


@pytest.mark.parametrize(
    "name", ["Screenshot_20240528_093012.jpg", "Screenshot_2024-05-28-09-30-12-33_com.x.jpg"]
)
def test_a_screenshot_is_a_copy_of_something_older(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.SAVE, LOCAL)


@pytest.mark.parametrize(
    "name", [f"mmexport{HEX}.jpg", f"{HEX}.jpg", "IMG_1234.JPG", "DSC0001.jpg", "DSCN0042.JPG"]
)
def test_some_names_are_known_to_say_nothing(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment, found.impossible) == (ClaimClass.NONE, None, False)


@pytest.mark.parametrize(
    "name",
    [
        "20240528.jpg",
        "20240528义诊1.jpg",
        "启动仪式_20240528.jpg",
        "2024-5-28 启动仪式 (3).jpg",
        "2024年5月28日义诊.png",
        "IMG-20240528-WA0001.jpg",
    ],
)
def test_a_date_alone_in_a_name_is_a_day(name):
    found = time_in_name(name)
    assert found is not None
    assert (found.klass, found.moment) == (ClaimClass.DAY, datetime(2024, 5, 28))


@pytest.mark.parametrize(
    "name", ["义诊.jpg", "UTC-20240413-203531-Kathmandu.jpg", "", "1234567890.jpg"]
)
def test_other_names_are_not_read_at_all(name):
    assert time_in_name(name) is None


@pytest.mark.parametrize(
    "name", ["IMG_20241399_093012.jpg", "IMG_20240528_256199.jpg", "PXL_19000101_000000000.jpg"]
)
def test_digits_that_are_no_time_are_told_apart_from_silence(name):
    found = time_in_name(name)
    assert found is not None
    assert found.impossible
    assert found.moment is None


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2098, 12, 31)),
    st.sampled_from(["IMG_{:%Y%m%d_%H%M%S}", "VID{:%Y%m%d%H%M%S}", "城关{:_}IMG_{:%Y%m%d_%H%M%S}"]),
    st.sampled_from([".jpg", "(1).JPG", "_HDR.heic", "~3.mp4", ""]),
)
def test_every_camera_time_comes_back_as_it_was_written(when, form, ending):
    name = form.replace("{:_}", "_").format(when) + ending
    found = time_in_name(name)
    assert found is not None
    assert found.klass is ClaimClass.CAPTURE
    assert found.moment == when.replace(microsecond=0)


@given(st.integers(1_104_537_600_000, 1_999_999_999_999))
def test_every_millisecond_count_comes_back_exactly(ms):
    for name, klass in ((f"mmexport{ms}.jpg", "save"), (f"wx_camera_{ms}.jpg", "capture")):
        found = time_in_name(name)
        assert found is not None
        assert found.klass == klass
        assert found.moment == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


@given(st.text(max_size=80))
def test_no_name_whatever_raises(name):
    found = time_in_name(name)
    assert found is None or (found.moment is None) == (found.klass is ClaimClass.NONE)
    assert named_by_chat(name) in (True, False)
