"""The report as it is read: its lines, and one hash by which it is known again."""

import hashlib
from collections.abc import Iterator

from domain.packing.report import Report


def report_lines(report: Report) -> tuple[str, ...]:
    """Every line that is read, in its order; the date is the package's own and left out."""
    return tuple(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield report.title
    for block in report.blocks:
        yield block.text
        yield from ("\t".join(row) for row in block.rows)
    yield from report.signature


def report_print(report: Report) -> str:
    """What a leader read, pictures included; the same for the same report on another day."""
    pictures = (block.asset or "" for block in report.blocks)
    kinds = (block.kind.value for block in report.blocks)
    said = "\n".join((*_lines(report), *kinds, *pictures))
    return hashlib.sha256(said.encode()).hexdigest()
