"""Which jobs nobody would ever take, as the workers are now."""

from storage.catalog import Catalog
from storage.catalog_watch import WorkerSeen
from storage.executors import is_gone
from storage.queue import Queue
from storage.queues import TAKES, untaken


def at_work(catalog: Catalog, lease_ttl_s: float) -> list[WorkerSeen]:
    """Workers that beat within their lease and are not certainly dead, freshest first."""
    fresh = [seen for seen in catalog.watch.workers() if seen.age_ms <= lease_ttl_s * 1000]
    return [seen for seen in fresh if not is_gone(seen.executor_id)]


def untaken_jobs(catalog: Catalog, queue: Queue, lease_ttl_s: float) -> dict[str, int]:
    """Word of WEEKREEL_WORKER_TAKES -> jobs that wait for it while no worker takes it."""
    takes = {take for seen in at_work(catalog, lease_ttl_s) for take in seen.takes}
    return {} if takes >= set(TAKES) else untaken(queue.waiting(), takes)
