"""Tags as phones and programs really write them, read by exiftool into facts and claims."""

import struct
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from domain.arriving.sniff import Sniffed
from domain.facts import Claim, ClaimClass, Kind
from domain.inspecting.deciding import facts_from
from domain.times.claims import claims_from
from tests.workers.media_recipes import PICTURE, X264, ffmpeg
from workers.tools.exiftool import ExifTool

LIVE = "3C6D1F0A-6E1F-4C43-9B0B-0F6B3B4B5B6B"
MEASURED = {"width": 64, "height": 48}


@pytest.fixture
def exiftool(tmp_path: Path) -> Iterator[ExifTool]:
    with ExifTool(reads=[tmp_path]) as tool:
        yield tool


def photo(path: Path, note: bytes | None = None) -> Path:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Apple", "iPhone 12"
    if note is not None:
        exif.get_ifd(0x8769)[0x927C] = note
    Image.new("RGB", (64, 48)).save(path, "JPEG", exif=exif)
    return path


def apple_note(identifier: str) -> bytes:
    """An iPhone's maker note with the Live Photo's identifier (tag 0x11) alone."""
    text = identifier.encode() + b"\0"
    # Behind the head: one entry, its text right after it.
    entry = struct.pack(">HHII", 0x11, 2, len(text), 14 + 2 + 12 + 4)
    return b"Apple iOS\0\0\1MM" + struct.pack(">H", 1) + entry + struct.pack(">I", 0) + text


def tagged(path: Path, *tags: str) -> Path:
    subprocess.run(
        ["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True, timeout=60
    )
    return path


def claims(tool: ExifTool, path: Path) -> dict[str, Claim]:
    found = claims_from(
        tool.read(path),
        "photo",
        modified_ms=None,
        sender_day=None,
        received_at=datetime(2024, 6, 3, tzinfo=UTC),
        zone=ZoneInfo("Asia/Shanghai"),
    )
    return {claim.source: claim for claim in found}


def test_photo_and_clip_of_a_live_photo_say_the_same_identifier(exiftool, tmp_path):
    still = photo(tmp_path / "a.jpg", apple_note(LIVE))
    moving = tmp_path / "a.mov"
    identifier = f"com.apple.quicktime.content.identifier={LIVE}"
    keys = ("-movflags", "use_metadata_tags", "-metadata", identifier)
    ffmpeg(*PICTURE, *X264, *keys, moving)
    for path, format_, kind in ((still, "jpeg", Kind.PHOTO), (moving, "mov", Kind.CLIP)):
        sniffed = Sniffed(format=format_, kind=kind)
        facts = facts_from(sniffed, MEASURED, exiftool.read(path), path.name)
        assert facts.content_id == LIVE


def test_an_iphones_clip_says_its_moment_with_its_offset(exiftool, tmp_path):
    moment = "com.apple.quicktime.creationdate=2024-05-28T09:30:12+0800"
    keys = ("-movflags", "use_metadata_tags", "-metadata", moment)
    ffmpeg(*PICTURE, *X264, *keys, tmp_path / "a.mov")
    claim = claims(exiftool, tmp_path / "a.mov")["quicktime"]
    assert claim.at is not None
    assert (claim.at.isoformat(), claim.zone_known) == ("2024-05-28T09:30:12+08:00", True)


def test_iptc_and_xmp_are_read_under_the_names_that_claims_look_for(exiftool, tmp_path):
    iptc = ("-IPTC:DateCreated=2024:05:28", "-IPTC:TimeCreated=09:30:12+08:00")
    path = tagged(photo(tmp_path / "a.jpg"), *iptc, "-XMP-photoshop:DateCreated=2024-05-28")
    found = claims(exiftool, path)
    assert found["iptc"].at == datetime(2024, 5, 28, 1, 30, 12, tzinfo=UTC)
    assert (found["xmp"].klass, found["xmp"].day) == (ClaimClass.DAY, date(2024, 5, 28))
