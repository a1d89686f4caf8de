"""What is said of measured times: percentiles, and how busy the machine was meanwhile."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Times:
    """Milliseconds of one thing done many times."""

    count: int
    p50: float
    p95: float
    worst: float


def times_of(ms: Sequence[float]) -> Times:
    """`ms` holds at least one measured time."""
    p95 = quantiles(ms, n=100, method="inclusive")[94] if len(ms) > 1 else ms[0]
    return Times(
        count=len(ms), p50=round(median(ms), 1), p95=round(p95, 1), worst=round(max(ms), 1)
    )


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: what was measured, against its goal when it has one."""

    part: str
    what: str
    #: postgresql, sqlite or "" where it does not matter.
    database: str
    values: dict[str, float]
    #: Name of the value that the goal is about, and the bound; None without a goal.
    goal: tuple[str, str, float] | None = None

    @property
    def met(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        name, sign, bound = self.goal
        value = self.values[name]
        return value < bound if sign == "<" else value >= bound

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.met}


def printed(row: Row) -> str:
    """The line as the table shows it."""
    values = "  ".join(f"{name} {value:,.1f}" for name, value in row.values.items())
    mark = {None: "", True: "met", False: "MISSED"}[row.met]
    goal = f"  [{row.goal[0]} {row.goal[1]} {row.goal[2]:g}: {mark}]" if row.goal else ""
    return f"{row.part:8} {row.database:10} {row.what:38} {values}{goal}"


def cpu_s_of(pid: int) -> float:
    """User and system seconds that a process, without its children, has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load() -> float:
    """The machine's load average over the last minute, this bench included."""
    return os.getloadavg()[0]
