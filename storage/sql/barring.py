"""What may not be shown any more takes along the films and packages that show it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session

from domain.moves import AssetState
from storage.sql.models import AssetRow, FilmAssetRow, FilmRow, PackageAssetRow, PackageRow

_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)


def any_barred(assets: Sequence[str]) -> Any:
    """SQL: one of these was withdrawn, denied, or is a near shot that nobody decided on.

    The same as `domain.asset.Consent.allows_film`, asked of the rows.
    """
    near_shot = or_(AssetRow.minors, AssetRow.patients)
    barred = or_(
        AssetRow.state.in_(_GONE),
        AssetRow.consent == "denied",
        and_(AssetRow.consent.is_(None), near_shot),
    )
    return exists().where(AssetRow.id.in_(assets), barred)


def replace_what_shows(session: Session, asset_id: str) -> None:
    """Mark every film and package that holds the asset, and packages of such a film."""
    films = select(FilmAssetRow.film).where(FilmAssetRow.asset == asset_id)
    packages = select(PackageAssetRow.package).where(PackageAssetRow.asset == asset_id)
    session.execute(update(FilmRow).where(FilmRow.id.in_(films)).values(to_be_replaced=True))
    session.execute(
        update(PackageRow)
        .where(or_(PackageRow.id.in_(packages), PackageRow.film.in_(films)))
        .values(to_be_replaced=True)
    )
