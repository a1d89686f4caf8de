"""The audit log as it is kept: verbs and ids, never personal text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.errors import UsageError
from domain.words import Words
from storage.catalog_people import AuditEntry, AuditQuery, KeptEntry
from storage.sql.engine import Database, retrying
from storage.sql.models import AuditRow, DecisionRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: Verb of a decision that was taken back.
UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class _Source:
    """One table that the log is read from; `rank` orders entries of the same moment."""

    rank: int
    table: type[AuditRow] | type[DecisionRow]
    at: InstrumentedAttribute[Any]
    actor: InstrumentedAttribute[Any]
    subject: InstrumentedAttribute[Any]
    #: None: the verb is always `undo`.
    event: InstrumentedAttribute[Any] | None


_SOURCES = (
    _Source(
        rank=0,
        table=AuditRow,
        at=AuditRow.at,
        actor=AuditRow.actor,
        subject=AuditRow.subject,
        event=AuditRow.event,
    ),
    _Source(
        rank=1,
        table=DecisionRow,
        at=DecisionRow.at,
        actor=DecisionRow.actor,
        subject=DecisionRow.asset,
        event=DecisionRow.action,
    ),
    _Source(
        rank=2,
        table=DecisionRow,
        at=DecisionRow.undone_at,
        actor=DecisionRow.undone_by,
        subject=DecisionRow.asset,
        event=None,
    ),
)

#: Moment, rank of the source, id in it: a place in the whole log.
_Mark = tuple[datetime, int, int]


@retrying
class SqlAudit:
    """The Audit port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, campaign: str, entry: AuditEntry) -> None:
        with self._database.write() as session:
            session.add(
                AuditRow(
                    campaign=campaign,
                    at=entry.at,
                    actor=entry.actor,
                    event=entry.event,
                    subject=entry.subject,
                )
            )

    def entries(self, campaign: str) -> list[AuditEntry]:
        found = select(AuditRow).where(AuditRow.campaign == campaign).order_by(AuditRow.id)
        with self._database.read() as session:
            return [
                AuditEntry(at=row.at, actor=row.actor, event=row.event, subject=row.subject)
                for row in session.scalars(found)
            ]

    def page(self, query: AuditQuery) -> list[KeptEntry]:
        last = _read_mark(query.before) if query.before else None
        with self._database.read() as session:
            found = [row for source in _SOURCES for row in _rows(session, source, query, last)]
        newest = sorted(found, key=lambda row: row[0], reverse=True)
        return [kept for _, kept in islice(newest, query.limit)]


def _rows(
    session: Session, source: _Source, query: AuditQuery, last: _Mark | None
) -> Sequence[tuple[_Mark, KeptEntry]]:
    """The newest `limit` of one source: among these are all that the page can need of it."""
    if source.event is None and query.event not in (None, UNDO):
        return []
    columns = [source.table.id, source.at, source.actor, source.subject, source.table.campaign]
    if source.event is not None:
        columns.append(source.event)
    wanted = (
        select(*columns)
        .where(*_conditions(source, query, last))
        .order_by(source.at.desc(), source.table.id.desc())
        .limit(query.limit)
    )
    return [_kept(source.rank, *row) for row in session.execute(wanted)]


def _conditions(
    source: _Source, query: AuditQuery, last: _Mark | None
) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [source.at.is_not(None)]
    if query.campaign is not None:
        found.append(source.table.campaign == query.campaign)
    if query.event is not None and source.event is not None:
        more = source.event.startswith(f"{query.event} ", autoescape=True)
        found.append(or_(source.event == query.event, more))
    if query.start is not None:
        found.append(source.at >= query.start)
    if query.end is not None:
        found.append(source.at < query.end)
    if last is not None:
        at, rank, row_id = last
        # Of the same moment: sources below the last one whole, of its own what is older.
        below = source.table.id < (row_id if source.rank == rank else 0)
        same = source.at == at if source.rank < rank else and_(source.at == at, below)
        found.append(or_(source.at < at, same))
    return found


def _kept(
    rank: int,
    row_id: int,
    at: datetime,
    actor: str,
    subject: str,
    campaign: str,
    event: str = UNDO,
) -> tuple[_Mark, KeptEntry]:
    entry = AuditEntry(at=at, actor=actor, event=event, subject=subject)
    mark = f"{(at - _EPOCH) // _MICROSECOND}-{rank}-{row_id}"
    return (at, rank, row_id), KeptEntry(mark=mark, campaign=campaign, entry=entry)


def _read_mark(mark: str) -> _Mark:
    try:
        micros, rank, row_id = map(int, mark.split("-"))
        return _EPOCH + timedelta(microseconds=micros), rank, row_id
    except (ValueError, OverflowError) as error:
        raise UsageError(
            Words(zh="翻页的位置看不懂，请从第一页看起", en="no such place; start anew")
        ) from error
