"""Reads the few boxes of our own MP4 files that segment, join and verify must be sure of."""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ToolFailed
from domain.words import Words

_HEAD = struct.Struct(">I4s")
#: Index of a film of hours; a larger one is not ours.
_MOST_MOOV_BYTES = 64 << 20


@dataclass(frozen=True, kw_only=True)
class TopBox:
    """A box at the file's top level."""

    name: str
    #: Bytes from the file's start, and bytes with its head.
    offset: int
    size: int


def top_boxes(path: Path) -> tuple[TopBox, ...]:
    """The boxes at the top level in their order; raises ToolFailed when they do not add up.

    ISO/IEC 14496-12, 4.2: size 1 stands for a 64-bit size behind the name, 0 for "to the end".
    """
    boxes: list[TopBox] = []
    end = path.stat().st_size
    at = 0
    with path.open("rb") as file:
        while at < end:
            file.seek(at)
            head = file.read(16)
            size, name = _size_and_name(head, end - at)
            if size < 8 or at + size > end:
                raise _broken(path)
            boxes.append(TopBox(name=name, offset=at, size=size))
            at += size
    return tuple(boxes)


def _broken(path: Path) -> ToolFailed:
    return ToolFailed(
        Words(zh=f"{path.name} 不是完整的 MP4 文件", en=f"{path.name} is not a whole MP4 file")
    )


def _size_and_name(head: bytes, left: int) -> tuple[int, str]:
    if len(head) < 8:
        return 0, ""
    size, name = _HEAD.unpack_from(head)
    if size == 1 and len(head) >= 16:
        size = int.from_bytes(head[8:16], "big")
    return size or left, name.decode("latin-1")


def moov_first(path: Path) -> bool:
    """True when the index stands before the pictures (`-movflags +faststart`)."""
    names = [box.name for box in top_boxes(path)]
    return "moov" in names and "mdat" in names and names.index("moov") < names.index("mdat")


def moov_boxes(path: Path) -> tuple[str, ...]:
    """Names of the boxes in the index and in its user data; empty without an index."""
    moov = next((box for box in top_boxes(path) if box.name == "moov"), None)
    if moov is None or moov.size > _MOST_MOOV_BYTES:
        return ()
    with path.open("rb") as file:
        file.seek(moov.offset + 8)
        data = memoryview(file.read(moov.size - 8))
    user = _within(data, "udta")
    inside = () if user is None else (name for name, _ in _children(user))
    return (*(name for name, _ in _children(data)), *inside)


def _children(data: memoryview) -> Iterator[tuple[str, memoryview]]:
    at = 0
    while at + 8 <= len(data):
        size, name = _size_and_name(bytes(data[at : at + 16]), len(data) - at)
        if size < 8:
            return
        yield name, data[at + 8 : at + size]
        at += size


def _within(data: memoryview, *path: str) -> memoryview | None:
    if not path:
        return data
    for name, content in _children(data):
        if name == path[0]:
            return _within(content, *path[1:])
    return None


@dataclass(frozen=True, kw_only=True)
class VideoTrack:
    """The H.264 track of a segment."""

    #: Number of coded frames, and bytes of each in the order in which they are coded.
    frames: int
    sizes: tuple[int, ...]
    #: Hex SHA-256 of the decoder configuration (SPS and PPS): equal for all segments of a film.
    extradata_sha256: str


def video_track(path: Path) -> VideoTrack:
    """The first track of one of our segments; raises ToolFailed when it has no H.264 track."""
    moov = next((box for box in top_boxes(path) if box.name == "moov"), None)
    if moov is None or moov.size > _MOST_MOOV_BYTES:
        raise _broken(path)
    with path.open("rb") as file:
        file.seek(moov.offset + 8)
        table = _within(memoryview(file.read(moov.size - 8)), "trak", "mdia", "minf", "stbl")
    sizes = None if table is None else _within(table, "stsz")
    entries = None if table is None else _within(table, "stsd")
    # stsd: version and count (8 bytes), then avc1: head (8) and 78 bytes before its own boxes.
    avc = None if entries is None else _within(entries[8 + 8 + 78 :], "avcC")
    if sizes is None or avc is None:
        raise _broken(path)
    frames = int.from_bytes(sizes[8:12], "big")
    return VideoTrack(
        frames=frames,
        sizes=_sizes(sizes, frames),
        extradata_sha256=hashlib.sha256(avc).hexdigest(),
    )


def _sizes(table: memoryview, frames: int) -> tuple[int, ...]:
    """ISO/IEC 14496-12, 8.7.3.2: one size for all, or 0 and then one of each."""
    if one := int.from_bytes(table[4:8], "big"):
        return (one,) * frames
    return struct.unpack_from(f">{frames}I", table, 12)
