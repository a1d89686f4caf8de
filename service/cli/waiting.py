"""Waiting at the terminal: progress bars over jobs, with a worker borrowed where none works."""

import os
import time
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from domain.errors import WeekReelError
from domain.words import Words
from service.cli.common import said
from service.supervise import borrowed_worker
from storage.opening import Storage
from storage.queue import Job
from storage.queues import takes_in_use
from storage.settings import Settings

#: Seconds between two looks at the queue.
LOOK_S = 0.2
FINISHED = {"done", "failed", "cancelled"}

STATIONS = {
    "": Words(zh="排队", en="waiting"),
    "storyboard": Words(zh="分镜", en="storyboard"),
    "cut": Words(zh="剪辑镜头", en="cutting shots"),
    "join": Words(zh="合成", en="joining"),
    "verify": Words(zh="检查成片", en="verifying"),
    "package": Words(zh="打包", en="packaging"),
    "scan": Words(zh="识别页面", en="reading pages"),
    "match": Words(zh="匹配镜头", en="matching shots"),
    "alike": Words(zh="比对视频", en="comparing clips"),
    "export": Words(zh="准备导出", en="preparing the export"),
}


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=36),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


def wait_for(
    storage: Storage, settings: Settings, job_ids: Sequence[str], *, title: str
) -> list[Job]:
    """Until every job is finished; the jobs as they ended.

    One job shows its stations with their own bars; many jobs show how many are finished. Where
    all are finished already no worker is borrowed.
    """
    finished = [job for job in _jobs(storage, job_ids) if job.state in FINISHED]
    if len(finished) == len(job_ids):
        return finished
    worker_log = settings.home / "worker.log"
    with (
        borrowed_worker(
            storage.catalog,
            takes=takes_in_use(ocr=settings.ocr),
            lease_ttl_s=settings.lease_ttl_s,
            # Its log is rotated; what Python says before there is one goes into the same file.
            environ={"WEEKREEL_LOG_FILE": str(worker_log), **os.environ},
            log_to=worker_log,
        ) as look_after,
        _bars() as bars,
    ):
        if len(job_ids) == 1:
            return [_watch_one(storage, job_ids[0], bars, look_after)]
        return _watch_many(storage, job_ids, bars, title, look_after)


def _watch_many(
    storage: Storage,
    job_ids: Sequence[str],
    bars: Progress,
    title: str,
    look_after: Callable[[], None],
) -> list[Job]:
    row = bars.add_task(title, total=len(job_ids))
    wanted = set(job_ids)
    while True:
        look_after()
        open_ids = {job.id for job in storage.queue.jobs(unfinished=True)} & wanted
        bars.update(row, completed=len(wanted) - len(open_ids))
        if not open_ids:
            return _jobs(storage, job_ids)
        time.sleep(LOOK_S)


def _jobs(storage: Storage, job_ids: Sequence[str]) -> list[Job]:
    jobs = {job.id: job for job in storage.queue.jobs()}
    return [jobs[job_id] for job_id in job_ids if job_id in jobs]


def _watch_one(
    storage: Storage, job_id: str, bars: Progress, look_after: Callable[[], None]
) -> Job:
    rows: dict[str, TaskID] = {}
    while True:
        look_after()
        job = storage.queue.job(job_id)
        if job is None:
            raise WeekReelError(Words(zh=f"没有任务 {job_id}", en=f"there is no job {job_id}"))
        _show_station(bars, rows, job)
        if job.state in FINISHED:
            _finish_rows(bars)
            return job
        time.sleep(LOOK_S)


def _show_station(bars: Progress, rows: dict[str, TaskID], job: Job) -> None:
    if not job.station:
        return
    if job.station not in rows:
        _finish_rows(bars)
        name = STATIONS.get(job.station, Words(zh=job.station, en=job.station))
        rows[job.station] = bars.add_task(said(name), total=job.total or None)
    bars.update(rows[job.station], completed=job.done, total=job.total or None)


def _finish_rows(bars: Progress) -> None:
    for task in bars.tasks:
        total = task.total or 1
        bars.update(task.id, total=total, completed=total)
