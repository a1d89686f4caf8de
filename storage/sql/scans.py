"""Scanned notices as they are kept: a row each, one for each page that was read."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.notice.scan import ReadPage, check_room
from domain.words import Words
from storage.catalog_scans import Scan, ScanFile, ScanState
from storage.queue import NO_CAMPAIGN, NewJob, Queue
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import DraftRow, ScanPageRow, ScanRow, UserRow
from storage.sql.rows import missing


@retrying
class SqlScans:
    """The Scans port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def begin(self, user: str | None, *, at: datetime) -> Scan:
        row = ScanRow(id=secrets.token_hex(16), user=user, state=ScanState.COLLECTING, files=())
        row.updated_at = at
        with self._database.write() as session:
            if user is not None:
                if claim(session, UserRow, user) is None:
                    raise missing("用户", "user", user)
                if session.get(DraftRow, user) is not None:
                    raise Conflict(_OTHER_DRAFT)
                forget_scans(session, user)
            session.add(row)
            session.flush()
            return _scan(session, row)

    def of(self, user: str) -> Scan | None:
        found = select(ScanRow).where(ScanRow.user == user).order_by(ScanRow.updated_at.desc())
        with self._database.read() as session:
            row = session.scalars(found.limit(1)).one_or_none()
            return None if row is None else _scan(session, row)

    def get(self, scan_id: str) -> Scan:
        with self._database.read() as session:
            row = session.get(ScanRow, scan_id)
            if row is None:
                raise _gone(scan_id)
            return _scan(session, row)

    def add_file(self, scan_id: str, file: ScanFile, *, at: datetime) -> Scan:
        with self._database.write() as session:
            row = _collecting(session, scan_id)
            check_room(file.name, file.size, [each.size for each in row.files])
            row.files, row.updated_at = (*row.files, file), at
            return _scan(session, row)

    def read(self, scan_id: str, *, at: datetime) -> Scan:
        with self._database.write() as session:
            row = _collecting(session, scan_id)
            row.state, row.updated_at = ScanState.READING, at
            session.flush()
            job = NewJob(kind="scan", subject=scan_id, campaign=NO_CAMPAIGN)
            self._queue.send_in(session.connection(), job)
            return _scan(session, row)

    def keep_page(self, scan_id: str, page: ReadPage) -> bool:
        with self._database.write() as session:
            if hold(session, ScanRow, scan_id) is None:
                return False
            row = session.get(ScanPageRow, (scan_id, page.number))
            if row is None:
                session.add(ScanPageRow(scan=scan_id, number=page.number, page=page))
            else:
                row.page = page
            return True

    def finish(self, scan_id: str, *, refused: Words | None = None) -> bool:
        state = ScanState.READ if refused is None else ScanState.REFUSED
        moved = (
            update(ScanRow)
            .where(ScanRow.id == scan_id, ScanRow.state == ScanState.READING)
            .values(state=state, refused=refused)
            .returning(ScanRow.id)
        )
        with self._database.write() as session:
            return session.scalar(moved) is not None

    def drop(self, scan_id: str) -> bool:
        with self._database.write() as session:
            return _forget(session, [scan_id]) > 0

    def among(self, ids: Collection[str]) -> set[str]:
        with self._database.read() as session:
            return set(session.scalars(select(ScanRow.id).where(ScanRow.id.in_(ids))))

    def drop_older(self, before: datetime) -> int:
        laid = exists().where(DraftRow.user == ScanRow.user)
        old = select(ScanRow.id).where(ScanRow.updated_at < before, ~laid)
        with self._database.write() as session:
            return _forget(session, list(session.scalars(old)))


def forget_scans(session: Session, user: str) -> None:
    """All scans at the user's table, inside the caller's transaction."""
    _forget(session, list(session.scalars(select(ScanRow.id).where(ScanRow.user == user))))


def _forget(session: Session, ids: list[str]) -> int:
    if not ids:
        return 0
    # The row first, which a page that is being kept holds.
    found = select(ScanRow.id).where(ScanRow.id.in_(ids)).order_by(ScanRow.id)
    held = list(session.scalars(found.with_for_update()))
    session.execute(delete(ScanPageRow).where(ScanPageRow.scan.in_(held)))
    session.execute(delete(ScanRow).where(ScanRow.id.in_(held)))
    return len(held)


def _collecting(session: Session, scan_id: str) -> ScanRow:
    row = claim(session, ScanRow, scan_id)
    if row is None:
        raise _gone(scan_id)
    if row.state != ScanState.COLLECTING:
        raise Conflict(
            Words(
                zh="这份扫描件已经在识别了。请刷新本页看进度，或先取消",
                en="this scan is being read already; reload the page, or cancel it first",
            )
        )
    return row


def _gone(scan_id: str) -> Exception:
    return missing("扫描件", "scan", scan_id)


_OTHER_DRAFT = Words(
    zh="您还有一份没有建立的草稿。请先打开“导入通知”，建立或放弃它",
    en="a draft of yours is not opened yet; open or drop it on the import page first",
)


def _scan(session: Session, row: ScanRow) -> Scan:
    pages = select(ScanPageRow.page).where(ScanPageRow.scan == row.id)
    return Scan(
        id=row.id,
        user=row.user,
        state=ScanState(row.state),
        files=row.files,
        pages=tuple(session.scalars(pages.order_by(ScanPageRow.number))),
        refused=row.refused,
        updated_at=row.updated_at,
    )
