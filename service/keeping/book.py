"""What a backup says of itself: backup.json, the list of its files, and how far a run has come.

    backup.json            state, when, which program and database, campaigns in numbers
    manifest-<when>.jsonl  one line a blob: name, size, sha256, parts
    progress.jsonl         the same lines of a run that has not ended
    database/<aa>/<sha256> the database
    blobs/<aa>/<sha256>    the blobs, by content

backup.json is replaced last, and names manifest and database by their hashes; so a backup that was
whole stays whole until the next one is.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from domain.errors import UsageError
from domain.words import Words
from service.keeping.medium import Damaged, Kept, faults
from storage.sql.references import CampaignCount

BOOK, PROGRESS = "backup.json", "progress.jsonl"
BLOBS, DATABASE = "blobs", "database"
#: Version of this form; a newer one is refused.
FORMAT = 1
COMPLETE, INCOMPLETE = "complete", "incomplete"


@dataclass(frozen=True, kw_only=True)
class Book:
    """backup.json. Everything but the first four fields is empty while it is incomplete."""

    #: `complete`, or `incomplete` while the first run into the folder has not ended.
    state: str
    #: Version of the program that wrote it.
    program: str
    #: Kind of database: sqlite or postgresql.
    kind: str
    #: When the run began, ISO 8601, UTC.
    started_at: str
    #: Moment of the database that it holds, ISO 8601, UTC.
    taken_at: str = ""
    #: Newest migration of the database.
    revision: str = ""
    #: Major version of the database server; 0 for a file.
    server: int = 0
    database: Kept | None = None
    manifest: str = ""
    manifest_sha256: str = ""
    #: Files and their bytes, without the database.
    files: int = 0
    bytes: int = 0
    #: True when rendered shots were left out.
    without_segments: bool = False
    campaigns: tuple[CampaignCount, ...] = ()
    #: Blobs that rows speak of and the store itself had lost or damaged.
    missing: tuple[str, ...] = field(default=())


def write_book(book: Book) -> str:
    return json.dumps({"format": FORMAT, **asdict(book)}, ensure_ascii=False, indent=1) + "\n"


def read_book(folder: Path) -> Book | None:
    """None when the folder holds no backup; UsageError for one of a newer program.

    Raises Damaged when it is broken, StorageFailed when it cannot be read.
    """
    try:
        text = _text(folder, BOOK)
        if text is None:
            return None
        kept: dict[str, Any] = dict(json.loads(text))
    except (ValueError, TypeError) as error:
        raise Damaged(BOOK) from error
    if kept.pop("format", None) != FORMAT:
        raise UsageError(
            Words(
                zh="这份备份由更新版本的程序写成，请先升级程序",
                en="this backup was written by a newer version; upgrade the program",
            )
        )
    try:
        return _book(kept)
    except (TypeError, KeyError) as error:
        raise Damaged(BOOK) from error


def _book(kept: dict[str, Any]) -> Book:
    return Book(
        **kept
        | {
            "database": Kept(**kept["database"]) if kept["database"] else None,
            "campaigns": tuple(CampaignCount(**row) for row in kept["campaigns"]),
            "missing": tuple(kept["missing"]),
        }
    )


def write_manifest(entries: Iterable[tuple[str, Kept]]) -> str:
    """One JSON line a blob, sorted by name."""
    return "".join(manifest_line(name, kept) for name, kept in sorted(entries))


def manifest_line(name: str, kept: Kept) -> str:
    return json.dumps({"name": name, **asdict(kept)}) + "\n"


def read_manifest(folder: Path, book: Book) -> dict[str, Kept]:
    """Blob -> where it is; Damaged when the list is not the one that the book names."""
    try:
        text = (folder / book.manifest).read_bytes()
    except OSError as error:
        raise Damaged(book.manifest) from error
    if hashlib.sha256(text).hexdigest() != book.manifest_sha256:
        raise Damaged(book.manifest)
    return dict(_entries(text.decode().splitlines()))


def read_progress(folder: Path) -> dict[str, Kept]:
    """What runs that did not end have copied.

    A line that a kill or a power cut tore is not counted: its blob is copied again.
    """
    found: dict[str, Kept] = {}
    for line in (_text(folder, PROGRESS, errors="replace") or "").splitlines():
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
            found |= _entries([line])
    return found


def _text(folder: Path, name: str, *, errors: str = "strict") -> str | None:
    """None when there is none; StorageFailed when it cannot be read."""
    with faults(folder):
        try:
            return (folder / name).read_text(encoding="utf-8", errors=errors)
        except (FileNotFoundError, NotADirectoryError):
            return None


def _entries(lines: Iterable[str]) -> Iterable[tuple[str, Kept]]:
    for line in lines:
        row = json.loads(line)
        yield row.pop("name"), Kept(**row)
