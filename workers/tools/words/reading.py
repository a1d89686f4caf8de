"""Asks the reading child for the words in a picture of ours; a fault costs the words, no more."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import Refused, ToolFailed, ToolMissing, ToolTimedOut
from domain.looking.picture_text import TextLine, without_private
from workers.tools.running.asking import Confined
from workers.tools.running.confined import CallResult, ConfinedPool

WORK = "workers.tools.words.reading_work"
#: Of the processor, seconds for one picture, after which no further line is begun.
PROCESSOR_S = 1.5
#: By the clock, seconds: the child is nice and lets everything else go first.
PATIENCE_S = 90.0
#: Models and pictures take 0.9 GB of address space; less than this no decoder gets.
MEMORY_BYTES = 2 << 30
#: The picture of a notice's page that comes back with its lines, bytes.
MAX_PAGE_BYTES = 8 << 20
#: How far everything else goes before it, by nice(2): what a sender and an editor wait for first.
NICENESS = 10
#: Pictures after which it is replaced.
FILES_PER_CHILD = 100
#: Of a hostile answer, lines and characters that are believed.
_MOST_LINES, _LONGEST = 64, 200


class NotRead(Exception):
    """No words were read; `fault` is a code of domain/looking/picture_text.py's FAULTS."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One worker's way to read."""

    confined: Confined
    #: Asked now and then whether to stop; then ToolCancelled is raised.
    cancelled: Callable[[], bool] | None = None

    def __call__(self, picture: Path, *, at_ms: int | None = None) -> tuple[list[TextLine], bool]:
        """The lines of one JPEG of ours and whether more stands there; private numbers left out.

        Raises NotRead: slow when the time ran out, crashed when two children failed on it or none
        can be started, no-picture when it does not open.
        """
        try:
            answer = self._asked(picture)
            lines = [_line(row, at_ms) for row in answer.value["lines"][:_MOST_LINES]]
            return [without_private(line) for line in lines], bool(answer.value["cut"])
        except ToolTimedOut as late:
            raise NotRead("slow") from late
        except Refused as refused:
            raise NotRead("no-picture") from refused
        except (ToolFailed, ToolMissing, LookupError, TypeError, ValueError) as fault:
            raise NotRead("crashed") from fault

    def page(self, picture: Path, *, seconds: float, patience_s: float) -> CallResult:
        """As page_reader.read_page of a JPEG of ours; a second child is tried where one fails.

        Raises ToolTimedOut, ToolCancelled, Refused, and ToolFailed or ToolMissing where the
        machine is at fault.
        """
        params: dict[str, Any] = {"seconds": seconds}

        def ask() -> CallResult:
            return self.confined.call(
                "read_page", picture, params=params, timeout_s=patience_s, cancelled=self.cancelled
            )

        try:
            return ask()
        except ToolTimedOut:
            raise
        except ToolFailed:
            return ask()

    def _asked(self, picture: Path) -> CallResult:
        try:
            return self._ask(picture)
        except ToolTimedOut:
            raise
        except ToolFailed:
            # Killed from outside, or worn out: a fresh one is tried once.
            return self._ask(picture)

    def _ask(self, picture: Path) -> CallResult:
        params: dict[str, Any] = {"seconds": PROCESSOR_S}
        return self.confined.call(
            "read_words", picture, params=params, timeout_s=PATIENCE_S, cancelled=self.cancelled
        )


def reading_pool(size: int) -> ConfinedPool:
    """Children that read, apart from those that open senders' files; started when first needed."""
    return ConfinedPool(
        size=size,
        work=WORK,
        files_per_child=FILES_PER_CHILD,
        memory_bytes=MEMORY_BYTES,
        max_blob_bytes=MAX_PAGE_BYTES,
        niceness=NICENESS,
    )


def _line(row: dict[str, Any], at_ms: int | None) -> TextLine:
    left, top, right, bottom = (_per_mille(value) for value in row["box"])
    return TextLine(
        text=str(row["text"])[:_LONGEST],
        confidence=_per_mille(row["confidence"]),
        box=(left, top, right, bottom),
        glyph=_per_mille(row["glyph"]),
        at_ms=at_ms,
    )


def _per_mille(value: Any) -> int:
    return min(1000, max(0, int(value)))
