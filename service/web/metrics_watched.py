"""The numbers of /metrics that are not of this process alone: jobs, workers, assets, room."""

from collections.abc import Iterator

import structlog
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.errors import StorageFailed
from service.web.watching import Watching

log = structlog.get_logger("weekreel")

#: Name -> (what it says, labels).
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "weekreel_catalog_up": ("1 while the database answers", ()),
    "weekreel_jobs": ("Jobs that are not done", ("state", "kind")),
    "weekreel_job_oldest_waiting_seconds": ("How long the oldest job waits, 0 if none", ()),
    "weekreel_jobs_untaken": ("Jobs that wait while no worker takes their kind", ("takes",)),
    "weekreel_workers_alive": ("Workers that beat within their lease", ()),
    "weekreel_worker_lease_age_seconds": ("Age of the oldest beat of a living worker", ()),
    "weekreel_uploads_in_flight": ("Uploads that have begun and are not whole", ()),
    "weekreel_assets": ("Assets by state", ("campaign", "state")),
    "weekreel_campaign_deadline_days": ("Days to the safe day to hand in", ("campaign",)),
    "weekreel_campaign_units_missing": ("Units that brought nothing", ("campaign",)),
    "weekreel_database_bytes": ("Bytes of the database", ()),
    "weekreel_blob_bytes": ("Bytes of blobs, counted every quarter of an hour", ("kind",)),
    "weekreel_disk_free_bytes": ("Bytes free", ("place",)),
    "weekreel_disk_bytes": ("Bytes of the disk", ("place",)),
    "weekreel_backup_age_seconds": ("Since the last whole backup; absent if there is none", ()),
}


class WatchedCollector(Collector):
    """Measured when somebody asks; a database that is away leaves only what needs none."""

    def __init__(self, watching: Watching) -> None:
        self._watching = watching

    def describe(self) -> Iterator[Metric]:
        """The names alone, so that registering measures nothing."""
        return map(_family, FAMILIES)

    def collect(self) -> Iterator[Metric]:
        up = 1.0
        try:
            yield from self._now()
            yield from self._whole()
        except StorageFailed as error:
            log.warning("no counts for metrics", error=str(error))
            up = 0.0
        yield _single("weekreel_catalog_up", up)
        yield from self._room()
        yield from self._backup()

    def _now(self) -> Iterator[Metric]:
        now = self._watching.now.get()
        jobs = _family("weekreel_jobs")
        counts: dict[tuple[str, str], int] = {}
        for each in now.jobs:
            key = each.state, each.kind
            counts[key] = counts.get(key, 0) + each.count
        for key, count in sorted(counts.items()):
            jobs.add_metric(key, count)
        yield jobs
        untaken = _family("weekreel_jobs_untaken")
        for takes, count in sorted(now.untaken.items()):
            untaken.add_metric((takes,), count)
        yield untaken
        waiting_ms = now.oldest_waiting_ms or 0
        yield _single("weekreel_job_oldest_waiting_seconds", waiting_ms / 1000)
        yield _single("weekreel_workers_alive", len(now.workers))
        age_ms = max((worker.age_ms for worker in now.workers), default=0)
        yield _single("weekreel_worker_lease_age_seconds", age_ms / 1000)
        yield _single("weekreel_uploads_in_flight", now.arriving)

    def _whole(self) -> Iterator[Metric]:
        whole = self._watching.whole.get()
        assets = _family("weekreel_assets")
        for campaign, states in sorted(whole.assets.items()):
            for state, count in sorted(states.items()):
                assets.add_metric((campaign, state), count)
        yield assets
        for name, values in (
            ("weekreel_campaign_deadline_days", whole.deadline_days),
            ("weekreel_campaign_units_missing", whole.units_missing),
        ):
            family = _family(name)
            for campaign, value in sorted(values.items()):
                family.add_metric((campaign,), value)
            yield family
        yield _single("weekreel_database_bytes", whole.database_bytes)

    def _backup(self) -> Iterator[Metric]:
        family = _family("weekreel_backup_age_seconds")
        age_s = self._watching.backup_age_s()
        if age_s is not None:
            family.add_metric((), age_s)
        yield family

    def _room(self) -> Iterator[Metric]:
        blobs = _family("weekreel_blob_bytes")
        use = self._watching.blobs.get()
        for kind, (_, size) in sorted(use.kinds.items()) if use else ():
            blobs.add_metric((kind,), size)
        yield blobs
        free, whole = _family("weekreel_disk_free_bytes"), _family("weekreel_disk_bytes")
        for disk in self._watching.disks():
            for place in disk.places:
                free.add_metric((place,), disk.free)
                whole.add_metric((place,), disk.bytes)
        yield free
        yield whole


def _family(name: str) -> GaugeMetricFamily:
    words, labels = FAMILIES[name]
    return GaugeMetricFamily(name, words, labels=labels)


def _single(name: str, value: float) -> GaugeMetricFamily:
    family = _family(name)
    family.add_metric((), value)
    return family
