"""Base pictures by recipe, and what phones and chat tools make of them.

A base is one picture that somebody took. Bases of one family hang the same banner in the same
place before other people: alike, and never duplicates.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from workers.sample.canvas import Canvas, View
from workers.sample.grade import develop
from workers.sample.scenes import SCENES

#: Pixels of a base; a phone's picture shrunk on load is decoded at about this size.
SIZE = (640, 480)
#: Bases of a family: other people in the same place with the same banner.
_SEEDS = 6
#: Centre x, centre y and width of the views, scene units: the house style, nearer, to the side.
_VIEWS = ((1200.0, 520.0, 1330.0), (1180.0, 560.0, 930.0), (1420.0, 560.0, 980.0))
#: Photos of others smaller than this, px, show nothing.
_SMALLEST = 64

register_heif_opener()


@dataclass(frozen=True, kw_only=True)
class Base:
    #: Names the picture; its copies carry the same name.
    name: str
    #: The same banner in the same place.
    family: str
    picture: Image.Image


@dataclass(frozen=True, kw_only=True)
class Copy:
    #: Name of the base that it was made from.
    name: str
    #: How, a key of COPIES.
    how: str
    picture: Image.Image


def bases(photos: Path | None) -> Iterator[Base]:
    """The scenes of the sample week in many variants, and the readable photos of a folder."""
    for scene in SCENES:
        for view in range(len(_VIEWS)):
            for seed in range(_SEEDS):
                yield Base(
                    name=f"{scene}-{view}-{seed}",
                    family=f"{scene}-{view}",
                    picture=_drawn(scene, seed, view, moment=0.3),
                )
    if photos is not None:
        yield from _photos(photos)


def bursts(limit: int) -> Iterator[tuple[Image.Image, Image.Image]]:
    """A base and the same people a second later: neither a copy nor a different picture."""
    for n, scene in enumerate(list(SCENES) * (1 + limit // len(SCENES))):
        if n < limit:
            one, later = (_drawn(scene, 20 + n, n % 3, moment=m) for m in (0.3, 1.4))
            yield one, later


def _drawn(scene: str, seed: int, view: int, *, moment: float) -> Image.Image:
    drawn = SCENES[scene][1](seed, "clear")
    x, y, wide = _VIEWS[view]
    high = wide * SIZE[1] / SIZE[0]
    canvas = Canvas(View(left=x - wide / 2, top=y - high / 2, width=wide, height=high), SIZE)
    drawn.paint(canvas, moment)
    return Image.fromarray(develop(np.asarray(canvas.finish()), drawn.light, seed))


def _photos(folder: Path) -> Iterator[Base]:
    """One of each: the shared photos hold one picture in several orientations and edits."""
    seen: set[str] = set()
    for path in sorted(folder.iterdir()):
        family = path.name.split("__")[-1].split("_")[0]
        with Image.open(path) as picture:
            if min(picture.size) < _SMALLEST or family in seen:
                continue
            seen.add(family)
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail(SIZE, Image.Resampling.BICUBIC)
        yield Base(name=path.name, family=path.name, picture=upright)


# --- copies ------------------------------------------------------------------------------------


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality)
    with Image.open(data) as read:
        return read.convert("RGB")


def _resized(picture: Image.Image, share: float) -> Image.Image:
    size = (round(picture.width * share), round(picture.height * share))
    return picture.resize(size, Image.Resampling.BILINEAR)


def _cropped(picture: Image.Image, share: float, rng: Random) -> Image.Image:
    """So much of each side is cut away, anyhow divided between its two ends."""
    wide, high = round(picture.width * (1 - share)), round(picture.height * (1 - share))
    left, top = rng.randint(0, picture.width - wide), rng.randint(0, picture.height - high)
    return picture.crop((left, top, left + wide, top + high))


def _turned(picture: Image.Image, rng: Random) -> Image.Image:
    """One of the seven ways a picture can lie beside upright: turned, mirrored, both."""
    return picture.transpose(rng.choice(list(Image.Transpose)))


#: How copies are made. All of COUNTED must be found; the others are told beside them.
COPIES: dict[str, Callable[[Image.Image, Random], Image.Image]] = {
    "recompressed": lambda p, rng: _jpeg(p, rng.randint(30, 70)),
    "resized": lambda p, rng: _resized(p, rng.uniform(0.3, 0.7)),
    "chat": lambda p, rng: _jpeg(_resized(p, rng.uniform(0.4, 0.7)), rng.randint(40, 70)),
    "cropped 5 %": lambda p, rng: _cropped(p, 0.05, rng),
    "turned": lambda p, rng: _turned(p, rng),
    "turned, chat": lambda p, rng: _jpeg(_resized(_turned(p, rng), 0.5), 55),
    "cropped 5 %, chat": lambda p, rng: _jpeg(_resized(_cropped(p, 0.05, rng), 0.5), 55),
    "cropped 10 %": lambda p, rng: _cropped(p, 0.10, rng),
    "straightened 1 degree": lambda p, rng: _straightened(p, rng.choice((-1, 1))),
}
COUNTED = tuple(COPIES)[:7]


def _straightened(picture: Image.Image, degrees: float) -> Image.Image:
    turned = picture.rotate(degrees, Image.Resampling.BICUBIC)
    inset = round(0.02 * max(picture.size))
    return turned.crop((inset, inset, picture.width - inset, picture.height - inset))


def copies(base: Base) -> Iterator[Copy]:
    """One copy of each kind; which share, place and side is decided by the base's name."""
    for how, make in COPIES.items():
        made = make(base.picture, Random(f"{base.name} {how}"))
        yield Copy(name=base.name, how=how, picture=made)
