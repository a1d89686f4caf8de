"""Inside the confined child: what look makes of a photo, its two small pictures and its scores."""

import io
from dataclasses import asdict
from typing import Any, BinaryIO

from PIL import Image

from workers.tools.photo_opening import Photo, eight_bit, in_srgb, opened_photo, turned
from workers.tools.picture_measures import SHARPNESS_SIDE, at_side, focus, luma_of, measures, phash

#: Long sides in px of the picture in a grid and of the one that a page shows alone.
THUMB_SIDE, VIEW_SIDE = 320, 1600
#: JPEG, which the oldest WebView shows; qualities at which banners stay readable.
_THUMB_QUALITY, _VIEW_QUALITY = 80, 85


def photo_look(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"sharpness", "exposure", "black", "phash", "focus": [x, y], "width", "height"} of a photo.

    With blobs "thumb" (at most 320 px) and "view" (at most 1600 px): JPEG, upright, sRGB, without
    metadata, never larger than the photo; width and height are the view's. `params` is not used.
    Raises Refused as photo_facts.
    """
    del params
    with opened_photo(file) as photo:
        view = _view(photo)
    small = at_side(view, SHARPNESS_SIDE)
    value = {
        **asdict(measures(luma_of(small))),
        "phash": phash(view),
        "focus": list(focus(view)),
        "width": view.width,
        "height": view.height,
    }
    blobs = {
        "thumb": jpeg(shrunk(view, THUMB_SIDE), _THUMB_QUALITY),
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
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """An RGB picture as progressive JPEG without any metadata."""
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=quality, optimize=True, progressive=True)
    return data.getvalue()
