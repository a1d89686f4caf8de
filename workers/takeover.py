"""Puts a gone worker's jobs back into their queues, and sets aside what three workers died on."""

from collections.abc import Callable, Sequence

import structlog
from dbos import DBOS
from dbos._dbos import _get_dbos_instance

from storage.catalog_people import Deaths, Leases
from storage.dbos.job_rows import DEATHS
from storage.dbos.queue import APPLICATION_VERSION
from workers.last_words import LastWords

log = structlog.get_logger()

#: Jobs that open files of others, and so may have killed the worker. A film only waits for its
#: shots: in a lane for one job at a time it would wait for ever.
SUSPECTED = (
    *("asset", "retag", "weigh", "read", "alike", "preview", "music", "cards", "speech"),
    *("shot", "package", "export", "match"),
)


def owners() -> set[str]:
    """Executors that hold jobs of this version."""
    pending = DBOS.list_workflows(
        status="PENDING", app_version=APPLICATION_VERSION, load_input=False, load_output=False
    )
    return {job.executor_id for job in pending if job.executor_id}


def taking_over(
    leases: Leases, deaths: Deaths, last_words: LastWords
) -> Callable[[Sequence[str]], bool]:
    """How the jobs of executors that are gone are put back; the answer: nothing is left of them."""

    def take_over(executor_ids: Sequence[str]) -> bool:
        last_words.deliver()
        in_good_order = set(leases.left())
        for executor in executor_ids:
            if executor not in in_good_order:
                _blame(deaths, executor)
        return _put_back(executor_ids)

    return take_over


def _blame(deaths: Deaths, executor: str) -> None:
    suspects = deaths.blame(executor, SUSPECTED)
    for suspect in suspects:
        log.warning("a worker died", executor=executor, job=suspect.job, deaths=suspect.deaths)
    given_up = [suspect.job for suspect in suspects if suspect.deaths >= DEATHS]
    if given_up:
        # Private call of DBOS 3.4.0 (pinned): only what is held and not taken up again is moved.
        _get_dbos_instance()._sys_db.dead_letter_workflows(  # pyright: ignore[reportPrivateUsage]
            given_up, min_recovery_attempts=0
        )
        log.error("set aside what workers died on", jobs=given_up)


def _put_back(executor_ids: Sequence[str]) -> bool:
    # Private call of DBOS 3.4.0 (pinned; tests/workers/test_engine.py holds it to its promise).
    # A workflow that it cannot put back it only logs: so what is left is asked for.
    DBOS._recover_pending_workflows(list(executor_ids))  # pyright: ignore[reportPrivateUsage]
    left = DBOS.list_workflows(
        executor_id=list(executor_ids),
        status="PENDING",
        app_version=APPLICATION_VERSION,
        load_input=False,
        load_output=False,
    )
    return not left
