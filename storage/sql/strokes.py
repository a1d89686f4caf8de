"""Strokes as they are kept, and taken back whole in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.people import MACHINE
from domain.reviewing.strokes import FOR_GOOD, JOIN, MOVE, SPLIT, Stroke, Undone
from domain.words import Words
from storage.queue import Queue
from storage.sql import rows
from storage.sql.alike_rulings import take_back
from storage.sql.audit import append
from storage.sql.decisions import claim_decided, decided_of, logged_undo, try_undo
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim
from storage.sql.models import DecisionRow, StrokeRow
from storage.sql.moving_sendings import move_back
from storage.sql.stroke_rows import stroke_of
from storage.sql.weighing_anew import weigh_anew


@retrying
class SqlStrokes:
    """The Strokes port; a sending that is moved back is weighed again by a job."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def last(self, campaign: str, *, actor: str, skip: Collection[int] = ()) -> Stroke | None:
        mine = (StrokeRow.campaign == campaign) & (StrokeRow.actor == actor)
        found = (
            select(StrokeRow)
            .where(mine, StrokeRow.undone_at.is_(None), StrokeRow.kind.not_in(FOR_GOOD))
            .where(StrokeRow.id.not_in(skip))
            .order_by(StrokeRow.id.desc())
            .limit(1)
        )
        with self._database.read() as session:
            row = session.scalar(found)
            return None if row is None else stroke_of(row)

    def undo(self, stroke_id: int, *, actor: str, at: datetime) -> Undone:
        with self._database.write() as session:
            row = session.get(StrokeRow, stroke_id)
            if row is None:
                raise rows.missing("操作", "stroke", stroke_id)
            if row.kind in FOR_GOOD:
                raise _conflict("撤回素材不能恢复", "a withdrawal cannot be undone")
            if row.kind == MOVE:
                undone = self._move_back(session, row, actor, at)
            elif row.kind in (SPLIT, JOIN):
                _claim(session, row)
                undone = Undone(stroke=stroke_of(row), assets=take_back(session, row, actor, at))
            else:
                undone = _undo_decisions(session, row, actor, at)
                # What is taken back teaches nothing any more.
                weigh_anew(session, self._queue, undone.decided)
            row.undone_at, row.undone_by = at, actor
            return undone

    def _move_back(self, session: Session, row: StrokeRow, actor: str, at: datetime) -> Undone:
        assets = move_back(session, self._queue, row, actor=actor, at=at)
        _claim(session, row)
        return Undone(stroke=stroke_of(row), assets=assets)


def _claim(session: Session, row: StrokeRow) -> None:
    """Only this transaction may take it back; assets are claimed before (see locking)."""
    claim(session, StrokeRow, row.id)
    if row.undone_at is not None:
        raise _conflict("该操作已撤销", "it was undone already")


def _undo_decisions(session: Session, row: StrokeRow, actor: str, at: datetime) -> Undone:
    of = select(DecisionRow.id).where(DecisionRow.stroke == row.id).order_by(DecisionRow.id.desc())
    # Assets that nobody holds would be read again one by one.
    made, claimed = claim_decided(session, list(session.scalars(of)))
    _claim(session, row)
    undone = [each for each in made if try_undo(session, each, actor, at)]
    del claimed
    append(session, map(logged_undo, undone))
    kept = [each for each in made if each.undone_at is None]
    by = _changed_by(session, kept)
    if not undone:
        who = "、".join(by)
        raise _conflict(
            f"“{who}”之后又改过，没有撤销" if who else "素材之后又有改动，没有撤销",
            f"nothing was undone: changed since by {', '.join(by) or 'the machine'}",
        )
    return Undone(
        stroke=stroke_of(row),
        assets=tuple(dict.fromkeys(each.asset for each in undone)),
        decided=tuple(decided_of(each) for each in undone),
        kept=tuple(dict.fromkeys(each.asset for each in kept)),
        kept_by=by,
    )


def _changed_by(session: Session, kept: Sequence[DecisionRow]) -> tuple[str, ...]:
    """Who decided of these assets after these decisions, the first of them first."""
    names: dict[str, None] = {}
    for each in kept:
        later = select(DecisionRow.actor).where(
            DecisionRow.asset == each.asset,
            DecisionRow.campaign == each.campaign,
            DecisionRow.id > each.id,
            DecisionRow.undone_at.is_(None),
        )
        names |= dict.fromkeys(session.scalars(later.order_by(DecisionRow.id)))
    return tuple(name for name in names if name != MACHINE)


def _conflict(zh: str, en: str) -> Conflict:
    return Conflict(Words(zh=zh, en=en))
