"""Intake's first look: what a file is by its first bytes, whatever its name says."""

import re
from dataclasses import dataclass

from domain.arriving.refusals import SIDECAR, refusal
from domain.facts import Kind

#: Bytes from the file's start that `sniff` wants to see; fewer when the file is shorter.
HEAD_BYTES = 4096

_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF = frozenset({b"avif", b"avis"})
#: Brands that say "some HEIF", the compatible brands then name the codec.
_HEIF_ANY = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "})
#: First boxes that old QuickTime and fragmented files start with instead of ftyp.
_MOV_BOXES = frozenset({b"moov", b"mdat", b"free", b"wide", b"skip", b"pnot", b"styp", b"moof"})

#: Starts that stand for one reason. Media that we do not take are `unsupported-codec`.
_REFUSED_STARTS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    ("document", (b"%PDF-", b"%!PS", b"{\\rtf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"AT&TFORM")),
    (
        "archive",
        (
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"Rar!\x1a\x07",
            b"7z\xbc\xaf\x27\x1c",
            b"\x1f\x8b",
            b"BZh",
            b"\xfd7zXZ\x00",
            b"\x28\xb5\x2f\xfd",
        ),
    ),
    (
        "no-picture",
        (
            b"ID3",
            b"fLaC",
            b"#!AMR",
            b"#!SILK",
            b"\x02#!SILK",
            b"MThd",
            b"\xff\xfb",
            b"\xff\xf3",
            b"\xff\xf2",
            b"\xff\xf1",
            b"\xff\xf9",
        ),
    ),
    (
        "unsupported-codec",
        (
            b"8BPS",
            b"\x00\x00\x01\x00",
            b"\xff\x0a",
            b"\x00\x00\x00\x0cJXL ",
            b"\x00\x00\x00\x0cjP  ",
            b"\xff\x4f\xff\x51",
            b"FLV\x01",
            b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
            b".RMF",
            b"\x00\x00\x01\xba",
            b"\x00\x00\x01\xb3",
            b"IIU\x00",
            b"IIRO",
            b"IIRS",
            b"FUJIFILMCCD-RAW",
            b"gimp xcf",
        ),
    ),
)

#: Zip members that office programs write first.
_OFFICE = (b"[Content_Types].xml", b"_rels/.rels", b"mimetypeapplication/", b"word/", b"docProps/")
_PLAYLIST = re.compile(rb"#EXTM3U|ffconcat\s+version|\[playlist\]|<smil|<MPD|file\s+['\"]", re.I)
_MARKUP = re.compile(
    rb"<(\?xml|!--|!doctype|html|head|body|script|x:xmpmeta|[a-z]+:?[a-z]*[\s>])", re.I
)
#: Sidecars: Adobe's and darktable's .xmp, the iPhone's .aae (a property list of adjustments).
_XMP = re.compile(rb"(<\?xml[^>]{0,200}\?>\s*)?<(\?xpacket|x:xmpmeta|rdf:RDF)[\s>]", re.I)
_ADJUSTMENT = re.compile(rb"<plist[\s>].{0,1000}<key>adjustment", re.I | re.DOTALL)
_SVG = re.compile(rb"<([a-z]+:)?svg[\s/>]", re.I)


@dataclass(frozen=True, kw_only=True)
class Sniffed:
    #: jpeg, heif, avif, png, webp, tiff, gif, mov, matroska, avi or mpegts.
    format: str
    kind: Kind


def sniff(head: bytes, size: int) -> Sniffed:
    """Format and kind by content; `head` is the first HEAD_BYTES of a file of `size` bytes.

    Raises Refused with code empty, not-media, playlist, svg, archive, document, no-picture,
    unsupported-codec, unreadable or sidecar. The name is never asked: a JPEG called .tiff is one.
    """
    if size == 0 or not head:
        raise refusal("empty")
    format_ = _photo(head) or _clip(head)
    if format_ is not None:
        return format_
    raise refusal(_reason(head))


def _photo(head: bytes) -> Sniffed | None:
    found = None
    if head.startswith(b"\xff\xd8\xff"):
        found = "jpeg"
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        found = "png"
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        found = "gif"
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = "webp"
    elif head[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+") and head[8:10] != b"CR":
        found = "tiff"
    elif head[4:8] == b"ftyp":
        found = _heif(head)
    return Sniffed(format=found, kind=Kind.PHOTO) if found else None


def _heif(head: bytes) -> str | None:
    brands = _brands(head)
    major = brands[0]
    if major in _AVIF or (major in _HEIF_ANY and _AVIF & set(brands)):
        return "avif"
    if major in _HEIF or major in _HEIF_ANY:
        return "heif"
    return None


def _brands(head: bytes) -> list[bytes]:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]


def _clip(head: bytes) -> Sniffed | None:
    found = None
    if head[4:8] == b"ftyp":
        found = None if _brands(head)[0] in _AUDIO_BRANDS | {b"crx "} else "mov"
    elif head[4:8] in _MOV_BOXES:
        found = "mov"
    elif head.startswith(b"\x1aE\xdf\xa3"):
        found = "matroska"
    elif head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        found = "avi"
    elif _transport_stream(head):
        found = "mpegts"
    return Sniffed(format=found, kind=Kind.CLIP) if found else None


def _transport_stream(head: bytes) -> bool:
    """Sync bytes at the distance of plain (188) or time-stamped (192, camcorders) packets."""
    return any(
        len(head) > start + 3 * step and all(head[start + step * n] == 0x47 for n in range(4))
        for start, step in ((0, 188), (4, 192))
    )


def _reason(head: bytes) -> str:
    if head.startswith(b"PK") and any(mark in head for mark in _OFFICE):
        return "document"
    for code, starts in _REFUSED_STARTS:
        if head.startswith(starts):
            return code
    return _by_structure(head) or _texts(head)


def _by_structure(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return "no-picture" if _brands(head)[0] in _AUDIO_BRANDS else "unsupported-codec"
    if head[:4] in (b"RIFF", b"RF64", b"OggS"):
        return "unsupported-codec" if b"theora" in head else "no-picture"
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return "unsupported-codec"
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "unsupported-codec"
    if head[257:262] == b"ustar":
        return "archive"
    return None


def _texts(head: bytes) -> str:
    if not any(head):
        # A copy that failed often leaves a file of the right size full of zeros.
        return "unreadable"
    text = _plain(head).lstrip()
    if _XMP.match(text) or (_MARKUP.match(text) and _ADJUSTMENT.search(text)):
        return SIDECAR
    if _PLAYLIST.match(text):
        return "playlist"
    if _MARKUP.match(text):
        if _SVG.search(text):
            return "svg"
        return "playlist" if re.search(rb"<(MPD|smil)[\s>]", text, re.I) else "document"
    return "not-media"


def _plain(head: bytes) -> bytes:
    """The head without byte-order mark; UTF-16 made readable for the ASCII patterns."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")
