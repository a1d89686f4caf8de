"""What a file is by its first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.arriving.refusals import REFUSALS, refusal
from domain.arriving.sniff import HEAD_BYTES, sniff
from domain.errors import Refused
from domain.facts import Kind


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    brands = b"".join(compatible)
    size = (16 + len(brands)).to_bytes(4, "big")
    return size + b"ftyp" + major + bytes(4) + brands + b"\x00\x00\x00\x08free"


def transport_stream(step: int, start: int) -> bytes:
    packet = b"\x47" + bytes(step - 1)
    return bytes(start) + packet * 5


def refused(head: bytes) -> str:
    with pytest.raises(Refused) as told:
        sniff(head, len(head))
    return told.value.code


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
        (b"GIF89a\x01\x00", "gif"),
        (b"GIF87a\x01\x00", "gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "webp"),
        (b"II*\x00\x08\x00\x00\x00", "tiff"),
        (b"MM\x00*\x00\x00\x00\x08", "tiff"),
        (ftyp(b"heic", b"mif1", b"heic"), "heif"),
        (ftyp(b"mif1", b"heic", b"hevc"), "heif"),
        (ftyp(b"avif", b"mif1"), "avif"),
        (ftyp(b"mif1", b"avif", b"miaf"), "avif"),
    ],
)
def test_a_photo_is_told_by_its_content(head, found):
    sniffed = sniff(head, len(head))
    assert (sniffed.format, sniffed.kind) == (found, Kind.PHOTO)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (ftyp(b"isom", b"iso2", b"avc1"), "mov"),
        (ftyp(b"mp42"), "mov"),
        (ftyp(b"qt  "), "mov"),
        (ftyp(b"3gp5"), "mov"),
        (ftyp(b"M4V "), "mov"),
        (b"\x00\x00\x10\x00moov" + bytes(16), "mov"),
        (b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat", "mov"),
        (b"\x1aE\xdf\xa3\x01\x00\x00\x00", "matroska"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "avi"),
        (transport_stream(188, 0), "mpegts"),
        (transport_stream(192, 4), "mpegts"),
    ],
)
def test_a_clip_is_told_by_its_content(head, found):
    sniffed = sniff(head, len(head))
    assert (sniffed.format, sniffed.kind) == (found, Kind.CLIP)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"", "empty"),
        (b"dear colleagues, here is the list", "not-media"),
        ("各单位：现将活动安排通知如下".encode(), "not-media"),
        ("各单位：现将活动安排通知如下".encode("gb18030"), "not-media"),
        ("各单位".encode("utf-16"), "not-media"),
        (b"push graphic-context\nviewbox 0 0 640 480", "not-media"),
        (b"MZ\x90\x00\x03", "not-media"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd", "playlist"),
        (b"\xef\xbb\xbf  #EXTM3U\n", "playlist"),
        (b"ffconcat version 1.0\nfile 'a.mp4'", "playlist"),
        (b"file '/etc/passwd'\n", "playlist"),
        (b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "playlist"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b'<?xml version="1.0"?>\n<!-- drawn --><svg width="9"/>', "svg"),
        (b'<x:svg xmlns:x="http://www.w3.org/2000/svg">', "svg"),
        ('<?xml version="1.0"?><svg/>'.encode("utf-16"), "svg"),
        (b"<!DOCTYPE html><html><body>", "document"),
        (b'<?xml version="1.0"?><x:xmpmeta />', "sidecar"),
        (b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta>', "sidecar"),
        (
            b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST '
            b'1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">'
            b"<dict><key>adjustmentBaseVersion</key><integer>0</integer></dict></plist>",
            "sidecar",
        ),
        (
            b'<?xml version="1.0"?><plist version="1.0"><dict><key>a</key></dict></plist>',
            "document",
        ),
        (b"%PDF-1.7\n", "document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "document"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),
        (b"PK\x03\x04" + bytes(26) + b"IMG_1.jpg", "archive"),
        (b"Rar!\x1a\x07\x01\x00", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (bytes(257).replace(b"\x00", b"a") + b"ustar\x00", "archive"),
        (b"ID3\x04\x00", "no-picture"),
        (b"\xff\xfb\x90\x64", "no-picture"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "no-picture"),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "no-picture"),
        (ftyp(b"M4A ", b"M4A ", b"mp42"), "no-picture"),
        (b"#!AMR\n", "no-picture"),
        (b"\x02#!SILK_V3", "no-picture"),
        (b"BM\x36\x00\x00\x00" + bytes(4) + b"\x36", "unsupported-codec"),
        (b"BMI of the villagers", "not-media"),
        (b"8BPS\x00\x01", "unsupported-codec"),
        (b"FLV\x01\x05", "unsupported-codec"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "unsupported-codec"),
        (b".RMF\x00\x00", "unsupported-codec"),
        (b"OggS\x00\x02" + bytes(22) + b"\x80theora", "unsupported-codec"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00", "unsupported-codec"),
        (ftyp(b"crx ", b"crx "), "unsupported-codec"),
        (bytes(512), "unreadable"),
    ],
)
def test_what_is_no_photo_or_clip_is_refused_with_its_reason(head, code):
    assert refused(head) == code


def test_a_size_of_zero_is_empty_whatever_was_read():
    with pytest.raises(Refused) as told:
        sniff(b"\xff\xd8\xff", 0)
    assert told.value.code == "empty"


@given(st.binary(max_size=HEAD_BYTES))
def test_any_bytes_get_a_format_or_a_refusal_with_words(head):
    try:
        sniffed = sniff(head, len(head))
    except Refused as told:
        assert told.words == REFUSALS[told.code]
    else:
        assert sniffed.kind in (Kind.PHOTO, Kind.CLIP)


@given(st.binary(min_size=4, max_size=64))
def test_nothing_behind_a_jpeg_start_makes_it_something_else(rest):
    assert sniff(b"\xff\xd8\xff\xe0" + rest, 99).format == "jpeg"


def test_every_refusal_speaks_both_languages_and_says_what_to_send_instead():
    for code, words in REFUSALS.items():
        assert "请" in words.zh, code
        assert "lease" in words.en, code
        assert refusal(code).code == code
