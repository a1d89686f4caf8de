"""What a killed process left half done, and nobody would come back to: finished or said."""

from collections.abc import Iterator

from domain.film import FilmState
from domain.moves import AssetState
from domain.words import Words
from service.reviewing import purge
from storage.catalog import AssetQuery
from storage.opening import Storage

_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)
_MAKING = (FilmState.PLANNED, FilmState.CUTTING, FilmState.CUT)
_OVER = {
    "failed": Words(
        zh="制作进程多次中断，成片没有完成，请重新剪辑",
        en="the workers ended again and again; the film was not finished: cut a new one",
    ),
    "cancelled": Words(zh="已取消", en="cancelled"),
}


def settle_leftovers(storage: Storage) -> None:
    """Delete what withdrawn assets left, and end films whose job is over. May be run at any time.

    A worker that was in the middle of an asset may have kept a picture or a shot of it after the
    withdrawal had deleted all there was.
    """
    for record in storage.catalog.campaigns.all():
        for asset_id in _withdrawn(storage, record.campaign.key):
            purge(storage, asset_id)
        _end_films(storage, record.campaign.key)


def _withdrawn(storage: Storage, campaign: str) -> Iterator[str]:
    after: str | None = None
    while page := storage.catalog.assets.find(
        AssetQuery(campaign=campaign, states=_GONE, after=after)
    ):
        yield from (asset.id for asset in page)
        after = page[-1].id


def _end_films(storage: Storage, campaign: str) -> None:
    for film in storage.catalog.films.all(campaign):
        if film.state not in _MAKING:
            continue
        job = storage.queue.job(f"film:{film.id}")
        if job is not None and job.state in _OVER:
            storage.catalog.films.failed(film.id, _OVER[job.state])
