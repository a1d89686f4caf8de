"""Prints and pairs as they are kept: of 3,000 assets 200 KB, read whole for each new one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from domain.facts import Kind
from domain.looking.likeness import Prints
from domain.moves import AssetState
from domain.reviewing.strokes import Stroke
from storage.catalog_likeness import Pair
from storage.sql import rows
from storage.sql.alike_rulings import put_together, rule
from storage.sql.engine import Database, retrying
from storage.sql.locking import hold_assets
from storage.sql.models import AlikeRow, AssetRow, PrintRow
from storage.sql.stroke_rows import stroke_of

_NOT_HERE = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)


@retrying
class SqlLikeness:
    """The Likeness port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, prints: Prints) -> None:
        hashes = " ".join(f"{value:016x}" for value in prints.hashes)
        with self._database.write() as session:
            hold_assets(session, [prints.asset])
            asset = session.get(AssetRow, prints.asset)
            if asset is None:
                raise rows.missing("素材", "asset", prints.asset)
            # What was purged meanwhile leaves nothing behind.
            if asset.state not in _NOT_HERE:
                session.merge(
                    PrintRow(
                        asset=prints.asset,
                        campaign=asset.campaign,
                        kind=prints.kind,
                        duration_ms=prints.duration_ms,
                        hashes=hashes,
                    )
                )

    def prints(self, campaign: str) -> list[Prints]:
        found = (
            select(PrintRow)
            .join(AssetRow, AssetRow.id == PrintRow.asset)
            .where(PrintRow.campaign == campaign, AssetRow.state.not_in(_NOT_HERE))
            .order_by(PrintRow.asset)
        )
        with self._database.read() as session:
            return [_prints(row) for row in session.scalars(found)]

    def without_prints(self, campaign: str) -> list[str]:
        found = (
            select(AssetRow.id)
            .outerjoin(PrintRow, PrintRow.asset == AssetRow.id)
            .where(
                AssetRow.campaign == campaign,
                AssetRow.state.not_in(_NOT_HERE),
                AssetRow.phash.is_not(None),
                PrintRow.asset.is_(None),
            )
            .order_by(AssetRow.id)
        )
        with self._database.read() as session:
            return list(session.scalars(found))

    def join(self, asset: str, found: Mapping[str, bool]) -> None:
        with self._database.write() as session:
            hold_assets(session, [asset, *found])
            for other, same in sorted(found.items()):
                low, high = sorted((asset, other))
                session.merge(AlikeRow(asset=low, other=high, same=same))

    def part(self, asset: str, others: Collection[str]) -> int:
        with self._database.write() as session:
            hold_assets(session, [asset, *others])
            pairs = [(min(asset, other), max(asset, other)) for other in others]
            found = [row for pair in pairs if (row := session.get(AlikeRow, pair)) is not None]
            machines = [row for row in found if row.same and not row.apart]
            joined: frozenset[tuple[str, str]] = (
                put_together(session, asset) if machines else frozenset()
            )
            gone = [row for row in machines if (row.asset, row.other) not in joined]
            for row in gone:
                session.delete(row)
            return len(gone)

    def pairs(self, campaign: str) -> Sequence[Pair]:
        first, second = aliased(AssetRow), aliased(AssetRow)
        found = (
            select(AlikeRow)
            .join(first, first.id == AlikeRow.asset)
            .join(second, second.id == AlikeRow.other)
            .where(first.campaign == campaign)
            .where(first.state.not_in(_NOT_HERE), second.state.not_in(_NOT_HERE))
            .order_by(AlikeRow.asset, AlikeRow.other)
        )
        with self._database.read() as session:
            return [
                Pair(asset=row.asset, other=row.other, same=row.same, apart=row.apart)
                for row in session.scalars(found)
            ]

    def rule(
        self,
        pairs: Sequence[tuple[str, str]],
        *,
        apart: bool,
        of: str,
        actor: str,
        at: datetime,
    ) -> Stroke:
        with self._database.write() as session:
            return stroke_of(rule(session, pairs, apart=apart, of=of, actor=actor, at=at))


def _prints(row: PrintRow) -> Prints:
    return Prints(
        asset=row.asset,
        kind=Kind(row.kind),
        hashes=tuple(int(value, 16) for value in row.hashes.split()),
        duration_ms=row.duration_ms,
    )
