"""Inspect's decision: from what was measured and read of a file to its Facts."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from domain.arriving.chat_copies import is_chat_copy
from domain.arriving.sniff import Sniffed
from domain.facts import MATRICES, Facts, StreamFacts
from domain.inspecting.exif_times import TIME_TAGS, tag_text
from domain.inspecting.exposure import exposure_from
from domain.inspecting.places import place_from

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
#: Pairs of maker and model tags, best first.
_CAMERAS = (
    ("IFD0:Make", "IFD0:Model"),
    ("Keys:Make", "Keys:Model"),
    ("Keys:AndroidMake", "Keys:AndroidModel"),
    ("Keys:AndroidManufacturer", "Keys:AndroidModel"),
    ("UserData:Make", "UserData:Model"),
    ("ItemList:Make", "ItemList:Model"),
    ("XMP-tiff:Make", "XMP-tiff:Model"),
    ("PNG:Make", "PNG:Model"),
)
_LONGEST_CAMERA = 80
#: Where an iPhone writes a Live Photo's identifier: the photo's maker notes, the clip's keys.
_CONTENT_IDS = ("Apple:ContentIdentifier", "Apple:MediaGroupUUID", "Keys:ContentIdentifier")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def facts_from(
    sniffed: Sniffed, measured: Mapping[str, object], exif: Mapping[str, object], name: str
) -> Facts:
    """Facts of one file.

    `measured` is what workers/tools/clips/media_facts.py answered for it, `exif` exiftool's
    `-json -G1 -n -struct`, `name` the file's name as sent.
    """
    camera = camera_from(exif)
    rate = cast("list[int] | None", measured.get("fps"))
    return Facts(
        kind=sniffed.kind,
        format=sniffed.format,
        width=cast("int", measured["width"]),
        height=cast("int", measured["height"]),
        duration_ms=cast("int | None", measured.get("duration_ms")),
        fps=Fraction(*rate) if rate else None,
        variable_rate=bool(measured.get("variable_rate", False)),
        video=_stream(measured.get("video")),
        audio=_stream(measured.get("audio")),
        rotation=cast("int", measured.get("rotation", 0)),
        transfer=cast("str", measured.get("transfer", "sdr")),
        matrix=_matrix(measured.get("matrix")),
        motion=_span(measured.get("motion")),
        content_id=_content_id(exif),
        camera=camera,
        exposure=exposure_from(exif),
        place=place_from(exif),
        chat_copy=is_chat_copy(sniffed, measured, exif, name, camera),
        raw_times=raw_times(exif),
    )


def _matrix(told: object) -> str | None:
    return told if told in MATRICES else None


def raw_times(exif: Mapping[str, object]) -> dict[str, str]:
    """The time texts that claims are made of, by tag, as exiftool gave them."""
    return {tag: text for tag in TIME_TAGS if (text := tag_text(exif, tag))}


def camera_from(exif: Mapping[str, object]) -> str | None:
    """Maker and model as one name without saying the maker twice ("Canon EOS R5")."""
    for make_tag, model_tag in _CAMERAS:
        make, model = _name(exif.get(make_tag)), _name(exif.get(model_tag))
        if make or model:
            return _joined(make, model)[:_LONGEST_CAMERA].strip()
    return None


def _joined(make: str, model: str) -> str:
    first = make.split(" ")[0]
    if not model or not make:
        return make or model
    if model.casefold().startswith(first.casefold()):
        return model
    return f"{make} {model}"


def _name(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(_CONTROL.sub(" ", str(value)).split())


def _content_id(exif: Mapping[str, object]) -> str | None:
    found = (str(exif.get(tag, "")) for tag in _CONTENT_IDS)
    return next((text.upper() for text in found if _UUID.fullmatch(text)), None)


def _span(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    start, length = cast("list[int]", value)
    return (start, length)


def _stream(value: object) -> StreamFacts | None:
    if not isinstance(value, Mapping):
        return None
    stream = cast("Mapping[str, object]", value)
    return StreamFacts(
        codec=cast("str", stream["codec"]),
        duration_ms=cast("int | None", stream.get("duration_ms")),
    )
