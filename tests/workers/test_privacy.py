"""Place, serial numbers, names and maker notes are in no picture or clip that is made of a file."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.workers.media_recipes import X264, corners, ffmpeg, rotated
from workers.tools.clips.clip_look import clip_look
from workers.tools.clips.motion_photo import motion_clip
from workers.tools.exiftool import ExifTool
from workers.tools.photos.package_photo import package_photo
from workers.tools.photos.pictures import photo_seen

#: Names of tags and texts that must not be found; the texts stand in the files that are given.
PRIVATE = ("GPS", "Serial", "MakerNote", "Location", "Artist", "Owner", "Comment")
SECRETS = ("SERIAL77", "A person", "37.95", "note note")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A second of a phone's clip that says where it was taken, and by whom."""
    path = tmp_path_factory.mktemp("clip") / "a.mov"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1", *X264),
        *("-metadata", "location=+37.9513+110.9879/", "-metadata", "artist=A person"),
        *("-metadata", "comment=SERIAL77", "-movflags", "use_metadata_tags"),
        path,
    )
    return rotated(path, 90).read_bytes()


@pytest.fixture(scope="module")
def photo(clip: bytes) -> bytes:
    """A motion photo with all that a phone writes."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112], exif[0x013B] = "Phone", 6, "A person"
    exif.get_ifd(0x8769).update({0xA431: "SERIAL77", 0x927C: b"note " * 9})
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 57.0, 4.7), 3: "E", 4: (110.0, 59.0, 16.0)})
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a MicroVideoOffset="{len(clip)}"/></x:xmpmeta>'
    file = io.BytesIO()
    picture = corners(640, 480)
    picture.save(file, "JPEG", exif=exif, xmp=xmp.encode(), comment=b"SERIAL77")
    return file.getvalue() + clip


@pytest.fixture
def tags(tmp_path: Path) -> Iterator:
    with ExifTool(reads=[tmp_path]) as exiftool:

        def read(data: bytes) -> dict:
            path = tmp_path / "made"
            path.write_bytes(data)
            return exiftool.read(path)

        yield read


def found(tags: dict) -> list[str]:
    """What is private in a file's tags."""
    said = [f"{tag}: {value}" for tag, value in tags.items()]
    return [each for each in said if any(mark in each for mark in (*PRIVATE, *SECRETS))]


def test_the_files_that_are_given_do_say_such_things(tags, photo, clip):
    assert len(found(tags(photo))) >= 6
    assert len(found(tags(clip))) >= 2


def test_small_pictures_of_a_photo_say_nothing(tags, photo):
    _, blobs = photo_seen(io.BytesIO(photo), {})
    assert set(blobs) == {"thumb", "view"}
    assert [each for data in blobs.values() for each in found(tags(data))] == []


def test_the_clip_of_a_motion_photo_says_nothing(tags, photo):
    value, _ = photo_seen(io.BytesIO(photo), {})
    start, length = value["facts"]["motion"]
    _, blobs = motion_clip(io.BytesIO(photo), {"start": start, "length": length})
    assert found(tags(blobs["motion"])) == []
    assert not any(secret.encode() in blobs["motion"] for secret in SECRETS)


def test_pictures_of_a_clip_say_nothing(tags, clip):
    _, blobs = clip_look(io.BytesIO(clip), {"duration_ms": 1000})
    assert set(blobs) == {"poster", "thumb", "strip"}
    assert [each for data in blobs.values() for each in found(tags(data))] == []


def test_the_packages_copy_of_a_photo_says_nothing(tags, photo):
    _, blobs = package_photo(io.BytesIO(photo), {})
    assert [each for data in blobs.values() for each in found(tags(data))] == []
