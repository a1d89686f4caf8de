"""What music is by its first bytes, before anything of it is kept."""

_STARTS = (b"ID3", b"fLaC", b"OggS", b"\xff\xf1", b"\xff\xf9")
#: MPEG audio frames without a tag: eleven bits of sync, layer 3, 2 or 1.
_MPEG = tuple(bytes((0xFF, second)) for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xFD, 0xFC))
_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"mp42", b"isom", b"mp41", b"dash", b"iso2", b"iso5", b"iso6")


def sounds_like_audio(head: bytes) -> bool:
    """True for MP3, AAC, FLAC, Ogg, WAV, AIFF and MP4, which may hold sound alone.

    `head` is the file's first 64 bytes. Whether there is sound that plays is heard later.
    """
    if head.startswith(_STARTS) or head.startswith(_MPEG):
        return True
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return True
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return True
    return head[4:8] == b"ftyp" and head[8:12] in _AUDIO_BRANDS
