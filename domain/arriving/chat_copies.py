"""Whether a file is a chat tool's recompression, by its name and by what is missing and left."""

from collections.abc import Mapping

from domain.arriving.sniff import Sniffed
from domain.facts import ClaimClass, Kind
from domain.inspecting.exif_times import EXIF_DIGITIZED, EXIF_ORIGINAL, tag_text
from domain.times.name_times import named_by_chat, time_in_name

#: Families of tags that cameras and editors write and chat tools strip.
_STRIPPED = ("IFD0:", "ExifIFD:", "GPS:", "XMP", "IPTC", "MakerNotes")
#: Sides to which WeChat and QQ shrink pictures, px: the short one, or the long one.
_SHORT_SIDES, _LONG_SIDES = frozenset({720, 960, 1080}), frozenset({1280, 1440, 1920})
#: Quality of the standard's tables above which nobody wanted to save bytes.
_HIGHEST_QUALITY = 85


def is_chat_copy(
    sniffed: Sniffed,
    measured: Mapping[str, object],
    exif: Mapping[str, object],
    name: str,
    camera: str | None,
) -> bool:
    """True for a copy that a chat tool made; never for a file that says its camera or moment.

    The name decides where a chat tool gave it. A photo that was renamed is known by all of: no
    tags at all, a side that chat tools shrink to, the standard's tables at a low quality, and a
    name that no camera gives. `measured` is what workers/tools/photos/pictures.py answered, `exif`
    exiftool's.
    """
    if camera is not None or _has_moment(exif, sniffed):
        return False
    return named_by_chat(name) or (
        sniffed.format == "jpeg"
        and not any(tag.startswith(_STRIPPED) for tag in exif)
        and _is_compressed(measured.get("jpeg_quality"))
        and _is_shrunk(measured.get("width"), measured.get("height"))
        and not _named_by_camera(name)
    )


def _has_moment(exif: Mapping[str, object], sniffed: Sniffed) -> bool:
    """Chat tools strip a photo's EXIF; a clip's header date says nothing of it."""
    if sniffed.kind is Kind.CLIP:
        return False
    return bool(tag_text(exif, EXIF_ORIGINAL) or tag_text(exif, EXIF_DIGITIZED))


def _is_compressed(quality: object) -> bool:
    return isinstance(quality, int) and quality <= _HIGHEST_QUALITY


def _is_shrunk(width: object, height: object) -> bool:
    if not isinstance(width, int) or not isinstance(height, int):
        return False
    return min(width, height) in _SHORT_SIDES or max(width, height) in _LONG_SIDES


def _named_by_camera(name: str) -> bool:
    said = time_in_name(name)
    return said is not None and said.klass is ClaimClass.CAPTURE
