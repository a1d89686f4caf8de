"""LibreOffice, where it is installed: a document of our own making as .pdf."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ToolFailed
from domain.words import Words
from workers.tools.packing.office_fonts import Substituted, substituted, write_choice
from workers.tools.running.runner import run

PROGRAM = "soffice"
#: LibreOffice's own settings of pictures in memory: bytes, and seconds that an idle one stays.
_CACHE = "/org.openoffice.Office.Common/Cache/GraphicManager"
_LIMITS = {"GraphicMemoryLimit": 8_000_000, "GraphicAllowedIdleTime": 1}
#: A report of fifty pages with its photos takes 10 s on one slow core.
_TIMEOUT_S = 180


@dataclass(frozen=True, kw_only=True)
class Converted:
    pdf: Path
    #: Fonts of the report that this machine does not have.
    substituted: tuple[Substituted, ...]


def is_installed() -> bool:
    return shutil.which(PROGRAM) is not None


def to_pdf(
    document: Path, folder: Path, *, cancelled: Callable[[], bool] | None = None
) -> Converted:
    """Write `document`, which must be of our own making, as PDF into the new folder `folder`.

    LibreOffice listens at a socket and starts further programs, so it is not locked in as what
    opens senders' files is: it gets a profile of its own there, limits and a time. Raises
    ToolMissing, ToolFailed, ToolTimedOut and ToolCancelled.
    """
    folder.mkdir()
    write_choice(folder)
    _write_limits(folder / "profile")
    run(
        PROGRAM,
        [
            f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"),
            *("--convert-to", "pdf", "--outdir", str(folder), str(document)),
        ],
        reads=[document],
        writes=[folder],
        timeout_s=_TIMEOUT_S,
        processes=True,
        trusted=True,
        cancelled=cancelled,
    )
    pdf = folder / f"{document.stem}.pdf"
    if not pdf.is_file():
        # It ends well also when it could not load the file.
        raise ToolFailed(
            Words(zh="LibreOffice 没有写出 PDF。", en="LibreOffice wrote no PDF."), stderr_tail=""
        )
    return Converted(pdf=pdf, substituted=substituted(folder))


def _write_limits(profile: Path) -> None:
    """Decoded pictures that are not being drawn are dropped at once, not kept up to 300 MB."""
    items = "".join(
        f'<item oor:path="{_CACHE}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in _LIMITS.items()
    )
    registry = profile / "user" / "registrymodifications.xcu"
    registry.parent.mkdir(parents=True)
    registry.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>",
        encoding="utf-8",
    )
