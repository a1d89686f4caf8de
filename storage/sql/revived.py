"""What a restored backup would revive: links, sessions and scans that may have ended after it.

A backup cannot know what was ended since it was taken, and what was ended may have leaked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from domain.people import RESTORE
from domain.reviewing.audit_chain import Logged
from storage.sql.audit import append
from storage.sql.engine import Database
from storage.sql.models import InviteRow, LinkRow, ScanPageRow, ScanRow, SessionRow, ShareRow

Row = TypeVar("Row", ShareRow, InviteRow)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """Ids of what was open in the backup and is not any more."""

    shares: tuple[int, ...] = ()
    invites: tuple[int, ...] = ()


def end_what_was_revived(engine: Engine, *, keep_links: bool, at: datetime) -> Ended:
    """End links of senders and receivers, unless they are kept; sign everybody off.

    Links to set a password with are gone in any case, and so are scanned notices, whose pictures no
    backup holds; a draft of one stays, with its text. What was ended before stays as it was, so
    this may run again. Each link is an entry of the audit log.
    """
    with Database(engine).write() as session:
        session.execute(delete(SessionRow))
        session.execute(delete(LinkRow).where(LinkRow.used_at.is_(None)))
        session.execute(delete(ScanPageRow))
        session.execute(delete(ScanRow))
        return Ended() if keep_links else _end_links(session, at)


def _end_links(session: Session, at: datetime) -> Ended:
    shares = _open(session, ShareRow)
    invites = _open(session, InviteRow)
    said: list[Logged] = []
    for row in (*shares, *invites):
        row.revoked_at = at
        shared = isinstance(row, ShareRow)
        said.append(
            Logged(
                campaign=row.campaign,
                at=at,
                actor=RESTORE,
                event="share revoked" if shared else "revoke",
                subject=f"link {row.id}" if shared else str(row.id),
            )
        )
    append(session, said)
    return Ended(shares=tuple(row.id for row in shares), invites=tuple(row.id for row in invites))


def _open(session: Session, table: type[Row]) -> list[Row]:
    found = select(table).where(table.revoked_at.is_(None)).order_by(table.id)
    return list(session.scalars(found))
