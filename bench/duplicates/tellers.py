"""Those who tell copies apart, each by its own rule at its usual threshold, on the same pixels."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import imagehash
import numpy as np
import pdqhash
from PIL import Image, ImageOps

from domain.facts import Kind
from domain.looking.likeness import Prints, candidates, same_picture
from workers.tools.photos.picture_fit import fit_of
from workers.tools.photos.picture_prints import print_of
from workers.tools.photos.pictures import THUMB_QUALITY, THUMB_SIDE, jpeg, shrunk

#: Thresholds of 64 bits: what imagededup ships for its hashes, and what WeekReel 0.1.0 had.
IMAGEDEDUP_BITS, FORMER_BITS = 10, 6
#: Threshold of 256 bits that the makers of PDQ advise.
PDQ_BITS = 31


@dataclass(frozen=True, kw_only=True)
class Teller:
    name: str
    #: What it keeps of a picture.
    keep: Callable[[Image.Image], Any]
    #: True when it takes two kept things for the same picture.
    same: Callable[[Any, Any], bool]


def _hash_teller(name: str, made: Callable[[Image.Image], Any], bits: int) -> Teller:
    return Teller(
        name=name,
        keep=lambda picture: int(str(made(picture)), 16),
        same=lambda one, other: (one ^ other).bit_count() <= bits,
    )


def _pdq(picture: Image.Image) -> list[int]:
    """PDQ of all eight ways; `same` looks whether any of the one is the other as it lies."""
    hashes, _ = pdqhash.compute_dihedral(np.asarray(ImageOps.exif_transpose(picture)))
    return [int("".join(map(str, bits)), 2) for bits in hashes]


def _ours(picture: Image.Image) -> tuple[int, bytes]:
    """From the thumbnail that look leaves, as the station does it."""
    with Image.open(io.BytesIO(jpeg(shrunk(picture, THUMB_SIDE), THUMB_QUALITY))) as thumb:
        value, grey = print_of(thumb)
    return int(value, 16), grey


def _ours_same(one: tuple[int, bytes], other: tuple[int, bytes]) -> bool:
    first = Prints(asset="one", kind=Kind.PHOTO, hashes=(one[0],))
    second = Prints(asset="other", kind=Kind.PHOTO, hashes=(other[0],))
    near = candidates(first, [second])
    return bool(near) and same_picture(fit_of(one[1], other[1], near[0].way))


TELLERS = (
    Teller(name="WeekReel", keep=_ours, same=_ours_same),
    Teller(
        name=f"PDQ, eight ways, {PDQ_BITS}/256",
        keep=_pdq,
        same=lambda one, other: any((way ^ other[0]).bit_count() <= PDQ_BITS for way in one),
    ),
    _hash_teller(f"ImageHash pHash, {IMAGEDEDUP_BITS}/64", imagehash.phash, IMAGEDEDUP_BITS),
    _hash_teller(f"ImageHash dHash, {IMAGEDEDUP_BITS}/64", imagehash.dhash, IMAGEDEDUP_BITS),
    _hash_teller(f"WeekReel 0.1.0 (pHash, {FORMER_BITS}/64)", imagehash.phash, FORMER_BITS),
)
