"""Decisions as they are kept: the rules are the domain's, here they become rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain import deciding
from domain.asset import Asset
from domain.errors import Conflict
from domain.review import Action, Decided, Decision
from domain.words import Words
from storage.sql import rows
from storage.sql.barring import replace_what_shows
from storage.sql.campaigns import held_plan
from storage.sql.locking import claim, claim_assets
from storage.sql.models import AssetRow, DecisionRow, TombstoneRow


def decide_all(session: Session, made: Sequence[Decision], at: datetime) -> list[Decided]:
    """Apply decisions in their order inside the caller's transaction."""
    _claim(session, [decision.asset for decision in made])
    # A group may hold two decisions on one asset; the actor saw it as it was before both.
    seen: dict[str, int] = {}
    kept_rows = [_decide_one(session, decision, at, seen) for decision in made]
    session.flush()
    return [_decided(row) for row in kept_rows]


def _decide_one(
    session: Session, decision: Decision, at: datetime, seen: dict[str, int]
) -> DecisionRow:
    row = _asset_row(session, decision.asset)
    version = seen.setdefault(row.id, row.version)
    if decision.seen_version not in (None, version):
        raise Conflict(
            Words(
                zh="素材已被别人改动，请刷新后再操作",
                en=f"asset {row.id} has changed since it was seen; look again",
            )
        )
    if decision.activity is not None:
        held_plan(session, row.campaign).activity(decision.activity)
    before = rows.asset(row)
    after = deciding.decide(before, decision)
    _apply(session, row, after)
    if decision.action is Action.WITHDRAW:
        _bury(session, row, decision, at)
    kept = _decision_row(before, decision, after, at)
    session.add(kept)
    return kept


def undo_one(session: Session, decided_id: int, actor: str, at: datetime) -> Decided:
    """Take one decision back inside the caller's transaction."""
    of = session.scalar(select(DecisionRow.asset).where(DecisionRow.id == decided_id))
    _claim(session, [] if of is None else [of])
    kept = claim(session, DecisionRow, decided_id)
    if kept is None:
        raise rows.missing("审核记录", "decision", decided_id)
    if kept.undone_at is not None:
        raise Conflict(Words(zh="该操作已撤销", en="the decision was undone already"))
    row = _asset_row(session, kept.asset)
    _apply(session, row, deciding.undo(rows.asset(row), before=kept.before, after=kept.after))
    kept.undone_at, kept.undone_by = at, actor
    return _decided(kept)


def kept_decisions(session: Session, campaign: str, asset: str | None) -> list[Decided]:
    """Decisions of a campaign, or of one asset in it, in the order they were made."""
    found = select(DecisionRow).where(DecisionRow.campaign == campaign).order_by(DecisionRow.id)
    if asset is not None:
        found = found.where(DecisionRow.asset == asset)
    return [_decided(row) for row in session.scalars(found)]


def _claim(session: Session, assets: Sequence[str]) -> None:
    """Claim the assets, after their plans are held: in the order of storage/sql/locking.py."""
    campaigns = select(AssetRow.campaign).where(AssetRow.id.in_(assets)).distinct()
    for campaign in sorted(session.scalars(campaigns)):
        held_plan(session, campaign)
    claim_assets(session, AssetRow.id.in_(assets))


def _asset_row(session: Session, asset_id: str) -> AssetRow:
    row = session.get(AssetRow, asset_id)
    if row is None:
        raise rows.missing("素材", "asset", asset_id)
    return row


def _apply(session: Session, row: AssetRow, after: Asset) -> None:
    """Write what a decision can change; what is not allowed any more leaves film and package."""
    row.state, row.star, row.version = after.state, after.star, after.version
    row.consent = after.consent.decision
    if after.tag is not None:
        row.tag_activity, row.tag_day, row.tag_by = after.tag.activity, after.tag.day, after.tag.by
        row.tag_confidence, row.tag_ready = after.tag.confidence, after.tag.ready
        row.evidence = after.tag.evidence
    if not after.consent.allows_film:
        replace_what_shows(session, row.id)


def _bury(session: Session, row: AssetRow, decision: Decision, at: datetime) -> None:
    """Tombstone the bytes and mark every film and package that shows them."""
    session.add(
        TombstoneRow(
            campaign=row.campaign,
            sha256=row.sha256,
            asset=row.id,
            reason=decision.reason,
            actor=decision.actor,
            at=at,
        )
    )
    replace_what_shows(session, row.id)
    # A copy that stood back for this one may be used again.
    for column in (AssetRow.near_duplicate_of, AssetRow.duplicate_of):
        session.execute(update(AssetRow).where(column == row.id).values({column.key: None}))


def _decision_row(before: Asset, decision: Decision, after: Asset, at: datetime) -> DecisionRow:
    return DecisionRow(
        campaign=before.campaign,
        asset=before.id,
        at=at,
        actor=decision.actor,
        action=decision.action,
        seen_version=decision.seen_version,
        activity=decision.activity,
        day=decision.day,
        reason=decision.reason,
        before=deciding.trace(before),
        after=deciding.trace(after),
    )


def _decided(row: DecisionRow) -> Decided:
    decision = Decision(
        asset=row.asset,
        action=Action(row.action),
        actor=row.actor,
        seen_version=row.seen_version,
        activity=row.activity,
        day=row.day,
        reason=row.reason,
    )
    return Decided(
        id=row.id,
        at=row.at,
        decision=decision,
        before=row.before,
        after=row.after,
        undone=row.undone_at is not None,
    )
