"""What is watched of the whole system: measured when asked, cheap, and told again for seconds."""

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from domain.deadlines import deadline_of
from domain.moves import CampaignState
from domain.wording import local_day
from service.remembered import InBackground, Remembered
from storage.catalog import CampaignRecord
from storage.catalog_watch import WorkerSeen
from storage.executors import is_gone
from storage.opening import Storage
from storage.queue import JobCount
from storage.settings import Settings

#: Jobs and workers are told again for so long: the page asks every three seconds.
NOW_S = 1.0
#: The catalog's counts: with 200,000 assets they take some 100 ms.
WHOLE_S = 15.0
#: The listing of all blobs: seconds for 100,000 names in a folder, a request per thousand on S3.
BLOBS_S = 900.0
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


class Watching:
    """Asked by /metrics and by the owner's pages; keeps what it measured for a while."""

    def __init__(
        self, settings: Settings, storage: Storage, *, clock: Callable[[], datetime]
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._storage = storage
        self.now = Remembered(self._now, life_s=NOW_S)
        self.whole = Remembered(self._whole, life_s=WHOLE_S)
        self.blobs = InBackground(self._blob_use, life_s=BLOBS_S, on_failure=_tell)

    def free_bytes(self) -> dict[str, tuple[int, int]]:
        """Place -> (free, whole) bytes of the disk under it; places of one disk say the same."""
        places = {
            "home": self._settings.home,
            "spool": self._settings.home / "spool",
            "blobs": self._settings.blobs_path,
        }
        return {name: _room(path) for name, path in places.items()}

    def _now(self) -> Now:
        watch, queue = self._storage.catalog.watch, self._storage.queue
        return Now(
            at_ms=time.time_ns() // 1_000_000,
            workers=tuple(alive(watch.workers(), self._settings.lease_ttl_s)),
            running=queue.running(),
            jobs=tuple(queue.counts()),
            arriving=watch.arriving(),
        )

    def _whole(self) -> Whole:
        catalog = self._storage.catalog
        live = [record for record in catalog.campaigns.all() if record.state in LIVE]
        units = [(r.campaign.key, unit.key) for r in live for unit in r.campaign.units]
        silent = catalog.watch.silent(units)
        return Whole(
            assets=catalog.watch.assets(),
            deadline_days=days_left(live, self._clock()),
            units_missing={
                r.campaign.key: sum(key == r.campaign.key for key, _ in silent) for r in live
            },
            database_bytes=catalog.watch.database_bytes(),
        )

    def _blob_use(self) -> BlobUse:
        return blob_use(self._storage.blobs.sizes(), at=self._clock())


def alive(seen: Iterable[WorkerSeen], ttl_s: float) -> list[WorkerSeen]:
    return [w for w in seen if w.age_ms <= ttl_s * 1000 and not is_gone(w.executor_id)]


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


def _room(path: Path) -> tuple[int, int]:
    """Free and whole bytes of the disk; of the nearest folder above while there is none yet."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    usage = shutil.disk_usage(there)
    return usage.free, usage.total


def _tell(error: Exception) -> None:
    log.warning("the blobs cannot be counted now", error=str(error))
