"""What a killed process left half done, and nobody would come back to: finished or said."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from domain.words import Words
from service.reviewing import purge
from storage.catalog_assets import Unsettled
from storage.opening import Storage

#: A worker whose job was given to another, since it was taken for dead, has ended by then.
LATE_WORK = timedelta(hours=1)
_OVER = {
    "failed": Words(
        zh="制作进程多次中断，成片没有完成，请重新剪辑",
        en="the workers ended again and again; the film was not finished: cut a new one",
    ),
    "cancelled": Words(zh="已取消", en="cancelled"),
}


def settle_leftovers(storage: Storage, *, at: datetime) -> None:
    """Delete what withdrawn assets left, and end films whose job is over. May be run at any time.

    A worker that was in the middle of an asset may have kept a picture or a shot of it after the
    withdrawal had deleted all there was.
    """
    for campaign, left in groupby(storage.catalog.assets.unsettled(), lambda each: each.campaign):
        _purge_again(storage, campaign, list(left), at)
    for film in storage.catalog.films.making():
        job = storage.queue.job(film.job)
        if job is not None and job.state in _OVER:
            storage.catalog.films.failed(film.id, _OVER[job.state])


def _purge_again(storage: Storage, campaign: str, left: Sequence[Unsettled], at: datetime) -> None:
    """Each is looked at for the last time once nobody can be at work on it any more.

    A job that waits does not count: it looks at the asset's state, or the film's, when it begins.
    """
    jobs = storage.queue.jobs(campaign=campaign, unfinished=True)
    running = [job for job in jobs if job.state == "running"]
    making = any(job.kind in ("film", "package", "export", "match") for job in running)
    subjects = {job.subject for job in running}
    for each in left:
        purge(storage, each.asset)
    quiet = [
        each.asset
        for each in left
        if not making and each.asset not in subjects and at - each.withdrawn_at >= LATE_WORK
    ]
    if quiet:
        storage.catalog.assets.settle(quiet, at=at)
