"""Words of pictures as they are kept: one row an asset, made again whenever the recipe changes."""

from collections.abc import Collection

from sqlalchemy import or_, select

from domain.looking.picture_text import PictureText, TextLine
from domain.moves import AssetState, CampaignState
from storage.catalog_texts import Unread
from storage.sql import rows
from storage.sql.engine import Database, retrying
from storage.sql.locking import hold_assets
from storage.sql.models import AssetRow, CampaignRow, TextRow

_NOT_HERE = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)
#: States in which a machine's tag may still be weighed again.
_WEIGHABLE = (AssetState.TAGGED, AssetState.HELD)
#: SQLite takes 32,766 values of a statement, older ones 999.
_AT_A_TIME = 900
_COLLECTING = (CampaignState.DRAFT, CampaignState.OPEN, CampaignState.LATE)


@retrying
class SqlTexts:
    """The Texts port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, asset: str, text: PictureText) -> bool:
        with self._database.write() as session:
            hold_assets(session, [asset])
            row = session.get(AssetRow, asset)
            if row is None:
                raise rows.missing("素材", "asset", asset)
            # What was purged meanwhile leaves nothing behind.
            if row.state in _NOT_HERE:
                return False
            session.merge(TextRow(asset=asset, recipe=text.recipe, text=text))
            return True

    def of(self, asset: str) -> PictureText | None:
        found = (
            select(TextRow.text)
            .join(AssetRow, AssetRow.id == TextRow.asset)
            .where(TextRow.asset == asset, AssetRow.state.not_in(_NOT_HERE))
        )
        with self._database.read() as session:
            return session.scalar(found)

    def of_all(self, assets: Collection[str]) -> dict[str, tuple[TextLine, ...]]:
        wanted = sorted(assets)
        lines: dict[str, tuple[TextLine, ...]] = {}
        with self._database.read() as session:
            for start in range(0, len(wanted), _AT_A_TIME):
                found = (
                    select(TextRow.asset, TextRow.text)
                    .join(AssetRow, AssetRow.id == TextRow.asset)
                    .where(TextRow.asset.in_(wanted[start : start + _AT_A_TIME]))
                    .where(AssetRow.state.not_in(_NOT_HERE))
                )
                lines |= {asset: text.lines for asset, text in session.execute(found) if text.lines}
        return lines

    def awaited(self, sending: str) -> bool:
        found = (
            select(AssetRow.id)
            .outerjoin(TextRow, TextRow.asset == AssetRow.id)
            .where(
                AssetRow.sending == sending,
                AssetRow.state.in_(_WEIGHABLE),
                AssetRow.tag_by == "machine",
                TextRow.asset.is_(None),
            )
        )
        with self._database.read() as session:
            return session.scalar(found.limit(1)) is not None

    def unread(self, *, recipe: int, limit: int) -> list[Unread]:
        found = (
            select(AssetRow.id, AssetRow.campaign)
            .join(CampaignRow, CampaignRow.key == AssetRow.campaign)
            .outerjoin(TextRow, TextRow.asset == AssetRow.id)
            .where(
                CampaignRow.state.in_(_COLLECTING),
                AssetRow.state.in_(_WEIGHABLE),
                AssetRow.tag_by == "machine",
                or_(TextRow.asset.is_(None), TextRow.recipe < recipe),
            )
            .order_by(AssetRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [
                Unread(asset=asset, campaign=campaign) for asset, campaign in session.execute(found)
            ]
