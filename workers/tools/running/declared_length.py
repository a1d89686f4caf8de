"""How long a sender's file says it is: tells a file that was cut short from one that is broken."""

from collections.abc import Iterator
from typing import BinaryIO

#: More top-level boxes than any phone writes (fragments of one second over eleven hours).
_MOST_BOXES = 40_000
#: EBML element ids of the head and of the segment that holds everything else.
_EBML_HEAD, _SEGMENT = 0x1A45DFA3, 0x18538067


def boxes(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Top-level boxes of an ISO file as (type, end in bytes), up to the first impossible one.

    A box may end beyond the file's end, which is what a file that was cut short looks like.
    """
    at, size = 0, file.seek(0, 2)
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        length = int.from_bytes(head[:4], "big")
        if length == 1 and len(head) == 16:
            length = int.from_bytes(head[8:], "big")
        elif length == 0:
            length = size - at
        if length < 8:
            return
        at += length
        yield head[4:8], at


def is_cut_short(file: BinaryIO, format_: str) -> bool:
    """True when bytes that the file itself announces are missing at its end.

    A recording that was never finished counts too: media data without the index beside it.
    `format_` is one of arriving/sniff.py; formats that announce no length are never cut short.
    Leaves the file's position at its start.
    """
    size = file.seek(0, 2)
    if format_ in ("mov", "heif", "avif"):
        cut = _boxes_cut_short(file, size)
    elif format_ in ("webp", "avi"):
        file.seek(4)
        cut = int.from_bytes(file.read(4), "little") + 8 > size + 1
    elif format_ == "matroska":
        cut = _segment_end(file) > size
    else:
        cut = False
    file.seek(0)
    return cut


def is_fragmented(file: BinaryIO) -> bool:
    """True for an ISO file in fragments, whose header cannot know how long it became."""
    found = any(kind == b"moof" for kind, _ in boxes(file))
    file.seek(0)
    return found


def _boxes_cut_short(file: BinaryIO, size: int) -> bool:
    kinds: set[bytes] = set()
    end = 0
    for kind, end in boxes(file):  # noqa: B007  the last end is wanted after the loop
        kinds.add(kind)
    return end > size or (b"mdat" in kinds and not kinds & {b"moov", b"meta", b"moof"})


def _segment_end(file: BinaryIO) -> int:
    """End of a Matroska segment in bytes, 0 when it is of unknown length (a live recording)."""
    at = 0
    for _ in range(4):
        file.seek(at)
        head = file.read(12)
        id_length = _width(head[0]) if head else 0
        element = int.from_bytes(head[:id_length], "big")
        size_head = head[id_length:]
        if not id_length or not size_head:
            return 0
        width = _width(size_head[0])
        length = int.from_bytes(size_head[:width], "big") & ((1 << (7 * width)) - 1)
        at += id_length + width + length
        if element == _SEGMENT:
            return 0 if length == (1 << (7 * width)) - 1 else at
        if element != _EBML_HEAD:
            return 0
    return 0


def _width(first: int) -> int:
    """Bytes of an EBML number by its first byte; 0 when that byte is zero."""
    return 9 - first.bit_length() if first else 0
