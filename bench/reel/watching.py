"""How long something took, of the clock and of the processor, and how much memory the whole tree of
its processes held."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Seconds between two looks at the memory.
_LOOK_S = 0.25


@dataclass(kw_only=True)
class Seen:
    #: By time.monotonic.
    began: float = 0.0
    wall_s: float = 0.0
    #: User and system seconds of all of them, with those that ended meanwhile.
    cpu_s: float = 0.0
    #: Largest sum of the proportional shares (PSS) of all processes at one look, MB.
    peak_mb: float = 0.0
    #: What made it up: MB of each program at that look, the largest first.
    parts: dict[str, float] = field(default_factory=dict)


@contextlib.contextmanager
def watched(root: int, *, every_s: float = _LOOK_S) -> Iterator[Seen]:
    """Watch process `root` and all that it starts until the block ends.

    Raises RuntimeError on a kernel without CONFIG_PROC_CHILDREN.
    """
    if not Path("/proc/thread-self/children").exists():
        raise RuntimeError("this kernel does not tell of a thread's children")
    seen, over = Seen(), threading.Event()

    def look() -> None:
        while not over.wait(every_s):
            held = {pid: _pss_mb(pid) for pid in _tree(root)}
            if (now := sum(held.values())) > seen.peak_mb:
                seen.peak_mb = now
                seen.parts = _by_program(held)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    used, started = _cpu_s(root), time.monotonic()
    seen.began = started
    try:
        yield seen
    finally:
        seen.wall_s = time.monotonic() - started
        seen.cpu_s = _cpu_s(root) - used
        over.set()
        thread.join()


def _by_program(held: dict[int, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for pid, mb in sorted(held.items(), key=lambda each: -each[1]):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            # A Python program is named by what it runs.
            name = " ".join(Path(word.decode(errors="replace")).name for word in words[:3])
            found[f"{name} {pid}"] = round(mb, 1)
    return found


def _tree(root: int) -> list[int]:
    """It and all below it, as each thread tells of its children: reading what every process of the
    machine says took more than all the rest."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def _cpu_s(root: int) -> float:
    """User and system seconds, with those of children that were waited for."""
    ticks = 0
    for pid in _tree(root):
        with contextlib.suppress(OSError):
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
            ticks += sum(map(int, told[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _pss_mb(pid: int) -> float:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
