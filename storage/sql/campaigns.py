"""Campaigns as they are kept: the plan as one value, its state, and what hangs on its keys."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from domain.campaign import Activity, Campaign, Unit
from domain.errors import Conflict
from domain.moves import CAMPAIGN_MOVES, AssetState, CampaignState
from domain.reviewing.audit_chain import Logged
from domain.words import Words
from storage.catalog_campaigns import CampaignRecord, CampaignTitle
from storage.queue import Queue
from storage.sql.audit import append
from storage.sql.edit_merging import merge_on_table
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import AssetRow, CampaignRow, FiguresRow, InviteRow, SendingRow
from storage.sql.rows import campaign_record, missing
from storage.sql.weighing_anew import weigh_week_anew, weigh_with_others_soon

#: Ends the key under which an heir's own figures are kept that were all taken back.
_PAST = "-before"
#: States in which an asset no longer counts for its activity.
_GONE = (AssetState.REFUSED, AssetState.WITHDRAWN, AssetState.PURGED)


def held_plan(session: Session, key: str) -> Campaign:
    """The plan of a campaign, which stays as it is until the transaction ends; raises NotFound."""
    return _there(hold(session, CampaignRow, key), key).plan


def claimed_plan(session: Session, key: str) -> Campaign:
    """The plan of a campaign whose row only this transaction may change; raises NotFound."""
    return _there(claim(session, CampaignRow, key), key).plan


def _there(row: CampaignRow | None, key: str) -> CampaignRow:
    if row is None:
        raise missing("活动周", "campaign", key)
    return row


@retrying
class SqlCampaigns:
    """The Campaigns port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def save(self, campaign: Campaign, *, merges: Mapping[str, str], at: datetime) -> None:
        with self._database.write() as session:
            row = claim(session, CampaignRow, campaign.key)
            if row is None:
                session.add(_new_row(campaign, at))
                return
            for old, new in merges.items():
                campaign.activity(new)
                _merge_figures(session, row.plan, old, new)
                _rename_activity(session, campaign.key, old, new)
                merge_on_table(session, campaign.key, old, new, at)
            _check_dropped(session, row.plan, campaign)
            _let_go(session, row.plan, campaign, at)
            if row.plan != campaign:
                weigh_week_anew(session, self._queue, campaign.key)
            row.plan, row.zone, row.title = campaign, campaign.zone, campaign.title
            row.updated_at = at

    def get(self, key: str) -> CampaignRecord:
        with self._database.read() as session:
            return campaign_record(_there(session.get(CampaignRow, key), key))

    def all(self) -> list[CampaignRecord]:
        rows = select(CampaignRow).order_by(CampaignRow.created_at, CampaignRow.key)
        with self._database.read() as session:
            return [campaign_record(row) for row in session.scalars(rows)]

    def titles(self) -> list[CampaignTitle]:
        rows = select(
            CampaignRow.key, CampaignRow.title, CampaignRow.state, CampaignRow.created_at
        ).order_by(CampaignRow.created_at, CampaignRow.key)
        with self._database.read() as session:
            return [
                CampaignTitle(key=key, title=title, state=CampaignState(state), created_at=at)
                for key, title, state, at in session.execute(rows)
            ]

    def add_unit(self, key: str, unit: Unit) -> None:
        with self._database.write() as session:
            row = _there(claim(session, CampaignRow, key), key)
            plan = row.plan
            for name in unit.names:
                if plan.unit_named(name) is not None:
                    raise Conflict(
                        Words(
                            zh=f"单位名称或别名“{name}”已存在",
                            en=f"the unit name or alias {name!r} stands already",
                        )
                    )
            if unit.key in {known.key for known in plan.units}:
                raise Conflict(
                    Words(
                        zh=f"单位的键“{unit.key}”已存在",
                        en=f"the unit key {unit.key!r} stands already",
                    )
                )
            row.plan = replace(plan, units=(*plan.units, unit))

    def amend(self, key: str, change: Callable[[Campaign], Campaign], *, at: datetime) -> Campaign:
        with self._database.write() as session:
            row = _there(claim(session, CampaignRow, key), key)
            plan = change(row.plan)
            if row.plan != plan:
                weigh_week_anew(session, self._queue, key)
            row.plan, row.title, row.updated_at = plan, plan.title, at
            return plan

    def weigh_soon(self, key: str, *, beside: str) -> bool:
        with self._database.write() as session:
            return weigh_with_others_soon(session, self._queue, key, beside)

    def move(
        self, key: str, *, seen: CampaignState, to: CampaignState, by: str, at: datetime
    ) -> bool:
        if to not in CAMPAIGN_MOVES[seen]:
            return False
        moved = (
            update(CampaignRow)
            .where(CampaignRow.key == key, CampaignRow.state == seen)
            .values(state=to, followed=False, updated_at=at)
            .returning(CampaignRow.key)
        )
        said = Logged(campaign=key, at=at, actor=by, event=f"campaign {to}", subject=key)
        with self._database.write() as session:
            if session.scalar(moved) is None:
                return False
            append(session, [said])
            return True

    def assets_per_activity(self, key: str) -> dict[str, int]:
        counted = (
            select(AssetRow.tag_activity, func.count())
            .where(
                AssetRow.campaign == key,
                AssetRow.tag_activity.is_not(None),
                AssetRow.state.not_in(_GONE),
            )
            .group_by(AssetRow.tag_activity)
        )
        with self._database.read() as session:
            return {activity: n for activity, n in session.execute(counted) if activity}


def _new_row(campaign: Campaign, at: datetime) -> CampaignRow:
    return CampaignRow(
        key=campaign.key,
        state=CampaignState.OPEN,
        zone=campaign.zone,
        title=campaign.title,
        plan=campaign,
        created_at=at,
        updated_at=at,
    )


def _rename_activity(session: Session, campaign: str, old: str, new: str) -> None:
    """Everything that hangs on `old` hangs on `new` from now on, the evidence too."""
    for table, column in (
        (AssetRow, AssetRow.tag_activity),
        (AssetRow, AssetRow.sender_activity),
        (AssetRow, AssetRow.invite_activity),
        (SendingRow, SendingRow.activity),
        (InviteRow, InviteRow.activity),
    ):
        session.execute(
            update(table).where(table.campaign == campaign, column == old).values({column.key: new})
        )
    with_evidence = select(AssetRow).where(
        AssetRow.campaign == campaign, AssetRow.tag_by.is_not(None)
    )
    for asset in session.scalars(with_evidence):
        if any(reason.activity == old for reason in asset.evidence):
            asset.evidence = tuple(
                replace(reason, activity=new) if reason.activity == old else reason
                for reason in asset.evidence
            )


def _merge_figures(session: Session, plan: Campaign, old: str, new: str) -> None:
    """Of one unit's activity the newest entry counts: of two that are merged, one would be lost.

    What a unit took back stays where it is, as it would be newer than what counts.
    """
    for unit in plan.units:
        of_unit = FiguresRow.unit == unit.key
        if not _is_counted(session, plan.key, of_unit & (FiguresRow.activity == old)):
            continue
        if _is_counted(session, plan.key, of_unit & (FiguresRow.activity == new)):
            raise Conflict(
                Words(
                    zh=f"“{unit.name}”在两项活动下都填了统计数据，合并会丢掉一份："
                    "请先在“活动数据”里加到一项，清空另一项",
                    en=f"{unit.name!r} entered figures of both activities and one would be lost; "
                    "add them up in one, empty the other, then merge",
                )
            )
        here = (FiguresRow.campaign == plan.key) & of_unit
        # What was taken back at the heir would be newer than what counts from now on.
        for key in (new, old):
            to = f"{key}{_PAST}" if key == new else new
            session.execute(
                update(FiguresRow).where(here, FiguresRow.activity == key).values(activity=to)
            )


def _check_dropped(session: Session, old: Campaign, new: Campaign) -> None:
    activities = {activity.key for activity in new.activities}
    for activity in old.activities:
        if activity.key not in activities:
            _check_unused(session, old.key, activity)
    units = {unit.key for unit in new.units}
    for unit in old.units:
        if unit.key not in units:
            _check_silent(session, old.key, unit)


def _check_unused(session: Session, campaign: str, activity: Activity) -> None:
    hangs = or_(AssetRow.tag_activity == activity.key, AssetRow.sender_activity == activity.key)
    if count := _assets(session, campaign, hangs):
        raise Conflict(
            Words(
                zh=f"活动“{activity.title}”下已有 {count} 件素材，不能删除；"
                f"可用 --merge {activity.key}=新键 并入另一项",
                en=f"activity {activity.title!r} ({activity.key}) has {count} assets and "
                f"cannot be dropped; --merge {activity.key}=NEW moves them to another",
            )
        )
    if _is_counted(session, campaign, FiguresRow.activity == activity.key):
        raise Conflict(
            Words(
                zh=f"活动“{activity.title}”已填写统计数据，不能删除；"
                f"可用 --merge {activity.key}=新键 并入另一项",
                en=f"figures of activity {activity.title!r} ({activity.key}) were entered and it "
                f"cannot be dropped; --merge {activity.key}=NEW moves them to another",
            )
        )


def _is_counted(session: Session, campaign: str, condition: ColumnElement[bool]) -> bool:
    """Whether figures are in force: the newest entry of some activity and unit holds any."""
    entered = select(FiguresRow).where(FiguresRow.campaign == campaign, condition)
    rows = session.scalars(entered.order_by(FiguresRow.id))
    return any({(row.activity, row.unit): row.figures for row in rows}.values())


def _check_silent(session: Session, campaign: str, unit: Unit) -> None:
    sent = select(func.count()).where(SendingRow.campaign == campaign, SendingRow.unit == unit.key)
    if _assets(session, campaign, AssetRow.unit == unit.key) or session.scalar(sent):
        raise Conflict(
            Words(
                zh=f"单位“{unit.name}”已经发送过素材，不能删除",
                en=f"unit {unit.name!r} ({unit.key}) has sent material and cannot be dropped",
            )
        )
    if _is_counted(session, campaign, FiguresRow.unit == unit.key):
        raise Conflict(
            Words(
                zh=f"单位“{unit.name}”已填写统计数据，不能删除",
                en=f"figures of unit {unit.name!r} ({unit.key}) were entered; it cannot be dropped",
            )
        )


def _assets(session: Session, campaign: str, condition: ColumnElement[bool]) -> int:
    counted = select(func.count()).where(
        AssetRow.campaign == campaign, AssetRow.state != AssetState.PURGED, condition
    )
    return session.scalar(counted) or 0


def _let_go(session: Session, old: Campaign, new: Campaign, at: datetime) -> None:
    """Links of a dropped activity are left open; links of a dropped unit end."""
    activities = {a.key for a in old.activities} - {a.key for a in new.activities}
    units = {u.key for u in old.units} - {u.key for u in new.units}
    for table in (InviteRow, SendingRow):
        session.execute(
            update(table)
            .where(table.campaign == old.key, table.activity.in_(activities))
            .values(activity=None)
        )
    session.execute(
        update(InviteRow)
        .where(
            InviteRow.campaign == old.key,
            InviteRow.unit.in_(units),
            InviteRow.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
