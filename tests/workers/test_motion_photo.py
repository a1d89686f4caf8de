"""The clip inside a motion photo, however the phone says where it lies."""

import io
import struct
import time
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import Refused
from tests.workers.media_recipes import X264, corners, ffmpeg, photo, rotated
from workers.tools.clips.media_facts import clip_facts
from workers.tools.clips.motion_photo import motion_clip
from workers.tools.photos.pictures import photo_seen

LOCATION = ("-metadata", "location=+37.9513+110.9879/", "-metadata", "location-eng=+37.9+110.9/")


@pytest.fixture(scope="module")
def clip_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """One second with sound, its index at the end, a place and dates in its header."""
    path = tmp_path_factory.mktemp("motion") / "clip.mp4"
    ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1"),
        *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"),
        *(*X264, "-c:a", "aac", *LOCATION, "-metadata", "creation_time=2024-05-28T01:30:12Z"),
        path,
    )
    return path.read_bytes()


def xmp(body: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{body}</rdf:RDF></x:xmpmeta>"
    ).encode()


def micro_video(offset: int) -> bytes:
    return xmp(
        '<rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" '
        f'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{offset}"/>'
    )


def container(*items: tuple[str, int]) -> bytes:
    listed = "".join(
        f'<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="{semantic}" '
        f'Item:Length="{length}"/></rdf:li>'
        for semantic, length in items
    )
    return xmp(
        '<rdf:Description xmlns:Container="http://ns.google.com/photos/1.0/container/" '
        'xmlns:Item="http://ns.google.com/photos/1.0/container/item/"><Container:Directory>'
        f"<rdf:Seq>{listed}</rdf:Seq></Container:Directory></rdf:Description>"
    )


def samsung_trailer(clip: bytes) -> bytes:
    """The clip as a named block, then the directory that counts back to it."""
    name = b"MotionPhoto_Data"
    block = struct.pack("<HHI", 0, 0x0A30, len(name)) + name + clip
    entry = struct.pack("<HHII", 0, 0x0A30, len(block), len(block))
    head = b"SEFH" + struct.pack("<II", 101, 1) + entry
    return block + head + struct.pack("<I", len(head)) + b"SEFT"


def jpeg(with_xmp: bytes | None = None) -> bytes:
    return photo("JPEG", **({"xmp": with_xmp} if with_xmp else {})).getvalue()


def heic() -> bytes:
    return photo("HEIF", corners(128, 96)).getvalue()


def found(data: bytes) -> tuple[int, int] | None:
    span = photo_seen(io.BytesIO(data), {})[0]["facts"]["motion"]
    return tuple(span) if span else None


def test_the_old_micro_video_is_counted_from_the_end(clip_bytes):
    picture = jpeg(micro_video(len(clip_bytes)))
    assert found(picture + clip_bytes) == (len(picture), len(clip_bytes))


def test_the_containers_items_are_counted_from_the_end(clip_bytes):
    picture = jpeg(container(("Primary", 0), ("MotionPhoto", len(clip_bytes))))
    assert found(picture + clip_bytes) == (len(picture), len(clip_bytes))


def test_what_follows_the_clip_in_the_container_is_no_part_of_it(clip_bytes):
    gain_map = jpeg()
    items = (("Primary", 0), ("MotionPhoto", len(clip_bytes)), ("GainMap", len(gain_map)))
    picture = jpeg(container(*items))
    assert found(picture + clip_bytes + gain_map) == (len(picture), len(clip_bytes))


def test_samsungs_trailer_is_read(clip_bytes):
    picture = jpeg()
    data = picture + samsung_trailer(clip_bytes)
    assert found(data) == (len(picture) + 8 + 16, len(clip_bytes))


def test_huaweis_signature_lets_the_clip_be_looked_for(clip_bytes):
    picture = jpeg()
    data = picture + clip_bytes + b"v2_f29              LIVE_3050000        "
    assert found(data) == (len(picture), len(clip_bytes))


def test_a_heic_keeps_its_clip_in_a_box(clip_bytes):
    picture = heic()
    box = struct.pack(">I", 8 + len(clip_bytes)) + b"mpvd" + clip_bytes
    assert found(picture + box) == (len(picture) + 8, len(clip_bytes))


@pytest.mark.parametrize("offset", [0, 1, 7, 10**11])
def test_xmp_that_lies_about_the_place_finds_nothing(clip_bytes, offset):
    assert found(jpeg(micro_video(offset)) + clip_bytes) is None


def test_a_clip_without_an_index_is_none(clip_bytes):
    cut = clip_bytes[: clip_bytes.index(b"moov") - 4]
    assert found(jpeg(micro_video(len(cut))) + cut) is None


def test_a_file_full_of_false_beginnings_is_given_up_soon():
    bait = (b"\0\0\0\x08ftyp" * 40_000) + b"v2_f29              LIVE_3050000        "
    begun = time.process_time()
    assert found(jpeg() + bait) is None
    assert time.process_time() - begun < 3


def test_a_plain_photo_has_no_clip():
    assert found(jpeg()) is None
    assert found(heic()) is None


def test_the_clip_is_taken_out_whole_and_without_its_place_and_dates(clip_bytes):
    assert b"loci" in clip_bytes
    picture = jpeg(micro_video(len(clip_bytes)))
    data = picture + clip_bytes
    start, length = found(data) or (0, 0)
    value, blobs = motion_clip(io.BytesIO(data), {"start": start, "length": length})
    copy = blobs["motion"]
    facts = clip_facts(io.BytesIO(copy), {})[0]
    assert (facts["width"], facts["height"], facts["video"]["codec"]) == (160, 90, "h264")
    assert abs(value["duration_ms"] - 1000) <= 40
    assert abs(facts["duration_ms"] - 1000) <= 40
    assert facts["audio"]["codec"] == "aac"
    assert b"loci" not in copy
    # mvhd of version 0: creation time is its second word, seconds since 1904.
    header = copy.index(b"mvhd") + 4
    assert copy[header + 4 : header + 8] == bytes(4)


def test_the_turn_of_the_clip_stays(tmp_path: Path, clip_bytes):
    (tmp_path / "a.mp4").write_bytes(clip_bytes)
    turned = rotated(tmp_path / "a.mp4", 90).read_bytes()
    assert clip_facts(io.BytesIO(turned), {})[0]["rotation"] == 90
    data = jpeg(micro_video(len(turned))) + turned
    start, length = found(data) or (0, 0)
    _, blobs = motion_clip(io.BytesIO(data), {"start": start, "length": length})
    assert clip_facts(io.BytesIO(blobs["motion"]), {})[0]["rotation"] == 90


def test_a_clip_that_lost_its_pictures_is_refused(clip_bytes):
    start = clip_bytes.index(b"mdat") + 4
    cut = clip_bytes[:start] + clip_bytes[clip_bytes.index(b"moov") - 4 :]
    with pytest.raises(Refused):
        motion_clip(io.BytesIO(bytes(20) + cut), {"start": 20, "length": len(cut)})


@pytest.mark.parametrize(("start", "length"), [(10**9, 10), (0, 10**9), (-1, 10)])
def test_a_part_outside_the_file_is_refused(start, length):
    with pytest.raises(Refused):
        motion_clip(io.BytesIO(bytes(100)), {"start": start, "length": length})


def test_a_photo_keeps_its_size_with_a_clip_behind_it(clip_bytes):
    data = jpeg(micro_video(len(clip_bytes))) + clip_bytes
    facts = photo_seen(io.BytesIO(data), {})[0]["facts"]
    assert (facts["width"], facts["height"]) == Image.open(io.BytesIO(data)).size
