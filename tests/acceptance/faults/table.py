"""`python -m tests.acceptance.faults.table`: build/faults.jsonl as the table of docs/faults.md."""

import json
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.faults.test_faults import FAULTS, LINES
from tests.acceptance.terminal import ROOT

PAGE = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
HEAD = (
    "fault", "on", "tried", "to the package", "struck while", "lost", "doubled", "stuck",
    "other film or package", "started again by a person", "other faults",
    "work goes on after, s: median (longest)",
)  # fmt: skip

#: Where the way was when it was struck: files arrive, all are here and are looked at, and so on.
PHASES = ("arriving", "looking", "film", "package")

Row = Mapping[str, Any]


def table(rows: Sequence[Row]) -> str:
    """One line for every fault and configuration that was tried, in the order of the tests."""
    words = {fault.name: fault.says for fault in FAULTS}
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    for name, says in words.items():
        for place in ("embedded", "distributed"):
            mine = [row for row in rows if (row["fault"], row["place"]) == (name, place)]
            if mine:
                lines.append(_line([says, place, *_counts(mine)]))
    times = sorted(row["at"] for row in rows)
    loads = sorted(row["load"] for row in rows)
    lines += [
        "",
        f"{len(rows)} tries from {times[0]} to {times[-1]} on {rows[0]['machine']}; load average "
        f"{loads[0]} to {loads[-1]} (median {statistics.median(loads):.1f}).",
    ]
    return "\n".join(lines)


def _counts(rows: Sequence[Row]) -> Iterable[str]:
    yield str(len(rows))
    yield str(sum(row["whole"] for row in rows))
    met = Counter(phase(row["moment"]) for row in rows)
    yield ", ".join(f"{phase} {met[phase]}" for phase in PHASES if met[phase])
    for column in ("lost", "doubled", "stuck"):
        yield str(sum(len(row[column]) for row in rows))
    yield str(sum(bool(row["differs"]) for row in rows))
    yield str(sum(len(row["pressed"]) for row in rows))
    yield str(sum(bool(row["wrong"]) for row in rows))
    seconds = [row["recovered_s"] for row in rows if row["recovered_s"] is not None]
    never = len(rows) - len(seconds)
    shown = f"{statistics.median(seconds):.1f} ({max(seconds):.1f})" if seconds else "–"
    yield shown + (f", {never} never" if never else "")


def phase(moment: str) -> str:
    """Which of PHASES the words of `Walk.progress` tell of."""
    if moment.startswith(("film", "package")):
        return "package" if moment.startswith(("film verified", "package")) else "film"
    arrived, _, files = moment.partition(" of ")
    return "looking" if files.startswith(f"{arrived} arrived") else "arriving"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def read(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def write(rows: Sequence[Row], page: Path) -> None:
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _old, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{table(rows)}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(read(LINES), PAGE)
