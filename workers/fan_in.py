"""Waits for the parts of a job that were queued as jobs of their own, all of them in one query."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence

#: Seconds between two looks while there is more than the end to wait for, and at least between two
#: words on how far it is: a page asks every two seconds, and a word is a writing transaction.
LOOK_S, TELL_S = 0.5, 0.5
#: Seconds between two looks when only so many are left, the last of which ends the waiting.
LAST_LOOK_S, LAST = 0.1, 4


def gather(
    jobs: Sequence[str],
    *,
    ended: Callable[[Collection[str]], Mapping[str, bool]],
    fault: Callable[[str], object],
    tell: Callable[[int], None],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Returns when all the jobs have ended well; the first that did not ends the waiting.

    `ended(jobs)` are those of them that are over, and whether well; `fault(job)` raises what a
    job raised; `tell(done)` says how many are over; `check()` raises when nobody waits any more.
    """
    left, told_at = list(jobs), 0.0
    while left:
        check()
        over = ended(left)
        for job in left:
            if not over.get(job, True):
                fault(job)
        left = [job for job in left if job not in over]
        if over and left and time.monotonic() - told_at >= TELL_S:
            told_at = time.monotonic()
            tell(len(jobs) - len(left))
        if left:
            time.sleep(LAST_LOOK_S if len(left) <= LAST else LOOK_S)
