"""A notice whose pages are pictures: its files are kept, read by a worker, and made a draft."""

import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from domain.errors import Conflict, StorageFailed, UsageError, WeekReelError
from domain.notice.misread import doubted, unplaced
from domain.notice.scan import (
    PICTURES,
    check_room,
    refusal_words,
)
from domain.notice.scanned import ScannedText, scanned_text
from domain.notice.sources import Source
from domain.words import Words
from service.notices.notice_file import Draft, draft_of
from storage.catalog_scans import BLOBS, Scan, ScanFile, ScanState, file_blob
from storage.opening import Storage

#: A scan of which no draft was made is forgotten after so long.
LIFE = timedelta(days=1)
_NO_OCR = Words(
    zh="本系统关闭了文字识别（WEEKREEL_OCR），扫描件读不了。请先用别的办法识别，再把正文粘贴过来",
    en="recognition of text is switched off here (WEEKREEL_OCR); recognise the scan elsewhere "
    "and paste its text",
)
_NOT_READ = Words(
    zh="这份扫描件还没有识别完，请稍候", en="this scan is not read to its end yet; wait a moment"
)
_NO_FILES = Words(zh="还没有选择扫描件的页面", en="no page of the scan was chosen yet")


def check_ocr(on: bool) -> None:
    """UsageError where this house does not read pictures."""
    if not on:
        raise UsageError(_NO_OCR)


def is_picture(name: str) -> bool:
    """Whether a file's name says that it may be a page."""
    return PurePath(name).suffix.lower() in PICTURES


def check_next(scan: Scan, name: str, size: int) -> None:
    """TooMuch or UsageError when this file may not be the next one of the scan."""
    check_room(name, size, [file.size for file in scan.files])
    if not is_picture(name) and PurePath(name).suffix.lower() != ".pdf":
        raise UsageError(refusal_words("kind", name))


def add_file(storage: Storage, scan: Scan, *, name: str, path: Path, at: datetime) -> Scan:
    """The file at `path` as the next of the scan; raises as `check_next`, and Conflict."""
    size = path.stat().st_size
    check_next(scan, name, size)
    if not size:
        raise UsageError(refusal_words("broken", name))
    blob = file_blob(scan.id, secrets.token_hex(4))
    storage.blobs.put(blob, path)
    file = ScanFile(name=name, blob=blob, size=size)
    try:
        return storage.catalog.scans.add_file(scan.id, file, at=at)
    except WeekReelError:
        storage.blobs.delete(blob)
        raise


def start_reading(storage: Storage, scan: Scan, *, at: datetime) -> Scan:
    """Queue the job that reads it."""
    if not scan.files:
        raise UsageError(_NO_FILES)
    return storage.catalog.scans.read(scan.id, at=at)


def draft_of_scan(scan: Scan) -> tuple[Draft, ScannedText]:
    """The draft that its pages make, with what recognition leaves in doubt about each field.

    Conflict while it is not read; UsageError with the reason when it cannot be, or when neither a
    period nor an activity was found.
    """
    if scan.state is ScanState.REFUSED and scan.refused is not None:
        raise UsageError(scan.refused)
    if scan.state is not ScanState.READ:
        raise Conflict(_NOT_READ)
    scanned = scanned_text(scan.pages)
    draft = draft_of(scanned.text, scan.name)
    return with_doubts(draft, scanned), scanned


def with_doubts(draft: Draft, scanned: ScannedText) -> Draft:
    """The draft whose sources say also what recognition is unsure of."""
    sources = doubted(scanned, draft.sources)
    read = [
        doubt
        for old, new in zip(draft.sources, sources, strict=True)
        for doubt in new.doubts[len(old.doubts) :]
    ]
    loose = [each.doubt for each in unplaced(scanned, sources)]
    found = tuple({doubt.code: doubt for doubt in (*read, *loose)}.values())
    return replace(draft, sources=sources, misread=found, recognised=recognised(scanned, sources))


def recognised(scanned: ScannedText, sources: Iterable[Source]) -> dict[str, tuple[int, int]]:
    """Field -> the page it stands on, and how sure its least sure character is, per mille."""
    found: dict[str, tuple[int, int]] = {}
    for source in sources:
        spans = source.read or ((source.start, source.stop),)
        lit = [place for span in spans for place in scanned.lit(*span)]
        if source.quote and lit:
            found[source.field] = (lit[0].page, min(scanned.sureness(*span) for span in spans))
    return found


def forget_lost(storage: Storage) -> int:
    """Delete what blobs hold of scans that are forgotten; how many. A row stands before its blobs.

    Raises StorageFailed; what could not be deleted goes with the next call.
    """
    names: dict[str, list[str]] = {}
    for name in storage.blobs.names(BLOBS):
        names.setdefault(name.split("/")[1], []).append(name)
    kept = storage.catalog.scans.among(names) if names else set()
    lost = [name for scan, held in names.items() if scan not in kept for name in held]
    for name in lost:
        storage.blobs.delete(name)
    return len(lost)


def forgetting(storage: Storage, forget: Callable[[], bool]) -> bool:
    """Forget a draft or a scan, and its pictures with it; those of which none can be deleted now
    go with the sweep.
    """
    done = forget()
    forget_pictures(storage)
    return done


def forget_pictures(storage: Storage) -> None:
    """As `forget_lost`; what cannot be deleted now goes with the sweep."""
    with suppress(StorageFailed):
        forget_lost(storage)
