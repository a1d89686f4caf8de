"""Which processes a test has started, however deep: read from /proc, remembered until they end."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

#: Seconds between two looks; a process that lives shorter harms nobody.
LOOK_S = 0.2


@dataclass(frozen=True, kw_only=True)
class Process:
    pid: int
    #: Clock ticks after boot at which it was born; with the pid, unlike any other.
    born: int


@dataclass(frozen=True, kw_only=True)
class _Row:
    process: Process
    parent: int
    #: One letter of proc(5); Z is dead and not yet fetched by its parent.
    state: str


def _table() -> dict[int, _Row]:
    rows: dict[int, _Row] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (row := _row(int(folder.name))) is not None:
            rows[row.process.pid] = row
    return rows


def _row(pid: int) -> _Row | None:
    try:
        said = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # The name stands in brackets and may hold anything, brackets too.
    state, parent, *rest = said.rpartition(")")[2].split()
    # born is the 22nd field of proc(5), the 18th after these two and the two before.
    return _Row(process=Process(pid=pid, born=int(rest[17])), parent=int(parent), state=state)


def lives(process: Process) -> bool:
    row = _row(process.pid)
    return row is not None and row.process == process and row.state != "Z"


def command_of(process: Process) -> str:
    try:
        line = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return line.replace(b"\0", b" ").decode(errors="replace").strip()


def below(pids: Iterable[int]) -> set[Process]:
    """Those processes themselves and all that descend from them."""
    table = _table()
    found = {pid for pid in pids if pid in table}
    grown = True
    while grown:
        more = {pid for pid, row in table.items() if row.parent in found} - found
        grown = bool(more)
        found |= more
    return {table[pid].process for pid in found}


class Watch:
    """Remembers every descendant of this process, also those that lost their parents.

    Whatever of them still lives at the end of the `with` is killed: tests leave nothing behind.
    Not meant is who lived before the `with`, whom `others()` names by their pids, and whatever
    these start: they are ended by whoever started them.
    """

    def __init__(self, others: Callable[[], Iterable[int]] = tuple) -> None:
        self._others = others
        self._before: set[Process] = set()
        self._seen: set[Process] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_again_and_again, daemon=True)

    def __enter__(self) -> "Watch":
        self._before = {process for process in below({os.getpid()}) if process.pid != os.getpid()}
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)
        for process in self.look():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)

    def look(self) -> set[Process]:
        """Those that live now, without this process itself."""
        # A copy: the thread looks too, and adds to it.
        living = {process.pid for process in self._seen.copy() if lives(process)}
        before = {process.pid for process in self._before if lives(process)}
        now = below({os.getpid(), *living})
        self._seen |= {process for process in now if process.pid != os.getpid()}
        # Last, as others() may name now who was met a moment ago.
        self._seen -= below({*before, *self._others()})
        return {process for process in self._seen.copy() if lives(process)}

    def named(self, words: str) -> list[Process]:
        """Those that live and have these words in their command line, oldest first."""
        found = [process for process in self.look() if words in command_of(process)]
        return sorted(found, key=lambda process: (process.born, process.pid))

    def _look_again_and_again(self) -> None:
        while not self._stop.wait(LOOK_S):
            self.look()


def all_gone(processes: Iterable[Process]) -> Callable[[], bool]:
    watched = list(processes)
    return lambda: not any(lives(process) for process in watched)
