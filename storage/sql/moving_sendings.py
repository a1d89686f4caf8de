"""A whole sending to another unit, and back: its receipt number stays what the sender was shown."""

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.moves import AssetState
from domain.reviewing.audit_chain import Logged
from domain.reviewing.strokes import MOVE
from domain.words import Words
from storage.queue import NewJob, Queue
from storage.sql import rows
from storage.sql.audit import append
from storage.sql.campaigns import held_plan
from storage.sql.locking import claim, claim_assets
from storage.sql.models import AssetRow, SendingRow, StrokeRow


def move_whole(
    session: Session, queue: Queue, sending_id: str, *, to_unit: str, actor: str, at: datetime
) -> StrokeRow | None:
    """The stroke that moved it; None when it is there already. NotFound as `move_sending` says."""
    sending = _claimed(session, sending_id, to_unit)
    if sending.unit == to_unit:
        return None
    came_from = sending.unit
    moved = _move(session, queue, sending, to_unit, actor, at)
    row = StrokeRow(
        campaign=sending.campaign,
        at=at,
        actor=actor,
        kind=MOVE,
        count=len(moved),
        subject=sending_id,
        data={"from": came_from, "to": to_unit},
    )
    session.add(row)
    session.flush()
    return row


def move_back(
    session: Session, queue: Queue, stroke: StrokeRow, *, actor: str, at: datetime
) -> tuple[str, ...]:
    """Ids of the assets moved back; Conflict when the sending was moved on since."""
    assert stroke.data is not None, "a move keeps from where to where"
    sending = _claimed(session, stroke.subject, stroke.data["from"])
    if sending.unit != stroke.data["to"]:
        raise Conflict(
            Words(
                zh="这次发送之后又移到了别的单位，没有撤销",
                en="the sending was moved on since; nothing is undone",
            )
        )
    return _move(session, queue, sending, stroke.data["from"], actor, at)


def _claimed(session: Session, sending_id: str, to_unit: str) -> SendingRow:
    campaign = session.scalar(select(SendingRow.campaign).where(SendingRow.id == sending_id))
    if campaign is None:
        raise rows.missing("发送", "sending", sending_id)
    held_plan(session, campaign).unit(to_unit)
    sending = claim(session, SendingRow, sending_id)
    assert sending is not None, "sendings are never deleted"
    return sending


def _move(
    session: Session, queue: Queue, sending: SendingRow, to_unit: str, actor: str, at: datetime
) -> tuple[str, ...]:
    sending.unit = to_unit
    here = (AssetRow.sending == sending.id) & (AssetRow.state != AssetState.PURGED)
    claim_assets(session, here)
    moved = (
        update(AssetRow)
        .where(here)
        .values(unit=to_unit, version=AssetRow.version + 1)
        .returning(AssetRow.id)
    )
    assets = tuple(session.scalars(moved))
    nonce = secrets.token_hex(4)
    job = NewJob(kind="retag", subject=sending.id, campaign=sending.campaign, nonce=nonce)
    queue.send_in(session.connection(), job)
    said = Logged(
        campaign=sending.campaign,
        at=at,
        actor=actor,
        event=f"move-sending to {to_unit}",
        subject=sending.id,
    )
    append(session, [said])
    return assets
