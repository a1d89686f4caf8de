"""The durable workflows: an asset's way, a film's fan-out and fan-in, a package."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

import structlog
from dbos import (
    DBOS,
    PortableWorkflowError,
    SetEnqueueOptions,
    SetWorkflowID,
    error,
)

from domain.errors import ToolCancelled, WeekReelError
from domain.facts import Kind
from domain.way import ASSET_STATIONS
from domain.words import Words
from storage.dbos.queue import PARKED
from storage.queue import NewParts, Queue, preview_job, reading_job, speech_job
from storage.queues import SHOTS
from workers.bench import Bench
from workers.cancelling import Cancelling
from workers.fan_in import gather
from workers.hearing import hear_music
from workers.job_log import told_in_log
from workers.listening import hear_film
from workers.packing.film import wait_for_copy
from workers.patience import PATIENCE, patiently
from workers.scanning import read_scan
from workers.stations import (
    cut,
    export,
    inspect,
    intake,
    look,
    match,
    package,
    preview,
    read,
    storyboard,
    tag,
    verify,
)
from workers.turns import Turns
from workers.weighing import weigh_week

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
    queue: Queue
    #: Those of the jobs that are over -> whether they ended well.
    ended: Callable[[Collection[str]], Mapping[str, bool]]
    #: A job that waits for another gives its slot away inside the `with`.
    resting: Callable[[str], AbstractContextManager[None]]


_equipment: list[Equipment] = []
#: Films of which one worker joins and measures one at a time: both keep every core busy.
_finishing = Turns()
#: The same of films from elsewhere whose shots are looked for; no film waits for those, nor for the
#: slots of such as wait for their turn.
_matching = Turns()
#: What is packed at a time: a package that waited for its copy finds another at work.
_packing = Turns()


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
    # At the end, where no earlier version recorded a step.
    told(queue_reading, asset_id)
    told(queue_preview, asset_id)
    return "tagged"


@DBOS.step(name="queue_reading", **PATIENCE)
def queue_reading(asset_id: str) -> bool:
    """A job of its own, so that its time is nobody's: the tag stands, and may be reviewed."""
    bench = _bench()
    if bench.reads:
        campaign = bench.catalog.assets.get(asset_id).campaign
        _equipment[0].queue.send(reading_job(asset_id, campaign))
    return bench.reads


@DBOS.step(name="read", **PATIENCE)
@told_in_log
def read_asset(asset_id: str) -> bool:
    with _stoppable() as bench:
        return read.run(bench, asset_id)


@DBOS.workflow(name="read", max_recovery_attempts=ATTEMPTS)
def read_flow(asset_id: str) -> bool:
    """The words in an asset's picture; False where it is gone."""
    return told(read_asset, asset_id)


@DBOS.step(name="scan", **PATIENCE)
@told_in_log
def scan_notice(scan_id: str) -> bool:
    with _stoppable() as bench:
        return read_scan(bench, scan_id, lambda done, total: _progress("scan", done, total))


@DBOS.workflow(name="scan", max_recovery_attempts=ATTEMPTS)
def scan_flow(scan_id: str) -> bool:
    """Read the pages of a scanned notice; False where it is forgotten or cannot be read."""
    _progress("scan", 0, 0)
    return told(scan_notice, scan_id)


@DBOS.step(name="queue_preview", **PATIENCE)
def queue_preview(asset_id: str) -> bool:
    """In a queue of its own: a clip is decoded whole for it, which takes up to its own length."""
    asset = _bench().catalog.assets.get(asset_id)
    if asset.kind is Kind.CLIP:
        _equipment[0].queue.send(preview_job(asset_id, asset.campaign))
    return asset.kind is Kind.CLIP


@DBOS.step(name="preview", **PATIENCE)
@told_in_log
def preview_asset(asset_id: str) -> bool:
    with _stoppable() as bench:
        return preview.run(bench, asset_id)


@DBOS.workflow(name="preview", max_recovery_attempts=ATTEMPTS)
def preview_flow(asset_id: str) -> bool:
    """The proxy of a clip; False where there is none to be made."""
    return told(preview_asset, asset_id)


@DBOS.step(name="music", **PATIENCE)
@told_in_log
def hear(music_id: str) -> bool:
    with _stoppable() as bench:
        return hear_music(bench, music_id)


@DBOS.workflow(name="music", max_recovery_attempts=ATTEMPTS)
def music(music_id: str) -> bool:
    """Listen to music that somebody brought; False where it is none."""
    return told(hear, music_id)


@DBOS.step(name="retag", **PATIENCE)
def retag_one(asset_id: str) -> bool:
    return tag.run(_bench(), asset_id)


@DBOS.workflow(name="retag", max_recovery_attempts=ATTEMPTS)
def retag(sending_id: str) -> int:
    """Weigh the machine's tags again after a sending moved to another unit."""
    if DBOS.patch("in_company"):
        return told(weigh_sendings_week, sending_id)
    # As sendings were weighed that earlier versions began.
    ids = told(sending_assets, sending_id)
    return sum(told(retag_one, asset_id) for asset_id in ids)


@DBOS.step(name="weigh_sendings_week", **PATIENCE)
def weigh_sendings_week(sending_id: str) -> int:
    bench = _bench()
    return weigh_week(bench, bench.catalog.intake.sending_by_id(sending_id).said.campaign)


@DBOS.step(name="weigh_week", **PATIENCE)
@told_in_log
def weigh_again(campaign: str) -> int:
    return weigh_week(_bench(), campaign)


@DBOS.workflow(name="weigh", max_recovery_attempts=ATTEMPTS)
def weigh(campaign: str) -> int:
    """Weigh a week's machine tags again with what people decided; how many changed."""
    return told(weigh_again, campaign)


@DBOS.step(name="sending_assets", **PATIENCE)
def sending_assets(sending_id: str) -> list[str]:
    return tag.assets_of(_bench(), sending_id)


@DBOS.step(name="storyboard", **PATIENCE)
@told_in_log
def plan_film(film_id: str) -> int:
    """Number of segments that it is cut in: shots, and transitions between them."""
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
    with _stoppable() as bench, _finishing.taken(bench.cancelled):
        cut.run_join(bench, film_id, segments)


@DBOS.step(name="verify", **PATIENCE)
@told_in_log
def verify_film(film_id: str) -> int:
    """Number of findings that failed."""
    with _stoppable() as bench, _finishing.taken(bench.cancelled):
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
        # At the end, where no earlier version recorded a step.
        told(queue_speech, film_id)
    except Exception as fault:
        # Of a cancelled film this step writes nothing: the job itself says that it was cancelled.
        words = why(fault)
        told(film_failed, film_id, words.zh, words.en)
        raise
    return f"verified, {failed} findings failed"


@DBOS.step(name="queue_speech", **PATIENCE)
def queue_speech(film_id: str) -> bool:
    """Only where the owner has a program that listens; a copy says what its film says."""
    bench = _bench()
    film = bench.catalog.films.get(film_id)
    listens = bench.recogniser is not None and film.of is None
    if listens:
        _equipment[0].queue.send(speech_job(film_id, film.campaign))
    return listens


@DBOS.step(name="speech", **PATIENCE)
@told_in_log
def listen(film_id: str) -> int | None:
    with _stoppable() as bench:
        return hear_film(bench, film_id)


@DBOS.workflow(name="speech", max_recovery_attempts=ATTEMPTS)
def speech_flow(film_id: str) -> int | None:
    """What is said in a film; number of lines, None where nobody listens or it is gone."""
    return told(listen, film_id)


def why(fault: Exception) -> Words:
    """Why a film was not made, in words for the editor."""
    if isinstance(fault, WeekReelError):
        return fault.words
    if isinstance(fault, error.DBOSAwaitedWorkflowMaxRecoveryAttemptsExceeded):
        # shot:<film>:<attempt>:<place>
        film_id, _, place = fault.workflow_id.split(":")[1:]
        what = patiently(lambda: cut.words_for(_bench(), film_id, int(place)))
        return Words(zh=f"{what.zh}没有做成：{PARKED.zh}", en=f"{what.en}: {PARKED.en}")
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
    ids = [f"shot:{film_id}:{attempt}:{index}" for index in range(shots)]
    if not DBOS.patch("together"):
        return _one_by_one(film_id, ids)
    kept: list[dict[str, Any] | None] = [None] * shots
    if DBOS.patch("only_missing"):
        kept = told(segments_kept, film_id)
    missing = [place for place, segment in enumerate(kept) if segment is None]
    _progress("cut", shots - len(missing), shots)
    if not missing:
        return [segment for segment in kept if segment is not None]
    wanted = [ids[place] for place in missing]
    told(queue_shots, film_id, ids, missing)
    rendered = dict(zip(missing, told(gather_shots, wanted, shots - len(missing)), strict=True))
    return [segment or rendered[place] for place, segment in enumerate(kept)]


@DBOS.step(name="segments_kept", **PATIENCE)
def segments_kept(film_id: str) -> list[dict[str, Any] | None]:
    """What an earlier film rendered needs no job: an order that changed is joined at once."""
    return cut.segments_kept(_bench(), film_id)


@DBOS.step(name="queue_shots", **PATIENCE)
def queue_shots(film_id: str, ids: list[str], missing: list[int]) -> None:
    job = DBOS.workflow_id
    assert job is not None, "only jobs have steps"
    bench = _bench()
    _equipment[0].queue.send_parts(
        NewParts(
            job=job,
            kind="shot",
            campaign=bench.catalog.films.get(film_id).campaign,
            arguments={
                ids[place]: (film_id, place)
                for place in cut.shots_in_turn(bench, film_id)
                if place in missing
            },
            request=DBOS.authenticated_user,
        )
    )


@DBOS.step(name="gather", **PATIENCE)
def gather_shots(shots: list[str], kept: int) -> list[dict[str, Any]]:
    """The segments, in order; nothing is written for each. `kept` more need no rendering."""
    with _stoppable() as bench:

        def check() -> None:
            if bench.cancelled is not None and bench.cancelled():
                raise ToolCancelled(Words(zh="已取消", en="cancelled"))

        def fault(job: str) -> None:
            DBOS.retrieve_workflow(job, existing_workflow=False).get_result()

        gather(
            shots,
            ended=_equipment[0].ended,
            fault=fault,
            tell=lambda done: _progress("cut", kept + done, kept + len(shots)),
            check=check,
        )
    done = DBOS.list_workflows(workflow_ids=shots, load_input=False)
    answers: dict[str, Any] = {job.workflow_id: job.output for job in done}
    return [answers[job] for job in shots]


def _one_by_one(film_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """As films were cut that earlier versions began; where a shot is queued its turn stays."""
    campaign = patiently(lambda: _bench().catalog.films.get(film_id).campaign)
    turn = patiently(lambda: _equipment[0].queue.turn(SHOTS, campaign))
    handles = []
    for index, job in enumerate(ids):
        with (
            SetWorkflowID(job),
            SetEnqueueOptions(priority=turn + index, queue_partition_key=campaign),
        ):
            handles.append(DBOS.enqueue_workflow(SHOTS, shot, film_id, index))
    segments: list[dict[str, Any]] = []
    for done, handle in enumerate(handles):
        _progress("cut", done, len(handles))
        segments.append(handle.get_result(polling_interval_sec=0.1))
    return segments


@DBOS.step(name="small_copy", **PATIENCE)
@told_in_log
def await_small_copy(package_id: str) -> None:
    job = DBOS.workflow_id
    assert job is not None, "only jobs have steps"
    with _equipment[0].resting(job), _stoppable() as bench:
        wait_for_copy(
            bench,
            bench.catalog.films.package(package_id).film,
            job=_equipment[0].queue.job,
            tell=lambda done, total: _progress("copy", done, total),
        )


@DBOS.step(name="package", **PATIENCE)
@told_in_log
def make_package(package_id: str) -> int:
    """Number of files in the bag."""
    with _stoppable() as bench, _packing.taken(bench.cancelled):
        return package.run(bench, package_id, lambda done, total: _progress("package", done, total))


@DBOS.workflow(name="package", max_recovery_attempts=ATTEMPTS)
def package_flow(package_id: str) -> int:
    _progress("package", 0, 0)
    # A copy that was asked for with the package goes into it.
    if DBOS.patch("small_copy"):
        told(await_small_copy, package_id)
    return told(make_package, package_id)


@DBOS.step(name="export", **PATIENCE)
@told_in_log
def prepare_export(subject: str) -> int:
    """Number of files that the storyboard's hand-over has."""
    with _stoppable() as bench, _packing.taken(bench.cancelled):
        return export.run(bench, subject, lambda done, total: _progress("export", done, total))


@DBOS.workflow(name="export", max_recovery_attempts=ATTEMPTS)
def export_flow(subject: str) -> int:
    _progress("export", 0, 0)
    return told(prepare_export, subject)


@DBOS.step(name="match", **PATIENCE)
@told_in_log
def match_film(film_id: str) -> int:
    """Number of shots that the brought film has."""
    job = DBOS.workflow_id
    assert job is not None, "only jobs have steps"
    resting = partial(_equipment[0].resting, job)
    with _stoppable() as bench, _matching.taken(bench.cancelled, resting):
        return match.run(bench, film_id, lambda done, total: _progress("match", done, total))


@DBOS.workflow(name="match", max_recovery_attempts=ATTEMPTS)
def match_flow(film_id: str) -> str:
    """A film finished elsewhere: its shots found, then measured as any other."""
    try:
        _progress("match", 0, 0)
        told(match_film, film_id)
        _progress("verify", 0, 0)
        failed = told(verify_film, film_id)
    except Exception as fault:
        words = why(fault)
        told(film_failed, film_id, words.zh, words.en)
        raise
    return f"verified, {failed} findings failed"
