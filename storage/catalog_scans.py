"""The part of the seam to rows that concerns scanned notices on their way to be read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.notice.scan import ReadPage
from domain.words import Words

#: What all blobs of scans begin with; after it comes the scan's id.
BLOBS = "scans/"


class ScanState(StrEnum):
    #: Files are still coming.
    COLLECTING = "collecting"
    #: A job reads it, or waits to.
    READING = "reading"
    #: All pages are read.
    READ = "read"
    #: It cannot be read; `refused` says why.
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class ScanFile:
    """One file of the notice, in the order of its pages."""

    #: As the person called it.
    name: str
    blob: str
    #: Bytes.
    size: int


@dataclass(frozen=True, kw_only=True)
class Scan:
    """A notice whose pages are pictures; with its pictures it is forgotten as its draft is."""

    id: str
    #: At whose table it lies; None at the terminal.
    user: str | None
    state: ScanState
    files: tuple[ScanFile, ...]
    #: Those that were read so far, in order.
    pages: tuple[ReadPage, ...]
    refused: Words | None
    updated_at: datetime

    @property
    def job(self) -> str:
        """Id of the job that reads it."""
        return f"scan:{self.id}"

    @property
    def name(self) -> str:
        """What a draft of it is called."""
        return self.files[0].name if self.files else ""


def page_blob(scan: str, number: int) -> str:
    """Name of the picture that a page is shown by."""
    return f"{BLOBS}{scan}/page-{number}.jpg"


def file_blob(scan: str, place: str) -> str:
    """Name under which a file of it lies until it is read."""
    return f"{BLOBS}{scan}/file-{place}"


class Scans(Protocol):
    """A row stands before any blob of it: a blob whose scan has none may be deleted."""

    def begin(self, user: str | None, *, at: datetime) -> Scan:
        """A new one without files, in place of the user's earlier one.

        NotFound for no such user; Conflict while the user has a draft.
        """
        ...

    def of(self, user: str) -> Scan | None:
        """The one at the user's table."""
        ...

    def get(self, scan_id: str) -> Scan:
        """NotFound when it is forgotten."""
        ...

    def add_file(self, scan_id: str, file: ScanFile, *, at: datetime) -> Scan:
        """One more file, the last of them. NotFound; Conflict unless it is collecting; TooMuch."""
        ...

    def read(self, scan_id: str, *, at: datetime) -> Scan:
        """collecting -> reading, with the job that reads it. NotFound; Conflict."""
        ...

    def keep_page(self, scan_id: str, page: ReadPage) -> bool:
        """Keep what was read of a page, in place of what was; False when it is forgotten."""
        ...

    def finish(self, scan_id: str, *, refused: Words | None = None) -> bool:
        """reading -> read, or refused; False when it is forgotten or was finished."""
        ...

    def drop(self, scan_id: str) -> bool:
        """Forget it and its pages; False when there was none."""
        ...

    def among(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that are not forgotten."""
        ...

    def drop_older(self, before: datetime) -> int:
        """Forget those that lie at no draft and were not touched since; how many."""
        ...
