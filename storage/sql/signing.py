"""What leaders said of a film and its report, as it is kept."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import TooMuch
from domain.handing.approval import MOST_COMMENTS, MOST_VERDICTS, Comment, Verdict
from domain.reviewing.audit_chain import Logged
from domain.words import Words
from storage.sql.audit import append
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim
from storage.sql.models import CommentRow, ShareRow, VerdictRow
from storage.sql.rows import missing

_ENOUGH = Words(
    zh=f"这个链接已留下 {MOST_COMMENTS} 条意见，不能再多。请直接联系编辑",
    en=f"{MOST_COMMENTS} remarks were left by this link, no more are taken; call the editor",
)
_DECIDED = Words(
    zh=f"这个链接已审签 {MOST_VERDICTS} 次，不能再多。请直接联系编辑",
    en=f"{MOST_VERDICTS} words were given by this link, no more are taken; call the editor",
)


@retrying
class SqlSigning:
    """The Signing port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def comment(
        self, link: int, *, film: str, at_ms: int, text: str, name: str, at: datetime
    ) -> Comment:
        with self._database.write() as session:
            share = _claimed(session, link)
            _check_room(session, CommentRow, link, MOST_COMMENTS, _ENOUGH)
            row = CommentRow(
                campaign=share.campaign,
                share=link,
                film=film,
                at_ms=at_ms,
                text=text,
                name=name,
                at=at,
            )
            session.add(row)
            session.flush()
            append(session, [_logged(share, at, f"link {link}", "comment", str(row.id))])
            return _comment(row)

    def comments(self, campaign: str) -> list[Comment]:
        found = select(CommentRow).where(CommentRow.campaign == campaign)
        ordered = found.order_by(CommentRow.film, CommentRow.at_ms, CommentRow.id)
        with self._database.read() as session:
            return [_comment(row) for row in session.scalars(ordered)]

    def done(self, comment: int, *, campaign: str, done: bool, by: str, at: datetime) -> Comment:
        with self._database.write() as session:
            row = claim(session, CommentRow, comment)
            if row is None or row.campaign != campaign:
                raise missing("意见", "remark", str(comment))
            if done is not (row.done_at is not None):
                row.done_at, row.done_by = (at, by) if done else (None, "")
                event = "comment done" if done else "comment open"
                entry = Logged(
                    campaign=campaign, at=at, actor=by, event=event, subject=str(comment)
                )
                append(session, [entry])
            return _comment(row)

    def verdict(self, link: int, verdict: Verdict) -> None:
        with self._database.write() as session:
            share = _claimed(session, link)
            _check_room(session, VerdictRow, link, MOST_VERDICTS, _DECIDED)
            row = VerdictRow(
                campaign=share.campaign,
                share=link,
                film=verdict.film,
                film_sha256=verdict.film_sha256,
                report=verdict.report,
                approved=verdict.approved,
                name=verdict.name,
                note=verdict.note,
                at=verdict.at,
            )
            session.add(row)
            session.flush()
            event = "approved" if verdict.approved else "changes asked for"
            append(session, [_logged(share, verdict.at, f"link {link}", event, verdict.film)])

    def verdicts(self, campaign: str) -> list[Verdict]:
        found = select(VerdictRow).where(VerdictRow.campaign == campaign).order_by(VerdictRow.id)
        with self._database.read() as session:
            return [_verdict(row) for row in session.scalars(found)]


def _claimed(session: Session, link: int) -> ShareRow:
    share = claim(session, ShareRow, link)
    if share is None:
        raise missing("链接", "link", str(link))
    return share


def _check_room(
    session: Session, table: type[CommentRow | VerdictRow], link: int, most: int, words: Words
) -> None:
    left = select(func.count()).where(table.share == link)
    if (session.scalar(left) or 0) >= most:
        raise TooMuch(words)


def _logged(share: ShareRow, at: datetime, actor: str, event: str, subject: str) -> Logged:
    """Ids and verbs: the name that was typed stands in the verdict alone."""
    return Logged(campaign=share.campaign, at=at, actor=actor, event=event, subject=subject)


def _comment(row: CommentRow) -> Comment:
    return Comment(
        id=row.id,
        campaign=row.campaign,
        film=row.film,
        at_ms=row.at_ms,
        text=row.text,
        name=row.name,
        at=row.at,
        done_at=row.done_at,
        done_by=row.done_by,
    )


def _verdict(row: VerdictRow) -> Verdict:
    return Verdict(
        campaign=row.campaign,
        film=row.film,
        film_sha256=row.film_sha256,
        report=row.report,
        approved=row.approved,
        name=row.name,
        note=row.note,
        at=row.at,
    )
