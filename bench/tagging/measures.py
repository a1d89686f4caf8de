"""What is counted: precision and share of what is ready, calibration, dates; with their bounds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

#: What is *ready* must be right so often.
PRECISION = 0.995
BINS = 10
_DRAWS = 2000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One file, as it was tagged and as it is."""

    #: Files of one cluster are right or wrong together: a sending, with what was copied of it.
    cluster: str
    right: bool
    #: An activity was suggested at all.
    suggested: bool
    #: 0..1.
    confidence: float
    ready: bool
    #: Some claim of the file, or the plan for its activity, says the true day.
    day_allowed: bool
    day_right: bool
    #: The oracle's surest activity: its probability, and whether it is right.
    oracle: float
    oracle_right: bool


@dataclass(frozen=True, kw_only=True)
class Counts:
    files: int
    clusters: int
    accuracy: float
    ready: float
    precision: float
    #: One-sided 95 % bound, clusters drawn again.
    precision_least: float
    wrong_ready: int
    #: Sendings in which something ready is wrong.
    wrong_clusters: int
    ece: float
    day_right: float
    day_least: float
    oracle_accuracy: float
    oracle_share: float
    oracle_ece: float

    @property
    def of_oracle(self) -> float:
        """Share of what is ready, of the oracle's at PRECISION."""
        return self.ready / self.oracle_share if self.oracle_share else 1.0


def counts(rows: Sequence[Row]) -> Counts:
    ready = [row for row in rows if row.ready]
    wrong = [row for row in ready if not row.right]
    dated = [row for row in rows if row.day_allowed]
    suggested = [row for row in rows if row.suggested]
    return Counts(
        files=len(rows),
        clusters=len({row.cluster for row in rows}),
        accuracy=_share(rows, lambda row: row.right),
        ready=len(ready) / len(rows),
        precision=_share(ready, lambda row: row.right),
        precision_least=least(ready, lambda row: row.right),
        wrong_ready=len(wrong),
        wrong_clusters=len({row.cluster for row in wrong}),
        ece=ece((row.confidence, row.right) for row in suggested),
        day_right=_share(dated, lambda row: row.day_right),
        day_least=least(dated, lambda row: row.day_right),
        oracle_accuracy=_share(rows, lambda row: row.oracle_right),
        oracle_share=share_at(sorted((row.oracle for row in rows), reverse=True)),
        oracle_ece=ece((row.oracle, row.oracle_right) for row in rows),
    )


def share_at(chances: Sequence[float], precision: float = PRECISION) -> float:
    """The largest share of the surest, `chances` falling, that is right so often on average."""
    means = np.cumsum(chances) / np.arange(1, len(chances) + 1)
    enough = np.flatnonzero(means >= precision)
    return (int(enough[-1]) + 1) / len(chances) if len(enough) else 0.0


def least(rows: Sequence[Row], good: Callable[[Row], bool], draws: int = _DRAWS) -> float:
    """The 5 % point of the share of good ones, whole clusters drawn again with repetition."""
    if not rows:
        return 1.0
    totals: dict[str, list[int]] = {}
    for row in rows:
        count = totals.setdefault(row.cluster, [0, 0])
        count[0] += good(row)
        count[1] += 1
    table = np.array(list(totals.values()), dtype=float)
    rng = np.random.default_rng(1)
    shares = []
    for _ in range(draws):
        drawn = table[rng.integers(0, len(table), len(table))].sum(axis=0)
        shares.append(drawn[0] / drawn[1])
    return float(np.quantile(shares, 0.05))


def bins(said: Iterable[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Mean confidence, share right and number in each of `BINS` equal parts, empty ones left."""
    parts: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in said:
        parts[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    return [
        (sum(c for c, _ in part) / len(part), sum(r for _, r in part) / len(part), len(part))
        for part in parts
        if part
    ]


def ece(said: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error: how far confidence and share right lie apart on average."""
    found = bins(said)
    total = sum(count for *_, count in found)
    return sum(abs(c - right) * count for c, right, count in found) / total if total else 0.0


def _share(rows: Sequence[Row], good: Callable[[Row], bool]) -> float:
    return sum(map(good, rows)) / len(rows) if rows else 1.0
