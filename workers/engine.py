"""The engine's receiving end: DBOS set up as measured, queues, lease, a clean end."""

import contextlib
import logging
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

import structlog
from dbos import DBOS, DBOSConfig, Queue, error

from storage.dbos.queue import APPLICATION, APPLICATION_VERSION, JSON_SERIALIZER
from storage.executors import new_executor_id
from storage.opening import Storage
from storage.queues import (
    HEAVY,
    LIGHT,
    PACKAGES,
    PREVIEWS,
    READING,
    SHOTS,
    TAKES,
    WorkerCard,
    alone,
)
from storage.settings import Settings

# Imported so that the engine knows their workflows.
from workers import alike_flow, asset_flow, cards_flow, film_flow, package_flow  # noqa: F401
from workers.bench import Bench, readers_of
from workers.cancelling import Cancelling
from workers.flow_tools import Equipment, equip
from workers.housekeeping import Housekeeping
from workers.last_words import LastWords
from workers.lease import EXIT_LEASE_LOST, Lease
from workers.takeover import owners, taking_over
from workers.taking import LOOK_S, Taking

log = structlog.get_logger()

#: Seconds that running jobs may take to end when the worker is told to stop.
GRACE_S = 3
#: Films that one worker has in hand: they wait for their shots, and are finished one by one.
FILMS_AT_ONCE = 4


def _is_news(record: logging.LogRecord) -> bool:
    """DBOS tells of every cancelled job with a stack trace; that it was cancelled is known."""
    fault = record.exc_info[1] if record.exc_info else None
    return not isinstance(
        fault, error.DBOSAwaitedWorkflowCancelledError | error.DBOSWorkflowCancelledError
    )


@dataclass(frozen=True, kw_only=True)
class Crew:
    """One worker: what it is, what it works with and what it does when it is too old."""

    settings: Settings
    storage: Storage
    bench: Bench
    takes: tuple[str, ...]
    cannot: Mapping[str, str]
    on_outdated: Callable[[], None]


def _config(settings: Settings, executor_id: str) -> DBOSConfig:
    return {
        "name": APPLICATION,
        "system_database_url": settings.database_url,
        "application_version": APPLICATION_VERSION,
        "executor_id": executor_id,
        "serializer": JSON_SERIALIZER,
        "log_level": "WARNING",
        "console_log_level": "WARNING",
        "enable_otlp": False,
        # DBOS's own pool, beside the catalog's; on a server one more listens for its notices.
        "sys_db_pool_size": settings.database_connections,
        # `open_storage` has brought its tables up to date.
        "run_migrations": False,
        "notification_listener_polling_interval_sec": LOOK_S,
    }


def _limits(settings: Settings) -> dict[str, int]:
    """Queue -> jobs that this worker does at a time."""
    each = settings.worker_concurrency
    # One shot waits for its turn at a core (workers/room.py), so that no core waits for a shot.
    plain = {LIGHT: each, HEAVY: FILMS_AT_ONCE, SHOTS: each + 1, PACKAGES: 1}
    plain[READING] = readers_of(each)
    plain[PREVIEWS] = max(1, each // 2)
    return plain | {alone(queue): 1 for queue in plain}


def _register(limits: Mapping[str, int]) -> list[Queue]:
    """The queues as this machine serves them; what others read in the database is not asked."""
    return [
        DBOS.register_queue(
            name,
            worker_concurrency=at_once,
            # In a lane one job runs at a time, over all workers.
            concurrency=1 if alone(name) == name else None,
            # For workers of earlier versions beside this one.
            polling_interval_sec=LOOK_S,
            on_conflict="always_update",
        )
        for name, at_once in limits.items()
    ]


def _card(executor_id: str, crew: Crew) -> WorkerCard:
    return WorkerCard(
        executor_id=executor_id,
        host=platform.node(),
        pid=os.getpid(),
        version=version("weekreel"),
        started_ms=time.time_ns() // 1_000_000,
        takes=crew.takes,
        cannot=crew.cannot,
    )


def _ending(executor_id: str, last_words: LastWords) -> Callable[[bool], None]:
    def end(is_cut_off: bool) -> None:
        try:
            if is_cut_off:
                last_words.leave(executor_id)
        except OSError as error:
            log.warning("no last words", executor=executor_id, error=str(error))
        finally:
            os._exit(EXIT_LEASE_LOST)

    return end


def _lease(executor_id: str, crew: Crew, last_words: LastWords) -> Lease:
    catalog = crew.storage.catalog
    return Lease(
        catalog.leases,
        executor_id=executor_id,
        ttl_s=crew.settings.lease_ttl_s,
        recover=taking_over(catalog.leases, catalog.deaths, last_words),
        owners=owners,
        check_version=crew.storage.check_version,
        on_outdated=crew.on_outdated,
        on_lost=_ending(executor_id, last_words),
    )


@contextlib.contextmanager
def running(crew: Crew) -> Iterator[Lease]:
    """A worker that takes jobs inside the `with`.

    Its lease stays on the board at the end: whoever comes next puts back into the queue what was
    still running, and takes the lease off.
    """
    executor_id = new_executor_id()
    DBOS(config=_config(crew.settings, executor_id))
    logging.getLogger("dbos").addFilter(_is_news)
    queues = [TAKES[take] for take in crew.takes]
    served = {*queues, *map(alone, queues)}
    taking = Taking(_limits(crew.settings), crew.storage.claims)
    taking.count_in()
    cancelling = Cancelling(partial(crew.storage.claims.held, executor_id))
    catalog = crew.storage.catalog
    housekeeping = Housekeeping(
        crew.storage.queue,
        keep_days=crew.settings.keep_jobs_days,
        texts=catalog.texts if crew.bench.reads else None,
    )
    last_words = LastWords(
        crew.settings.home / "last-words", leases=catalog.leases, deaths=catalog.deaths
    )
    lease = _lease(executor_id, crew, last_words)
    equip(
        Equipment(
            bench=crew.bench,
            cancelling=cancelling,
            queue=crew.storage.queue,
            ended=crew.storage.claims.ended,
            resting=taking.resting,
        )
    )
    # The lease stands before the first job, or another worker could not see who holds it.
    catalog.leases.join(_card(executor_id, crew))
    # Others may have taken over already, and blamed: no sweep of ours would find those.
    last_words.deliver()
    DBOS.launch()
    registered = _register(_limits(crew.settings))
    lease.start()
    cancelling.start()
    housekeeping.start()
    taking.start([queue for queue in registered if queue.name in served])
    try:
        yield lease
    finally:
        taking.stop()
        # What is still running is taken over by the next worker; its complaints say nothing.
        logging.getLogger("dbos").setLevel(logging.CRITICAL + 1)
        housekeeping.stop()
        cancelling.stop()
        DBOS.destroy(workflow_completion_timeout_sec=GRACE_S)
        lease.stop()
