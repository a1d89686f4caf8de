"""What editors wrote over the composed report, as it is kept: one row for every edit."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.packing.report_edits import TextEdit
from domain.reviewing.audit_chain import Logged
from domain.words import Words
from storage.catalog_reports import MOST_KEPT
from storage.sql.audit import append
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim
from storage.sql.models import CampaignRow, ReportEditRow
from storage.sql.rows import missing

_NEWER = Words(
    zh="没有保存：这一段刚刚被别人改过，两种写法都在下面，请选一种",
    en="nothing was kept: somebody changed this paragraph since you saw it",
)
_NOT_NEWEST = Words(
    zh="不能撤销：这一段后来又改过，或已经撤销了，请刷新后再看",
    en="it cannot be undone: the paragraph was changed since, or it was undone already",
)


@retrying
class SqlReports:
    """The Reports port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def edits(self, campaign: str) -> dict[str, TextEdit]:
        counts = _counting(campaign)
        newest = select(func.max(ReportEditRow.id)).where(*counts).group_by(ReportEditRow.paragraph)
        found = select(ReportEditRow).where(ReportEditRow.id.in_(newest)).order_by(ReportEditRow.id)
        with self._database.read() as session:
            return {row.paragraph: _edit(row) for row in session.scalars(found)}

    def last(self, campaign: str) -> TextEdit | None:
        found = select(ReportEditRow).where(*_counting(campaign)).order_by(ReportEditRow.id.desc())
        with self._database.read() as session:
            row = session.scalar(found.limit(1))
            return None if row is None else _edit(row)

    def keep(
        self,
        *,
        campaign: str,
        paragraph: str,
        text: str | None,
        proposal: str,
        seen: int,
        actor: str,
        at: datetime,
    ) -> TextEdit:
        with self._database.write() as session:
            _claim_campaign(session, campaign)
            if _newest(session, campaign, paragraph) != seen:
                raise Conflict(_NEWER)
            row = ReportEditRow(
                campaign=campaign,
                paragraph=paragraph,
                text=text,
                proposal=proposal,
                undone=False,
                actor=actor,
                at=at,
            )
            session.add(row)
            session.flush()
            _forget_old(session, campaign, paragraph)
            _log(session, row, "report edited", actor, at)
            return _edit(row)

    def undo(self, campaign: str, edit: int, *, actor: str, at: datetime) -> TextEdit:
        with self._database.write() as session:
            _claim_campaign(session, campaign)
            row = session.get(ReportEditRow, edit)
            if row is None or row.campaign != campaign:
                raise missing("报告的修改", "edit of a report", edit)
            if row.undone or _newest(session, campaign, row.paragraph) != edit:
                raise Conflict(_NOT_NEWEST)
            row.undone = True
            _log(session, row, "report edit undone", actor, at)
            return _edit(row)


def _claim_campaign(session: Session, campaign: str) -> None:
    """Held by one writer, so that two who saw the same edit cannot both be first."""
    if claim(session, CampaignRow, campaign) is None:
        raise missing("活动周", "campaign", campaign)


def _counting(campaign: str) -> tuple[ColumnElement[bool], ...]:
    return ReportEditRow.campaign == campaign, ReportEditRow.undone.is_(False)


def _newest(session: Session, campaign: str, paragraph: str) -> int:
    mine = ReportEditRow.paragraph == paragraph
    found = select(func.max(ReportEditRow.id)).where(*_counting(campaign), mine)
    return session.scalar(found) or 0


def _forget_old(session: Session, campaign: str, paragraph: str) -> None:
    """What counts and what was taken back, each by its own number.

    Counted together, an edit that stands would go for newer ones that were all taken back.
    """
    for undone in (False, True):
        mine = (
            ReportEditRow.campaign == campaign,
            ReportEditRow.paragraph == paragraph,
            ReportEditRow.undone.is_(undone),
        )
        newest = select(ReportEditRow.id).where(*mine).order_by(ReportEditRow.id.desc())
        last = session.scalar(newest.offset(MOST_KEPT).limit(1))
        if last is not None:
            session.execute(delete(ReportEditRow).where(*mine, ReportEditRow.id <= last))


def _edit(row: ReportEditRow) -> TextEdit:
    return TextEdit(
        id=row.id,
        campaign=row.campaign,
        paragraph=row.paragraph,
        text=row.text,
        proposal=row.proposal,
        actor=row.actor,
        at=row.at,
    )


def _log(session: Session, row: ReportEditRow, event: str, actor: str, at: datetime) -> None:
    append(
        session,
        [Logged(campaign=row.campaign, at=at, actor=actor, event=event, subject=str(row.id))],
    )
