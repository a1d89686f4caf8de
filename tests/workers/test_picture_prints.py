"""A picture found again: hashes that know how it lies, pixels that know a copy from its like."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.errors import Refused
from domain.facts import Kind
from domain.looking.likeness import Prints, candidates, same_picture, ways_of
from workers.tools.photos.picture_fit import fit_of
from workers.tools.photos.picture_prints import SIDE, picture_prints, print_of


def scene(seed: int, people: int = 6, *, banner: bool = True) -> Image.Image:
    """A banner on a wall before a row of people who differ by seed."""
    picture = Image.new("RGB", (640, 480), (190, 205, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 300, 640, 480), fill=(120, 110, 100))
    if banner:
        draw.rectangle((60, 50, 520, 110), fill=(200, 30, 40))
        draw.rectangle((90, 70, 380, 90), fill=(250, 240, 200))
    rng = np.random.default_rng(seed)
    for _ in range(people):
        x, y, r, g, b = (int(n) for n in rng.integers(0, 200, 5))
        draw.ellipse((3 * x, 150 + y, 3 * x + 60, 210 + y), fill=(r, g, b))
        draw.rectangle((3 * x, 200 + y, 3 * x + 60, 330 + y), fill=(b, r, g))
    return picture


def taken_for_one(one: Image.Image, other: Image.Image) -> bool:
    (hash_one, grey_one), (hash_other, grey_other) = print_of(one), print_of(other)
    first = Prints(asset="a", kind=Kind.PHOTO, hashes=(int(hash_one, 16),))
    second = Prints(asset="b", kind=Kind.PHOTO, hashes=(int(hash_other, 16),))
    near = candidates(first, [second])
    return bool(near) and same_picture(fit_of(grey_one, grey_other, near[0].way))


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    return Image.open(data)


@pytest.mark.parametrize("way", list(Image.Transpose))
def test_the_hashes_of_all_ways_are_made_from_one(way: Image.Transpose):
    seen, laid = scene(1), scene(1).transpose(way)
    value = int(print_of(laid)[0], 16)
    assert min((value ^ each).bit_count() for each in ways_of(int(print_of(seen)[0], 16))) <= 2


@pytest.mark.parametrize(
    "copy",
    [
        lambda p: recompressed(p.resize((256, 192)), 30),
        lambda p: p.transpose(Image.Transpose.ROTATE_90),
        lambda p: recompressed(p.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 50),
        lambda p: p.crop((32, 0, 640, 456)),
        lambda p: recompressed(p.crop((0, 24, 608, 480)).resize((300, 225)), 50),
        lambda p: p.point(lambda level: min(255, level + 25)),
    ],
    ids=["small and coarse", "turned", "mirrored", "cropped", "cropped and small", "brighter"],
)
def test_a_copy_is_known_from_both_sides(copy):
    for seed in range(5):
        picture = scene(seed)
        assert taken_for_one(picture, copy(picture))
        assert taken_for_one(copy(picture), picture)


def test_the_same_banner_before_other_people_is_another_picture():
    for seed in range(5):
        assert not taken_for_one(scene(seed), scene(seed + 100))


def test_one_person_more_makes_another_picture():
    assert not taken_for_one(scene(3, people=6), scene(3, people=7))


def test_an_even_surface_is_like_no_other():
    assert not taken_for_one(Image.new("L", (64, 64), 90), Image.new("L", (64, 64), 91))


def test_pictures_of_a_strip_are_printed_one_by_one():
    strip = Image.new("RGB", (480, 90))
    for place in range(3):
        strip.paste(scene(place).resize((160, 90)), (160 * place, 0))
    data = io.BytesIO()
    strip.save(data, "JPEG", quality=95)
    value, blobs = picture_prints(io.BytesIO(data.getvalue()), {"across": 3})
    assert len(blobs["grey"]) == 3 * SIDE * SIDE
    for place, found in enumerate(value["hashes"]):
        alone = int(print_of(scene(place).resize((160, 90)))[0], 16)
        assert (int(found, 16) ^ alone).bit_count() <= 3


def test_what_is_no_picture_is_refused():
    with pytest.raises(Refused):
        picture_prints(io.BytesIO(b"GIF89a not at all"), {"across": 1})
