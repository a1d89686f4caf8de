"""Reads how a JPEG was compressed: cameras have tables of their own, libraries the standard's."""

from PIL import Image

#: Luma table of ITU-T T.81 annex K.1, in the order in which rows are read.
_STANDARD = (
    *(16, 11, 10, 16, 24, 40, 51, 61),
    *(12, 12, 14, 19, 26, 58, 60, 55),
    *(14, 13, 16, 24, 40, 57, 69, 56),
    *(14, 17, 22, 29, 51, 87, 80, 62),
    *(18, 22, 37, 56, 68, 109, 103, 77),
    *(24, 35, 55, 64, 81, 104, 113, 92),
    *(49, 64, 78, 87, 103, 121, 120, 101),
    *(72, 92, 95, 98, 112, 100, 103, 99),
)


def jpeg_quality(picture: Image.Image) -> int | None:
    """1..100 of the library scale when the luma table is the standard's scaled; None otherwise.

    Ask before the pixels are decoded; None for what is no JPEG.
    """
    tables = getattr(picture, "quantization", None)
    luma = tuple(tables[0]) if tables and 0 in tables else ()
    return next((q for q in range(100, 0, -1) if _scaled(q) == luma), None)


def _scaled(quality: int) -> tuple[int, ...]:
    """The table as libjpeg scales it for a quality."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return tuple(min(255, max(1, (step * percent + 50) // 100)) for step in _STANDARD)
