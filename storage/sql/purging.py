"""What goes when a withdrawn asset goes: the bytes nobody else needs, and what was said of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.moves import AssetState
from storage.originals import original_blob
from storage.sql.locking import claim
from storage.sql.models import (
    AssetRow,
    DerivativeRow,
    FilmAssetRow,
    FilmRow,
    PackageAssetRow,
    PackageRow,
    UploadRow,
)

#: An asset in one of these no longer needs its bytes.
_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)

#: Columns of a purged asset: what the file and its sender said is erased.
ERASED: Mapping[str, Any] = {
    "original_name": "",
    "facts": None,
    "claims": (),
    "look": None,
    "taken_at": None,
    "taken_class": "none",
    "taken_from": None,
    "modified_ms": None,
    "sender_activity": None,
    "sender_day": None,
    "invite_activity": None,
    "tag_activity": None,
    "tag_day": None,
    "tag_by": None,
    "tag_confidence": None,
    "tag_ready": False,
    "evidence": (),
    "refused_code": None,
    "refused_words": None,
}


def purgeable(session: Session, asset_id: str) -> list[str]:
    """Blob names that only this withdrawn asset refers to; none while it is not withdrawn."""
    row = claim(session, AssetRow, asset_id)
    if row is None or row.state not in _GONE:
        return []
    names = {original_blob(row.sha256)} - _originals_of_others(session, row)
    names |= _derivatives(session, row)
    names |= _films(session, asset_id) | _package_copies(session, asset_id)
    return sorted(names)


def _originals_of_others(session: Session, row: AssetRow) -> set[str]:
    others = select(AssetRow.id).where(
        AssetRow.sha256 == row.sha256, AssetRow.id != row.id, AssetRow.state.not_in(_GONE)
    )
    needed = session.scalar(others.limit(1)) is not None
    return {original_blob(row.sha256)} if needed else set()


def _derivatives(session: Session, row: AssetRow) -> set[str]:
    own = set(session.scalars(select(DerivativeRow.blob).where(DerivativeRow.asset == row.id)))
    needed = (
        select(DerivativeRow.blob)
        .join(AssetRow, AssetRow.id == DerivativeRow.asset)
        .where(DerivativeRow.blob.in_(own), AssetRow.id != row.id, AssetRow.state.not_in(_GONE))
    )
    return own - set(session.scalars(needed))


def _films(session: Session, asset_id: str) -> set[str]:
    found = (
        select(FilmRow.blob)
        .join(FilmAssetRow, FilmAssetRow.film == FilmRow.id)
        .where(FilmAssetRow.asset == asset_id, FilmRow.blob.is_not(None))
    )
    return {blob for blob in session.scalars(found) if blob is not None}


def _package_copies(session: Session, asset_id: str) -> set[str]:
    """Its own copies, and report, list and findings page of packages that hold it.

    A figure, a name or a still of it may stand in those three. What a package that goes on
    counting has too stays, and so do films: those that show it go by `_films`.
    """
    found = (
        select(PackageRow)
        .join(PackageAssetRow, PackageAssetRow.package == PackageRow.id)
        .where(PackageAssetRow.asset == asset_id)
    )
    files = [file for row in session.scalars(found) for file in row.files]
    own = {file.blob for file in files if file.asset == asset_id}
    telling = {file.blob for file in files if file.asset is None and _is_payload(file.path)}
    return own | (telling - _still_needed(session))


def _is_payload(path: str) -> bool:
    return path.startswith("data/")


def _still_needed(session: Session) -> set[str]:
    """Blobs of every film, and of packages that are not to be replaced."""
    needed = {blob for blob in session.scalars(select(FilmRow.blob)) if blob is not None}
    counting = session.scalars(select(PackageRow).where(PackageRow.to_be_replaced.is_(False)))
    return needed | {file.blob for row in counting for file in row.files}


def erase_around(session: Session, asset_id: str) -> None:
    """Forget the purged asset's derivatives, the names its files came under, and its films."""
    session.execute(delete(DerivativeRow).where(DerivativeRow.asset == asset_id))
    session.execute(update(UploadRow).where(UploadRow.asset == asset_id).values(filename=""))
    films = select(FilmAssetRow.film).where(FilmAssetRow.asset == asset_id)
    session.execute(update(FilmRow).where(FilmRow.id.in_(films)).values(blob=None))
