"""Which blobs the rows of a database speak of, read over one connection: one moment of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.cutting.music import MusicState
from domain.moves import AssetState
from storage.originals import music_blob, original_blob
from storage.sql.models import (
    AssetRow,
    CampaignRow,
    DerivativeRow,
    FilmRow,
    MusicRow,
    PackageRow,
    RemovedBlobRow,
)

#: Assets whose bytes may be gone: refused ones by retention, the others by the withdrawal.
MAY_BE_GONE = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)


@dataclass(frozen=True, kw_only=True)
class CampaignCount:
    """One campaign in numbers, so that a person recognises a backup."""

    key: str
    state: str
    #: ISO 8601, UTC.
    created_at: str
    assets: int
    films: int
    packages: int


def required_blobs(connection: Connection) -> set[str]:
    """Names without which this database is not whole.

    A blob is put before its row and deleted after its row says so (withdrawn, to be replaced,
    removed); so at any moment all of these are in the store.
    """
    removed = set(connection.scalars(select(RemovedBlobRow.blob)))
    return set(_required(connection)) - removed


def _required(connection: Connection) -> Iterator[str]:
    stays = AssetRow.state.not_in(MAY_BE_GONE)
    for sha256 in connection.scalars(select(AssetRow.sha256).where(stays)):
        yield original_blob(sha256)
    made = select(DerivativeRow.blob).join(AssetRow, AssetRow.id == DerivativeRow.asset)
    yield from connection.scalars(made.where(stays))
    films = select(FilmRow.blob).where(FilmRow.to_be_replaced.is_(False))
    yield from (blob for blob in connection.scalars(films) if blob is not None)
    yield from (
        music_blob(sha256)
        for sha256 in connection.scalars(
            select(MusicRow.sha256).where(MusicRow.state != MusicState.REMOVED)
        )
    )
    packages = select(PackageRow.files).where(PackageRow.to_be_replaced.is_(False))
    for files in connection.scalars(packages):
        yield from (file.blob for file in files)


def campaign_counts(connection: Connection) -> list[CampaignCount]:
    """Every campaign, oldest first."""
    assets = _per_campaign(connection, AssetRow.campaign)
    films = _per_campaign(connection, FilmRow.campaign)
    packages = _per_campaign(connection, PackageRow.campaign)
    found = select(CampaignRow.key, CampaignRow.state, CampaignRow.created_at)
    rows = connection.execute(found.order_by(CampaignRow.created_at, CampaignRow.key))
    return [
        CampaignCount(
            key=key,
            state=state,
            created_at=created_at.isoformat(),
            assets=assets.get(key, 0),
            films=films.get(key, 0),
            packages=packages.get(key, 0),
        )
        for key, state, created_at in rows
    ]


def _per_campaign(connection: Connection, campaign: InstrumentedAttribute[str]) -> dict[str, int]:
    grouped = select(campaign, func.count()).group_by(campaign)
    return {key: int(count) for key, count in connection.execute(grouped)}
