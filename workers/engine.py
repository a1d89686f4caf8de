"""The engine's receiving end: DBOS set up as measured, queues, lease, a clean end."""

import contextlib
import logging
from collections.abc import Iterator, Sequence

from dbos import DBOS, DBOSConfig

from storage.dbos_queue import APPLICATION, APPLICATION_VERSION, HEAVY, JSON_SERIALIZER, LIGHT
from storage.executors import new_executor_id
from storage.opening import Storage
from storage.settings import Settings
from workers import flows
from workers.lease import Lease

#: Seconds between two looks into a queue; the default of 1 s doubles a film's fan-out time.
POLLING_S = 0.1
#: Seconds that running jobs may take to end when the worker is told to stop.
GRACE_S = 3


def _recover(executor_ids: Sequence[str]) -> bool:
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


def _owners() -> set[str]:
    """Executors that hold jobs of this version."""
    pending = DBOS.list_workflows(
        status="PENDING", app_version=APPLICATION_VERSION, load_input=False, load_output=False
    )
    return {job.executor_id for job in pending if job.executor_id}


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
        "notification_listener_polling_interval_sec": POLLING_S,
    }


@contextlib.contextmanager
def running(settings: Settings, storage: Storage) -> Iterator[Lease]:
    """A worker that takes jobs inside the `with`.

    Its lease stays on the board at the end: whoever comes next puts back into the queue what was
    still running, and takes the lease off.
    """
    executor_id = new_executor_id()
    DBOS(config=_config(settings, executor_id))
    DBOS.listen_queues([LIGHT, HEAVY, flows.SHOTS])
    lease = Lease(
        storage.catalog.leases,
        executor_id=executor_id,
        ttl_s=settings.lease_ttl_s,
        recover=_recover,
        owners=_owners,
    )
    # The lease stands before the first job, or another worker could not see who holds it.
    storage.catalog.leases.beat(executor_id)
    DBOS.launch()
    for name, concurrency in (
        (LIGHT, settings.worker_concurrency),
        # Films and packages wait for their parts; two may wait at once.
        (HEAVY, 2),
        (flows.SHOTS, settings.worker_concurrency),
    ):
        DBOS.register_queue(
            name,
            worker_concurrency=concurrency,
            polling_interval_sec=POLLING_S,
            on_conflict="always_update",
        )
    lease.start()
    try:
        yield lease
    finally:
        # What is still running is taken over by the next worker; its complaints here say nothing.
        logging.getLogger("dbos").setLevel(logging.CRITICAL + 1)
        DBOS.destroy(workflow_completion_timeout_sec=GRACE_S)
        lease.stop()
