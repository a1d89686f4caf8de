"""Assets as they are kept: each station's result is one conditional move."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from domain.arriving.refusals import SIDECAR
from domain.asset import Asset
from domain.board.tally import Counted
from domain.board.wanted import HERE, Marked
from domain.facts import Claim, Facts, Look
from domain.moves import AssetState, sources_of
from domain.reviewing.asking import Doubt
from domain.reviewing.review import Decided, Decision
from domain.tagging import Tag
from domain.times.neighbours import Member
from domain.words import Words
from storage.catalog_assets import AssetQuery, Derivative, Unsettled
from storage.queue import Queue
from storage.sql import purging, rows
from storage.sql.decisions import decide_all, inherit_one, kept_decisions, undo_one
from storage.sql.engine import Database, retrying
from storage.sql.locking import hold
from storage.sql.models import SHOWS_SOME, AssetRow, DerivativeRow, SendingRow, TombstoneRow
from storage.sql.weighing_anew import weigh_anew

_S = AssetState
#: Nothing is found out any more of an asset in one of these.
_GONE = (_S.REFUSED, _S.WITHDRAWN, _S.PURGED)


@retrying
class SqlAssets:
    """The Assets port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def get(self, asset_id: str) -> Asset:
        with self._database.read() as session:
            row = session.get(AssetRow, asset_id)
            if row is None:
                raise rows.missing("素材", "asset", asset_id)
            return rows.asset(row)

    def find(self, query: AssetQuery) -> list[Asset]:
        found = select(AssetRow).where(AssetRow.campaign == query.campaign)
        if query.states:
            found = found.where(AssetRow.state.in_(query.states))
        if query.activity is not None:
            found = found.where(
                AssetRow.tag_activity == query.activity
                if query.activity
                else AssetRow.tag_activity.is_(None)
            )
        for column, wanted in (
            (AssetRow.tag_day, query.day),
            (AssetRow.unit, query.unit),
            (AssetRow.sending, query.sending),
        ):
            if wanted is not None:
                found = found.where(column == wanted)
        if query.after is not None:
            found = found.where(AssetRow.id > query.after)
        found = found.order_by(AssetRow.id).limit(query.limit)
        with self._database.read() as session:
            return [rows.asset(row) for row in session.scalars(found)]

    def all(self, campaign: str) -> list[Asset]:
        found = select(AssetRow).where(AssetRow.campaign == campaign).order_by(AssetRow.id)
        with self._database.read() as session:
            return [rows.asset(row) for row in session.scalars(found)]

    def get_all(self, asset_ids: Collection[str]) -> dict[str, Asset]:
        found = select(AssetRow).where(AssetRow.id.in_(asset_ids))
        with self._database.read() as session:
            return {row.id: rows.asset(row) for row in session.scalars(found)}

    def names(self, asset_ids: Collection[str]) -> dict[str, str]:
        found = select(AssetRow.id, AssetRow.original_name).where(AssetRow.id.in_(asset_ids))
        with self._database.read() as session:
            return {asset_id: name for asset_id, name in session.execute(found)}  # noqa: C416

    def board(self, campaign: str) -> list[Counted]:
        undecided = _undecided().label("undecided")
        alike = (
            AssetRow.tag_activity,
            AssetRow.tag_day,
            AssetRow.unit,
            AssetRow.state,
            AssetRow.tag_ready,
            undecided,
        )
        counted = select(*alike, func.count()).where(AssetRow.campaign == campaign)
        with self._database.read() as session:
            return [
                Counted(
                    activity=activity,
                    day=day,
                    unit=unit,
                    state=AssetState(state),
                    ready=ready,
                    undecided=bool(open_),
                    count=n,
                )
                for activity, day, unit, state, ready, open_, n in session.execute(
                    counted.group_by(*alike)
                )
            ]

    def shown(self, campaign: str) -> list[Marked]:
        found = (
            select(AssetRow.tag_activity, AssetRow.shows)
            .where(AssetRow.campaign == campaign, SHOWS_SOME, AssetRow.state.in_(HERE))
            .order_by(AssetRow.id)
        )
        with self._database.read() as session:
            return [
                Marked(activity=activity, shows=shows) for activity, shows in session.execute(found)
            ]

    def doubts(self, campaign: str) -> list[Doubt]:
        found = (
            select(
                AssetRow.id,
                AssetRow.sending,
                AssetRow.taken_at,
                AssetRow.taken_class,
                AssetRow.tag_activity,
                AssetRow.tag_day,
                AssetRow.tag_confidence,
                AssetRow.received_at,
            )
            .where(AssetRow.campaign == campaign, AssetRow.state == _S.TAGGED)
            .where(AssetRow.tag_ready.is_(False), ~_undecided())
            .order_by(AssetRow.id)
        )
        with self._database.read() as session:
            return [rows.doubt(*said) for said in session.execute(found)]

    def note(self, asset_id: str) -> str:
        found = (
            select(SendingRow.note)
            .join(AssetRow, AssetRow.sending == SendingRow.id)
            .where(AssetRow.id == asset_id)
        )
        with self._database.read() as session:
            note = session.scalar(found)
            if note is None:
                raise rows.missing("素材", "asset", asset_id)
            return note

    def inspected(
        self,
        asset_id: str,
        *,
        facts: Facts,
        claims: Sequence[Claim],
        taken_at: datetime | None,
        taken_class: str,
        taken_from: str | None,
    ) -> bool:
        said = {
            "kind": facts.kind,
            "facts": facts,
            "claims": tuple(claims),
            "taken_at": taken_at,
            "taken_class": taken_class,
            "taken_from": taken_from,
        }
        with self._database.write() as session:
            return _move(session, asset_id, sources_of(_S.INSPECTED), _S.INSPECTED, said)

    def judged(
        self,
        asset_id: str,
        *,
        claims: Sequence[Claim],
        taken_at: datetime | None,
        taken_class: str,
        taken_from: str | None,
        seen_version: int | None = None,
    ) -> bool:
        said = {
            "claims": tuple(claims),
            "taken_at": taken_at,
            "taken_class": taken_class,
            "taken_from": taken_from,
        }
        judged = update(AssetRow).where(
            AssetRow.id == asset_id, AssetRow.state.not_in((_S.RECEIVED, *_GONE))
        )
        if seen_version is not None:
            judged = judged.where(AssetRow.version == seen_version)
        judged = judged.values(version=AssetRow.version + 1, **said).returning(AssetRow.id)
        with self._database.write() as session:
            return session.scalar(judged) is not None

    def awaited(self, sending: str) -> bool:
        found = select(AssetRow.id).where(
            AssetRow.sending == sending, AssetRow.state == _S.RECEIVED
        )
        with self._database.read() as session:
            return session.scalar(found.limit(1)) is not None

    def members(self, sending: str) -> list[Member]:
        sidecar = (AssetRow.state == _S.REFUSED) & (AssetRow.refused_code == SIDECAR)
        found = (
            select(
                AssetRow.id,
                AssetRow.original_name,
                AssetRow.kind,
                AssetRow.facts,
                AssetRow.received_at,
                AssetRow.claims,
                AssetRow.belongs_to,
                AssetRow.version,
            )
            .where(AssetRow.sending == sending)
            .where(AssetRow.state.not_in((_S.RECEIVED, *_GONE)) | sidecar)
            .order_by(AssetRow.id)
        )
        with self._database.read() as session:
            return [rows.member(*said) for said in session.execute(found)]

    def set_belonging(self, to: Mapping[str, str | None]) -> None:
        with self._database.write() as session:
            for asset_id, owner in sorted(to.items()):
                session.execute(
                    update(AssetRow).where(AssetRow.id == asset_id).values(belongs_to=owner)
                )

    def sidecars(self, asset_id: str) -> list[Asset]:
        found = select(AssetRow).where(
            AssetRow.belongs_to == asset_id, AssetRow.refused_code == SIDECAR
        )
        with self._database.read() as session:
            return [rows.asset(row) for row in session.scalars(found.order_by(AssetRow.id))]

    def looked(self, asset_id: str, *, look: Look, derivatives: Sequence[Derivative]) -> bool:
        with self._database.write() as session:
            seen = {"look": look, "phash": look.phash or None}
            if not _move(session, asset_id, sources_of(_S.LOOKED), _S.LOOKED, seen):
                return False
            session.execute(delete(DerivativeRow).where(DerivativeRow.asset == asset_id))
            session.add_all(
                DerivativeRow(asset=asset_id, role=made.role, blob=made.blob)
                for made in derivatives
            )
            return True

    def tagged(self, asset_id: str, *, tag: Tag, held: bool) -> bool:
        with self._database.write() as session:
            weighed = {
                "tag_activity": tag.activity,
                "tag_day": tag.day,
                "tag_by": tag.by,
                "tag_confidence": tag.confidence,
                "tag_ready": tag.ready,
                "evidence": tag.evidence,
            }
            state = _S.HELD if held else _S.TAGGED
            if _move(session, asset_id, (_S.LOOKED,), state, weighed):
                return True
            # Again: a person's tag stays, and so does what a person holds. What an editor saw is
            # still so while activity and day are the same, however sure the machine is of them.
            # Whoever decided on consent while this was weighed is heard: nothing is held over that.
            if held and _move(session, asset_id, (_S.TAGGED,), _S.HELD, weighed, unsaid=True):
                return True
            again = weighed | {"version": _same_seen(tag)}
            return any(
                _move(session, asset_id, (stays,), stays, again, only_machine=True)
                for stays in (_S.TAGGED, _S.HELD)
            )

    def refuse(self, asset_id: str, *, code: str, words: Words) -> bool:
        why = {"refused_code": code, "refused_words": words}
        with self._database.write() as session:
            return _move(session, asset_id, sources_of(_S.REFUSED), _S.REFUSED, why)

    def set_near_duplicates(self, better: Mapping[str, str | None]) -> None:
        with self._database.write() as session:
            for asset_id, copy in sorted(better.items()):
                session.execute(
                    update(AssetRow).where(AssetRow.id == asset_id).values(near_duplicate_of=copy)
                )

    def add_derivatives(self, asset_id: str, made: Sequence[Derivative]) -> bool:
        with self._database.write() as session:
            # The row is locked: a purge that goes by it sees what is added here.
            row = hold(session, AssetRow, asset_id)
            if row is None or row.state in (_S.RECEIVED, _S.INSPECTED, *_GONE):
                return False
            for each in made:
                session.merge(DerivativeRow(asset=asset_id, role=each.role, blob=each.blob))
            return True

    def derivatives(self, asset_id: str) -> dict[str, str]:
        return self.derivatives_of([asset_id]).get(asset_id, {})

    def derivatives_of(self, asset_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        found = select(DerivativeRow.asset, DerivativeRow.role, DerivativeRow.blob).where(
            DerivativeRow.asset.in_(asset_ids)
        )
        made: dict[str, dict[str, str]] = {}
        with self._database.read() as session:
            for asset_id, role, blob in session.execute(found):
                made.setdefault(asset_id, {})[role] = blob
        return made

    def decide(self, decisions: Sequence[Decision], *, at: datetime) -> list[Decided]:
        with self._database.write() as session:
            made = decide_all(session, decisions, at)
            weigh_anew(session, self._queue, made)
            return made

    def inherit(self, original: str, *, copies: Sequence[str], at: datetime) -> bool:
        with self._database.write() as session:
            return inherit_one(session, original, copies, at)

    def undo(self, decided_id: int, *, actor: str, at: datetime) -> Decided:
        with self._database.write() as session:
            undone = undo_one(session, decided_id, actor, at)
            weigh_anew(session, self._queue, [undone])
            return undone

    def decisions(self, campaign: str, *, asset: str | None = None) -> list[Decided]:
        with self._database.read() as session:
            return kept_decisions(session, campaign, asset)

    def purge(self, asset_id: str, delete: Callable[[str], None]) -> bool:
        with self._database.write() as session:
            purging.claim_around(session, asset_id)
            for blob in purging.purgeable(session, asset_id):
                delete(blob)
            purging.forget_name(session, asset_id)
            erased = _move(session, asset_id, sources_of(_S.PURGED), _S.PURGED, purging.ERASED)
            if erased:
                purging.erase_around(session, asset_id)
            return erased

    def unsettled(self) -> list[Unsettled]:
        found = (
            select(TombstoneRow.asset, TombstoneRow.campaign, TombstoneRow.at)
            .where(TombstoneRow.settled_at.is_(None))
            .order_by(TombstoneRow.campaign, TombstoneRow.asset)
        )
        with self._database.read() as session:
            return [
                Unsettled(asset=asset, campaign=campaign, withdrawn_at=at)
                for asset, campaign, at in session.execute(found)
            ]

    def settle(self, asset_ids: Collection[str], *, at: datetime) -> None:
        purged = select(AssetRow.id).where(AssetRow.id.in_(asset_ids), AssetRow.state == _S.PURGED)
        with self._database.write() as session:
            session.execute(
                update(TombstoneRow)
                .where(TombstoneRow.asset.in_(purged), TombstoneRow.settled_at.is_(None))
                .values(settled_at=at)
            )

    def counts(self, campaign: str) -> dict[str, int]:
        counted = (
            select(AssetRow.state, func.count())
            .where(AssetRow.campaign == campaign)
            .group_by(AssetRow.state)
        )
        with self._database.read() as session:
            return {state: n for state, n in session.execute(counted)}  # noqa: C416


def _same_seen(tag: Tag) -> ColumnElement[int]:
    """The version, one on where activity or day become others."""
    same = and_(
        AssetRow.tag_activity.is_not_distinct_from(tag.activity),
        AssetRow.tag_day.is_not_distinct_from(tag.day),
    )
    return AssetRow.version + case((same, 0), else_=1)


def _undecided() -> ColumnElement[bool]:
    """A near shot that nobody decided of, as `Consent.needs_decision` says it."""
    return and_(or_(AssetRow.minors, AssetRow.patients), AssetRow.consent.is_(None))


def _move(
    session: Session,
    asset_id: str,
    sources: Collection[AssetState],
    to: AssetState,
    values: Mapping[str, Any],
    *,
    only_machine: bool = False,
    unsaid: bool = False,
) -> bool:
    """One conditional UPDATE; False when the asset was in none of `sources`.

    With `only_machine` also when its tag is a person's; with `unsaid` also when a person decided on
    its tag or on its consent.
    """
    moved = update(AssetRow).where(AssetRow.id == asset_id, AssetRow.state.in_(sources))
    if only_machine or unsaid:
        moved = moved.where(AssetRow.tag_by == "machine")
    if unsaid:
        moved = moved.where(AssetRow.consent.is_(None))
    grown = {"version": AssetRow.version + 1} | dict(values)
    moved = moved.values(state=to, **grown).returning(AssetRow.id)
    return session.scalar(moved) is not None
