"""Inside the confined child: a sender's photo as upright sRGB pixels in the size the film needs.

A film's photos are read by children that know nothing else: 30 MB each where one that also looks
at clips holds 80, beside a decoder and an encoder of 300.
"""

from collections.abc import Callable
from typing import Any, BinaryIO

from PIL import Image

from workers.tools.photos.photo_opening import eight_bit, in_srgb, opened_photo, turned


def film_photo(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Decode a photo once for the film.

    `params`: `width` and `height`, the pixels wanted, as displayed. The picture is shrunk to fit
    them, keeps its own shape and is never enlarged. Returns `{"width", "height"}` and
    `{"rgb": rows of 8-bit RGB}`. Raises Refused as `opened_photo` and `Photo.decode` do.
    """
    wanted = (int(params["width"]), int(params["height"]))
    with opened_photo(file) as photo:
        photo.shrink_on_load(max(wanted))
        photo.decode()
        profile = photo.picture.info.get("icc_profile")
        picture = turned(eight_bit(photo.picture), photo.orientation)
    if picture.width > wanted[0] or picture.height > wanted[1]:
        # Shrunk before the colours are converted: a fifth of the pixels.
        picture.thumbnail(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture = in_srgb(picture, profile)
    return {"width": picture.width, "height": picture.height}, {"rgb": picture.tobytes()}


#: As of confined_work.py.
WORK: dict[str, Callable[[BinaryIO, dict[str, Any]], tuple[Any, dict[str, bytes]]]] = {
    "film_photo": film_photo
}
