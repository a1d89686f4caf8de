"""Inside the confined child: what a photo is, its two small pictures and its scores."""

import io
from dataclasses import asdict
from typing import Any, BinaryIO

from PIL import Image

from workers.tools.clips.motion_photo import clip_inside
from workers.tools.photos.jpeg_tables import jpeg_quality
from workers.tools.photos.photo_opening import (
    DEGREES,
    Photo,
    eight_bit,
    in_srgb,
    opened_photo,
    turned,
)
from workers.tools.photos.picture_measures import (
    SHARPNESS_SIDE,
    at_side,
    focus,
    luma_of,
    measures,
    phash,
)
from workers.tools.photos.picture_prints import print_of

#: Long sides in px of the picture in a grid and of the one that a page shows alone.
THUMB_SIDE, VIEW_SIDE = 320, 1600
#: JPEG, which the oldest WebView shows; qualities at which banners stay readable.
THUMB_QUALITY, _VIEW_QUALITY = 80, 85


def photo_seen(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Facts and look of a photo at once, so that it is decoded a single time.

    {"facts": {"format", "width", "height", "rotation", "jpeg_quality", "motion"}, "look": as
    photo_look}: width and height as displayed, rotation in degrees clockwise, jpeg_quality where it
    was compressed by the standard's tables, motion [start, length] in bytes of the clip inside a
    motion photo or None. Blobs as photo_look. `params` is not used. Raises Refused
    too-large-picture before decoding, truncated or unreadable after it.
    """
    del params
    with opened_photo(file) as photo:
        width, height = photo.displayed_size
        view = _view(photo)
        motion = clip_inside(photo)
        quality = jpeg_quality(photo.picture)
    facts = {
        "format": photo.sniffed.format,
        "width": width,
        "height": height,
        "rotation": DEGREES[photo.orientation],
        "jpeg_quality": quality,
        "motion": [motion.start, motion.length] if motion else None,
    }
    look, blobs = _look_of(view)
    return {"facts": facts, "look": look}, blobs


def photo_look(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"sharpness", "exposure", "black", "phash", "prints": [hash], "focus": [x, y], "width",
    "height"} of a photo.

    With blobs "thumb" (at most 320 px) and "view" (at most 1600 px): JPEG, upright, sRGB, without
    metadata, never larger than the photo; width and height are the view's. `params` is not used.
    Raises Refused as photo_seen.
    """
    del params
    with opened_photo(file) as photo:
        view = _view(photo)
    return _look_of(view)


def _look_of(view: Image.Image) -> tuple[dict[str, Any], dict[str, bytes]]:
    small = at_side(view, SHARPNESS_SIDE)
    # Half the way to the thumbnail is gone already, unless the photo was enlarged to be measured.
    nearest = small if max(view.size) > SHARPNESS_SIDE else view
    thumb = shrunk(nearest, THUMB_SIDE)
    value = {
        **asdict(measures(luma_of(small))),
        "phash": phash(view),
        "prints": [print_of(thumb)[0]],
        "focus": list(focus(small)),
        "width": view.width,
        "height": view.height,
    }
    blobs = {
        "thumb": jpeg(thumb, THUMB_QUALITY),
        "view": jpeg(view, _VIEW_QUALITY),
    }
    return value, blobs


def _view(photo: Photo) -> Image.Image:
    """Shrunk before it is turned and converted: a tenth of the pixels, the same picture."""
    photo.shrink_on_load(VIEW_SIDE)
    photo.decode()
    profile = photo.picture.info.get("icc_profile")
    small = shrunk(eight_bit(photo.picture), VIEW_SIDE)
    return in_srgb(turned(small, photo.orientation), profile)


def shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """The picture with a long side of at most `longest` px, never enlarged."""
    scale = longest / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # Hamming: nearly as sharp as bicubic at the cost of bilinear, half of it.
    return picture.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """An RGB picture as JPEG without any metadata.

    Not progressive, and Huffman tables of their own only for small ones, which pages show by the
    hundred: at 1600 px these save 3 and 4 % of the bytes and cost 21 and 7 ms.
    """
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality, optimize=max(picture.size) <= THUMB_SIDE)
    return data.getvalue()
