"""What is kept of a picture to find it again: a hash to find candidates by, a small grey picture to
judge them by. Made of our own small pictures, so that look need not be run again for it.

The hash is the signs of the 63 lowest DCT coefficients but the mean's: mirroring a picture flips
the signs of the odd columns or rows and turning it by a quarter swaps rows and columns, so that
domain/looking/likeness.py makes the hashes of all eight ways it can lie from one.
"""

from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from domain.arriving.refusals import refusal

#: Pixels on a side of the kept grey picture, whatever the shape of the picture.
SIDE = 128
#: Frames that lie side by side in a clip's strip.
STRIP_FRAMES = 8
#: Coefficients on a side of the hash.
_LOW = 8


def _cosines() -> NDArray[np.float64]:
    """DCT-II of SIDE samples, the lowest _LOW rows."""
    steps = (2 * np.arange(SIDE) + 1) * np.pi / (2 * SIDE)
    return np.cos(np.outer(np.arange(_LOW), steps))


_COSINES = _cosines()


def picture_prints(
    file: BinaryIO, params: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"hashes": [16 hex digits, …]} of a derived picture; inside the confined child.

    It holds `params["across"]` pictures of one width side by side: 1 a thumbnail, 8 a clip's
    strip. Blob "grey" is the kept grey picture of each, one after the other. Raises Refused when
    it does not open.
    """
    across = int(params["across"])
    try:
        with Image.open(file, formats=("JPEG",)) as opened:
            whole = opened.convert("RGB")
    except OSError as damage:
        raise refusal("unreadable") from damage
    made = prints_of(whole, across)
    return {"hashes": [value for value, _ in made]}, {"grey": b"".join(grey for _, grey in made)}


def prints_of(whole: Image.Image, across: int) -> list[tuple[str, bytes]]:
    """`print_of` each of so many pictures of one width side by side."""
    wide = whole.width // across
    return [
        print_of(whole.crop((wide * place, 0, wide * (place + 1), whole.height)))
        for place in range(across)
    ]


def print_of(picture: Image.Image) -> tuple[str, bytes]:
    """Hash as 16 hex digits (bit 8 * row + column, mean's bit 0) and SIDE x SIDE grey bytes."""
    small = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    grey = np.asarray(small, dtype=np.float64)
    signs = (_COSINES @ grey @ _COSINES.T > 0).ravel()
    signs[0] = False
    value = sum(1 << int(bit) for bit in np.flatnonzero(signs))
    return f"{value:016x}", small.tobytes()
