"""Makes .docx and .xlsx the same bytes for the same contents: order, times and packing of parts."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

#: Read first by whoever opens it.
_FIRST = "[Content_Types].xml"
_CORE = "docProps/core.xml"
#: Packed already; packing it again costs time and gains nothing.
_PACKED = (".jpg", ".jpeg", ".png")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def settled(path: Path, made: datetime) -> None:
    """Write the file at `path` anew, every part dated `made`.

    The libraries date parts with the clock, and openpyxl the document too.
    """
    moment = made.astimezone(UTC)
    partial = path.with_name(f"{path.name}.partial")
    with zipfile.ZipFile(path) as kept, zipfile.ZipFile(partial, "w") as out:
        for name in sorted(kept.namelist(), key=lambda name: (name != _FIRST, name)):
            content = kept.read(name)
            if name == _CORE:
                stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            part = zipfile.ZipInfo(name, moment.timetuple()[:6])
            part.external_attr = 0o600 << 16
            part.compress_type = (
                zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            )
            out.writestr(part, content)
    partial.replace(path)
