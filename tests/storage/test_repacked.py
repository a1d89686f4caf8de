"""A package that a Mac or Windows packed again is recognised; nothing changed is taken for that."""

import hashlib
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.bag import TAG_MANIFEST, check_bag, examine, seal_of
from tests.storage.test_bag import FILM, make_bag

DS_STORE = b"\x00\x00\x00\x01Bud1" + bytes(100)
APPLE_DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + bytes(40)
THUMBS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
INI = b"[.ShellClassInfo]\r\nIconResource=x.dll,3\r\n"
MAC = {".DS_Store": DS_STORE, "data/.DS_Store": DS_STORE, "data/照片/._1-活动.jpg": APPLE_DOUBLE}
WINDOWS = {"data/照片/Thumbs.db": THUMBS, "data/desktop.ini": INI}


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    """One name has a letter with an accent, which a Mac takes apart."""
    findings = {"film": {"path": "data/Résumé+活动.mp4"}, "findings": []}
    folder = make_bag(tmp_path / "报送", "pass", findings)
    film = folder / FILM
    film.rename(folder / "data/Résumé+活动.mp4")
    listed = folder / "manifest-sha256.txt"
    listed.write_text(listed.read_text("utf-8").replace(FILM, "data/Résumé+活动.mp4"), "utf-8")
    _seal_anew(folder)
    return folder


def _seal_anew(folder: Path) -> None:
    names = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    sums = (f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names)
    (folder / TAG_MANIFEST).write_text("".join(sums), "utf-8")


def put(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).write_bytes(content)


class _Raw(zipfile.ZipInfo):
    """An entry whose name is written in other bytes, without saying that it is UTF-8."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits & ~0x800


def packed(
    folder: Path, name: Callable[[str], bytes], more: dict[str, bytes] | None = None
) -> Path:
    path = folder.parent / "again.zip"
    files = {
        f"报送/{f.relative_to(folder)}": f.read_bytes() for f in folder.rglob("*") if f.is_file()
    }
    with zipfile.ZipFile(path, "w") as out:
        for inside, content in {**files, **(more or {})}.items():
            entry = _Raw(inside)
            entry.raw = name(inside)
            out.writestr(entry, content)
    return path


def as_mac(name: str) -> bytes:
    return unicodedata.normalize("NFD", name).encode()


def as_windows(name: str) -> bytes:
    return name.encode("gb18030")


def with_backslashes(name: str) -> bytes:
    return name.replace("/", "\\").encode()


def notes_of(path: Path) -> str:
    found = examine(path)
    assert [words.zh for words in found.failures] == []
    return " ".join(words.zh for words in found.notes)


def test_a_folder_that_a_mac_or_windows_opened_holds_and_says_what_they_added(bag: Path):
    assert notes_of(bag) == ""
    put(bag, MAC)
    assert "Mac 电脑自己加了 3 个文件（.DS_Store、._1-活动.jpg）" in notes_of(bag)
    put(bag, WINDOWS)
    assert "Windows 电脑自己加了 2 个文件（desktop.ini、Thumbs.db）" in notes_of(bag)


def test_a_folder_whose_names_a_mac_took_apart_holds(bag: Path):
    for file in sorted(bag.rglob("*"), reverse=True):
        file.rename(file.with_name(unicodedata.normalize("NFD", file.name)))
    put(bag, {"data/.DS_Store": DS_STORE})
    assert "Mac" in notes_of(bag)


def test_a_zip_that_a_mac_packed_again_holds_and_says_so(bag: Path):
    before = seal_of(bag)
    put(bag, {".DS_Store": DS_STORE})
    beside = {
        "__MACOSX/": b"",
        "__MACOSX/._报送": APPLE_DOUBLE,
        "__MACOSX/报送/data/._1.jpg": APPLE_DOUBLE,
        "__MACOSX/报送/._tagmanifest-sha256.txt": APPLE_DOUBLE,
    }
    again = packed(bag, as_mac, beside)
    assert "Mac 电脑自己加了 4 个文件" in notes_of(again)
    assert seal_of(again) == before


def test_a_zip_that_windows_packed_again_holds_and_says_so(bag: Path):
    put(bag, WINDOWS)
    told = notes_of(packed(bag, as_windows))
    assert "按 GBK 读" in told and "Windows 电脑自己加了 2 个文件" in told
    assert notes_of(packed(bag, with_backslashes)) != ""


@pytest.mark.parametrize("name", [as_mac, as_windows])
def test_what_was_changed_is_refused_whoever_packed_it(bag: Path, name: Callable[[str], bytes]):
    put(bag, {**MAC, **WINDOWS})
    content = bytearray((bag / "data/Résumé+活动.mp4").read_bytes())
    content[7] ^= 1
    (bag / "data/Résumé+活动.mp4").write_bytes(content)
    for path in (bag, packed(bag, name)):
        assert "的内容被改动过" in " ".join(words.zh for words in check_bag(path))


@pytest.mark.parametrize("listed", ["bag-info.txt", "manifest-sha256.txt"])
def test_a_list_that_was_changed_is_refused_beside_what_a_mac_added(bag: Path, listed: str):
    put(bag, MAC)
    with (bag / listed).open("ab") as file:
        file.write(b"Note: x\n" if listed == "bag-info.txt" else b"0" * 64 + b"  data/x\n")
    assert listed in " ".join(words.zh for words in check_bag(bag))


@pytest.mark.parametrize("name", ["data/.DS_Store", "data/._x.jpg", "data/Thumbs.db"])
def test_something_else_under_such_a_name_does_not_belong_here(bag: Path, name: str):
    put(bag, {name: b"\xff\xd8\xff a photo of somebody"})
    for path in (bag, packed(bag, as_mac)):
        (failure,) = check_bag(path)
        assert name in failure.zh and "多出" in failure.zh


def test_a_zip_whose_unsaid_names_climb_out_is_not_unpacked(bag: Path):
    again = packed(bag, with_backslashes, {"报送/../../out.txt": b"x"})
    (failure,) = check_bag(again)
    assert "不安全" in failure.zh
    shutil.rmtree(bag)
    assert not list(bag.parent.rglob("out.txt"))
