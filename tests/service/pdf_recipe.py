"""PDF files written byte by byte: text with a font that is not inside, or pages without any."""

import zlib

#: A grey pixel, as a scanner's page has millions of them.
PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>\nstream\n\x80\nendstream"
)


def pdf_of(pages: list[str]) -> bytes:
    """A PDF whose pages hold these lines as text, in Chinese too."""
    return _file([_shown(page.splitlines()) for page in pages], _cmap("".join(pages)))


def scan_of(pages: int) -> bytes:
    """A PDF of pictures alone."""
    return _file([b"q 595 0 0 842 0 0 cm /P Do Q"] * pages, _cmap("a"))


def bomb_of(size: int) -> bytes:
    """A PDF whose one page unpacks to `size` bytes."""
    return _file([b"(" + b"a" * size + b") Tj"], _cmap("a"))


def _shown(lines: list[str]) -> bytes:
    drawn = [
        f"BT /F 16 Tf 80 {760 - 28 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for n, line in enumerate(lines)
    ]
    return "\n".join(drawn).encode()


def _cmap(text: str) -> bytes:
    codes = sorted({character.encode("utf-16-be").hex() for character in text if character != "\n"})
    pairs = "\n".join(f"<{code}> <{code}>" for code in codes)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    ).encode()


def _file(contents: list[bytes], cmap: bytes) -> bytes:
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(contents)))
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>"
    )
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
        font,
        descendant,
        _stream(cmap),
        PICTURE,
    ]
    for n, content in enumerate(contents):
        page = (
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</P 6 0 R>>>>/Contents {8 + 2 * n} 0 R>>"
        )
        objects += [page.encode(), _stream(content)]
    return _joined(objects)


def _stream(data: bytes) -> bytes:
    packed = zlib.compress(data, 1)
    return b"<</Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (len(packed), packed)


def _joined(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
