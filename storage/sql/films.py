"""Films and packages as they are kept: a storyboard's version, its rendering, what was sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.film import STALE, Film, FilmState, Finding, Package, PackageFile, Storyboard
from domain.words import Words
from storage.queue import NewJob, Queue
from storage.sql.barring import any_barred
from storage.sql.campaigns import held_plan
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold, hold_assets
from storage.sql.models import (
    FilmAssetRow,
    FilmRow,
    PackageAssetRow,
    PackageRow,
    StoryboardRow,
)
from storage.sql.rows import missing

_F = FilmState


@retrying
class SqlFilms:
    """The Films port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def start(self, campaign: str, *, at: datetime) -> Film:
        with self._database.write() as session:
            held_plan(session, campaign)
            number = _next(session, FilmRow, campaign)
            row = FilmRow(
                id=f"{campaign}-f{number}",
                campaign=campaign,
                number=number,
                state=_F.PLANNED,
                created_at=at,
            )
            session.add(row)
            session.flush()
            job = NewJob(kind="film", subject=row.id, campaign=campaign)
            self._queue.send_in(session.connection(), job)
            return _film(row, None)

    def get(self, film_id: str) -> Film:
        with self._database.read() as session:
            found = session.execute(_films().where(FilmRow.id == film_id)).first()
            if found is None:
                raise missing("成片", "film", film_id)
            return _film(*found)

    def latest(self, campaign: str) -> Film | None:
        films = _films().where(FilmRow.campaign == campaign)
        with self._database.read() as session:
            found = session.execute(films.order_by(FilmRow.number.desc()).limit(1)).first()
            return None if found is None else _film(*found)

    def all(self, campaign: str) -> list[Film]:
        films = _films().where(FilmRow.campaign == campaign).order_by(FilmRow.number)
        with self._database.read() as session:
            return [_film(*found) for found in session.execute(films)]

    def planned(self, film_id: str, storyboard: Storyboard) -> Storyboard:
        with self._database.write() as session:
            shown = {shot.asset for shot in storyboard.shots if shot.asset is not None}
            hold_assets(session, shown)
            film = claim(session, FilmRow, film_id)
            if film is None:
                raise missing("成片", "film", film_id)
            known = session.scalar(select(StoryboardRow).where(StoryboardRow.film == film_id))
            board = _keep_board(session, film, storyboard) if known is None else known.board
            if film.state in (_F.PLANNED, _F.FAILED):
                film.state, film.failed_because = _F.CUTTING, None
            return board

    def storyboard(self, campaign: str, version: int | None = None) -> Storyboard:
        found = select(StoryboardRow).where(StoryboardRow.campaign == campaign)
        if version is not None:
            found = found.where(StoryboardRow.version == version)
        with self._database.read() as session:
            row = session.scalar(found.order_by(StoryboardRow.version.desc()).limit(1))
            if row is None:
                raise missing("分镜", "storyboard", f"{campaign} {version or ''}".strip())
            return row.board

    def cut(self, film_id: str, *, blob: str, sha256: str, size: int) -> bool:
        cut = (
            update(FilmRow)
            .where(FilmRow.id == film_id, FilmRow.state == _F.CUTTING)
            .where(FilmRow.to_be_replaced.is_(False))
            .values(state=_F.CUT, blob=blob, sha256=sha256, size=size)
            .returning(FilmRow.id)
        )
        with self._database.write() as session:
            return session.scalar(cut) is not None

    def verified(
        self, film_id: str, *, measures: Mapping[str, object], findings: Sequence[Finding]
    ) -> bool:
        found = {"measures": dict(measures), "findings": tuple(findings)}
        return self._move(film_id, (_F.CUT,), _F.VERIFIED, found)

    def failed(self, film_id: str, words: Words) -> bool:
        why = {"failed_because": words}
        return self._move(film_id, (_F.PLANNED, _F.CUTTING, _F.CUT), _F.FAILED, why)

    def _move(
        self, film_id: str, sources: Collection[FilmState], to: FilmState, values: Mapping[str, Any]
    ) -> bool:
        moved = (
            update(FilmRow)
            .where(FilmRow.id == film_id, FilmRow.state.in_(sources))
            .values(state=to, **values)
            .returning(FilmRow.id)
        )
        with self._database.write() as session:
            return session.scalar(moved) is not None

    def start_package(self, campaign: str, *, film: str, at: datetime) -> Package:
        with self._database.write() as session:
            _check_sendable(session, campaign, film)
            number = _next(session, PackageRow, campaign)
            row = PackageRow(
                id=f"{campaign}-p{number}",
                campaign=campaign,
                number=number,
                film=film,
                created_at=at,
            )
            session.add(row)
            session.flush()
            job = NewJob(kind="package", subject=row.id, campaign=campaign)
            self._queue.send_in(session.connection(), job)
            return _package(row, ())

    def packaged(
        self, package_id: str, *, files: Sequence[PackageFile], assets: Sequence[str]
    ) -> bool:
        made = (
            update(PackageRow)
            .where(PackageRow.id == package_id, PackageRow.made.is_(False))
            .values(
                made=True,
                files=tuple(files),
                # One of them may have been withdrawn or denied while the package was made.
                to_be_replaced=or_(PackageRow.to_be_replaced, any_barred(assets)),
            )
            .returning(PackageRow.id)
        )
        with self._database.write() as session:
            hold_assets(session, assets)
            if session.scalar(made) is None:
                return False
            session.add_all(
                PackageAssetRow(package=package_id, asset=asset) for asset in sorted(set(assets))
            )
            return True

    def package(self, package_id: str) -> Package:
        with self._database.read() as session:
            row = session.get(PackageRow, package_id)
            if row is None:
                raise missing("报送包", "package", package_id)
            return _package(row, _assets_of(session, [row])[row.id])

    def packages(self, campaign: str) -> list[Package]:
        wanted = select(PackageRow).where(PackageRow.campaign == campaign)
        with self._database.read() as session:
            found = session.scalars(wanted.order_by(PackageRow.number)).all()
            assets = _assets_of(session, found)
            return [_package(row, assets[row.id]) for row in found]


def _films() -> Any:
    """Films with the version of their storyboard."""
    return select(FilmRow, StoryboardRow.version).outerjoin(
        StoryboardRow, StoryboardRow.film == FilmRow.id
    )


def _next(session: Session, table: type[FilmRow] | type[PackageRow], campaign: str) -> int:
    newest = select(func.max(table.number)).where(table.campaign == campaign)
    return (session.scalar(newest) or 0) + 1


def _keep_board(session: Session, film: FilmRow, storyboard: Storyboard) -> Storyboard:
    newest = select(func.max(StoryboardRow.version)).where(StoryboardRow.campaign == film.campaign)
    board = replace(storyboard, version=(session.scalar(newest) or 0) + 1)
    session.add(
        StoryboardRow(campaign=film.campaign, version=board.version, film=film.id, board=board)
    )
    shown = sorted({shot.asset for shot in board.shots if shot.asset is not None})
    session.add_all(FilmAssetRow(film=film.id, asset=asset) for asset in shown)
    # One of them may have been withdrawn or denied while the film was planned.
    film.to_be_replaced = film.to_be_replaced or bool(session.scalar(select(any_barred(shown))))
    return board


def _check_sendable(session: Session, campaign: str, film_id: str) -> None:
    film = hold(session, FilmRow, film_id)
    if film is None or film.campaign != campaign:
        raise missing("成片", "film", film_id)
    if film.state != _F.VERIFIED:
        raise Conflict(
            Words(zh="成片尚未通过检查，不能打包", en=f"film {film_id} is not verified yet")
        )
    if film.to_be_replaced:
        raise Conflict(STALE)


def _assets_of(session: Session, found: Sequence[PackageRow]) -> dict[str, tuple[str, ...]]:
    inside = (
        select(PackageAssetRow)
        .where(PackageAssetRow.package.in_([row.id for row in found]))
        .order_by(PackageAssetRow.asset)
    )
    assets: dict[str, tuple[str, ...]] = {row.id: () for row in found}
    for row in session.scalars(inside):
        assets[row.package] += (row.asset,)
    return assets


def _film(row: FilmRow, storyboard: int | None) -> Film:
    return Film(
        id=row.id,
        campaign=row.campaign,
        number=row.number,
        state=FilmState(row.state),
        storyboard=storyboard,
        created_at=row.created_at,
        blob=row.blob,
        sha256=row.sha256,
        size=row.size,
        findings=row.findings,
        measures=row.measures,
        failed_because=row.failed_because,
        to_be_replaced=row.to_be_replaced,
    )


def _package(row: PackageRow, assets: tuple[str, ...]) -> Package:
    return Package(
        id=row.id,
        campaign=row.campaign,
        number=row.number,
        film=row.film,
        created_at=row.created_at,
        files=row.files,
        assets=assets,
        to_be_replaced=row.to_be_replaced,
    )
