"""Retention as it is kept: which rows allow what to go, decided again where it is deleted."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session, aliased

from domain.arriving.refusals import SIDECAR
from domain.film import FilmState
from domain.moves import AssetState, CampaignState
from domain.people import RETENTION
from domain.retention import Rule
from domain.reviewing.audit_chain import Logged
from storage.catalog_retention import Removable
from storage.originals import original_blob
from storage.sql.audit import append, forget, forgettable
from storage.sql.engine import Database, backend_of, retrying
from storage.sql.known_blobs import MAKING, known_blobs
from storage.sql.models import (
    AssetRow,
    CampaignRow,
    CommentRow,
    FetchRow,
    FilmRow,
    RemovedBlobRow,
    VerdictRow,
)

#: Deleted in one transaction: writers wait for it.
BATCH = 50
T = TypeVar("T")

_GONE = (AssetState.WITHDRAWN, AssetState.PURGED)
_OVER = (CampaignState.CLOSED, CampaignState.ACCEPTED)


@retrying
class SqlRetention:
    """The Retention port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused(self, *, before: datetime) -> list[Removable]:
        with self._database.read() as session:
            return _refused(session, before)

    def finished(self, *, before: datetime) -> list[Removable]:
        with self._database.read() as session:
            return _finished(session, before)

    def accepted(self, *, before: datetime) -> list[Removable]:
        with self._database.read() as session:
            return _accepted(session, before)

    def all_finished(self, *, before: datetime) -> bool:
        goes_on = select(CampaignRow.key).where(~_is_over(_OVER, before)).limit(1)
        making = select(FilmRow.id).where(FilmRow.state.in_(MAKING)).limit(1)
        with self._database.read() as session:
            return session.scalar(goes_on) is None and session.scalar(making) is None

    def remove(
        self,
        rule: Rule,
        found: Sequence[Removable],
        *,
        before: datetime,
        at: datetime,
        delete: Callable[[Removable], int],
    ) -> None:
        for part in _batches(found):
            with self._alone() as session:
                these = AssetRow.id.in_([one.asset for one in part])
                still = set(_RULES[rule](session, before, these))
                said: list[Logged] = []
                for one in part:
                    if one not in still:
                        continue
                    gone = delete(one)
                    # Also when it was gone before: a run that was killed, or whose store went away,
                    # had deleted it and could not say so, and it would be called lost for ever.
                    if gone or rule is Rule.ORIGINALS:
                        said.append(_entry(one.campaign, rule, one.asset, at))
                        _keep_removed(session, rule, one, gone, at)
                append(session, said)

    def failed_films(self, *, before: datetime) -> list[str]:
        with self._database.read() as session:
            return [film.blob for film in _failed_films(session, before) if film.blob is not None]

    def remove_failed_films(
        self, *, before: datetime, at: datetime, delete: Callable[[str], None]
    ) -> list[str]:
        gone: list[str] = []
        with self._alone() as session:
            for film in _failed_films(session, before):
                if film.blob is not None:
                    delete(film.blob)
                    gone.append(film.blob)
                    append(session, [_entry(film.campaign, Rule.BROUGHT, film.id, at)])
                film.blob = None
        return gone

    def unknown(self, names: Sequence[str]) -> list[str]:
        with self._database.read() as session:
            known = known_blobs(session)
        return [name for name in names if not known.knows(name)]

    def remove_unknown(
        self, names: Sequence[str], *, at: datetime, delete: Callable[[str], None]
    ) -> list[str]:
        removed: list[str] = []
        for part in _batches(names):
            with self._alone() as session:
                known = known_blobs(session)
                gone = [name for name in part if not known.knows(name)]
                for name in gone:
                    delete(name)
                append(session, [_entry("", Rule.ORPHANS, name, at) for name in gone])
                removed += gone
        return removed

    def old_fetches(self, *, before: datetime) -> int:
        old = select(func.count()).select_from(FetchRow).where(FetchRow.last_at < before)
        with self._database.read() as session:
            return session.scalar(old) or 0

    def forget_fetches(self, *, before: datetime, at: datetime) -> int:
        gone = delete(FetchRow).where(FetchRow.last_at < before).returning(FetchRow.id)
        with self._database.write() as session:
            return _told(session, Rule.FETCHES, len(session.scalars(gone).all()), at)

    def old_remarks(self, *, before: datetime) -> int:
        with self._database.read() as session:
            return len(_remarks(session, before)) + len(_named(session, before))

    def forget_remarks(self, *, before: datetime, at: datetime) -> int:
        with self._database.write() as session:
            remarks, words = _remarks(session, before), _named(session, before)
            for remark in remarks:
                session.delete(remark)
            newest = {(word.campaign, word.name): word.id for word in words}
            for word in words:
                if newest[word.campaign, word.name] == word.id:
                    word.name = word.note = ""
                else:
                    session.delete(word)
            return _told(session, Rule.REMARKS, len(remarks) + len(words), at)

    def old_entries(self, *, before: datetime) -> int:
        with self._database.read() as session:
            return forgettable(session, before=before)

    def forget_entries(self, *, before: datetime) -> int:
        with self._database.write() as session:
            return forget(session, before=before)

    @contextmanager
    def _alone(self) -> Generator[Session]:
        """A writing transaction in which no file is received: a new asset waits for its end.

        On SQLite any writer waits. Whoever receives the same bytes then looks whether they are
        still in the store (service/arriving/receiving.py) and keeps them again.
        """
        with self._database.write() as session:
            backend_of(self._database.engine).let_nobody_write(session.connection(), AssetRow)
            yield session


def _told(session: Session, rule: Rule, count: int, at: datetime) -> int:
    """The number that went, which the log of the house tells too."""
    if count:
        append(session, [_entry("", rule, str(count), at)])
    return count


def _remarks(session: Session, before: datetime) -> list[CommentRow]:
    over = CommentRow.campaign.in_(_over(session, (CampaignState.ACCEPTED,), before))
    return list(session.scalars(select(CommentRow).where(over).order_by(CommentRow.id)))


def _named(session: Session, before: datetime) -> list[VerdictRow]:
    """Words that still bear a name, in the order they were given."""
    over = VerdictRow.campaign.in_(_over(session, (CampaignState.ACCEPTED,), before))
    named = select(VerdictRow).where(over, VerdictRow.name != "")
    return list(session.scalars(named.order_by(VerdictRow.at, VerdictRow.id)))


def _batches(found: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _entry(campaign: str, rule: Rule, subject: str, at: datetime) -> Logged:
    return Logged(
        campaign=campaign, at=at, actor=RETENTION, event=f"retention {rule}", subject=subject
    )


def _failed_films(session: Session, before: datetime) -> list[FilmRow]:
    failed = FilmRow.state == FilmState.FAILED, FilmRow.brought.is_not(None)
    old = select(FilmRow).where(*failed, FilmRow.blob.is_not(None), FilmRow.created_at < before)
    return list(session.scalars(old.order_by(FilmRow.id)))


def _keep_removed(session: Session, rule: Rule, one: Removable, size: int, at: datetime) -> None:
    if rule is Rule.ORIGINALS and session.get(RemovedBlobRow, original_blob(one.sha256)) is None:
        session.add(RemovedBlobRow(blob=original_blob(one.sha256), size=size, at=at, rule=rule))
        session.flush()


def _is_over(states: Iterable[CampaignState], before: datetime) -> ColumnElement[bool]:
    # `updated_at` is also the moment of the last move: a plan changed later only waits longer.
    return CampaignRow.state.in_(states) & (CampaignRow.updated_at < before)


def _over(session: Session, states: Iterable[CampaignState], before: datetime) -> set[str]:
    return set(session.scalars(select(CampaignRow.key).where(_is_over(states, before))))


def _refused(session: Session, before: datetime, *more: ColumnElement[bool]) -> list[Removable]:
    other = aliased(AssetRow)
    needed = (
        select(other.id)
        .where(other.sha256 == AssetRow.sha256, other.state.not_in(_GONE))
        .where((other.state != AssetState.REFUSED) | (other.received_at >= before))
        .exists()
    )
    found = _found(session, AssetRow.state == AssetState.REFUSED, ~needed, *more)
    kept = _kept_sidecars(session)
    return [one for one in found if one.asset not in kept]


def _kept_sidecars(session: Session) -> set[str]:
    """Sidecars whose photo is here with its bytes: they stay as long as those."""
    photo = aliased(AssetRow)
    beside = (
        select(AssetRow.id, photo.sha256)
        .join(photo, photo.id == AssetRow.belongs_to)
        .where(AssetRow.refused_code == SIDECAR, photo.state.not_in(_GONE))
    )
    removed = set(session.scalars(select(RemovedBlobRow.blob)))
    return {
        asset for asset, sha256 in session.execute(beside) if original_blob(sha256) not in removed
    }


def _finished(session: Session, before: datetime, *more: ColumnElement[bool]) -> list[Removable]:
    making = set(session.scalars(select(FilmRow.campaign).where(FilmRow.state.in_(MAKING))))
    over = _over(session, _OVER, before) - making
    return _of_campaigns(session, over, *more)


def _accepted(session: Session, before: datetime, *more: ColumnElement[bool]) -> list[Removable]:
    removed = set(session.scalars(select(RemovedBlobRow.blob)))
    over = _over(session, (CampaignState.ACCEPTED,), before)
    found = _of_campaigns(session, over, AssetRow.state != AssetState.REFUSED, *more)
    return [one for one in found if original_blob(one.sha256) not in removed]


def _of_campaigns(
    session: Session, campaigns: set[str], *more: ColumnElement[bool]
) -> list[Removable]:
    """Assets of these campaigns whose bytes no living asset of another campaign has."""
    other = aliased(AssetRow)
    elsewhere = (
        select(other.id)
        .where(other.sha256 == AssetRow.sha256, other.state.not_in(_GONE))
        .where(other.campaign.not_in(campaigns))
        .exists()
    )
    return _found(session, AssetRow.campaign.in_(campaigns), ~elsewhere, *more)


def _found(session: Session, *conditions: ColumnElement[bool]) -> list[Removable]:
    rows = (
        select(AssetRow.id, AssetRow.campaign, AssetRow.sha256)
        .where(AssetRow.state.not_in(_GONE), *conditions)
        .order_by(AssetRow.id)
    )
    return [
        Removable(asset=asset, campaign=campaign, sha256=sha256)
        for asset, campaign, sha256 in session.execute(rows)
    ]


_RULES: dict[Rule, Callable[..., list[Removable]]] = {
    Rule.REFUSED: _refused,
    Rule.SEGMENTS: _finished,
    Rule.ORIGINALS: _accepted,
}
