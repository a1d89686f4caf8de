"""A film on the editors' table, as it is kept: a row for each state, and which lies there now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, defer

from domain.editing.edits import CHANGED, Draft
from domain.errors import Conflict
from domain.reviewing.audit_chain import Logged
from domain.words import Words
from storage.catalog_edits import MOST_KEPT, EditLine, EditState
from storage.sql.audit import append
from storage.sql.campaigns import held_plan
from storage.sql.engine import Database, retrying
from storage.sql.late_names import shots_without_late_names
from storage.sql.locking import claim
from storage.sql.models import EditHeadRow, EditRow, FilmRow
from storage.sql.rows import missing

_FIRST = Words(zh="没有可以撤销的了", en="there is nothing to undo")
_LAST = Words(zh="没有可以重做的了", en="there is nothing to redo")


@retrying
class SqlEdits:
    """The Edits port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self, campaign: str) -> EditState | None:
        with self._database.read() as session:
            head = session.get(EditHeadRow, campaign)
            return None if head is None else _state(session, _row(session, campaign, head.current))

    def state(self, campaign: str, number: int) -> EditState:
        with self._database.read() as session:
            return _state(session, _row(session, campaign, number))

    def keep(
        self, campaign: str, draft: Draft, *, did: Words, seen: int, actor: str, at: datetime
    ) -> EditState:
        with self._database.write() as session:
            held_plan(session, campaign)
            head = _seen(session, campaign, seen)
            draft = replace(draft, shots=shots_without_late_names(session, draft.shots))
            newest = select(func.max(EditRow.number)).where(EditRow.campaign == campaign)
            row = EditRow(
                campaign=campaign,
                number=(session.scalar(newest) or 0) + 1,
                parent=seen or None,
                at=at,
                actor=actor,
                did=did,
                frames=draft.frames,
                changed=draft.changed,
                draft=draft,
            )
            session.add(row)
            if head is None:
                session.add(EditHeadRow(campaign=campaign, current=row.number))
            else:
                head.current = row.number
            session.flush()
            _forget_old(session, campaign)
            _log(session, row, "storyboard edited", actor, at)
            return _state(session, row)

    def step(self, campaign: str, *, back: bool, seen: int, actor: str, at: datetime) -> EditState:
        with self._database.write() as session:
            head = _seen(session, campaign, seen)
            if head is None:
                raise Conflict(_FIRST if back else _LAST)
            row = _row(session, campaign, head.current)
            to = row.parent if back else _newest_child(session, row)
            if to is None or not _kept(session, campaign, to):
                raise Conflict(_FIRST if back else _LAST)
            head.current = to
            row = _row(session, campaign, to)
            _log(session, row, f"storyboard {'undone' if back else 'redone'}", actor, at)
            return _state(session, row)

    def lines(self, campaign: str, *, limit: int) -> list[EditLine]:
        # Without the drafts, which are thirty KB each.
        whole = select(EditRow).where(EditRow.campaign == campaign).options(defer(EditRow.draft))
        newest = whole.order_by(EditRow.number.desc()).limit(limit)
        named = whole.where(EditRow.name.is_not(None))
        with self._database.read() as session:
            rows = [*session.scalars(newest), *session.scalars(named)]
            found = {row.number: _line(row) for row in rows}
            return [found[number] for number in sorted(found, reverse=True)]

    def name(
        self, campaign: str, number: int, name: str | None, *, actor: str, at: datetime
    ) -> EditLine:
        with self._database.write() as session:
            # The campaign's head is claimed, so that two cannot take one name side by side.
            claim(session, EditHeadRow, campaign)
            row = _row(session, campaign, number)
            taken = select(EditRow.number).where(
                EditRow.campaign == campaign, EditRow.name == name, EditRow.number != number
            )
            if name is not None and session.scalar(taken.limit(1)) is not None:
                raise Conflict(
                    Words(zh=f"已有叫“{name}”的版本", en=f"a version is called {name!r} already")
                )
            row.name = name
            _log(session, row, "storyboard version named", actor, at)
            return _line(row)


def current_draft(session: Session, campaign: str) -> int | None:
    """Number of the state that a new film is to show: the one on the table, when it holds changes
    of an editor's; without any the film is planned anew.
    """
    found = (
        select(EditRow.number)
        .join(
            EditHeadRow,
            (EditHeadRow.campaign == EditRow.campaign) & (EditHeadRow.current == EditRow.number),
        )
        .where(EditRow.campaign == campaign, EditRow.changed.is_(True))
    )
    return session.scalar(found)


def check_draft(session: Session, campaign: str, number: int) -> None:
    """NotFound when there is no such state."""
    if not _kept(session, campaign, number):
        raise missing("分镜版本", "storyboard version", number)


def _seen(session: Session, campaign: str, seen: int) -> EditHeadRow | None:
    head = claim(session, EditHeadRow, campaign)
    if (head.current if head else 0) != seen:
        raise Conflict(CHANGED)
    return head


def _row(session: Session, campaign: str, number: int) -> EditRow:
    row = session.get(EditRow, (campaign, number))
    if row is None:
        raise missing("分镜版本", "storyboard version", number)
    return row


def _kept(session: Session, campaign: str, number: int) -> bool:
    found = select(EditRow.number).where(EditRow.campaign == campaign, EditRow.number == number)
    return session.scalar(found) is not None


def _newest_child(session: Session, row: EditRow) -> int | None:
    return session.scalar(
        select(func.max(EditRow.number)).where(
            EditRow.campaign == row.campaign, EditRow.parent == row.number
        )
    )


def _forget_old(session: Session, campaign: str) -> None:
    mine = EditRow.campaign == campaign
    newest = select(EditRow.number).where(mine).order_by(EditRow.number.desc())
    last = session.scalar(newest.offset(MOST_KEPT).limit(1))
    if last is None:
        return
    shown = select(FilmRow.draft).where(FilmRow.campaign == campaign, FilmRow.draft.is_not(None))
    old = EditRow.number <= last
    session.execute(
        delete(EditRow).where(mine, old, EditRow.name.is_(None), EditRow.number.not_in(shown))
    )


def _state(session: Session, row: EditRow) -> EditState:
    return EditState(
        line=_line(row),
        draft=row.draft,
        undo=row.parent is not None and _kept(session, row.campaign, row.parent),
        redo=_newest_child(session, row) is not None,
    )


def _line(row: EditRow) -> EditLine:
    return EditLine(
        campaign=row.campaign,
        number=row.number,
        parent=row.parent,
        at=row.at,
        actor=row.actor,
        did=row.did,
        frames=row.frames,
        name=row.name,
    )


def _log(session: Session, row: EditRow, event: str, actor: str, at: datetime) -> None:
    said: Iterable[Logged] = [
        Logged(campaign=row.campaign, at=at, actor=actor, event=event, subject=str(row.number))
    ]
    append(session, said)
