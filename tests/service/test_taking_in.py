"""A folder, a ZIP, a watched folder: the same intake as the page, and no archive does harm."""

import random
import stat
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from domain.errors import Refused
from domain.sending import NewSending, UploadState
from service.arriving import archive, unpacking
from service.arriving.archive import Archive, name_of
from service.arriving.drop_folder import STILL_S, DropFolder
from service.arriving.taking_in import take_in
from service.cli import app, dropping
from tests.service.conftest import environ

SHANGHAI = ZoneInfo("Asia/Shanghai")


def said() -> NewSending:
    return NewSending(campaign="yunling-2025", unit="u1", invite=None, client_id="c", via="ingest")


def taken(web, *files: Path):
    return list(take_in(web.settings, web.storage, said(), files, clock=web.clock))


def told(uploads) -> dict[str, str]:
    return {u.said.filename: u.refused[0] if u.refused else u.state.value for u in uploads}


def pack(path: Path, files: dict[str, bytes], **how) -> Path:
    with zipfile.ZipFile(path, "w", **how) as packed:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2025, 5, 28, 9, 30, 0))
            packed.writestr(info, content, compress_type=how.get("compression"))
    return path


# -- archives


def test_the_files_of_a_zip_come_in_with_their_names_and_times(web, tmp_path):
    files = {"照片/IMG_1.jpg": b"one", "照片/IMG_2.jpg": b"two", "a.jpg": b"one"}
    uploads = taken(web, pack(tmp_path / "week.ZIP", files))
    assert sorted(told(uploads).values()) == ["duplicate", "received", "received"]
    assert set(told(uploads)) == {"IMG_1.jpg", "IMG_2.jpg", "a.jpg"}
    assert len({upload.receipt.rpartition("-")[0] for upload in uploads}) == 1
    # A ZIP knows local time only: it is the week's.
    saved = datetime(2025, 5, 28, 1, 30, tzinfo=UTC).timestamp() * 1000
    assert {upload.said.modified_ms for upload in uploads} == {int(saved)}
    assert list((web.settings.home / unpacking.FOLDER).iterdir()) == []


def test_what_systems_add_to_a_zip_is_passed_over(web, tmp_path):
    files = {"__MACOSX/._IMG_1.jpg": b"x", "a/.DS_Store": b"x", "a/": b"", "IMG_1.jpg": b"1"}
    assert told(taken(web, pack(tmp_path / "a.zip", files))) == {"IMG_1.jpg": "received"}


def test_a_name_that_leads_elsewhere_is_only_a_name(web, tmp_path):
    files = {"../../../evil.jpg": b"1", "/etc/passwd.jpg": b"2", "C:\\x\\y.jpg": b"3"}
    uploads = taken(web, pack(tmp_path / "a.zip", files))
    assert set(told(uploads)) == {"evil.jpg", "passwd.jpg", "y.jpg"}
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.zip"]


@pytest.mark.parametrize(
    ("raw", "flag", "unicode_path", "name"),
    [
        ("科普大讲堂.jpg".encode("gbk"), 0, False, "科普大讲堂.jpg"),
        ("科普大讲堂.jpg".encode(), 0, False, "科普大讲堂.jpg"),
        ("科普大讲堂.jpg".encode(), 0x800, False, "科普大讲堂.jpg"),
        (b"IMG_1.jpg", 0, False, "IMG_1.jpg"),
        (b"???.jpg", 0, True, "科普.jpg"),
        # Of no code page that we know: as the archive shows it.
        (b"\xff\xff.jpg", 0, False, "\u00a0\u00a0.jpg"),
    ],
)
def test_names_are_read_as_their_maker_saw_them(raw, flag, unicode_path, name):
    info = zipfile.ZipInfo()
    info.orig_filename = info.filename = raw.decode("utf-8" if flag else "cp437")
    info.flag_bits = flag
    if unicode_path:
        field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "科普.jpg".encode()
        info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert name_of(info) == name


def test_a_zip_from_a_chinese_windows_is_read_whole(web, tmp_path):
    """As Explorer writes it: GBK and no flag. Python writes such names only by hand."""
    plain = pack(tmp_path / "plain.zip", {"AAAAAAAAAA.jpg": b"1"}).read_bytes()
    name = "科普大讲堂".encode("gbk")
    assert plain.count(b"AAAAAAAAAA") == 2 and len(name) == 10
    (tmp_path / "windows.zip").write_bytes(plain.replace(b"AAAAAAAAAA", name))
    assert told(taken(web, tmp_path / "windows.zip")) == {"科普大讲堂.jpg": "received"}


def test_a_bomb_is_refused_before_it_is_unpacked(web, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "ALWAYS_FINE", 1 << 20)
    bomb = pack(tmp_path / "bomb.zip", {"a.jpg": bytes(8 << 20)}, compression=zipfile.ZIP_DEFLATED)
    assert told(taken(web, bomb)) == {"bomb.zip": "archive-bomb"}
    assert not (web.settings.home / unpacking.FOLDER).exists()


def test_a_bomb_that_lies_about_its_size_stops_at_what_it_announced(tmp_path):
    content = bytes(200_000)
    packed = pack(tmp_path / "a.zip", {"a.jpg": content}, compression=zipfile.ZIP_DEFLATED)
    true, false = struct.pack("<I", len(content)), struct.pack("<I", 100)
    packed.write_bytes(packed.read_bytes().replace(true, false))
    with Archive(packed, zone=SHANGHAI) as opened:
        (member,) = opened.members()
        with (tmp_path / "out").open("wb") as target, pytest.raises(Refused) as refused:
            opened.unpack(member, target)
    assert refused.value.code in ("archive-bomb", "archive-broken")
    assert (tmp_path / "out").stat().st_size <= 100


def test_too_many_files_are_refused(web, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    files = {f"{number}.jpg": b"1" for number in range(3)}
    assert told(taken(web, pack(tmp_path / "a.zip", files))) == {"a.zip": "archive-bomb"}


def test_a_list_of_files_that_fills_the_memory_is_not_read(tmp_path):
    packed = pack(tmp_path / "a.zip", {"a.jpg": b"1"})
    content = bytearray(packed.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<I", 1 << 30)
    packed.write_bytes(content)
    with pytest.raises(Refused) as refused:
        Archive(packed, zone=SHANGHAI)
    assert refused.value.code == "archive-bomb"


@pytest.mark.parametrize("hiding", ["a 64-bit record", "a second signature"])
def test_a_long_list_is_found_where_the_reader_believes_it(tmp_path, hiding):
    packed = pack(tmp_path / "a.zip", {"a.jpg": b"1"})
    content = packed.read_bytes()
    end = content.rfind(b"PK\x05\x06")
    listed, plain = 1 << 30, bytearray(content[end:])
    if hiding == "a 64-bit record":
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, listed, 0)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
        content = content[:end] + record + locator + bytes(plain)
    else:
        plain[12:16], plain[16:20] = struct.pack("<I", listed), b"PK\x05\x06"
        content = content[:end] + bytes(plain)
    packed.write_bytes(content)
    with pytest.raises(Refused) as refused:
        Archive(packed, zone=SHANGHAI)
    assert refused.value.code == "archive-bomb"


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=str
)
def test_damage_is_told_as_damage_however_it_is_packed(web, tmp_path, method):
    content = random.Random(4).randbytes(5000)
    packed = pack(tmp_path / "a.zip", {"a.jpg": content, "b.jpg": b"2"}, compression=method)
    torn = bytearray(packed.read_bytes())
    torn[100:3000] = bytes(2900)
    packed.write_bytes(torn)
    assert told(taken(web, packed)) == {"a.jpg": "archive-broken", "b.jpg": "received"}


def test_a_damaged_or_locked_zip_says_so_and_the_rest_of_the_folder_comes_in(web, tmp_path):
    whole = pack(tmp_path / "whole.zip", {"a.jpg": b"x" * 5000, "b.jpg": b"y" * 5000})
    content = bytearray(whole.read_bytes())
    (tmp_path / "short.zip").write_bytes(content[:-30])
    content[100] ^= 0xFF
    (tmp_path / "flipped.zip").write_bytes(content)
    locked = bytearray(pack(tmp_path / "locked.zip", {"c.jpg": b"1"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    (tmp_path / "z.jpg").write_bytes(b"z")
    names = ("short.zip", "flipped.zip", "locked.zip", "z.jpg")
    assert told(taken(web, *(tmp_path / name for name in names))) == {
        "short.zip": "archive-broken",
        "a.jpg": "archive-broken",
        "b.jpg": "received",
        "c.jpg": "archive-locked",
        "z.jpg": "received",
    }


def test_a_link_in_a_zip_is_not_followed(web, tmp_path):
    info = zipfile.ZipInfo("link.jpg")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(info, "/etc/passwd")
    assert told(taken(web, tmp_path / "a.zip")) == {"link.jpg": "not-a-file"}


def test_only_what_is_a_zip_by_name_and_bytes_is_opened(web, tmp_path):
    document = pack(tmp_path / "report.docx", {"word/document.xml": b"1"})
    named = tmp_path / "photo.zip"
    named.write_bytes(b"\xff\xd8\xff\xe0 a photo under a wrong name")
    uploads = taken(web, document, named)
    assert [upload.state for upload in uploads] == [UploadState.RECEIVED] * 2
    assert set(told(uploads)) == {"report.docx", "photo.zip"}


# -- the watched folder


def test_a_file_is_taken_only_when_it_has_stood_still(tmp_path):
    now = [100.0]
    drops = DropFolder(tmp_path, clock=lambda: now[0])
    (tmp_path / "IMG_1.jpg").write_bytes(b"ha")
    for name in (".hidden.jpg", "IMG_2.jpg.part", "~$x.jpg"):
        (tmp_path / name).write_bytes(b"x")
    assert drops.whole() == []
    now[0] += STILL_S - 1
    (tmp_path / "IMG_1.jpg").write_bytes(b"half and the rest")
    assert drops.whole() == []
    now[0] += STILL_S
    assert drops.whole() == [tmp_path / "IMG_1.jpg"]


def test_what_was_taken_is_put_aside_under_its_receipt_and_never_written_over(tmp_path):
    drops = DropFolder(tmp_path)
    places = []
    for content in (b"1", b"2"):
        (tmp_path / "IMG_1.jpg").write_bytes(content)
        file = tmp_path / "IMG_1.jpg"
        places.append(drops.put_aside(file, taken=True, receipt="0528-01"))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes(b"3")
    places.append(drops.put_aside(tmp_path / "a" / "b.txt", taken=False, receipt="0528-01"))
    assert [str(place.relative_to(tmp_path)) for place in places] == [
        "已接收/0528-01/IMG_1.jpg",
        "已接收/0528-01/IMG_1~2.jpg",
        "未接收/0528-01/a/b.txt",
    ]
    assert [place.read_bytes() for place in places] == [b"1", b"2", b"3"]
    assert drops.whole() == []


def test_a_watched_folder_takes_in_what_is_copied_into_it_until_it_is_stopped(
    web, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "drop"
    folder.mkdir()
    monkeypatch.setattr("service.arriving.drop_folder.STILL_S", 0.0)
    monkeypatch.setattr(dropping, "now", web.clock)
    (folder / "IMG_1.jpg").write_bytes(b"one")
    (folder / "empty.jpg").write_bytes(b"")
    pack(folder / "more.zip", {"IMG_2.jpg": b"two"})
    looks = iter(["one more look"])

    def stop_after_two_looks(_seconds: float) -> None:
        if next(looks, None) is None:
            raise KeyboardInterrupt
        (folder / "IMG_3.jpg").write_bytes(b"three")

    dropping.watch_folder(web.settings, web.storage, said(), folder, wait=stop_after_two_looks)
    assert {(r.filename, str(r.state)) for r in web.receipts()} == {
        ("IMG_1.jpg", "received"),
        ("IMG_2.jpg", "received"),
        ("IMG_3.jpg", "received"),
        ("empty.jpg", "refused"),
    }
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert left == {
        "已接收/0528-01/IMG_1.jpg",
        "已接收/0528-01/more.zip",
        "已接收/0528-02/IMG_3.jpg",
        "未接收/0528-01/empty.jpg",
    }
    assert "0528-01-01" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["a", "b"], ["a", "--wait"], ["nowhere"]])
def test_watching_takes_one_folder_that_is_there(web, tmp_path, arguments):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    given = [a if a.startswith("-") else str(tmp_path / a) for a in arguments]
    told = CliRunner().invoke(
        app, ["ingest", *given, "--watch", "--unit", "u1"], env=environ(web.settings.home)
    )
    assert told.exit_code != 0 and "--watch" in str(told.exception)
