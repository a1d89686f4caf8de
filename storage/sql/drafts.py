"""Drafts as they are kept: one row for each user, gone with its user."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete

from domain.errors import Conflict
from domain.words import Words
from storage.catalog_drafts import KeptDraft
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import DraftRow, UserRow
from storage.sql.rows import missing
from storage.sql.scans import forget_scans


@retrying
class SqlDrafts:
    """The Drafts port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, user: str) -> KeptDraft | None:
        with self._database.read() as session:
            row = session.get(DraftRow, user)
            return None if row is None else _draft(row)

    def put(
        self,
        user: str,
        *,
        name: str,
        text: str,
        values: dict[str, Any],
        at: datetime,
        of_scan: bool = False,
    ) -> KeptDraft:
        with self._database.write() as session:
            if hold(session, UserRow, user) is None:
                raise missing("用户", "user", user)
            row = claim(session, DraftRow, user)
            if of_scan and row is not None:
                return _draft(row)
            if not of_scan:
                forget_scans(session, user)
            if row is None:
                row = DraftRow(user=user, version=0)
                session.add(row)
            row.name, row.text, row.fields, row.updated_at = name, text, values, at
            row.version += 1
            return _draft(row)

    def change(
        self, user: str, *, values: dict[str, Any], seen_version: int, at: datetime
    ) -> KeptDraft:
        with self._database.write() as session:
            row = claim(session, DraftRow, user)
            if row is None:
                raise missing("草稿", "draft", user)
            if row.version != seen_version:
                raise Conflict(
                    Words(
                        zh="这份草稿在另一个窗口里改过。请刷新本页，接着那边的内容改",
                        en="this draft was changed in another window; reload the page",
                    )
                )
            row.fields, row.updated_at = values, at
            row.version += 1
            return _draft(row)

    def drop(self, user: str) -> bool:
        gone = delete(DraftRow).where(DraftRow.user == user).returning(DraftRow.user)
        with self._database.write() as session:
            dropped = session.scalar(gone) is not None
            forget_scans(session, user)
            return dropped

    def drop_older(self, before: datetime) -> int:
        gone = delete(DraftRow).where(DraftRow.updated_at < before).returning(DraftRow.user)
        with self._database.write() as session:
            users = list(session.scalars(gone))
            for user in users:
                forget_scans(session, user)
            return len(users)


def _draft(row: DraftRow) -> KeptDraft:
    return KeptDraft(
        user=row.user,
        name=row.name,
        text=row.text,
        values=row.fields,
        version=row.version,
        updated_at=row.updated_at,
    )
