"""The report as a reader of its file finds it: lines, tables and date, whoever worded them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.packing.report_blocks import Report

Rows = tuple[tuple[str, ...], ...]
_DATED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_HEADING = re.compile(r"[一二三四五六七八九十百零]+、|（[一二三四五六七八九十百零]+）")


@dataclass(frozen=True, kw_only=True)
class WrittenReport:
    """What stands in 总结报告.docx."""

    title: str
    #: Every paragraph below the title, captions and headings with them, in their order.
    lines: tuple[str, ...]
    #: Cells of each table.
    tables: tuple[Rows, ...] = ()
    #: The date below the signature: 2025年6月4日; empty when there is none.
    dated: str = ""

    @property
    def text(self) -> str:
        """Title, lines and tables, cells apart by tabs."""
        cells = ("\t".join(row) for rows in self.tables for row in rows)
        return "\n".join((self.title, *self.lines, *cells))

    def section(self, title: str, nth: int = 0) -> str:
        """The paragraphs under the nth heading of that title; "" when there is no such heading."""
        bodies = [
            at + 1
            for at, line in enumerate(self.lines)
            if _HEADING.match(line) and _HEADING.sub("", line, count=1).rstrip("。") == title
        ]
        if nth >= len(bodies):
            return ""
        start = bodies[nth]
        rest = enumerate(self.lines[start:], start)
        end = next((at for at, line in rest if _HEADING.match(line)), len(self.lines))
        return "\n".join(self.lines[start:end])


def as_written(report: Report) -> WrittenReport:
    """A composed report as its file says it."""
    return read_back(
        (report.title, *(block.text for block in report.blocks if not block.rows), report.dated),
        tuple(block.rows for block in report.blocks if block.rows),
    )


def read_back(lines: Sequence[str], tables: Sequence[Rows]) -> WrittenReport:
    """Out of a file's paragraphs and tables: the first line is the title, the last date its own."""
    told = [line.strip() for line in lines if line.strip()]
    dates = [line for line in told[1:] if _DATED.fullmatch(line)]
    return WrittenReport(
        title=told[0] if told else "",
        lines=tuple(line for line in told[1:] if line not in dates[-1:]),
        tables=tuple(tables),
        dated=dates[-1] if dates else "",
    )
