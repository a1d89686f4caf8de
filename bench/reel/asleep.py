"""A worker put to sleep between two of its writes.

Stopped in the middle of one, it would keep SQLite's only write lock until it is woken, and whoever
writes meanwhile would wait in vain.
"""

import os
import signal
import sqlite3
import time
from pathlib import Path

#: Seconds that its writing, and its falling asleep, may take.
_PATIENCE_S = 30.0


def put_to_sleep(pid: int, database: Path) -> None:
    """Stop the process while nobody writes; SIGCONT wakes it.

    Raises sqlite3.OperationalError when others write without an end, TimeoutError when it does not
    stop.
    """
    kept = sqlite3.connect(database, timeout=_PATIENCE_S, isolation_level=None)
    try:
        # Whoever has begun to write ends first, and nobody begins until it sleeps.
        kept.execute("BEGIN IMMEDIATE")
        os.kill(pid, signal.SIGSTOP)
        _wait_until_stopped(pid)
    finally:
        kept.close()


def _wait_until_stopped(pid: int) -> None:
    """Every thread: a signal comes to each in its own time."""
    ends = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        if all(_state(task) in "Tt" for task in tasks):
            return
        time.sleep(0.005)
    raise TimeoutError(f"process {pid} does not stop")


def _state(task: Path) -> str:
    """One letter; a name in brackets may hold anything before it."""
    return (task / "stat").read_text().rpartition(")")[2].split()[0]
