"""Inside the confined child: the clip that phones hide behind the picture of a motion photo.

Where it lies is said in four ways: by the old MicroVideo XMP (most phones sold in China), by the
Container XMP of Google's Motion Photo 1.0, by Samsung's trailer, or by an `mpvd` box in HEIC;
Huawei and Honor only sign the file's end. Whoever says it, an MP4 must really stand there.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

import av

from domain.arriving.refusals import refusal
from workers.tools.clips.clip_opening import opened_clip, packets, reading
from workers.tools.photos.photo_opening import Photo
from workers.tools.running.declared_length import boxes

#: XMP longer than this is no camera's.
_MOST_XMP_BYTES = 1 << 20
#: A motion photo's clip lasts some seconds; a larger one would be a film in a photo's clothes.
MOST_CLIP_BYTES = 64 << 20
_BUFFER_BYTES = 1 << 18
_FTYP = b"ftyp"
#: Places that are looked at; a file that names more of them is up to something.
_MOST_TRIES = 16
_MICRO_VIDEO = re.compile(rb"MicroVideoOffset(?:\s*=\s*[\"']|>)\s*(\d{1,12})")
_ITEM = re.compile(rb"<rdf:li\b.*?(?=<rdf:li\b|</rdf:Seq>)", re.DOTALL)
_LENGTH = re.compile(rb":Length(?:\s*=\s*[\"']|>)\s*(\d{1,12})")
_MOTION_ITEM = re.compile(rb":Semantic(?:\s*=\s*[\"']|>)\s*MotionPhoto\b")
#: Samsung's trailer: a directory of named blocks before the last eight bytes.
_SAMSUNG_END, _SAMSUNG_HEAD, _SAMSUNG_CLIP = b"SEFT", b"SEFH", 0x0A30
_MOST_SAMSUNG_BLOCKS = 64
#: Huawei's and Honor's last bytes; where the clip begins they do not say.
_HUAWEI_END, _TAIL_BYTES = b"LIVE_", 64


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A part of a file in bytes."""

    start: int
    length: int


def clip_inside(photo: Photo) -> Inside | None:
    """Where the clip of a motion photo lies in its file; None for a photo without one.

    Leaves the file's position at its start; ask when the pixels have been read.
    """
    file = photo.file
    size = file.seek(0, 2)
    found = None
    for start in islice(_said(photo, size), _MOST_TRIES):
        found = _mp4_at(file, start, size)
        if found is not None:
            break
    file.seek(0)
    return found


def motion_clip(file: BinaryIO, params: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The clip at `params["start"]` of `params["length"]` bytes, copied without any metadata.

    {"duration_ms"} and blob "motion", an MP4 with the picture and, where it has one, the sound as
    they are: no place, no dates, no data streams. Raises Refused as clip_facts.
    """
    window = part_of(file, Inside(start=int(params["start"]), length=int(params["length"])))
    with opened_clip(window) as clip, reading(window, clip.sniffed):
        copied = io.BytesIO()
        with av.open(copied, "w", format="mp4") as out:
            streams = [clip.video, *([clip.audio] if clip.audio else [])]
            copies = {s.index: out.add_stream_from_template(s) for s in streams}
            for copy in copies.values():
                copy.metadata.clear()
            pictures = 0
            for packet in packets(clip, *streams):
                # The empty packet at the end tells decoders, not files.
                if packet.size and packet.dts is not None:
                    pictures += packet.stream is clip.video
                    packet.stream = copies[packet.stream.index]
                    out.mux(packet)
        if not pictures:
            raise refusal("truncated")
        duration_us = clip.container.duration or 0
    return {"duration_ms": duration_us // 1000}, {"motion": copied.getvalue()}


def part_of(file: BinaryIO, inside: Inside) -> BinaryIO:
    """A part of a file that reads like a file of its own; Refused when it is not inside it."""
    end = file.seek(0, 2)
    if not 0 <= inside.start < end or not 0 < inside.length <= min(
        end - inside.start, MOST_CLIP_BYTES
    ):
        raise refusal("unreadable")
    return io.BufferedReader(_Window(file, inside), _BUFFER_BYTES)


class _Window(io.RawIOBase):
    def __init__(self, file: BinaryIO, inside: Inside) -> None:
        self._file, self._inside, self._at = file, inside, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        from_where = (0, self._at, self._inside.length)[whence]
        self._at = max(0, from_where + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        left = max(0, self._inside.length - self._at)
        self._file.seek(self._inside.start + self._at)
        piece = self._file.read(min(len(buffer), left))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def _said(photo: Photo, size: int) -> Iterator[int]:
    """Where the file says that a clip begins, in bytes; each to be checked."""
    if photo.sniffed.format in ("heif", "avif"):
        yield from _mpvd(photo.file)
    if photo.sniffed.format not in ("jpeg", "heif"):
        return
    xmp = photo.picture.info.get("xmp") or b""
    yield from _by_xmp(xmp if isinstance(xmp, bytes) else str(xmp).encode(), size)
    yield from _samsung(photo.file, size)
    yield from _huawei(photo.file, size)


def _by_xmp(xmp: bytes, size: int) -> Iterator[int]:
    """Both kinds of XMP count from the file's end."""
    xmp = xmp[:_MOST_XMP_BYTES]
    if match := _MICRO_VIDEO.search(xmp):
        yield size - int(match[1])
    items = _ITEM.findall(xmp)
    motion = next((n for n, item in enumerate(items) if _MOTION_ITEM.search(item)), None)
    if motion is not None:
        # What follows the clip (a gain map on some phones) lies between it and the end.
        lengths = [_LENGTH.search(item) for item in items[motion:]]
        yield size - sum(int(length[1]) for length in lengths if length)


def _mpvd(file: BinaryIO) -> Iterator[int]:
    """ISO box `mpvd` at the top level: its content is the MP4."""
    at = 0
    for kind, end in boxes(file):
        if kind == b"mpvd":
            file.seek(at)
            yield at + (16 if file.read(4) == b"\0\0\0\1" else 8)
        at = end


def _samsung(file: BinaryIO, size: int) -> Iterator[int]:
    file.seek(max(0, size - 8))
    tail = file.read(8)
    length = int.from_bytes(tail[:4], "little")
    head = size - 8 - length
    if tail[4:] != _SAMSUNG_END or not 12 <= length <= 12 + 12 * _MOST_SAMSUNG_BLOCKS or head < 0:
        return
    file.seek(head)
    directory = file.read(length)
    if directory[:4] != _SAMSUNG_HEAD:
        return
    for at in range(12, len(directory) - 11, 12):
        kind = int.from_bytes(directory[at + 2 : at + 4], "little")
        block = head - int.from_bytes(directory[at + 4 : at + 8], "little")
        if kind == _SAMSUNG_CLIP and block >= 0:
            file.seek(block + 4)
            # Two bytes of nothing, the type, the name's length and name, then the data.
            yield block + 8 + int.from_bytes(file.read(4), "little")


def _huawei(file: BinaryIO, size: int) -> Iterator[int]:
    file.seek(max(0, size - _TAIL_BYTES))
    if _HUAWEI_END not in file.read(_TAIL_BYTES):
        return
    begin = max(0, size - MOST_CLIP_BYTES)
    file.seek(begin)
    data = file.read(MOST_CLIP_BYTES)
    at = data.find(_FTYP)
    while at >= 4:
        yield begin + at - 4
        at = data.find(_FTYP, at + 1)


def _mp4_at(file: BinaryIO, start: int, size: int) -> Inside | None:
    """The MP4 that begins there, up to the last box that fits; None when there is none."""
    if not 0 < start < size - 16 or size - start > MOST_CLIP_BYTES:
        return None
    file.seek(start + 4)
    if file.read(4) != _FTYP:
        return None
    kinds: set[bytes] = set()
    end = 0
    for kind, box_end in boxes(part_of(file, Inside(start=start, length=size - start))):
        if start + box_end > size or not kind.isalnum():
            break
        kinds.add(kind)
        end = box_end
    whole = b"moov" in kinds and bool(kinds & {b"mdat", b"moof"})
    return Inside(start=start, length=end) if whole else None
