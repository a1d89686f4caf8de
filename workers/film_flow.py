"""The durable workflow of a film: planned, cut by shots, joined, measured; or brought, matched."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from dbos import DBOS, PortableWorkflowError, SetEnqueueOptions, SetWorkflowID, error

from domain.errors import ToolCancelled, WeekReelError
from domain.words import Words
from storage.dbos.job_rows import PARKED
from storage.queue import NewParts, speech_job
from storage.queues import SHOTS
from workers.beds_ahead import beds_ahead
from workers.bench import make_room
from workers.fan_in import gather
from workers.flow_tools import ATTEMPTS, equipment, job_id, progress, stoppable, the_bench, told
from workers.job_log import told_in_log
from workers.listening import hear_film
from workers.patience import PATIENCE, patiently
from workers.stations import cut, match, storyboard, verify
from workers.turns import Turns

#: Films of which one worker joins and measures one at a time: both keep every core busy.
_finishing = Turns()
#: The same of films from elsewhere whose shots are looked for; no film waits for those, nor for the
#: slots of such as wait for their turn.
_matching = Turns()


@DBOS.step(name="storyboard", **PATIENCE)
@told_in_log
def plan_film(film_id: str) -> int:
    """Number of segments that it is cut in: shots, and transitions between them."""
    return storyboard.run(the_bench(), film_id)


@DBOS.step(name="shot", **PATIENCE)
@told_in_log
def cut_shot(film_id: str, index: int) -> dict[str, Any]:
    with stoppable() as bench:
        return cut.run_shot(bench, film_id, index)


@DBOS.workflow(name="shot", max_recovery_attempts=ATTEMPTS)
def shot(film_id: str, index: int) -> dict[str, Any]:
    return told(cut_shot, film_id, index)


@DBOS.step(name="join", **PATIENCE)
@told_in_log
def join_film(film_id: str, segments: list[dict[str, Any]]) -> None:
    with stoppable() as bench, _finishing.taken(bench.cancelled):
        cut.run_join(bench, film_id, segments)


@DBOS.step(name="verify", **PATIENCE)
@told_in_log
def verify_film(film_id: str) -> int:
    """Number of findings that failed."""
    with stoppable() as bench, _finishing.taken(bench.cancelled):
        return verify.run(bench, film_id)


@DBOS.step(name="film_failed", **PATIENCE)
def film_failed(film_id: str, zh: str, en: str) -> None:
    the_bench().catalog.films.failed(film_id, Words(zh=zh, en=en))


@DBOS.step(name="attempt")
def new_attempt() -> str:
    """Names one run of a film: a takeover goes on under it, a retry begins another."""
    return secrets.token_hex(4)


@DBOS.workflow(name="film", max_recovery_attempts=ATTEMPTS)
def film(film_id: str) -> str:
    """Plan, cut every shot as its own job, join, measure."""
    try:
        progress("storyboard", 0, 0)
        segments = _cut_all(film_id, told(plan_film, film_id))
        progress("join", len(segments), len(segments))
        told(join_film, film_id, segments)
        progress("verify", 0, 0)
        failed = told(verify_film, film_id)
    except Exception as fault:
        # Of a cancelled film this step writes nothing: the job itself says that it was cancelled.
        words = why(fault)
        told(film_failed, film_id, words.zh, words.en)
        raise
    # At the end, where no earlier version recorded a step.
    told(queue_speech, film_id)
    beds_ahead(the_bench(), film_id)
    return f"verified, {failed} findings failed"


@DBOS.step(name="queue_speech", **PATIENCE)
def queue_speech(film_id: str) -> bool:
    """Only where the owner has a program that listens; a copy says what its film says."""
    bench = the_bench()
    film = bench.catalog.films.get(film_id)
    listens = bench.recogniser is not None and film.of is None
    if listens:
        equipment().queue.send(speech_job(film_id, film.campaign))
    return listens


@DBOS.step(name="speech", **PATIENCE)
@told_in_log
def listen(film_id: str) -> int | None:
    with stoppable() as bench:
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
        what = patiently(lambda: cut.words_for(the_bench(), film_id, int(place)))
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
    progress("cut", shots - len(missing), shots)
    if not missing:
        return [segment for segment in kept if segment is not None]
    wanted = [ids[place] for place in missing]
    told(queue_shots, film_id, ids, missing)
    rendered = dict(zip(missing, told(gather_shots, wanted, shots - len(missing)), strict=True))
    return [segment or rendered[place] for place, segment in enumerate(kept)]


@DBOS.step(name="segments_kept", **PATIENCE)
def segments_kept(film_id: str) -> list[dict[str, Any] | None]:
    """What an earlier film rendered needs no job: an order that changed is joined at once."""
    return cut.segments_kept(the_bench(), film_id)


@DBOS.step(name="queue_shots", **PATIENCE)
def queue_shots(film_id: str, ids: list[str], missing: list[int]) -> None:
    job = job_id()
    bench = the_bench()
    make_room(bench)
    equipment().queue.send_parts(
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
    with stoppable() as bench:

        def check() -> None:
            if bench.cancelled is not None and bench.cancelled():
                raise ToolCancelled(Words(zh="已取消", en="cancelled"))

        def fault(job: str) -> None:
            DBOS.retrieve_workflow(job, existing_workflow=False).get_result()

        gather(
            shots,
            ended=equipment().ended,
            fault=fault,
            tell=lambda done: progress("cut", kept + done, kept + len(shots)),
            check=check,
        )
    done = DBOS.list_workflows(workflow_ids=shots, load_input=False)
    answers: dict[str, Any] = {job.workflow_id: job.output for job in done}
    return [answers[job] for job in shots]


def _one_by_one(film_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """As films were cut that earlier versions began; where a shot is queued its turn stays."""
    campaign = patiently(lambda: the_bench().catalog.films.get(film_id).campaign)
    turn = patiently(lambda: equipment().queue.turn(SHOTS, campaign))
    handles = []
    for index, job in enumerate(ids):
        with (
            SetWorkflowID(job),
            SetEnqueueOptions(priority=turn + index, queue_partition_key=campaign),
        ):
            handles.append(DBOS.enqueue_workflow(SHOTS, shot, film_id, index))
    segments: list[dict[str, Any]] = []
    for done, handle in enumerate(handles):
        progress("cut", done, len(handles))
        segments.append(handle.get_result(polling_interval_sec=0.1))
    return segments


@DBOS.step(name="match", **PATIENCE)
@told_in_log
def match_film(film_id: str) -> int:
    """Number of shots that the brought film has."""
    job = job_id()
    resting = partial(equipment().resting, job)
    with stoppable() as bench, _matching.taken(bench.cancelled, resting):
        return match.run(bench, film_id, lambda done, total: progress("match", done, total))


@DBOS.workflow(name="match", max_recovery_attempts=ATTEMPTS)
def match_flow(film_id: str) -> str:
    """A film finished elsewhere: its shots found, then measured as any other."""
    try:
        progress("match", 0, 0)
        told(match_film, film_id)
        progress("verify", 0, 0)
        failed = told(verify_film, film_id)
    except Exception as fault:
        words = why(fault)
        told(film_failed, film_id, words.zh, words.en)
        raise
    return f"verified, {failed} findings failed"
