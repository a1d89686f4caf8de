"""What a person rules of look-alikes: taken apart or put together, and that taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.reviewing.audit_chain import Logged
from domain.reviewing.strokes import JOIN, SPLIT
from domain.words import Words
from storage.sql import rows
from storage.sql.audit import UNDO, append
from storage.sql.locking import claim_assets
from storage.sql.models import AlikeRow, AssetRow, StrokeRow

#: Lower id, higher id.
_Pair = tuple[str, str]


def rule(
    session: Session, pairs: Sequence[_Pair], *, apart: bool, of: str, actor: str, at: datetime
) -> StrokeRow:
    """Keep of these pairs that they are apart, or that they are not; the stroke that did it."""
    touched = sorted({asset for pair in pairs for asset in pair})
    # Claimed and not held: who rules beside reads what is kept here, and not what stood before.
    claim_assets(session, AssetRow.id.in_(touched))
    asset = session.get(AssetRow, of)
    if asset is None:
        raise rows.missing("素材", "asset", of)
    before = [_state(session, pair) for pair in pairs]
    for pair in pairs:
        session.merge(AlikeRow(asset=pair[0], other=pair[1], apart=apart, **_kept(session, pair)))
    session.flush()
    kind = SPLIT if apart else JOIN
    row = StrokeRow(
        campaign=asset.campaign,
        at=at,
        actor=actor,
        kind=kind,
        count=1,
        subject=of,
        data={
            "pairs": [list(pair) for pair in pairs],
            "before": before,
            "after": [_state(session, pair) for pair in pairs],
        },
    )
    session.add(row)
    append(session, [_logged(row, f"alike-{kind}", actor, at)])
    return row


def _logged(stroke: StrokeRow, event: str, actor: str, at: datetime) -> Logged:
    return Logged(campaign=stroke.campaign, at=at, actor=actor, event=event, subject=stroke.subject)


def take_back(session: Session, stroke: StrokeRow, actor: str, at: datetime) -> tuple[str, ...]:
    """The pairs as they were before; all assets in them. Conflict when they were ruled on since."""
    data = stroke.data
    assert data is not None, "a ruling keeps what it was about"
    pairs: list[_Pair] = [(one, other) for one, other in data["pairs"]]
    touched = sorted({asset for pair in pairs for asset in pair})
    claim_assets(session, AssetRow.id.in_(touched))
    if [_state(session, pair) for pair in pairs] != data["after"]:
        raise Conflict(
            Words(
                zh="这些画面之后又重新分过组，没有撤销",
                en="these look-alikes were grouped anew since; nothing is undone",
            )
        )
    for pair, state in zip(pairs, data["before"], strict=True):
        row = session.get(AlikeRow, pair)
        if row is not None and state is None:
            session.delete(row)
        elif row is not None:
            row.same, row.apart = state["same"], state["apart"]
    append(session, [_logged(stroke, UNDO, actor, at)])
    return tuple(touched)


def put_together(session: Session, asset: str) -> frozenset[_Pair]:
    """The pairs of the asset's campaign that somebody put together and nobody took back."""
    campaign = select(AssetRow.campaign).where(AssetRow.id == asset).scalar_subquery()
    said = select(StrokeRow.data).where(
        StrokeRow.campaign == campaign, StrokeRow.kind == JOIN, StrokeRow.undone_at.is_(None)
    )
    return frozenset(
        (one, other) for data in session.scalars(said) for one, other in (data or {})["pairs"]
    )


def _state(session: Session, pair: _Pair) -> dict[str, Any] | None:
    row = session.get(AlikeRow, pair)
    return None if row is None else {"same": row.same, "apart": row.apart}


def _kept(session: Session, pair: _Pair) -> dict[str, bool]:
    """What was judged stays; what nobody judged is not the same picture."""
    return {} if session.get(AlikeRow, pair) else {"same": False}
