"""A scanned notice at the terminal: its pages read by a worker, with progress on stderr."""

import sys
from pathlib import Path

from domain.errors import UsageError
from domain.words import Words
from service.cli.common import now, opened, said
from service.cli.waiting import wait_for
from service.notices.notice_file import Draft, read_draft
from service.notices.notice_pdf import IsScan
from service.notices.scanning import (
    LIFE,
    add_file,
    check_ocr,
    draft_of_scan,
    forgetting,
    start_reading,
)


def drafted(files: list[Path]) -> Draft:
    """The draft of a notice in one file, or in the pictures of its pages, in their order.

    Raises as `read_draft` does.
    """
    if len(files) > 1:
        return scanned_draft(files)
    try:
        return read_draft(files[0])
    except IsScan as scan:
        print(said(scan.words), file=sys.stderr)
        return scanned_draft(files)


def scanned_draft(files: list[Path]) -> Draft:
    """The draft of the notice whose pages these files are, in their order.

    A worker is borrowed where none works. Files and pictures are forgotten in the end. Raises
    UsageError for what cannot be read, TooMuch.
    """
    for file in files:
        if not file.is_file():
            raise UsageError(Words(zh=f"读不了文件 {file}", en=f"cannot read the file {file}"))
    with opened() as (settings, storage):
        check_ocr(settings.ocr)
        scans = storage.catalog.scans
        # What a killed one left: where no pages are served, nobody else sweeps.
        scans.drop_older(now() - LIFE)
        scan = scans.begin(None, at=now())
        try:
            for file in files:
                scan = add_file(storage, scan, name=file.name, path=file, at=now())
            scan = start_reading(storage, scan, at=now())
            title = said(Words(zh="文字识别", en="recognition"))
            (job,) = wait_for(storage, settings, [scan.job], title=title)
            if job.state != "done":
                raise UsageError(job.why or _NOT_READ)
            return draft_of_scan(scans.get(scan.id))[0]
        finally:
            forgetting(storage, lambda: scans.drop(scan.id))


_NOT_READ = Words(zh="识别没有完成，请再试一次", en="reading did not end; try again")
