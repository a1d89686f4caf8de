"""Intake as it is kept: invites, sendings, uploads, and the asset that a file becomes."""

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.arriving.receipt_words import receipt_words
from domain.arriving.refusals import SIDECAR
from domain.errors import Conflict
from domain.moves import AssetState
from domain.reviewing.strokes import Stroke
from domain.sending import (
    Invite,
    NewSending,
    NewUpload,
    Receipt,
    Sending,
    UnitTotals,
    Upload,
    UploadState,
)
from domain.words import Words
from storage.queue import Queue
from storage.sql import rows
from storage.sql.arrival import settle
from storage.sql.campaigns import held_plan
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import AssetRow, InviteRow, SendingRow, UploadRow
from storage.sql.moving_sendings import move_whole
from storage.sql.stroke_rows import stroke_of

_U = UploadState


@retrying
class SqlIntake:
    """The Intake port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def add_invite(
        self, *, campaign: str, unit: str, activity: str | None, secret_hash: str, at: datetime
    ) -> Invite:
        with self._database.write() as session:
            plan = held_plan(session, campaign)
            plan.unit(unit)
            if activity is not None:
                plan.activity(activity)
            row = InviteRow(
                campaign=campaign,
                unit=unit,
                activity=activity,
                secret_hash=secret_hash,
                created_at=at,
            )
            session.add(row)
            session.flush()
            return rows.invite(row)

    def invite(self, secret_hash: str) -> Invite:
        with self._database.read() as session:
            row = session.scalar(select(InviteRow).where(InviteRow.secret_hash == secret_hash))
            if row is None:
                raise rows.missing("邀请链接", "invite", "***")
            return rows.invite(row)

    def invites(self, campaign: str) -> list[Invite]:
        found = select(InviteRow).where(InviteRow.campaign == campaign).order_by(InviteRow.id)
        with self._database.read() as session:
            return [rows.invite(row) for row in session.scalars(found)]

    def invite_files(self, campaign: str) -> dict[int, int]:
        counted = (
            select(UploadRow.invite, func.count())
            .join(InviteRow, InviteRow.id == UploadRow.invite)
            .where(InviteRow.campaign == campaign, UploadRow.state.in_((_U.ARRIVING, _U.RECEIVED)))
            .group_by(UploadRow.invite)
        )
        with self._database.read() as session:
            return {invite: n for invite, n in session.execute(counted) if invite is not None}

    def revoke(self, invite: int, *, at: datetime) -> str | None:
        ended = (
            update(InviteRow)
            .where(InviteRow.id == invite, InviteRow.revoked_at.is_(None))
            .values(revoked_at=at)
            .returning(InviteRow.campaign)
        )
        with self._database.write() as session:
            return session.scalar(ended)

    def reopen(self, invite: int) -> str | None:
        with self._database.write() as session:
            known = session.get(InviteRow, invite)
            plan = held_plan(session, known.campaign) if known is not None else None
            row = claim(session, InviteRow, invite)
            if row is None or plan is None or row.revoked_at is None:
                return None
            if row.unit not in {unit.key for unit in plan.units}:
                return None
            row.revoked_at = None
            return row.campaign

    def sending(self, said: NewSending, *, at: datetime) -> Sending:
        sending_id = _sending_id(said)
        # Each file of a sending asks; a writer would wait for all others, and there is nothing to
        # write: a sending is never changed by what is said, nor deleted.
        with self._database.read() as session:
            known = session.get(SendingRow, sending_id)
            if known is not None:
                return rows.sending(known)
        with self._database.write() as session:
            row = session.get(SendingRow, sending_id)
            if row is None:
                row = _new_sending(session, sending_id, said, at)
            return rows.sending(row)

    def sending_by_id(self, sending_id: str) -> Sending:
        with self._database.read() as session:
            row = session.get(SendingRow, sending_id)
            if row is None:
                raise rows.missing("发送", "sending", sending_id)
            return rows.sending(row)

    def sendings(self, campaign: str) -> list[Sending]:
        found = (
            select(SendingRow)
            .where(SendingRow.campaign == campaign)
            .order_by(SendingRow.created_at, SendingRow.id)
        )
        with self._database.read() as session:
            return [rows.sending(row) for row in session.scalars(found)]

    def start(self, new: NewUpload) -> Upload:
        with self._database.write() as session:
            sending = claim(session, SendingRow, new.sending)
            if sending is None:
                raise rows.missing("发送", "sending", new.sending)
            if session.get(UploadRow, new.id) is not None:
                raise Conflict(Words(zh="上传编号已被占用", en="the upload id is taken"))
            sending.files += 1
            row = UploadRow(
                id=new.id,
                sending=sending.id,
                campaign=sending.campaign,
                invite=sending.invite,
                position=sending.files,
                filename=new.filename,
                filetype=new.filetype,
                size=new.size,
                modified_ms=new.modified_ms,
                created_at=new.created_at,
                expires_at=new.expires_at,
                state=_U.ARRIVING,
            )
            session.add(row)
            return rows.upload(row, sending)

    def upload(self, upload_id: str) -> Upload:
        with self._database.read() as session:
            return rows.upload(*_upload(session, upload_id))

    def receive(
        self, upload_id: str, *, sha256: str, size: int, at: datetime, late: bool
    ) -> Upload:
        with self._database.write() as session:
            row, sending = _claimed_upload(session, upload_id)
            if row.state == _U.ARRIVING:
                row.sha256, row.size, row.received_at = sha256, size, at
                settle(session, self._queue, row, sending, late=late)
                session.flush()
            return rows.upload(row, sending)

    def refuse(self, upload_id: str, *, code: str, words: Words) -> Upload:
        with self._database.write() as session:
            row, sending = _claimed_upload(session, upload_id)
            if row.state not in (_U.ARRIVING, _U.REFUSED):
                raise Conflict(
                    Words(zh="文件已收到，不能再拒收", en="the file was received already")
                )
            if row.state == _U.ARRIVING:
                row.state, row.refused_code, row.refused_words = _U.REFUSED, code, words
            return rows.upload(row, sending)

    def unpacked(self, upload_id: str) -> Upload:
        with self._database.write() as session:
            row, sending = _claimed_upload(session, upload_id)
            if row.state not in (_U.ARRIVING, _U.UNPACKED):
                raise Conflict(
                    Words(zh="这个文件已有结果", en="it is decided already what became of the file")
                )
            row.state = _U.UNPACKED
            return rows.upload(row, sending)

    def drop(self, upload_id: str) -> bool:
        with self._database.write() as session:
            row = claim(session, UploadRow, upload_id)
            if row is None or row.state != _U.ARRIVING:
                return False
            session.delete(row)
            return True

    def arriving(self) -> list[Upload]:
        found = (
            select(UploadRow, SendingRow)
            .join(SendingRow, SendingRow.id == UploadRow.sending)
            .where(UploadRow.state == _U.ARRIVING)
            .order_by(UploadRow.created_at, UploadRow.id)
        )
        with self._database.read() as session:
            return [rows.upload(row, sending) for row, sending in session.execute(found)]

    def receipts(self, *, campaign: str, unit: str) -> list[Receipt]:
        found = (
            select(UploadRow, SendingRow, AssetRow)
            .join(SendingRow, SendingRow.id == UploadRow.sending)
            .outerjoin(AssetRow, AssetRow.id == UploadRow.asset)
            # Of the unit that sent it: a sending moved to another unit stays its sender's to see.
            .where(SendingRow.campaign == campaign, SendingRow.number_unit == unit)
            .order_by(SendingRow.created_at.desc(), SendingRow.id, UploadRow.position)
        )
        with self._database.read() as session:
            return [_receipt(*row) for row in session.execute(found)]

    def totals(self, invite: int) -> UnitTotals:
        counted = select(func.count(), func.coalesce(func.sum(UploadRow.size), 0)).where(
            UploadRow.invite == invite, UploadRow.state.in_((_U.ARRIVING, _U.RECEIVED))
        )
        with self._database.read() as session:
            files, size = session.execute(counted).one()
            return UnitTotals(files=files, bytes=int(size))

    def has_sha256(self, *, campaign: str, unit: str, sha256: str) -> bool:
        found = (
            select(UploadRow.id)
            .join(SendingRow, SendingRow.id == UploadRow.sending)
            .where(
                UploadRow.campaign == campaign,
                UploadRow.sha256 == sha256,
                UploadRow.state.in_((_U.RECEIVED, _U.DUPLICATE)),
                SendingRow.number_unit == unit,
            )
            .limit(1)
        )
        with self._database.read() as session:
            return session.scalar(found) is not None

    def move_sending(
        self, sending_id: str, *, to_unit: str, actor: str, at: datetime
    ) -> Stroke | None:
        with self._database.write() as session:
            row = move_whole(session, self._queue, sending_id, to_unit=to_unit, actor=actor, at=at)
            return None if row is None else stroke_of(row)


def _sending_id(said: NewSending) -> str:
    """The same words from the same client make the same sending, whoever asks first."""
    parts = (
        said.campaign,
        said.unit,
        said.invite,
        said.client_id,
        said.via,
        said.activity,
        said.day,
        said.note,
        said.informed,
        said.minors,
        said.patients,
    )
    return hashlib.sha256(repr(tuple(map(str, parts))).encode()).hexdigest()[:32]


def _new_sending(session: Session, sending_id: str, said: NewSending, at: datetime) -> SendingRow:
    plan = held_plan(session, said.campaign)
    plan.unit(said.unit)
    if said.activity is not None:
        plan.activity(said.activity)
    day = at.astimezone(ZoneInfo(plan.zone)).date()
    before = select(func.coalesce(func.max(SendingRow.number_count), 0)).where(
        SendingRow.campaign == said.campaign,
        SendingRow.number_unit == said.unit,
        SendingRow.number_day == day,
    )
    row = SendingRow(
        id=sending_id,
        campaign=said.campaign,
        unit=said.unit,
        invite=said.invite,
        client_id=said.client_id,
        via=said.via,
        activity=said.activity,
        day=said.day,
        note=said.note,
        informed=said.informed,
        minors=said.minors,
        patients=said.patients,
        created_at=at,
        number_unit=said.unit,
        number_day=day,
        number_count=(session.scalar(before) or 0) + 1,
        files=0,
    )
    session.add(row)
    session.flush()
    return row


def _upload(session: Session, upload_id: str) -> tuple[UploadRow, SendingRow]:
    row = _there(session.get(UploadRow, upload_id))
    return row, session.get_one(SendingRow, row.sending)


def _claimed_upload(session: Session, upload_id: str) -> tuple[UploadRow, SendingRow]:
    """The upload, while its sending stays where it is and the plan that both hang on as it is."""
    seen = _there(session.get(UploadRow, upload_id))
    held_plan(session, seen.campaign)
    sending = hold(session, SendingRow, seen.sending)
    assert sending is not None, "sendings are never deleted"
    return _there(claim(session, UploadRow, upload_id)), sending


def _there(row: UploadRow | None) -> UploadRow:
    if row is None:
        raise rows.missing("上传", "upload", "***")
    return row


def _receipt(row: UploadRow, sending: SendingRow, asset: AssetRow | None) -> Receipt:
    state, refused = row.state, rows.refusal(row)
    if asset is not None and (row.state == _U.RECEIVED or asset.state in _ENDED):
        state, refused = asset.state, rows.refusal(asset)
        if refused is not None and refused[0] == SIDECAR:
            # It is kept: its sender has nothing to mend.
            state = _U.RECEIVED
    return Receipt(
        receipt=f"{rows.sending_number(sending)}-{row.position:02d}",
        filename=row.filename,
        size=row.size,
        sha256=row.sha256,
        state=state,
        words=receipt_words(state) if refused is None else refused[1],
    )


#: A duplicate stays one for its sender, unless what it repeats is gone.
_ENDED = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)
