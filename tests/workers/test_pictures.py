"""What look makes of a photo: pictures as displayed, without metadata, and scores that mean it."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter

from domain.errors import Refused
from tests.workers.media_recipes import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corner_colours,
    corners,
    photo,
    turned_photo,
)
from workers.tools.photos.picture_measures import (
    difference,
    exposure,
    focus,
    luma_of,
    measures,
    sharpness,
)
from workers.tools.photos.pictures import photo_look


def looked_at(file) -> tuple[dict, dict[str, Image.Image]]:
    value, blobs = photo_look(file, {})
    return value, {name: Image.open(io.BytesIO(data)) for name, data in blobs.items()}


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Texture on several scales, sharp to the pixel, of middle brightness."""
    rough = np.random.default_rng(7).integers(60, 200, (height // 8, width // 8), dtype=np.uint8)
    fine = np.random.default_rng(8).integers(-25, 25, (height, width))
    base = np.asarray(Image.fromarray(rough).resize((width, height), Image.Resampling.NEAREST))
    return Image.fromarray(np.clip(base + fine, 0, 255).astype(np.uint8)).convert("RGB")


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_a_photo_is_shown_upright_whatever_way_it_is_stored(format_, orientation):
    _, pictures = looked_at(turned_photo(format_, orientation))
    for picture in pictures.values():
        assert picture.size == (120, 80)
        assert corner_colours(picture) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("size", "view", "thumb"),
    [
        ((4000, 3000), (1600, 1200), (320, 240)),
        ((3000, 4000), (1200, 1600), (240, 320)),
        ((800, 600), (800, 600), (320, 240)),
        ((200, 100), (200, 100), (200, 100)),
        ((5000, 10), (1600, 3), (320, 1)),
    ],
)
@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_pictures_are_shrunk_to_their_sides_and_never_enlarged(format_, size, view, thumb):
    value, pictures = looked_at(photo(format_, Image.new("RGB", size, (90, 120, 150))))
    assert pictures["view"].size == view
    assert pictures["thumb"].size == thumb
    assert (value["width"], value["height"]) == view


def test_neither_place_nor_camera_nor_profile_leaves_with_a_picture():
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x8825] = {1: "N", 2: (37.0, 57.0, 0.0), 3: "E", 4: (110.0, 59.0, 0.0)}
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = photo("JPEG", exif=exif.tobytes(), icc_profile=srgb, comment=b"secret", xmp=b"<x/>")
    _, blobs = photo_look(file, {})
    for data in blobs.values():
        shown = Image.open(io.BytesIO(data))
        assert shown.format == "JPEG"
        assert not dict(shown.getexif())
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            "progressive",
            "progression",
        }


def swapped_profile() -> bytes:
    """An sRGB profile in which red and blue have changed places: conversion must show."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_colour_profile_is_applied(format_):
    plain = Image.new("RGB", (64, 64), (230, 20, 20))
    _, pictures = looked_at(photo(format_, plain, icc_profile=swapped_profile()))
    red, _green, blue = pictures["view"].getpixel((32, 32))
    assert blue > 200
    assert red < 80


def test_a_damaged_profile_is_left_aside():
    file = photo("JPEG", icc_profile=b"not a profile at all" * 20)
    assert corner_colours(looked_at(file)[1]["view"]) == [RED, GREEN, BLUE, WHITE]


def test_clear_parts_are_shown_white():
    clear = Image.new("RGBA", (80, 80), (200, 0, 0, 0))
    assert looked_at(photo("PNG", clear))[1]["view"].getpixel((40, 40)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("picture", "grey"),
    [
        (Image.new("I;16", (80, 80), 32_768), 128),
        (Image.new("L", (80, 80), 90), 90),
        (Image.new("1", (80, 80), 1), 255),
    ],
)
def test_other_pixels_are_shown_as_bright_as_they_are(picture, grey):
    shown = looked_at(photo("TIFF", picture))[1]["view"].getpixel((40, 40))
    assert all(abs(channel - grey) <= 1 for channel in shown)


def test_cmyk_is_shown_in_its_colours():
    _, pictures = looked_at(photo("JPEG", corners().convert("CMYK"), quality=95))
    assert corner_colours(pictures["view"]) == [RED, GREEN, BLUE, WHITE]


def test_what_cannot_be_decoded_is_refused_here_too():
    data = photo("JPEG", scene()).getvalue()
    with pytest.raises(Refused) as told:
        photo_look(io.BytesIO(data[: len(data) // 2]), {})
    assert told.value.code == "truncated"


# --- scores -------------------------------------------------------------------------------------


def test_blur_lowers_sharpness_step_by_step():
    scores = [
        looked_at(photo("PNG", scene().filter(ImageFilter.GaussianBlur(radius))))[0]["sharpness"]
        for radius in (0, 1, 2, 4, 8)
    ]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 800
    assert scores[2] < 500
    assert scores[4] < 150


def test_sharpness_is_of_the_picture_and_not_of_its_pixels():
    # The same picture with four times the pixels is as sharp within a tenth of the scale.
    small = measures(luma_of(scene(512, 384))).sharpness
    big = scene(512, 384).resize((2048, 1536), Image.Resampling.BICUBIC)
    assert abs(looked_at(photo("PNG", big))[0]["sharpness"] - small) < 100


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_plain_surface_is_not_sharp(level):
    assert sharpness(np.full((384, 512), level, dtype=np.float32)) == 0


def test_exposure_falls_towards_night_and_glare():
    ramp = np.random.default_rng(1).normal(0, 12, (384, 512))
    scores = [
        exposure(np.clip(ramp + mean, 0, 255).astype(np.float32))
        for mean in (10, 40, 120, 215, 250)
    ]
    assert scores[2] == 1000
    assert scores[0] < scores[1] < scores[2]
    assert scores[4] < scores[3] < scores[2]
    assert scores[0] < 100


def test_clipped_skies_cost_exposure_by_their_share():
    luma = np.full((100, 100), 120, dtype=np.float32)
    luma[:30] = 255
    some = exposure(luma)
    luma[:60] = 255
    assert 0 < exposure(luma) < some < 1000


def test_black_is_told_in_per_mille():
    half = Image.new("RGB", (512, 384), (120, 120, 120))
    half.paste((0, 0, 0), (0, 0, 256, 384))
    assert looked_at(photo("PNG", half))[0]["black"] == 500
    assert looked_at(photo("PNG", Image.new("RGB", (64, 64))))[0]["black"] == 1000


def test_difference_of_frames_is_none_for_equal_and_all_for_opposite_ones():
    dark, light = np.zeros((9, 16), dtype=np.float32), np.full((9, 16), 255, dtype=np.float32)
    assert difference(dark, dark) == 0
    assert difference(dark, light) == 1000


def test_a_recompressed_and_shrunk_copy_has_nearly_the_same_hash():
    original = scene(1200, 900).filter(ImageFilter.GaussianBlur(3))
    copy = original.resize((480, 360), Image.Resampling.BICUBIC)
    first = int(looked_at(photo("JPEG", original, quality=95))[0]["phash"], 16)
    second = int(looked_at(photo("JPEG", copy, quality=40))[0]["phash"], 16)
    assert (first ^ second).bit_count() <= 4


def test_the_hash_is_of_the_upright_picture():
    hashes = {looked_at(turned_photo("PNG", n))[0]["phash"] for n in range(1, 9)}
    assert len(hashes) == 1
    assert len(hashes.pop()) == 16


@pytest.mark.parametrize(("x", "y"), [(160, 120), (480, 120), (160, 360), (480, 360), (320, 240)])
def test_the_focus_lies_on_what_stands_out(x, y):
    picture = Image.new("RGB", (640, 480), (150, 160, 170))
    draw = ImageDraw.Draw(picture)
    for step in range(5):
        edge = 50 - 10 * step
        colour = (30, 30, 30) if step % 2 else (240, 230, 60)
        draw.rectangle((x - edge, y - edge, x + edge, y + edge), fill=colour)
    across, down = focus(picture)
    assert abs(across - x * 1000 // 640) < 80
    assert abs(down - y * 1000 // 480) < 80


def test_where_nothing_stands_out_the_focus_is_the_middle():
    assert focus(Image.new("RGB", (640, 480), (90, 90, 90))) == (500, 500)
