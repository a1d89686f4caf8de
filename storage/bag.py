"""The package as a BagIt bag (RFC 8493): its tag files, and the receiver's own check."""

import errno
import hashlib
import json
import logging
import lzma
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, cast

import bagit  # pyright: ignore[reportMissingTypeStubs]

from domain.film import PackageFile
from domain.words import Words
from storage.repacked import HEAD, System, added_by, added_words, looks_added, name_files

#: Findings for programs, inside the bag; its shape stands in docs/schemas/findings.schema.json.
FINDINGS = "data/检查结果.json"
TAG_MANIFEST = "tagmanifest-sha256.txt"
#: A package of a county week is under 2 GB; more inside a zip is not ours.
MOST_BYTES = 20 << 30

#: What unpacking a damaged, encrypted or strangely packed zip raises.
_BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, struct.error),
)

#: The disk is full, which says nothing of the zip.
_FULL = (errno.ENOSPC, errno.EDQUOT)

logging.getLogger("bagit").setLevel(logging.CRITICAL)


def tag_files(payload: Sequence[PackageFile], info: Mapping[str, str]) -> dict[str, bytes]:
    """bagit.txt, bag-info.txt, manifest and tag manifest for files whose paths start with data/."""
    octets = sum(file.size for file in payload)
    facts = {**info, "Payload-Oxum": f"{octets}.{len(payload)}"}
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{k}: {_one_line(v)}\n" for k, v in facts.items()).encode(),
        "manifest-sha256.txt": _manifest({file.path: file.sha256 for file in payload}),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in tags.items()}
    return {**tags, TAG_MANIFEST: _manifest(sums)}


def seal(tag_manifest_sha256: str) -> str:
    """`404B 10C8 E123 2E23`: what two offices compare on the telephone to have the same package.

    The tag manifest stands for every byte of the bag; 64 bits of its sum are enough to be read.
    """
    short = tag_manifest_sha256[:16].upper()
    return " ".join(short[at : at + 4] for at in range(0, 16, 4))


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _manifest(sums: Mapping[str, str]) -> bytes:
    """Refuses names that RFC 8493 would encode: readers differ on "%" (bagit.py keeps %25)."""
    if unsafe := [path for path in sums if set(path) & set("%\r\n\\")]:
        raise ValueError(f"not a name for a bag: {unsafe[0]!r}")
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())).encode()


def seal_of(path: Path) -> str:
    """The seal of a folder or .zip that was checked."""
    if path.is_dir():
        content = (path / TAG_MANIFEST).read_bytes()
    else:
        with zipfile.ZipFile(path) as zipped:
            names = [name for name in zipped.namelist() if name.endswith(TAG_MANIFEST)]
            content = zipped.read(min(names, key=len))
    return seal(hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, kw_only=True)
class Checked:
    #: Every way in which it is not the package that was made; empty when it is.
    failures: list[Words]
    #: What was done to it on its way that harms nothing: it was packed again by a Mac, say.
    notes: list[Words]


def check_bag(path: Path) -> list[Words]:
    """Every way in which a folder or .zip is not the package that was made; empty when it is."""
    return examine(path).failures


def examine(path: Path) -> Checked:
    """The receiver's check of a folder or .zip."""
    if path.is_dir():
        return _check_folder(path)
    if not path.is_file():
        return _failed(Words(zh=f"找不到 {path}", en=f"there is no {path}"))
    with tempfile.TemporaryDirectory(prefix="weekreel-bag-") as scratch:
        try:
            folder, notes = _unpacked(path, Path(scratch))
        except _Unsafe as fault:
            return _failed(fault.words)
        except _BROKEN_ZIP as fault:
            said = str(fault)
            if isinstance(fault, OSError) and fault.errno in _FULL:
                words = f"the zip cannot be unpacked here: {said}"
                return _failed(Words(zh=f"本机空间不足，无法展开压缩包：{said}", en=words))
            return _failed(Words(zh=f"压缩包已损坏：{said}", en=f"the zip is broken: {said}"))
        found = _check_folder(folder)
        return Checked(failures=found.failures, notes=[*notes, *found.notes])


def _failed(words: Words) -> Checked:
    return Checked(failures=[words], notes=[])


class _Unsafe(Exception):
    """A zip that must not be unpacked; `words` say which entry."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def _unpacked(archive: Path, into: Path) -> tuple[Path, list[Words]]:
    """The bag's folder inside the unpacked zip: its one top folder, or the top itself.

    And what is told of whoever packed it again.
    """
    with zipfile.ZipFile(archive) as zipped:
        entries = zipped.infolist()
        notes = name_files(entries)
        for entry in entries:
            _refuse_unsafe(entry)
        _refuse_twice(entries)
        if sum(entry.file_size for entry in entries) > MOST_BYTES:
            raise _Unsafe(Words(zh="压缩包展开后过大", en="the zip unpacks to too much"))
        added = {e.filename: system for e in entries if (system := _added(zipped, e)) is not None}
        zipped.extractall(into, [entry for entry in entries if _is_ours(entry, added)])
    tops = list(into.iterdir())
    folder = tops[0] if len(tops) == 1 and tops[0].is_dir() else into
    return folder, [*notes, *added_words(added)]


def _added(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo) -> System | None:
    if entry.is_dir() or not looks_added(entry.filename):
        return None
    with zipped.open(entry) as file:
        return added_by(entry.filename, entry.file_size, file.read(HEAD))


def _is_ours(entry: zipfile.ZipInfo, added: Mapping[str, System]) -> bool:
    """Neither a file that a system added nor a folder of such files alone."""
    return entry.filename not in added and not (
        entry.is_dir() and PurePosixPath(entry.filename).parts[:1] == ("__MACOSX",)
    )


def _refuse_unsafe(entry: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(entry.filename.replace("\\", "/"))
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    if parts.is_absolute() or ".." in parts.parts or linked or ":" in entry.filename[:2]:
        name = entry.filename
        raise _Unsafe(
            Words(zh=f"压缩包里有不安全的路径：{name}", en=f"the zip holds an unsafe path: {name}")
        )


def _refuse_twice(entries: Sequence[zipfile.ZipInfo]) -> None:
    """Of two files with one name each unpacker keeps another; Windows takes large for small."""
    seen: set[str] = set()
    for entry in entries:
        name = unicodedata.normalize("NFC", entry.filename).casefold()
        if name in seen:
            raise _Unsafe(
                Words(
                    zh=f"压缩包里有两个同名文件：{entry.filename}",
                    en=f"the zip holds a name twice: {entry.filename}",
                )
            )
        seen.add(name)


def _check_folder(folder: Path) -> Checked:
    try:
        bag: Any = bagit.Bag(str(folder))
    except (bagit.BagError, OSError, UnicodeDecodeError) as fault:
        return _failed(Words(zh=f"不是报送包：{fault}", en=f"not a bag: {fault}"))
    added = dict(_added_to(folder))
    failures = [*_bag_failures(bag, added)]
    failures = failures or [*_finding_failures(folder)]
    return Checked(failures=failures, notes=added_words(added))


def _added_to(folder: Path) -> Iterator[tuple[str, System]]:
    """Path inside -> which system put it there."""
    for file in sorted(folder.rglob("*")):
        if looks_added(file.name) and file.is_file() and not file.is_symlink():
            with file.open("rb") as content:
                system = added_by(file.name, file.stat().st_size, content.read(HEAD))
            if system is not None:
                yield file.relative_to(folder).as_posix(), system


def _bag_failures(bag: Any, added: Mapping[str, System]) -> Iterator[Words]:
    # BagIt does without it, but every package of ours has it, and the seal is its sum.
    if not Path(str(bag.path), TAG_MANIFEST).is_file():
        yield Words(zh=f"缺少 {TAG_MANIFEST}", en=f"{TAG_MANIFEST} is missing")
    # The library stops at a wrong Payload-Oxum, which names no file; the manifests say more.
    bag.info.pop("Payload-Oxum", None)
    try:
        bag.validate()
    except bagit.BagValidationError as fault:
        details = cast("list[Any]", getattr(fault, "details", None) or [])
        if not details:
            yield Words(zh=f"校验未通过：{fault}", en=f"the bag does not validate: {fault}")
        for detail in details:
            if not (isinstance(detail, bagit.UnexpectedFile) and detail.path in added):
                yield _detail_words(detail)
        if not any(isinstance(detail, bagit.ChecksumMismatch) for detail in details):
            yield from _changed(bag)
    except (bagit.BagError, OSError, UnicodeDecodeError) as fault:
        yield Words(zh=f"校验未通过：{fault}", en=f"the bag does not validate: {fault}")


def _changed(bag: Any) -> Iterator[Words]:
    """Changed files, lists too, that the library does not come to when the bag is incomplete."""
    names = cast("dict[str, str]", bag.normalized_filesystem_names)
    for path, sums in cast("dict[str, dict[str, str]]", bag.entries).items():
        file = Path(str(bag.path), names.get(unicodedata.normalize("NFC", path), path))
        if file.is_file():
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            if digest != sums.get("sha256", digest).lower():
                yield Words(zh=f"{path} 的内容被改动过", en=f"{path} was changed")


def _detail_words(detail: Any) -> Words:
    path = getattr(detail, "path", "")
    if isinstance(detail, bagit.ChecksumMismatch):
        return Words(zh=f"{path} 的内容被改动过", en=f"{path} was changed")
    if isinstance(detail, bagit.FileMissing):
        return Words(zh=f"缺少 {path}", en=f"{path} is missing")
    if isinstance(detail, bagit.UnexpectedFile):
        return Words(zh=f"多出 {path}", en=f"{path} does not belong here")
    return Words(zh=f"校验未通过：{detail}", en=f"does not validate: {detail}")


def _finding_failures(folder: Path) -> Iterator[Words]:
    """What the package says of itself: the film's name and every required finding."""
    try:
        said = json.loads(_as_named(folder, FINDINGS).read_text(encoding="utf-8"))
        film = str(said["film"]["path"])
        broken = [
            Words(zh=str(finding["words"]["zh"]), en=str(finding["words"]["en"]))
            for finding in said["findings"]
            # What only a person can look at makes no draft, and so fails nobody's check.
            if finding["kind"] == "required" and finding["outcome"] == "fail"
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        yield Words(zh=f"{FINDINGS} 读不出：{fault}", en=f"{FINDINGS} cannot be read: {fault}")
        return
    if not _as_named(folder, film).is_file():
        yield Words(zh=f"缺少成片 {film}", en=f"the film {film} is missing")
    for words in broken:
        yield Words(zh=f"必须条款未通过：{words.zh}", en=f"required: {words.en}")


def _as_named(folder: Path, path: str) -> Path:
    """The file of that name, also where a Mac wrote the name with accents taken apart."""
    decomposed = folder / unicodedata.normalize("NFD", path)
    return decomposed if decomposed.exists() and not (folder / path).exists() else folder / path
