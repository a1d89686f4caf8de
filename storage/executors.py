"""Names of worker processes, from which a dead one on this machine is known at once."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def machine_mark() -> str:
    """Eight hex digits that two processes share only when they can see each other's pids."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    namespace = Path("/proc/self/ns/pid").readlink()
    return hashlib.sha256(f"{boot}/{namespace}".encode()).hexdigest()[:8]


def new_executor_id() -> str:
    """`<machine>-<pid>-<random>`: random, since an id that comes back would run a step twice."""
    return f"{machine_mark()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_gone(executor_id: str) -> bool:
    """True when the id names a process of this machine that is certainly dead.

    Waiting out the lease is then needless. An id of another machine or form, or a pid that lives
    (perhaps used again by another program), is left to the lease.
    """
    machine, _, rest = executor_id.partition("-")
    pid = rest.partition("-")[0]
    return machine == machine_mark() and not Path(f"/proc/{pid}").exists()


def living(executors: Iterable[str]) -> list[str]:
    """Those that are not certainly dead."""
    return [executor for executor in executors if not is_gone(executor)]
