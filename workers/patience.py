"""Patience of a job with a database, store or disk that is away or full."""

import time
from collections.abc import Callable
from typing import TypedDict, TypeVar

import structlog

from domain.errors import StorageFailed

log = structlog.get_logger()

T = TypeVar("T")


def may_pass(error: BaseException) -> bool:
    """Worth another try: a database, store or disk that is away or full, nothing that is wrong."""
    return isinstance(error, StorageFailed | OSError)


class _Patience(TypedDict):
    retries_allowed: bool
    interval_seconds: float
    backoff_rate: float
    max_attempts: int
    should_retry: Callable[[BaseException], bool]


#: How long a step waits for its database, store or disk: 1 + 1.5 + … + 57 s between 12 tries, so
#: 171 s. With 4 tries (7 s) every job failed for a person to press again when a store was
#: restarted; a minute's absence now passes by itself.
PATIENCE = _Patience(
    retries_allowed=True,
    interval_seconds=1,
    backoff_rate=1.5,
    max_attempts=12,
    should_retry=may_pass,
)


def patiently(read: Callable[[], T], *, pause: Callable[[float], None] = time.sleep) -> T:
    """What `read` answers, asked as often as a step would be.

    For the few reads of a workflow outside its steps: a step more would shift the numbers of
    those that earlier versions recorded, and their films could not go on.
    """
    wait_s = PATIENCE["interval_seconds"]
    for _ in range(PATIENCE["max_attempts"] - 1):
        try:
            return read()
        except Exception as error:
            if not may_pass(error):
                raise
            log.warning("waiting for storage", pause_s=round(wait_s, 1), error=str(error))
        pause(wait_s)
        wait_s *= PATIENCE["backoff_rate"]
    return read()
