"""A scan as the import page is told of it: how far it is, and where on its pages a field stands."""

from collections.abc import Iterable
from typing import Any

from domain.notice.misread import doubted, unplaced
from domain.notice.scanned import Lit, ScannedText, scanned_text
from domain.notice.sources import Source
from domain.words import Words
from storage.catalog_scans import Scan, ScanState
from storage.queue import Job

_FAILED = Words(
    zh="识别没有完成，请再试一次；仍不行就把正文粘贴过来",
    en="reading did not end; try again, or paste the text",
)


def scan_row(scan: Scan, job: Job | None) -> dict[str, Any]:
    """state: collecting, waiting, reading, read, refused or failed; pages done and in all."""
    words, state = scan.refused, scan.state.value
    if scan.state is ScanState.READING:
        state = {"running": "reading", "waiting": "waiting"}.get(job.state if job else "", "failed")
        words = _FAILED if state == "failed" else None
    return {
        "state": state,
        "files": [file.name for file in scan.files],
        "done": job.done if job else 0,
        "total": job.total if job else 0,
        "words": {"zh": words.zh, "en": words.en} if words else None,
    }


def scanned_of(scan: Scan | None, text: str) -> ScannedText | None:
    """What a draft of this text was scanned from; None for one that was not."""
    if scan is None or scan.state is not ScanState.READ:
        return None
    scanned = scanned_text(scan.pages)
    return scanned if scanned.text == text else None


def doubted_sources(scanned: ScannedText | None, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources, and what recognition leaves in doubt about them."""
    return doubted(scanned, sources) if scanned else tuple(sources)


def pages_row(scan: Scan, scanned: ScannedText, sources: Iterable[Source]) -> dict[str, Any]:
    """{"pages": [{number, width, height, cut}], "lit": {field: [[page, l, t, r, b]]}, "loose"}.

    Boxes in per mille of the page's picture; loose: doubts about what no field was read from.
    """
    found = tuple(sources)
    return {
        "pages": [
            {"number": page.number, "width": page.width, "height": page.height, "cut": page.cut}
            for page in scan.pages
        ],
        "lit": {source.field: _lit(scanned, source) for source in found if source.quote},
        "loose": [
            {
                "words": {"zh": each.doubt.words.zh, "en": each.doubt.words.en},
                "lit": _rows(scanned.lit(each.start, each.stop)),
            }
            for each in unplaced(scanned, found)
        ],
    }


def _lit(scanned: ScannedText, source: Source) -> list[list[int]]:
    spans = source.read or ((source.start, source.stop),)
    return [row for span in spans for row in _rows(scanned.lit(*span))]


def _rows(lit: Iterable[Lit]) -> list[list[int]]:
    return [[each.page, *each.box] for each in lit]
