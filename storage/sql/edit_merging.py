"""What lies on the editors' table follows when an activity of the plan is merged into another."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.editing.edits import merged
from domain.people import MACHINE
from domain.words import Words
from storage.sql.locking import claim
from storage.sql.models import EditHeadRow, EditRow

_MERGED = Words(zh="活动合并，镜头归到一章", en="activities merged, their shots in one chapter")


def merge_on_table(session: Session, campaign: str, old: str, new: str, at: datetime) -> None:
    """One more state, made of the one on the table; nothing without one that shows the old."""
    head = claim(session, EditHeadRow, campaign)
    row = session.get(EditRow, (campaign, head.current)) if head is not None else None
    if head is None or row is None:
        return
    draft = merged(row.draft, old, new)
    if draft == row.draft:
        return
    newest = select(func.max(EditRow.number)).where(EditRow.campaign == campaign)
    made = EditRow(
        campaign=campaign,
        number=(session.scalar(newest) or 0) + 1,
        parent=row.number,
        at=at,
        actor=MACHINE,
        did=_MERGED,
        frames=draft.frames,
        changed=draft.changed,
        draft=draft,
    )
    session.add(made)
    head.current = made.number
    session.flush()
