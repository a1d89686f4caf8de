"""What a film's container says beside pictures and sound, and which of it is nobody's business."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workers.tools.film.mp4_boxes import moov_boxes, top_boxes

#: Tags that every program writes and that tell of nobody. Whatever else is found is named: places
#: (location, ©xyz), devices (make, model, serial numbers), people (artist, author, owner).
_PLAIN = frozenset(
    {"major_brand", "minor_version", "compatible_brands", "encoder", "handler_name", "vendor_id"}
    | {"language", "creation_time", "title", "timecode", "duration", "rotate", "encoding_tool"}
)
#: Boxes of free content at the top or in the index: XMP, maker notes, 3GPP's place.
_FREE_BOXES = frozenset({"uuid", "loci"})


def private_tags(told: Mapping[str, Any], film: Path) -> tuple[str, ...]:
    """Names of tags and boxes of a probed file that may be private, sorted; empty when clean.

    A list of what is allowed, not of what is known to be bad: phones invent new tags every year.
    """
    return tuple(sorted({*_strange(told), *_free(film)}))


def _strange(told: Mapping[str, Any]) -> Iterator[str]:
    parts = [told["format"], *told["streams"], *told.get("chapters", ())]
    for name in (name for part in parts for name in part.get("tags", {})):
        # `location-eng` is `location` in a language.
        if name.lower().split("-")[0] not in _PLAIN:
            yield name


def _free(film: Path) -> Iterator[str]:
    with film.open("rb") as file:
        is_mp4 = file.read(8)[4:] == b"ftyp"
    if is_mp4:
        names = {box.name for box in top_boxes(film)} | set(moov_boxes(film))
        yield from names & _FREE_BOXES
