"""A ZIP as somebody's computer made it: its files one at a time, bombs and tricks refused.

Python's reader is safe with memory and runs nothing; what it lacks are limits, which stand here.
"""

import contextlib
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from domain.arriving.file_names import ending
from domain.errors import Refused
from domain.words import Words

#: Files in one archive.
MOST_FILES = 5000
#: Bytes of the list of files, of which the reader makes some 70 MB in memory.
LONGEST_LIST = 4 << 20
#: Unpacked bytes to packed ones. Photos and clips hardly shrink; scans as TIFF do by ten.
MOST_RATIO = 50
#: An archive this small may be of text only; no harm comes from so little.
ALWAYS_FINE = 64 << 20
#: Bytes unpacked at a time.
_BLOCK = 1 << 20
_LOCAL_HEADER, _EMPTY = b"PK\x03\x04", b"PK\x05\x06"
#: Where Python's reader keeps the length of the list of files.
_LIST_BYTES = 5
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
#: What reading raises where bytes are damaged or packed in a way that is not known.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(OSError, EOFError, ValueError, NotImplementedError),
)
#: "Info-ZIP Unicode Path": the name in UTF-8 beside one in a code page.
_UNICODE_PATH = 0x7075

_BROKEN = Refused(
    "archive-broken",
    Words(
        zh="压缩包不完整或已损坏，打不开。请重新压缩，或直接复制文件夹。",
        en="The archive is incomplete or damaged. Pack it again, or copy the folder itself.",
    ),
)
_BOMB = Refused(
    "archive-bomb",
    Words(
        zh="压缩包解开后过大或文件过多，不像是照片和视频，没有打开。请直接复制文件夹。",
        en="Unpacked, the archive would be far too large or too many files for photos and clips; it"
        " was not opened. Copy the folder itself.",
    ),
)
_LOCKED = Refused(
    "archive-locked",
    Words(
        zh="压缩包里的文件有密码，打不开。请去掉密码后重新压缩。",
        en="The file in the archive has a password. Pack it again without one.",
    ),
)
_STRANGE = Refused(
    "not-a-file",
    Words(
        zh="压缩包里的这一项是快捷方式或特殊文件，不是照片或视频本身。",
        en="This entry of the archive is a link or a special file, not a photo or clip itself.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Member:
    """One file of an archive."""

    #: As its maker saw it, path included; data only, never a path to write to.
    name: str
    size: int
    #: When it was saved, epoch ms by the campaign's zone; None when the archive does not say.
    modified_ms: int | None
    #: Why it is not unpacked.
    refused: Refused | None
    info: zipfile.ZipInfo


class Archive:
    """An open ZIP; Refused with code archive-broken or archive-bomb when it cannot be taken."""

    def __init__(self, file: Path, *, zone: ZoneInfo) -> None:
        self._packed = file.stat().st_size
        self._unpacked = 0
        self._zone = zone
        _check_list(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except _DAMAGE as error:
            raise _BROKEN from error
        self._infos = [info for info in self._zip.infolist() if not _is_clutter(info)]
        announced = sum(info.file_size for info in self._infos)
        if len(self._infos) > MOST_FILES or announced > self._limit():
            self._zip.close()
            raise _BOMB

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def members(self) -> Iterator[Member]:
        """What is inside, in the order of names."""
        found = [self._member(info) for info in self._infos]
        return iter(sorted(found, key=lambda member: member.name))

    def unpack(self, member: Member, target: IO[bytes]) -> None:
        """Write one file's bytes; Refused when they are damaged or more than was announced."""
        taken = 0
        for block in self._blocks(member):
            taken += len(block)
            self._unpacked += len(block)
            if taken > member.size or self._unpacked > self._limit():
                raise _BOMB
            target.write(block)

    def _blocks(self, member: Member) -> Iterator[bytes]:
        """Damage is told by the readers in their own ways, by bzip2's as an OSError."""
        try:
            with self._zip.open(member.info) as source:
                while block := source.read(_BLOCK):
                    yield block
        except _DAMAGE as error:
            raise _BROKEN from error

    def _limit(self) -> int:
        return max(ALWAYS_FINE, self._packed * MOST_RATIO)

    def _member(self, info: zipfile.ZipInfo) -> Member:
        refused = None
        if info.flag_bits & _ENCRYPTED_FLAG:
            refused = _LOCKED
        elif not _is_plain(info):
            refused = _STRANGE
        return Member(
            name=name_of(info),
            size=info.file_size,
            modified_ms=self._modified(info),
            refused=refused,
            info=info,
        )

    def _modified(self, info: zipfile.ZipInfo) -> int | None:
        try:
            return int(datetime(*info.date_time, tzinfo=self._zone).timestamp() * 1000)
        except ValueError:
            return None


def is_archive(file: Path, name: str) -> bool:
    """True for a file that is called .zip and begins as one; office files are not called so."""
    if ending(name) != ".zip":
        return False
    with contextlib.suppress(OSError), file.open("rb") as opened:
        return opened.read(4) in (_LOCAL_HEADER, _EMPTY)
    return False


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: flagged UTF-8, a Unicode extra field, UTF-8, else GBK.

    Chinese Windows writes GBK and no flag; most other tools UTF-8, some of them without the flag.
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    told = _unicode_path(info.extra, raw)
    if told is not None:
        return told
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return info.filename


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        # It counts only for the name it was made for: the CRC of that stands in it.
        if kind == _UNICODE_PATH and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            with contextlib.suppress(UnicodeDecodeError):
                return field[5:].decode("utf-8")
    return None


def _is_clutter(info: zipfile.ZipInfo) -> bool:
    """Folders, and what systems add: nobody means to send these."""
    parts = info.filename.split("/")
    return info.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith(".")


def _is_plain(info: zipfile.ZipInfo) -> bool:
    mode = info.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _check_list(file: Path) -> None:
    """Refused before the list of files is read, when it is longer than any honest one.

    Asked of the reader itself: where a file has two answers (a 64-bit record beside the plain one,
    a second signature inside the first), what counts is the one that it will believe.
    """
    with file.open("rb") as opened:
        try:
            # Private: held by tests/service/test_taking_in.py.
            found = zipfile._EndRecData(opened)  # type: ignore[attr-defined]
        except _DAMAGE as error:
            raise _BROKEN from error
    if found is None:
        raise _BROKEN
    if found[_LIST_BYTES] > LONGEST_LIST:
        raise _BOMB
