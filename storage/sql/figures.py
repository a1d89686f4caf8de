"""What people counted, as it is kept: one row for every entry, none ever changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.board.figures import Figure, FiguresEntry
from domain.errors import Conflict
from domain.words import Words
from storage.sql.campaigns import claimed_plan
from storage.sql.engine import Database, retrying
from storage.sql.models import FiguresRow


@retrying
class SqlFigures:
    """The Figures port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(
        self,
        *,
        campaign: str,
        activity: str,
        unit: str,
        values: Mapping[Figure, int],
        actor: str,
        at: datetime,
        seen: int | None = None,
    ) -> FiguresEntry:
        with self._database.write() as session:
            # Claimed, so that no activity is dropped while its figures are entered, and of two who
            # saw the same entry one is told.
            plan = claimed_plan(session, campaign)
            plan.activity(activity)
            plan.unit(unit)
            if seen is not None and (newest := _newest(session, campaign, activity, unit)) != seen:
                raise Conflict(_newer(newest))
            row = FiguresRow(
                campaign=campaign,
                activity=activity,
                unit=unit,
                figures={figure.value: values[figure] for figure in Figure if figure in values},
                actor=actor,
                at=at,
            )
            session.add(row)
            session.flush()
            return _entry(row)

    def entries(self, campaign: str, *, unit: str | None = None) -> list[FiguresEntry]:
        wanted = select(FiguresRow).where(FiguresRow.campaign == campaign).order_by(FiguresRow.id)
        if unit is not None:
            wanted = wanted.where(FiguresRow.unit == unit)
        with self._database.read() as session:
            return [_entry(row) for row in session.scalars(wanted)]


def _newest(session: Session, campaign: str, activity: str, unit: str) -> int:
    found = select(func.max(FiguresRow.id)).where(
        FiguresRow.campaign == campaign, FiguresRow.activity == activity, FiguresRow.unit == unit
    )
    return session.scalar(found) or 0


def _newer(entry: int) -> Words:
    return Words(
        zh="没有保存：这几项数据刚刚被别人改过，请刷新后再看",
        en=f"nothing was kept: entry {entry} is newer than what you saw; load the page again",
    )


def _entry(row: FiguresRow) -> FiguresEntry:
    return FiguresEntry(
        id=row.id,
        campaign=row.campaign,
        activity=row.activity,
        unit=row.unit,
        values={Figure(name): value for name, value in row.figures.items()},
        actor=row.actor,
        at=row.at,
    )
