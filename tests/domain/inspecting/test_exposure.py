"""How a photo was exposed, as a photographer reads it; what a camera writes amiss is nothing."""

import pytest

from domain.inspecting.exposure import Exposure, exposure_from


def test_a_phone_says_it_all_and_its_serial_number_is_not_kept():
    found = exposure_from(
        {
            "ExifIFD:LensModel": "HUAWEI P50  back\x00camera",
            "ExifIFD:ExposureTime": 0.008,
            "ExifIFD:FNumber": 1.8,
            "ExifIFD:ISO": 50,
            "ExifIFD:FocalLength": 6.9,
            "ExifIFD:FocalLengthIn35mmFormat": 27,
            "ExifIFD:SerialNumber": "4711",
            "ExifIFD:LensSerialNumber": "4712",
        }
    )
    assert found == Exposure(
        lens="HUAWEI P50 back camera",
        shutter="1/125 s",
        aperture="f/1.8",
        iso=50,
        focal="6.9 mm (27 mm)",
    )
    assert "471" not in repr(found)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1 / 8000, "1/8000 s"), (0.0166667, "1/60 s"), (0.3, "0.3 s"), (2, "2 s"), (0, None)],
)
def test_a_shutter_is_a_part_of_a_second_or_seconds(seconds, words):
    found = exposure_from({"ExifIFD:ExposureTime": seconds})
    assert (found.shutter if found else None) == words


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"ExifIFD:LensModel": "----", "ExifIFD:FNumber": "undef", "ExifIFD:ISO": -1},
        {"ExifIFD:ExposureTime": float("inf"), "ExifIFD:FocalLength": True, "ExifIFD:ISO": []},
        {"ExifIFD:FocalLength": 1e9, "ExifIFD:FNumber": 1e9, "ExifIFD:ExposureTime": 1e9},
    ],
)
def test_what_is_missing_or_absurd_is_nothing(tags):
    assert exposure_from(tags) is None


def test_a_lens_name_is_cut_to_a_line():
    found = exposure_from({"ExifIFD:LensModel": "x" * 500})
    assert found is not None and len(found.lens or "") == 80
