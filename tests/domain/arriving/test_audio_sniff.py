"""What music is by its first bytes."""

import pytest

from domain.arriving.audio_sniff import sounds_like_audio


@pytest.mark.parametrize(
    "head",
    [
        b"ID3\x04" + bytes(60),
        b"\xff\xfb\x90\x00" + bytes(60),
        b"fLaC" + bytes(60),
        b"OggS" + bytes(60),
        b"RIFF\x00\x00\x00\x00WAVEfmt ",
        b"FORM\x00\x00\x00\x00AIFF",
        b"\x00\x00\x00\x20ftypM4A " + bytes(50),
    ],
)
def test_music_is_known_by_its_first_bytes(head: bytes) -> None:
    assert sounds_like_audio(head)


@pytest.mark.parametrize(
    "head",
    [b"", b"RIFF\x00\x00\x00\x00WEBPVP8 ", b"\xff\xd8\xff\xe0", b"PK\x03\x04", b"#EXTM3U\n", b"MZ"],
)
def test_what_is_no_music_is_known_too(head: bytes) -> None:
    assert not sounds_like_audio(head)
