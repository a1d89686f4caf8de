"""Inside the confined child: a sender's photo as a JPEG that holds its pixels and nothing else.

Made from the decoded picture alone, so place, serial numbers, maker notes, embedded thumbnails and
clips behind the picture cannot come along.
"""

import io
from typing import Any, BinaryIO

from workers.tools.photos.photo_opening import eight_bit, in_srgb, opened_photo, turned

#: Long side in px at most: four times what real notices ask for at least (3,000 px).
LONGEST = 12_000
QUALITY = 93
#: Grows with every change of what is made here: what an earlier recipe made is made anew.
RECIPE = "p1"


def package_photo(
    file: BinaryIO, params: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """{"width", "height"} and the blob "jpeg": upright, sRGB, in the photo's own size.

    `params["longest"]`, when given, bounds the long side in px. Raises Refused as photo_seen.
    """
    longest = min(LONGEST, int(params.get("longest", LONGEST)))
    with opened_photo(file) as photo:
        photo.shrink_on_load(longest)
        photo.decode()
        profile = photo.picture.info.get("icc_profile")
        picture = turned(eight_bit(photo.picture), photo.orientation)
        if picture.mode != "RGB" or profile or picture.has_transparency_data:
            picture = in_srgb(picture, profile)
    # Of a plain photo these are the decoded pixels themselves: 12 megapixels take 48 MB.
    picture.info = {}
    picture.thumbnail((longest, longest), reducing_gap=3.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=False)
    return {"width": picture.width, "height": picture.height}, {"jpeg": out.getvalue()}
