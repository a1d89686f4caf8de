"""Rows that a writing transaction decides by, locked in one order so that none waits in a ring.

On a server, transactions run side by side: what was read may have changed when it is written. So a
writer takes, in this order and each kind by its id,

    campaign, edit head, sending, upload, assets, decision, film, package, user, draft, scan,
    audit log

and it *holds* (FOR SHARE) what must stay as it is, or *claims* (FOR NO KEY UPDATE) what it changes,
then reads it. What one conditional UPDATE decides needs neither. A ring that is closed all the
same (rows reached through an UPDATE of many) is broken by the server and `retrying` tries again;
so does it with two rows of one unique value. SQLite has no row locks: its writers come one after
the other, and these statements are plain reads there.
"""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.sql.models import AssetRow, Base, FilmRow, PackageRow, UploadRow

R = TypeVar("R", bound=Base)


def hold(session: Session, table: type[R], key: object) -> R | None:
    """The row as it is now, and as it stays until this transaction ends; None without one."""
    return session.get(table, key, with_for_update={"read": True}, populate_existing=True)


def claim(session: Session, table: type[R], key: object) -> R | None:
    """The row as it is now, which only this transaction may change; None when there is none.

    Rows that refer to it may still be added by others.
    """
    return session.get(table, key, with_for_update={"key_share": True}, populate_existing=True)


def hold_assets(session: Session, assets: Iterable[str]) -> None:
    """Assets stay as they are until this transaction ends."""
    _lock_assets(session, AssetRow.id.in_(sorted(set(assets))), read=True)


def claim_assets(session: Session, condition: object) -> None:
    """Only this transaction may change the assets that meet the condition now."""
    _lock_assets(session, condition, read=False)


def claim_all(
    session: Session, table: type[FilmRow | PackageRow | UploadRow], which: object
) -> None:
    """Only this transaction may change the rows that meet the condition now."""
    found = select(table.id).where(which).order_by(table.id)  # type: ignore[arg-type]
    session.execute(found.with_for_update(key_share=True)).all()


def _lock_assets(session: Session, condition: object, *, read: bool) -> None:
    found = select(AssetRow.id).where(condition).order_by(AssetRow.id)  # type: ignore[arg-type]
    session.execute(found.with_for_update(read=read, key_share=not read)).all()
