"""Each machine's own number of jobs at a time.

DBOS 3.4.0 keeps a queue's `worker_concurrency` once for all machines and reads it anew at every
look: a machine of 2 cores that starts last would slow down one of 16, and the other way round.
"""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from dbos._queue import Queue
from dbos._sys_db import SystemDatabase


@contextlib.contextmanager
def own_limits(limits: Mapping[str, int]) -> Iterator[None]:
    """Inside the `with` this process reads its own limit (queue -> jobs) of each queue.

    To be entered before DBOS is launched, or its first look takes what another machine said.
    """
    # Private (pinned; tests/workers/test_own_limits.py holds it to its promise).
    read = SystemDatabase.get_queue

    def own(database: SystemDatabase, name: str, **options: Any) -> Queue | None:
        queue = read(database, name, **options)
        if queue is not None and name in limits:
            queue._worker_concurrency = limits[name]  # pyright: ignore[reportPrivateUsage]
        return queue

    SystemDatabase.get_queue = own  # type: ignore[method-assign]
    try:
        yield
    finally:
        SystemDatabase.get_queue = read  # type: ignore[method-assign]
