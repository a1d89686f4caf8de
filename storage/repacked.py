"""What a Mac or Windows does to a package that passes through it: files of its own, other names.

Neither touches a byte of ours. A file counts as the system's only by its name and its first bytes,
so that nothing else gets in under such a name.
"""

import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from domain.words import Words


class System(StrEnum):
    MAC = "Mac"
    WINDOWS = "Windows"


#: Bytes that `added_by` wants of a file's beginning.
HEAD = 8
#: AppleDouble (RFC 1740), the store of the Finder, OLE2 of the Explorer's thumbnails.
_APPLE_DOUBLE, _BUD1 = b"\x00\x05\x16\x07", b"\x00\x00\x00\x01Bud1"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A desktop.ini is a text of some lines.
_LONGEST_INI = 64 << 10
_MOST_NAMED = 3
#: General purpose bit 11 of APPNOTE: the name is UTF-8.
_UTF8 = 1 << 11


def looks_added(path: str) -> bool:
    """True when the name is one that a system gives; its bytes must bear it out."""
    name = path.rsplit("/", 1)[-1]
    return name.startswith("._") or name.lower() in (".ds_store", "thumbs.db", "desktop.ini")


def added_by(path: str, size: int, head: bytes) -> System | None:
    """Which system put this file there; None when it is no such file. `head` is its first bytes."""
    name = path.rsplit("/", 1)[-1]
    if name.startswith("._"):
        return System.MAC if head.startswith(_APPLE_DOUBLE) else None
    match name.lower():
        case ".ds_store":
            return System.MAC if head.startswith(_BUD1) else None
        case "thumbs.db":
            return System.WINDOWS if head.startswith(_OLE2) else None
        case "desktop.ini":
            return System.WINDOWS if size <= _LONGEST_INI else None
        case _:
            return None


def added_words(added: Mapping[str, System]) -> list[Words]:
    """One sentence for each system that added files."""
    told: list[Words] = []
    for system in System:
        paths = sorted(path for path, whose in added.items() if whose is system)
        if not paths:
            continue
        names = list(dict.fromkeys(path.rsplit("/", 1)[-1] for path in paths))
        more = len(names) > _MOST_NAMED
        zh, en = "、".join(names[:_MOST_NAMED]), ", ".join(names[:_MOST_NAMED])
        told.append(
            Words(
                zh=f"{system} 电脑自己加了 {len(paths)} 个文件（{zh}{'等' if more else ''}），"
                "不属于报送包，没有算在内；包里原有的文件照常核对",
                en=f"{system} added {len(paths)} files of its own ({en}{', …' if more else ''}):"
                " they are no part of the package and were left out; all that is was checked",
            )
        )
    return told


def name_files(entries: Sequence[zipfile.ZipInfo]) -> list[Words]:
    """Give entries the names that they had before a system packed them again; what is told of it.

    Mac packs UTF-8 without saying so and takes letters with accents apart (NFD); Windows packs in
    its own code page, in China GBK, some programs with backslashes.
    """
    unsaid = [entry for entry in entries if not entry.flag_bits & _UTF8]
    raw = [entry.orig_filename.encode("cp437") for entry in unsaid]
    encoding = _encoding(raw)
    for entry, name in zip(unsaid, raw, strict=True):
        entry.filename = name.decode(encoding)
    for entry in entries:
        entry.filename = unicodedata.normalize("NFC", entry.filename.replace("\\", "/"))
    if encoding != "gb18030":
        return []
    return [
        Words(
            zh="压缩包在 Windows 上重新打过，文件名按 GBK 读",
            en="the zip was packed again on Windows: its names are read as GBK",
        )
    ]


def _encoding(names: Iterable[bytes]) -> str:
    """The one that all names are in: of one packer's names one says it for the others."""
    for encoding in ("utf-8", "gb18030"):
        try:
            for name in names:
                name.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp437"
