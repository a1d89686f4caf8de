"""After a person's decision, or a change of the plan, the week is weighed anew: in one job.

The decisions teach (weighing/lessons.py), and what they teach is not kept: the job reads them.
"""

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.moves import AssetState
from domain.reviewing.review import Decided
from domain.weighing.lessons import teaches
from storage.queue import NewJob, Queue
from storage.sql.audit import take_turn
from storage.sql.models import AssetRow

_S = AssetState
#: States in which a machine's tag is open, and those that tell of the week.
_OPEN = (_S.TAGGED, _S.HELD)
_COMPANY = (*_OPEN, _S.ACCEPTED, _S.REJECTED)
#: Seconds from a decision to the job: what an editor is about to carry over by hand stays as it
#: was seen, and many strokes make one job.
_DELAY_S = 12
#: Seconds from a whole sending to the job in which the rest of the week hears of it: a week that
#: arrives at once is weighed so often and no more.
_WEEK_DELAY_S = 20


def weigh_anew(session: Session, queue: Queue, made: Sequence[Decided]) -> None:
    """Queue the job in the caller's transaction, unless one waits that will see these decisions.

    A job that has begun may have read already, and does not count. Where no machine's tag is left
    to weigh there is none.
    """
    taught = [each for each in made if teaches(each)]
    if not taught:
        return
    campaign = session.scalar(
        select(AssetRow.campaign).where(AssetRow.id == taught[0].decision.asset)
    )
    if campaign is not None:
        weigh_week_anew(session, queue, campaign)


def weigh_week_anew(session: Session, queue: Queue, campaign: str) -> None:
    """The same whatever was the cause, such as an activity that came to the plan."""
    if _left(session, campaign):
        _queue_unless_one_waits(session, queue, campaign, _DELAY_S)


def weigh_with_others_soon(session: Session, queue: Queue, campaign: str, unit: str) -> bool:
    """The same after a sending of this unit: what a week's senders, clocks and places are like is
    told by all of it together, by what was decided of it too. True where a job was queued.

    A late sending hears of a week that has been accepted, and a week that waits hears of it.
    """
    others = select(AssetRow.id).where(
        AssetRow.campaign == campaign, AssetRow.unit != unit, AssetRow.state.in_(_COMPANY)
    )
    if session.scalar(others.limit(1)) is None or not _left(session, campaign):
        return False
    return _queue_unless_one_waits(session, queue, campaign, _WEEK_DELAY_S)


def _queue_unless_one_waits(session: Session, queue: Queue, campaign: str, delay_s: int) -> bool:
    """Whoever decided has had its turn at the audit log's end already: two never look at once."""
    take_turn(session)
    if queue.waits(session.connection(), kind="weigh", campaign=campaign):
        return False
    job = NewJob(
        kind="weigh",
        subject=campaign,
        campaign=campaign,
        nonce=secrets.token_hex(4),
        delay_s=delay_s,
    )
    queue.send_in(session.connection(), job)
    return True


def _left(session: Session, campaign: str) -> bool:
    open_ = select(AssetRow.id).where(
        AssetRow.campaign == campaign,
        AssetRow.state.in_(_OPEN),
        AssetRow.tag_by == "machine",
    )
    return session.scalar(open_.limit(1)) is not None
