"""The audit log as it is kept: verbs and ids, never personal text, each entry chained to the last.

Every change that is logged appends in its own transaction, behind the one row that knows the
chain's end: on a server writers wait there for each other from the entry to their commit, so it is
taken last (storage/sql/locking.py).
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from domain.errors import UsageError
from domain.reviewing.audit_chain import GENESIS, Link, Logged, Place, linked
from domain.words import Words
from storage.catalog_people import AuditChain, AuditEntry, AuditQuery, KeptEntry
from storage.sql.engine import Database, retrying
from storage.sql.models import AuditHeadRow, AuditRow

#: Verb of a decision that was taken back.
UNDO = "undo"
#: The one row of the chain's ends.
_ONLY = 1


@retrying
class SqlAudit:
    """The Audit port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, campaign: str, entry: AuditEntry) -> None:
        said = Logged(
            campaign=campaign,
            at=entry.at,
            actor=entry.actor,
            event=entry.event,
            subject=entry.subject,
        )
        with self._database.write() as session:
            append(session, [said])

    def entries(self, campaign: str) -> list[AuditEntry]:
        found = select(AuditRow).where(AuditRow.campaign == campaign).order_by(AuditRow.number)
        with self._database.read() as session:
            return [_entry(row) for row in session.scalars(found)]

    def page(self, query: AuditQuery) -> list[KeptEntry]:
        found = (
            select(AuditRow)
            .where(*_conditions(query))
            .order_by(AuditRow.number.desc())
            .limit(query.limit)
        )
        with self._database.read() as session:
            return [
                KeptEntry(mark=f"n{row.number}", campaign=row.campaign, entry=_entry(row))
                for row in session.scalars(found)
            ]

    def chain(self) -> AuditChain:
        with self._database.read() as session:
            head = session.get(AuditHeadRow, _ONLY)
            if head is None:
                return AuditChain(anchor=Place(), anchored_at=None, end=Place())
            return AuditChain(
                anchor=Place(number=head.anchor_number, hash=head.anchor_hash),
                anchored_at=head.anchored_at,
                end=Place(number=head.number, hash=head.hash),
            )

    def links(self, *, after: int, limit: int) -> list[Link]:
        found = select(AuditRow).where(AuditRow.number > after).order_by(AuditRow.number)
        with self._database.read() as session:
            return [_link(row) for row in session.scalars(found.limit(limit))]


def append(session: Session, logged: Iterable[Logged]) -> None:
    """Hang entries on the chain's end; the last thing that a transaction does, as others wait."""
    # What this transaction changed before stands before what it locks now.
    session.flush()
    head = _head(session)
    for link in linked(Place(number=head.number, hash=head.hash), logged):
        said = link.logged
        session.add(
            AuditRow(
                number=link.number,
                hash=link.hash,
                campaign=said.campaign,
                at=said.at,
                actor=said.actor,
                event=said.event,
                subject=said.subject,
                before=None if said.before is None else dict(said.before),
                after=None if said.after is None else dict(said.after),
            )
        )
        head.number, head.hash = link.number, link.hash
    session.flush()


def take_turn(session: Session) -> None:
    """Wait as an entry would: what others wrote who had their turn is seen from here on."""
    session.flush()
    _head(session)


def forget(session: Session, *, before: datetime) -> int:
    """Delete the entries at the front that are older than `before`, and anchor what is left.

    An older entry behind a younger one stays until that may go: the chain has no holes.
    """
    head = _head(session)
    stays = select(func.min(AuditRow.number)).where(AuditRow.at >= before)
    first = session.scalar(stays)
    old = AuditRow.number < first if first is not None else AuditRow.number <= head.number
    last = session.scalar(select(AuditRow).where(old).order_by(AuditRow.number.desc()).limit(1))
    if last is None:
        return 0
    head.anchor_number, head.anchor_hash, head.anchored_at = last.number, last.hash, last.at
    session.flush()
    return len(session.scalars(delete(AuditRow).where(old).returning(AuditRow.id)).all())


def forgettable(session: Session, *, before: datetime) -> int:
    """How many `forget` would delete."""
    stays = session.scalar(select(func.min(AuditRow.number)).where(AuditRow.at >= before))
    old = [] if stays is None else [AuditRow.number < stays]
    return session.scalar(select(func.count()).select_from(AuditRow).where(*old)) or 0


def _head(session: Session) -> AuditHeadRow:
    head = session.get(AuditHeadRow, _ONLY, with_for_update=True, populate_existing=True)
    if head is None:
        # Two that begin it at once clash over its key, and one is tried again.
        head = AuditHeadRow(
            id=_ONLY, number=0, hash=GENESIS, anchor_number=0, anchor_hash=GENESIS, anchored_at=None
        )
        session.add(head)
        session.flush()
    return head


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.campaign is not None:
        found.append(AuditRow.campaign == query.campaign)
    if query.event is not None:
        more = AuditRow.event.startswith(f"{query.event} ", autoescape=True)
        found.append(or_(AuditRow.event == query.event, more))
    if query.start is not None:
        found.append(AuditRow.at >= query.start)
    if query.end is not None:
        found.append(AuditRow.at < query.end)
    if query.before:
        found.append(AuditRow.number < _read_mark(query.before))
    return found


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(at=row.at, actor=row.actor, event=row.event, subject=row.subject)


def _link(row: AuditRow) -> Link:
    said = Logged(
        campaign=row.campaign,
        at=row.at,
        actor=row.actor,
        event=row.event,
        subject=row.subject,
        before=row.before,
        after=row.after,
    )
    return Link(number=row.number, logged=said, hash=row.hash)


def _read_mark(mark: str) -> int:
    digits = mark.removeprefix("n")
    if digits != mark and digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(digits)
    raise UsageError(Words(zh="翻页的位置看不懂，请从第一页看起", en="no such place; start anew"))
