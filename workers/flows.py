"""The durable workflows: an asset's way, a film's fan-out and fan-in, a package."""

import secrets
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import structlog
from dbos import DBOS, SetWorkflowID, error

from domain.errors import StorageFailed, WeekReelError
from domain.way import ASSET_STATIONS
from domain.words import Words
from workers.bench import Bench
from workers.job_log import told_in_log
from workers.stations import cut, inspect, intake, look, package, storyboard, tag, verify

log = structlog.get_logger()

#: Queue of the shots of all films; every worker with cores to spare takes from it.
SHOTS = "shots"
#: Worker deaths after which a job is parked with its reason instead of killing the next worker.
DEATHS = 4
#: The same for what waits minutes for its parts: it is there when a worker dies of something else.
PATIENT_DEATHS = 40

ASSET_WAY: dict[str, Callable[[Bench, str], bool]] = {
    "intake": intake.run,
    "inspect": inspect.run,
    "look": look.run,
    "tag": tag.run,
}

P = ParamSpec("P")
R = TypeVar("R")

_bench: list[Bench] = []


def equip(bench: Bench) -> None:
    """Give the workflows their tools; once, before the engine starts."""
    _bench[:] = [bench]


def _may_pass(error: BaseException) -> bool:
    """Worth another try: a database or disk that was busy, not a film or file that is wrong."""
    return not isinstance(error, WeekReelError) or isinstance(error, StorageFailed)


def _progress(station: str, done: int, total: int) -> None:
    DBOS.set_event("progress", {"station": station, "done": done, "total": total})


def told(step: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a step; when its tries are used up, raise what happened last instead of their number."""
    try:
        return step(*args, **kwargs)
    except error.DBOSMaxStepRetriesExceeded as given_up:
        raise given_up.errors[-1] from given_up


@DBOS.step(
    name="station", retries_allowed=True, interval_seconds=1, max_attempts=4, should_retry=_may_pass
)
@told_in_log
def asset_station(station: str, asset_id: str) -> bool:
    """One station for one asset; False ends its way here (refused, withdrawn)."""
    return ASSET_WAY[station](_bench[0], asset_id)


@DBOS.workflow(name="asset", max_recovery_attempts=DEATHS)
def asset(asset_id: str) -> str:
    for station in ASSET_STATIONS:
        if not told(asset_station, station, asset_id):
            return f"ended at {station}"
    return "tagged"


@DBOS.step(name="retag")
def retag_one(asset_id: str) -> bool:
    return tag.run(_bench[0], asset_id)


@DBOS.workflow(name="retag", max_recovery_attempts=PATIENT_DEATHS)
def retag(sending_id: str) -> int:
    """Weigh the machine's tags of a sending again, after it moved to another unit."""
    ids = sending_assets(sending_id)
    return sum(retag_one(asset_id) for asset_id in ids)


@DBOS.step(name="sending_assets")
def sending_assets(sending_id: str) -> list[str]:
    return tag.assets_of(_bench[0], sending_id)


@DBOS.step(name="storyboard")
@told_in_log
def plan_film(film_id: str) -> int:
    """Number of shots planned."""
    return storyboard.run(_bench[0], film_id)


@DBOS.step(
    name="shot", retries_allowed=True, interval_seconds=1, max_attempts=2, should_retry=_may_pass
)
@told_in_log
def cut_shot(film_id: str, index: int) -> dict[str, Any]:
    return cut.run_shot(_bench[0], film_id, index)


@DBOS.workflow(name="shot", max_recovery_attempts=DEATHS)
def shot(film_id: str, index: int) -> dict[str, Any]:
    return told(cut_shot, film_id, index)


@DBOS.step(name="join")
@told_in_log
def join_film(film_id: str, segments: list[dict[str, Any]]) -> None:
    cut.run_join(_bench[0], film_id, segments)


@DBOS.step(name="verify")
@told_in_log
def verify_film(film_id: str) -> int:
    """Number of findings that failed."""
    return verify.run(_bench[0], film_id)


@DBOS.step(name="film_failed")
def film_failed(film_id: str, zh: str, en: str) -> None:
    _bench[0].catalog.films.failed(film_id, Words(zh=zh, en=en))


@DBOS.step(name="attempt")
def new_attempt() -> str:
    """Names one run of a film: a takeover goes on under it, a retry begins another."""
    return secrets.token_hex(4)


@DBOS.workflow(name="film", max_recovery_attempts=PATIENT_DEATHS)
def film(film_id: str) -> str:
    """Plan, cut every shot as its own job, join, measure."""
    try:
        _progress("storyboard", 0, 0)
        segments = _cut_all(film_id, plan_film(film_id))
        _progress("join", len(segments), len(segments))
        join_film(film_id, segments)
        _progress("verify", 0, 0)
        failed = verify_film(film_id)
    except Exception as error:
        # An error of a shot is read back from the database and not of our classes any more.
        words = error.words if isinstance(error, WeekReelError) else None
        zh = words.zh if words else f"成片没有完成：{error}"
        film_failed(film_id, zh, words.en if words else f"the film was not finished: {error}")
        raise
    return f"verified, {failed} findings failed"


def _cut_all(film_id: str, shots: int) -> list[dict[str, Any]]:
    """Fan out one job a shot, fan in their segments in order.

    Their ids hold the attempt: a job that failed answers its failure for ever. What an earlier
    attempt rendered is kept by its recipe and not rendered again.
    """
    attempt = new_attempt()
    handles = []
    for index in range(shots):
        with SetWorkflowID(f"shot:{film_id}:{attempt}:{index}"):
            handles.append(DBOS.enqueue_workflow(SHOTS, shot, film_id, index))
    segments: list[dict[str, Any]] = []
    for done, handle in enumerate(handles):
        _progress("cut", done, shots)
        segments.append(handle.get_result(polling_interval_sec=0.1))
    return segments


@DBOS.step(
    name="package", retries_allowed=True, interval_seconds=1, max_attempts=2, should_retry=_may_pass
)
@told_in_log
def make_package(package_id: str) -> int:
    """Number of files in the bag."""
    return package.run(_bench[0], package_id)


@DBOS.workflow(name="package", max_recovery_attempts=PATIENT_DEATHS)
def package_flow(package_id: str) -> int:
    _progress("package", 0, 0)
    return told(make_package, package_id)
