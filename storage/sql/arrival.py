"""What a received file becomes: a new asset with its job, a duplicate, or a refusal."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.moves import AssetState
from domain.sending import UploadState
from domain.words import Words
from storage.originals import asset_id, original_blob
from storage.queue import NewJob, Queue
from storage.sql.barring import replace_what_shows
from storage.sql.locking import claim_assets
from storage.sql.models import (
    AssetRow,
    InviteRow,
    RemovedBlobRow,
    SendingRow,
    TombstoneRow,
    UploadRow,
)

_WITHDRAWN = Words(
    zh="该文件已被要求撤回，不再接收",
    en="this file was withdrawn from the campaign and is not taken in again",
)


def settle(
    session: Session, queue: Queue, row: UploadRow, sending: SendingRow, *, late: bool
) -> None:
    """Decide an arriving upload whose bytes are in blobs, inside the caller's transaction."""
    assert row.sha256 is not None
    # Those of other campaigns too: a purge of the same bytes comes before this or after it.
    claim_assets(session, AssetRow.sha256 == row.sha256)
    known = session.scalar(
        select(AssetRow).where(AssetRow.campaign == row.campaign, AssetRow.sha256 == row.sha256)
    )
    grave = session.get(TombstoneRow, (row.campaign, row.sha256))
    if grave is not None:
        # They were put into the store again just now; who is to delete them may be killed.
        grave.settled_at = None
        row.state = UploadState.REFUSED
        row.refused_code, row.refused_words = "withdrawn", _WITHDRAWN
    elif known is not None:
        row.state, row.asset = UploadState.DUPLICATE, known.id
        _add_ticks(session, known, sending)
    else:
        asset = _new_asset(session, row, sending, late=late)
        row.state, row.asset = UploadState.RECEIVED, asset.id
        job = NewJob(kind="asset", subject=asset.id, campaign=asset.campaign)
        queue.send_in(session.connection(), job)
    # The bytes are here again: they are kept, missed and removed like any others.
    session.execute(delete(RemovedBlobRow).where(RemovedBlobRow.blob == original_blob(row.sha256)))


def _add_ticks(session: Session, asset: AssetRow, sending: SendingRow) -> None:
    """Whoever sends the bytes again may warn of a near shot; nobody's warning is taken back.

    While nobody has decided, it is held, and films and packages that show it are to be replaced.
    """
    minors, patients = asset.minors or sending.minors, asset.patients or sending.patients
    if (minors, patients) == (asset.minors, asset.patients):
        return
    asset.minors, asset.patients = minors, patients
    asset.version += 1
    if asset.consent is None:
        replace_what_shows(session, asset.id)
        if asset.state in (AssetState.TAGGED, AssetState.ACCEPTED):
            asset.state = AssetState.HELD


def _new_asset(session: Session, row: UploadRow, sending: SendingRow, *, late: bool) -> AssetRow:
    assert row.sha256 is not None and row.received_at is not None
    invite = None if row.invite is None else session.get_one(InviteRow, row.invite)
    asset = AssetRow(
        id=asset_id(row.campaign, row.sha256),
        campaign=row.campaign,
        sha256=row.sha256,
        size=row.size,
        original_name=row.filename,
        unit=sending.unit,
        sending=sending.id,
        state=AssetState.RECEIVED,
        sender_activity=sending.activity,
        sender_day=sending.day,
        invite_activity=None if invite is None else invite.activity,
        modified_ms=row.modified_ms,
        received_at=row.received_at,
        late=late,
        informed=sending.informed,
        minors=sending.minors,
        patients=sending.patients,
    )
    session.add(asset)
    session.flush()
    return asset
