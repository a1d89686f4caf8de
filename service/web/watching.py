"""What is watched of the whole system: measured when asked, cheap, and told again for seconds."""

import math
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from domain.board.deadlines import deadline_of
from domain.moves import CampaignState
from domain.wording import local_day
from service.keeping.last_backup import last_backup
from service.keeping.retention import Line, Sweeping
from service.upload.spool import Spool
from service.web.remembered import InBackground, Remembered
from storage.catalog_campaigns import CampaignRecord
from storage.catalog_watch import WorkerSeen
from storage.manning import at_work, untaken_jobs
from storage.opening import Storage
from storage.queue import JobCount
from storage.settings import Settings

#: Jobs and workers are told again for so long: the page asks every three seconds.
NOW_S = 1.0
#: With 200,000 assets that look takes 150 to 270 ms: who asks within this is told the last one
#: while the next is made, so that Prometheus, which asks every 15 s, does not wait for it.
NOW_TOLD_S = 30.0
#: The catalog's counts: with 200,000 assets they take some 100 ms.
WHOLE_S = 15.0
#: The listing of all blobs: seconds for 100,000 names in a folder, a request per thousand on S3.
BLOBS_S = 900.0
#: What retention would delete: the same listing, and every campaign that is over.
RETENTION_S = 3600.0
#: States in which a deadline and missing units matter.
LIVE = frozenset({CampaignState.OPEN, CampaignState.LATE, CampaignState.RETURNED})

log = structlog.get_logger("weekreel")


@dataclass(frozen=True, kw_only=True)
class Now:
    """What is being done at this moment."""

    #: Epoch ms of this machine, as jobs are stamped with.
    at_ms: int
    #: Those that live: with a beat within the lease and not known to be dead.
    workers: tuple[WorkerSeen, ...]
    #: Word of WEEKREEL_WORKER_TAKES -> jobs that wait for it while no worker takes it.
    untaken: Mapping[str, int]
    #: Executor id -> jobs that it holds.
    running: Mapping[str, int]
    #: Jobs that are not done.
    jobs: tuple[JobCount, ...]
    #: Uploads that have begun and are not whole.
    arriving: int

    @property
    def oldest_waiting_ms(self) -> int | None:
        """How long the job waits that waits longest; None when none does."""
        since = [count.since_ms for count in self.jobs if count.state == "waiting"]
        return max(0, self.at_ms - min(since)) if since else None


@dataclass(frozen=True, kw_only=True)
class Whole:
    """What the catalog holds."""

    #: Every campaign, as its plan was read last.
    campaigns: tuple[CampaignRecord, ...]
    #: Campaign -> state -> assets.
    assets: Mapping[str, Mapping[str, int]]
    #: Campaign -> days to the safe day of its deadline, negative when past; live ones only.
    deadline_days: Mapping[str, int]
    #: Campaign -> units of the plan that brought nothing; live ones only.
    units_missing: Mapping[str, int]
    database_bytes: int


@dataclass(frozen=True, kw_only=True)
class BlobUse:
    """What the blobs take, by the first segment of their names."""

    at: datetime
    #: Segment -> (names, bytes).
    kinds: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self.kinds.values())


@dataclass(frozen=True, kw_only=True)
class Disk:
    #: spool, home, blobs (or copies, of what an S3 keeps).
    places: tuple[str, ...]
    #: Bytes that may still come, and bytes of the whole.
    free: int
    bytes: int


class Watching:
    """Asked by /metrics and by the owner's pages; keeps what it measured for a while."""

    def __init__(
        self, settings: Settings, storage: Storage, *, clock: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._storage = storage
        self.now = Remembered(self._now, life_s=NOW_S, told_s=NOW_TOLD_S)
        self.whole = Remembered(self._whole, life_s=WHOLE_S, told_s=math.inf)
        self.blobs = InBackground(self._blob_use, life_s=BLOBS_S, on_failure=_tell)
        self.retention = InBackground(self._retention, life_s=RETENTION_S, on_failure=_tell)

    def disks(self) -> list[Disk]:
        """The disks under spool, home and blobs (or this machine's copies of them), each once."""
        places = {
            "spool": self._settings.home / "spool",
            "home": self._settings.home,
            "copies" if self._settings.blobs_place else "blobs": self._settings.blobs_path,
        }
        return disks({name: _nearest(path) for name, path in places.items()})

    def backup_age_s(self) -> float | None:
        """Seconds since the last whole backup that was begun here; None when there is none."""
        last = last_backup(self._settings.home)
        if last is None or last.complete_at is None:
            return None
        return max(0.0, (self._clock() - last.complete_at).total_seconds())

    def _now(self) -> Now:
        catalog, queue = self._storage.catalog, self._storage.queue
        return Now(
            at_ms=time.time_ns() // 1_000_000,
            workers=tuple(at_work(catalog, self._settings.lease_ttl_s)),
            untaken=untaken_jobs(catalog, queue, self._settings.lease_ttl_s),
            running=queue.running(),
            jobs=tuple(queue.counts()),
            arriving=catalog.watch.arriving(),
        )

    def _whole(self) -> Whole:
        catalog = self._storage.catalog
        campaigns = tuple(catalog.campaigns.all())
        live = [record for record in campaigns if record.state in LIVE]
        units = [(r.campaign.key, unit.key) for r in live for unit in r.campaign.units]
        silent = catalog.watch.silent(units)
        return Whole(
            campaigns=campaigns,
            assets=catalog.watch.assets(),
            deadline_days=days_left(live, self._clock()),
            units_missing={
                r.campaign.key: sum(key == r.campaign.key for key, _ in silent) for r in live
            },
            database_bytes=catalog.watch.database_bytes(),
        )

    def _retention(self) -> list[Line]:
        """What `weekreel retention` would delete now; nothing is changed."""
        spool = Spool(self._settings.home / "spool")
        return Sweeping(self._settings, self._storage, spool, clock=self._clock).look()

    def _blob_use(self) -> BlobUse:
        return blob_use(self._storage.blobs.sizes(), at=self._clock())


def days_left(live: Iterable[CampaignRecord], now: datetime) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in live:
        deadline = deadline_of(record.campaign, local_day(now, record.campaign.zone))
        if deadline is not None:
            found[record.campaign.key] = deadline.days_to_target
    return found


def blob_use(sizes: Iterable[tuple[str, int]], *, at: datetime) -> BlobUse:
    kinds: dict[str, tuple[int, int]] = {}
    for name, size in sizes:
        kind = name.partition("/")[0]
        names, total = kinds.get(kind, (0, 0))
        kinds[kind] = names + 1, total + size
    return BlobUse(at=at, kinds=kinds)


def disks(places: Mapping[str, Path]) -> list[Disk]:
    """Places of one disk together, in the order given."""
    found: dict[int, list[str]] = {}
    for name, path in places.items():
        found.setdefault(path.stat().st_dev, []).append(name)
    usages = [(names, shutil.disk_usage(places[names[0]])) for names in found.values()]
    return [Disk(places=tuple(names), free=use.free, bytes=use.total) for names, use in usages]


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest above while there is none yet."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _tell(error: Exception) -> None:
    log.warning("what is kept cannot be counted now", error=str(error))
