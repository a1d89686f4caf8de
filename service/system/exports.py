"""The audit log as a file: CSV that a spreadsheet opens, or one JSON object a line."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace

from domain.words import Words
from service.system.log import event_words
from storage.catalog_people import Audit, AuditQuery, KeptEntry

#: Entries read at once while a file is written.
PORTION = 1000
#: Excel takes a UTF-8 file for one of the local code page without this.
BOM = "\ufeff"
COLUMNS = ("at", "campaign", "actor", "event", "subject", "words")
#: A cell that begins so is a formula to a spreadsheet; in East Asian ones the wide forms too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def entries(audit: Audit, query: AuditQuery) -> Iterator[KeptEntry]:
    """Every entry that the query asks for, newest first, read portion by portion."""
    before = query.before
    while page := audit.page(replace(query, before=before, limit=PORTION)):
        yield from page
        before = page[-1].mark


def csv_lines(found: Iterator[KeptEntry]) -> Iterator[str]:
    yield BOM + _csv_line(COLUMNS)
    for kept in found:
        yield _csv_line([harmless(value) for value in row(kept).values()])


def json_lines(found: Iterator[KeptEntry]) -> Iterator[str]:
    for kept in found:
        yield json.dumps(row(kept), ensure_ascii=False) + "\n"


def row(kept: KeptEntry) -> dict[str, str]:
    """One entry by its columns; the moment in ISO 8601, UTC."""
    words: Words = event_words(kept)
    return {
        "at": kept.entry.at.isoformat(),
        "campaign": kept.campaign,
        "actor": kept.entry.actor,
        "event": kept.entry.event,
        "subject": kept.entry.subject,
        "words": words.zh,
    }


def harmless(cell: str) -> str:
    """The cell as text: what a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()
