"""The durable workflows: an asset's way, a film's fan-out and fan-in, a package."""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypedDict, TypeVar

import structlog
from dbos import DBOS, PortableWorkflowError, SetEnqueueOptions, SetWorkflowID, error

from domain.errors import StorageFailed, WeekReelError
from domain.way import ASSET_STATIONS
from domain.words import Words
from storage.dbos_queue import PARKED
from storage.queues import SHOTS
from workers.bench import Bench
from workers.cancelling import Cancelling
from workers.job_log import told_in_log
from workers.stations import cut, inspect, intake, look, package, storyboard, tag, verify

log = structlog.get_logger()

#: Times that a job is begun before the engine itself gives up: workers come and go while a film
#: waits for its shots. What workers die on is set aside long before (workers/takeover.py).
ATTEMPTS = 40

ASSET_WAY: dict[str, Callable[[Bench, str], bool]] = {
    "intake": intake.run,
    "inspect": inspect.run,
    "look": look.run,
    "tag": tag.run,
}

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """What the workflows of one worker work with."""

    bench: Bench
    cancelling: Cancelling
    #: The turn that a campaign's next job has in a queue, see storage/fair_turn.py.
    turn: Callable[[str, str], int]


_equipment: list[Equipment] = []
#: Films of which one worker joins and measures one at a time: both keep every core busy.
_finishing = threading.Semaphore(1)


def equip(equipment: Equipment) -> None:
    """Give the workflows their tools; once, before the engine starts."""
    _equipment[:] = [equipment]


def _bench() -> Bench:
    return _equipment[0].bench


@contextmanager
def _stoppable() -> Iterator[Bench]:
    """The bench of the job that runs here; its tools stop when the job is cancelled."""
    job = DBOS.workflow_id
    assert job is not None, "only jobs have steps"
    with _equipment[0].cancelling.watched(job) as cancelled:
        yield _bench().for_job(cancelled)


def _may_pass(error: BaseException) -> bool:
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
    should_retry=_may_pass,
)


def _progress(station: str, done: int, total: int) -> None:
    DBOS.set_event("progress", {"station": station, "done": done, "total": total})


def told(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step; when its tries are used up, raise what happened last instead of their number."""
    try:
        return step(*args, **kwargs)
    except error.DBOSMaxStepRetriesExceeded as given_up:
        raise given_up.errors[-1] from given_up


@DBOS.step(name="station", **PATIENCE)
@told_in_log
def asset_station(station: str, asset_id: str) -> bool:
    """One station for one asset; False ends its way here (refused, withdrawn)."""
    with _stoppable() as bench:
        return ASSET_WAY[station](bench, asset_id)


@DBOS.workflow(name="asset", max_recovery_attempts=ATTEMPTS)
def asset(asset_id: str) -> str:
    for station in ASSET_STATIONS:
        if not told(asset_station, station, asset_id):
            return f"ended at {station}"
    return "tagged"


@DBOS.step(name="retag", **PATIENCE)
def retag_one(asset_id: str) -> bool:
    return tag.run(_bench(), asset_id)


@DBOS.workflow(name="retag", max_recovery_attempts=ATTEMPTS)
def retag(sending_id: str) -> int:
    """Weigh the machine's tags of a sending again, after it moved to another unit."""
    ids = told(sending_assets, sending_id)
    return sum(told(retag_one, asset_id) for asset_id in ids)


@DBOS.step(name="sending_assets", **PATIENCE)
def sending_assets(sending_id: str) -> list[str]:
    return tag.assets_of(_bench(), sending_id)


@DBOS.step(name="storyboard", **PATIENCE)
@told_in_log
def plan_film(film_id: str) -> int:
    """Number of shots planned."""
    return storyboard.run(_bench(), film_id)


@DBOS.step(name="shot", **PATIENCE)
@told_in_log
def cut_shot(film_id: str, index: int) -> dict[str, Any]:
    with _stoppable() as bench:
        return cut.run_shot(bench, film_id, index)


@DBOS.workflow(name="shot", max_recovery_attempts=ATTEMPTS)
def shot(film_id: str, index: int) -> dict[str, Any]:
    return told(cut_shot, film_id, index)


@DBOS.step(name="join", **PATIENCE)
@told_in_log
def join_film(film_id: str, segments: list[dict[str, Any]]) -> None:
    with _finishing, _stoppable() as bench:
        cut.run_join(bench, film_id, segments)


@DBOS.step(name="verify", **PATIENCE)
@told_in_log
def verify_film(film_id: str) -> int:
    """Number of findings that failed."""
    with _finishing, _stoppable() as bench:
        return verify.run(bench, film_id)


@DBOS.step(name="film_failed", **PATIENCE)
def film_failed(film_id: str, zh: str, en: str) -> None:
    _bench().catalog.films.failed(film_id, Words(zh=zh, en=en))


@DBOS.step(name="attempt")
def new_attempt() -> str:
    """Names one run of a film: a takeover goes on under it, a retry begins another."""
    return secrets.token_hex(4)


@DBOS.workflow(name="film", max_recovery_attempts=ATTEMPTS)
def film(film_id: str) -> str:
    """Plan, cut every shot as its own job, join, measure."""
    try:
        _progress("storyboard", 0, 0)
        segments = _cut_all(film_id, told(plan_film, film_id))
        _progress("join", len(segments), len(segments))
        told(join_film, film_id, segments)
        _progress("verify", 0, 0)
        failed = told(verify_film, film_id)
    except Exception as fault:
        # Of a cancelled film this step writes nothing: the job itself says that it was cancelled.
        words = why(fault)
        told(film_failed, film_id, words.zh, words.en)
        raise
    return f"verified, {failed} findings failed"


def why(fault: Exception) -> Words:
    """Why a film was not made, in words for the editor."""
    if isinstance(fault, WeekReelError):
        return fault.words
    if isinstance(fault, error.DBOSAwaitedWorkflowMaxRecoveryAttemptsExceeded):
        number = int(fault.workflow_id.rsplit(":", 1)[-1]) + 1
        return Words(
            zh=f"第 {number} 个镜头没有做成：{PARKED.zh}", en=f"shot {number}: {PARKED.en}"
        )
    # An error of a shot is read back from the database and not of our classes any more.
    if isinstance(fault, PortableWorkflowError) and isinstance(fault.data, dict):
        said = fault.data.get("zh")
        if isinstance(said, str):
            return Words(zh=said, en=fault.message)
    return Words(zh=f"成片没有完成：{fault}", en=f"the film was not finished: {fault}")


def _cut_all(film_id: str, shots: int) -> list[dict[str, Any]]:
    """Fan out one job a shot, fan in their segments in order.

    Their ids hold the attempt: a job that failed answers its failure for ever. What an earlier
    attempt rendered is kept by its recipe and not rendered again.
    """
    attempt = new_attempt()
    campaign = _bench().catalog.films.get(film_id).campaign
    # Read outside a step, so that films begun by earlier versions go on: where a shot is queued
    # already its turn stays.
    turn = _equipment[0].turn(SHOTS, campaign)
    handles = []
    for index in range(shots):
        with (
            SetWorkflowID(f"shot:{film_id}:{attempt}:{index}"),
            SetEnqueueOptions(priority=turn + index, queue_partition_key=campaign),
        ):
            handles.append(DBOS.enqueue_workflow(SHOTS, shot, film_id, index))
    segments: list[dict[str, Any]] = []
    for done, handle in enumerate(handles):
        _progress("cut", done, shots)
        segments.append(handle.get_result(polling_interval_sec=0.1))
    return segments


@DBOS.step(name="package", **PATIENCE)
@told_in_log
def make_package(package_id: str) -> int:
    """Number of files in the bag."""
    return package.run(_bench(), package_id)


@DBOS.workflow(name="package", max_recovery_attempts=ATTEMPTS)
def package_flow(package_id: str) -> int:
    _progress("package", 0, 0)
    return told(make_package, package_id)
