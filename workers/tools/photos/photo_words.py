"""Writes a caption into a clean JPEG as XMP, and takes it out again; the pixels are not touched."""

from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

_START, _APP0, _APP1 = b"\xff\xd8", 0xE0, 0xE1
_NAME = b"http://ns.adobe.com/xap/1.0/\x00"
#: XMP specification part 3, 1.1.3.1: a packet in a JPEG fits one segment of 65,535 bytes.
_MOST_BYTES = 60_000
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmp:CreatorTool="{tool}"{day}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
<photoshop:Credit>{unit}</photoshop:Credit>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, kw_only=True)
class PhotoWords:
    """What a packaged photo says of itself: nothing that its list does not say too."""

    #: Title of its activity.
    title: str
    caption: str
    #: Name of the unit that sent it.
    unit: str
    day: date | None


def with_words(jpeg: bytes, words: PhotoWords, recipe: str) -> bytes:
    """The JPEG with its words, as programs for pictures show them (IPTC Core in XMP).

    ValueError when it is no JPEG or the words are too many for a segment.
    """
    day = f' photoshop:DateCreated="{words.day.isoformat()}"' if words.day else ""
    packet = _PACKET.format(
        tool=_tool(recipe),
        day=day,
        title=escape(words.title),
        caption=escape(words.caption),
        unit=escape(words.unit),
    ).encode()
    if len(packet) > _MOST_BYTES:
        raise ValueError(f"{len(packet)} bytes of words do not fit into a JPEG's segment")
    content = _NAME + packet
    segment = bytes([0xFF, _APP1]) + (len(content) + 2).to_bytes(2, "big") + content
    place = _after_jfif(jpeg)
    return jpeg[:place] + segment + jpeg[place:]


def without_words(jpeg: bytes, recipe: str) -> bytes | None:
    """The clean JPEG that `with_words` was given; None when it was made by another recipe."""
    place = _after_jfif(jpeg)
    end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    content = jpeg[place + 4 : end]
    if jpeg[place + 1 : place + 2] != bytes([_APP1]) or not content.startswith(_NAME):
        return None
    if f'xmp:CreatorTool="{_tool(recipe)}"'.encode() not in content:
        return None
    return jpeg[:place] + jpeg[end:]


def _tool(recipe: str) -> str:
    return f"WeekReel {escape(recipe)}"


def _after_jfif(jpeg: bytes) -> int:
    """Where the first segment behind JFIF's own begins."""
    if not jpeg.startswith(_START):
        raise ValueError("not a JPEG")
    if jpeg[2:4] == bytes([0xFF, _APP0]):
        return 4 + int.from_bytes(jpeg[4:6], "big")
    return 2
