"""A zip whose every byte is known before it is written, so that any part of it can be sent.

Files are stored as they are (PKWARE APPNOTE 6.3.10): media do not get smaller, and so the place of
each byte follows from sizes and checksums. Names are UTF-8 (bit 11); sizes and places from 4 GB on
get the 64-bit fields (4.5.3).
"""

import datetime
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_UTF8 = 1 << 11
_LIMIT = 0xFFFFFFFF
_MANY = 0xFFFF
#: Version needed: 2.0, and 4.5 with 64-bit fields.
_PLAIN, _LARGE = 20, 45
#: Made on a system with rights like Unix; a readable file.
_MADE_BY = (3 << 8) | _LARGE
_RIGHTS = 0o100644 << 16


@dataclass(frozen=True, kw_only=True)
class Zipped:
    """One file of the zip."""

    #: Path inside, forward slashes.
    path: str
    #: Bytes.
    size: int
    crc32: int


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Bytes of the zip in a row: either given, or those of a file."""

    #: Place in the zip of its first byte.
    at: int
    size: int
    #: Headers and directory; empty where the file's own bytes stand.
    given: bytes = b""
    #: Place of the file in the list, None for what is given.
    file: int | None = None


def layout(files: Sequence[Zipped], made: datetime.datetime) -> tuple[Piece, ...]:
    """The zip's pieces end to end; `made` is the local time that the files are said to have."""
    pieces: list[Piece] = []
    starts: list[int] = []
    at = 0

    def add(size: int, given: bytes = b"", file: int | None = None) -> None:
        nonlocal at
        if size:
            pieces.append(Piece(at=at, size=size, given=given, file=file))
        at += size

    stamp = _stamp(made)
    for place, file in enumerate(files):
        starts.append(at)
        header = _local(file, stamp)
        add(len(header), header)
        add(file.size, file=place)
    directory = b"".join(
        _central(file, start, stamp) for file, start in zip(files, starts, strict=True)
    )
    tail = directory + _end(len(files), len(directory), at)
    add(len(tail), tail)
    return tuple(pieces)


def total(pieces: Sequence[Piece]) -> int:
    """Bytes of the whole zip."""
    return pieces[-1].at + pieces[-1].size


def _stamp(made: datetime.datetime) -> tuple[int, int]:
    """Time and date of MS-DOS, which count from 1980 in steps of two seconds."""
    year = min(max(made.year, 1980), 2107) - 1980
    return (
        made.hour << 11 | made.minute << 5 | made.second // 2,
        year << 9 | made.month << 5 | made.day,
    )


def _local(file: Zipped, stamp: tuple[int, int]) -> bytes:
    large = file.size >= _LIMIT
    name = file.path.encode()
    extra = struct.pack("<HHQQ", 1, 16, file.size, file.size) if large else b""
    size = _LIMIT if large else file.size
    version = _LARGE if large else _PLAIN
    head = struct.pack(
        "<4sHHHHHIIIHH",
        b"PK\x03\x04", version, _UTF8, 0, *stamp, file.crc32, size, size, len(name), len(extra),
    )  # fmt: skip
    return head + name + extra


def _central(file: Zipped, start: int, stamp: tuple[int, int]) -> bytes:
    large, far = file.size >= _LIMIT, start >= _LIMIT
    fields = ([file.size, file.size] if large else []) + ([start] if far else [])
    extra = struct.pack(f"<HH{len(fields)}Q", 1, 8 * len(fields), *fields) if fields else b""
    size = _LIMIT if large else file.size
    name = file.path.encode()
    head = struct.pack(
        "<4sHHHHHHIIIHHHHHII",
        b"PK\x01\x02", _MADE_BY, _LARGE if fields else _PLAIN, _UTF8, 0, *stamp, file.crc32,
        size, size, len(name), len(extra), 0, 0, 0, _RIGHTS, _LIMIT if far else start,
    )  # fmt: skip
    return head + name + extra


def _end(count: int, size: int, start: int) -> bytes:
    """The end of the central directory, after its 64-bit form where a field is too small."""
    plain = struct.pack(
        "<4sHHHHIIH",
        b"PK\x05\x06", 0, 0, min(count, _MANY), min(count, _MANY), min(size, _LIMIT),
        min(start, _LIMIT), 0,
    )  # fmt: skip
    if count < _MANY and size < _LIMIT and start < _LIMIT:
        return plain
    record = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, _MADE_BY, _LARGE, 0, 0, count, count, size, start
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
    return record + locator + plain
