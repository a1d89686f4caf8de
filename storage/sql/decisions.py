"""Decisions as they are kept: the rules are the domain's, here they become rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.asset import Asset
from domain.campaign import Campaign
from domain.errors import Conflict
from domain.reviewing import deciding, rescue
from domain.reviewing.audit_chain import Logged
from domain.reviewing.its_day import on_its_day
from domain.reviewing.review import Action, Decided, Decision
from domain.reviewing.strokes import kind_of
from domain.words import Words
from storage.sql import rows
from storage.sql.audit import UNDO, append
from storage.sql.barring import replace_what_shows
from storage.sql.campaigns import held_plan
from storage.sql.locking import claim, claim_assets
from storage.sql.models import AssetRow, DecisionRow, StrokeRow, TombstoneRow


def decide_all(session: Session, made: Sequence[Decision], at: datetime) -> list[Decided]:
    """Apply decisions in their order inside the caller's transaction, as one stroke."""
    # Held, since a session forgets what nobody holds and would read them again one by one.
    claimed = _claim(session, [decision.asset for decision in made])
    # A group may hold two decisions on one asset; the actor saw it as it was before both.
    seen: dict[str, int] = {}
    # Held until the end, so that each is read once: reading took more than deciding.
    plans: dict[str, Campaign] = {}
    kept_rows = [_decide_one(session, decision, at, seen, plans) for decision in made]
    stroke = _stroke(session, made, kept_rows, at)
    for row in kept_rows:
        row.stroke = stroke.id
    append(session, map(_logged, kept_rows))
    del claimed
    return [decided_of(row) for row in kept_rows]


def _stroke(
    session: Session, made: Sequence[Decision], kept: Sequence[DecisionRow], at: datetime
) -> StrokeRow:
    row = StrokeRow(
        campaign=kept[0].campaign,
        at=at,
        actor=made[0].actor,
        kind=kind_of(made),
        count=len({decision.asset for decision in made}),
        subject="",
    )
    session.add(row)
    session.flush()
    return row


def _decide_one(
    session: Session,
    decision: Decision,
    at: datetime,
    seen: dict[str, int],
    plans: dict[str, Campaign],
) -> DecisionRow:
    row = _asset_row(session, decision.asset)
    version = seen.setdefault(row.id, row.version)
    before = rows.asset(row)
    as_seen = decision.seen is not None and deciding.is_as_seen(before, decision.seen)
    if decision.seen_version not in (None, version) and not as_seen:
        raise _changed_meanwhile(session, row.id, decision.actor)
    if row.campaign not in plans:
        plans[row.campaign] = held_plan(session, row.campaign)
    if decision.activity is not None:
        plans[row.campaign].activity(decision.activity)
    if decision.action is Action.SHOW:
        _check_wanted(plans[row.campaign], before, decision.shot)
    found = on_its_day(before, decision, plans[row.campaign])
    after = deciding.decide(found, decision)
    _apply(session, row, after)
    if decision.action is Action.WITHDRAW:
        _bury(session, row, decision, at)
    kept = _decision_row(before, decision, after, at)
    session.add(kept)
    return kept


def _check_wanted(plan: Campaign, asset: Asset, shot: str) -> None:
    key = asset.tag.activity if asset.tag else None
    if key is None or shot not in plan.activity(key).wanted:
        raise Conflict(
            Words(
                zh=f"这项活动的清单里没有“{shot}”，请刷新后再标",
                en=f"its activity does not want the shot {shot!r}; reload and mark again",
            )
        )


def _changed_meanwhile(session: Session, asset: str, actor: str) -> Conflict:
    """Says who decided of it last, when that was somebody else."""
    last = _last_decision(session, asset)
    by = last.actor if last is not None and last.actor not in (actor, deciding.MACHINE) else None
    who = f"“{by}”刚改过这件素材" if by else "素材刚被改动"
    return Conflict(
        Words(
            zh=f"{who}，请看过最新状态再定",
            en=f"asset {asset} has changed since it was seen, by {by or 'the machine'}; look again",
        )
    )


def undo_one(session: Session, decided_id: int, actor: str, at: datetime) -> Decided:
    """Take one decision back inside the caller's transaction."""
    of = session.scalar(select(DecisionRow.asset).where(DecisionRow.id == decided_id))
    _claim(session, [] if of is None else [of])
    kept = claim(session, DecisionRow, decided_id)
    if kept is None:
        raise rows.missing("审核记录", "decision", decided_id)
    if kept.undone_at is not None:
        raise Conflict(Words(zh="该操作已撤销", en="the decision was undone already"))
    _undo(session, kept, actor, at)
    append(session, [logged_undo(kept)])
    return decided_of(kept)


def claim_decided(
    session: Session, ids: Sequence[int]
) -> tuple[list[DecisionRow], Sequence[AssetRow]]:
    """Decisions in the order of their ids as given, which only this transaction may undo.

    And their assets, to be held until all are undone.
    """
    of = select(DecisionRow.asset).where(DecisionRow.id.in_(ids))
    claimed = _claim(session, list(session.scalars(of)))
    found = (
        select(DecisionRow)
        .where(DecisionRow.id.in_(ids))
        .order_by(DecisionRow.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    kept = {row.id: row for row in session.scalars(found)}
    return [kept[one] for one in ids], claimed


def try_undo(session: Session, kept: DecisionRow, actor: str, at: datetime) -> bool:
    """Take a claimed decision back; False when it was already, or the asset has changed since."""
    if kept.undone_at is not None:
        return False
    try:
        _undo(session, kept, actor, at)
    except Conflict:
        return False
    return True


def _undo(session: Session, kept: DecisionRow, actor: str, at: datetime) -> None:
    row = _asset_row(session, kept.asset)
    _apply(session, row, deciding.undo(rows.asset(row), before=kept.before, after=kept.after))
    kept.undone_at, kept.undone_by = at, actor


def inherit_one(session: Session, original: str, copies: Sequence[str], at: datetime) -> bool:
    """Carry over what was decided of a copy inside the caller's transaction."""
    _claim(session, [original, *copies])
    row = _asset_row(session, original)
    if _last_decision(session, original) is not None:
        return False
    for copy_id in copies:
        last = _last_decision(session, copy_id)
        before, copy = rows.asset(row), rows.asset(_asset_row(session, copy_id))
        if last is None or not rescue.may_inherit(before, copy):
            continue
        after = rescue.inherited(before, copy)
        row.minors, row.patients = after.consent.minors, after.consent.patients
        _apply(session, row, after)
        said = rescue.as_decision(original, copy_id, actor=last.actor)
        made = _decision_row(before, said, after, at)
        session.add(made)
        append(session, [_logged(made)])
        return True
    return False


def _logged(row: DecisionRow) -> Logged:
    return Logged(
        campaign=row.campaign,
        at=row.at,
        actor=row.actor,
        event=row.action,
        subject=row.asset,
        before=deciding.logged(row.before),
        after=deciding.logged(row.after),
    )


def logged_undo(row: DecisionRow) -> Logged:
    """What the log says of a decision that was taken back."""
    assert row.undone_at is not None and row.undone_by is not None, "it was taken back"
    return Logged(
        campaign=row.campaign,
        at=row.undone_at,
        actor=row.undone_by,
        event=UNDO,
        subject=row.asset,
        before=deciding.logged(row.after),
        after=deciding.logged(row.before),
    )


def _last_decision(session: Session, asset: str) -> DecisionRow | None:
    found = select(DecisionRow).where(DecisionRow.asset == asset, DecisionRow.undone_at.is_(None))
    return session.scalar(found.order_by(DecisionRow.id.desc()).limit(1))


def kept_decisions(session: Session, campaign: str, asset: str | None) -> list[Decided]:
    """Decisions of a campaign, or of one asset in it, in the order they were made."""
    found = select(DecisionRow).where(DecisionRow.campaign == campaign).order_by(DecisionRow.id)
    if asset is not None:
        found = found.where(DecisionRow.asset == asset)
    return [decided_of(row) for row in session.scalars(found)]


def _claim(session: Session, assets: Sequence[str]) -> Sequence[AssetRow]:
    """The assets, claimed after their plans are held: in the order of storage/sql/locking.py."""
    campaigns = select(AssetRow.campaign).where(AssetRow.id.in_(assets)).distinct()
    for campaign in sorted(session.scalars(campaigns)):
        held_plan(session, campaign)
    claim_assets(session, AssetRow.id.in_(assets))
    found = select(AssetRow).where(AssetRow.id.in_(assets))
    return session.scalars(found.execution_options(populate_existing=True)).all()


def _asset_row(session: Session, asset_id: str) -> AssetRow:
    row = session.get(AssetRow, asset_id)
    if row is None:
        raise rows.missing("素材", "asset", asset_id)
    return row


def _apply(session: Session, row: AssetRow, after: Asset) -> None:
    """Write what a decision can change; what is not allowed any more leaves film and package."""
    row.state, row.star, row.version = after.state, after.star, after.version
    row.shows = after.shows
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
        # Look-alikes are of one campaign: 1,700 rows are looked through and not 200,000.
        same = AssetRow.campaign == row.campaign
        session.execute(update(AssetRow).where(same, column == row.id).values({column.key: None}))


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


def decided_of(row: DecisionRow) -> Decided:
    decision = Decision(
        asset=row.asset,
        action=Action(row.action),
        actor=row.actor,
        seen_version=row.seen_version,
        activity=row.activity,
        day=row.day,
        reason=row.reason,
        # Compared when it came, and not kept; a shot stands in `after`.
        seen=None,
        shot="",
    )
    return Decided(
        id=row.id,
        at=row.at,
        decision=decision,
        before=row.before,
        after=row.after,
        undone=row.undone_at is not None,
        stroke=row.stroke,
    )
