"""Films as they are kept: a storyboard's version and its rendering."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.cutting.spoken import Spoken
from domain.errors import Conflict, NotFound
from domain.film import (
    STALE,
    Film,
    FilmState,
    Finding,
    Storyboard,
)
from domain.words import Words
from storage.queue import NewJob, Queue
from storage.sql.barring import any_barred
from storage.sql.campaigns import held_plan
from storage.sql.edits import check_draft, current_draft
from storage.sql.engine import Database, retrying
from storage.sql.known_blobs import MAKING
from storage.sql.late_names import named_by, without_late_names
from storage.sql.locking import claim, hold_assets
from storage.sql.models import (
    FilmAssetRow,
    FilmRow,
    StoryboardRow,
)
from storage.sql.numbers import next_number
from storage.sql.rows import missing

_F = FilmState
_UNMADE = Words(
    zh="成片还没有剪好，剪好后才能生成其他尺寸",
    en="the film is not cut yet; copies are made of a finished one",
)

_BROUGHT = Words(
    zh="这部成片是在其他软件里剪好的，请在那边导出其他尺寸",
    en="this film was finished elsewhere; export other sizes there",
)


@retrying
class SqlFilms:
    """The Films port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def start(self, campaign: str, *, at: datetime, draft: int | None = None) -> Film:
        with self._database.write() as session:
            held_plan(session, campaign)
            if draft is not None:
                check_draft(session, campaign, draft)
            number = next_number(session, FilmRow, campaign)
            row = FilmRow(
                id=f"{campaign}-f{number}",
                campaign=campaign,
                number=number,
                state=_F.PLANNED,
                created_at=at,
                draft=current_draft(session, campaign) if draft is None else draft,
            )
            session.add(row)
            session.flush()
            job = NewJob(kind="film", subject=row.id, campaign=campaign)
            self._queue.send_in(session.connection(), job)
            return _film(row, None)

    def start_copy(self, film_id: str, *, profile: str, at: datetime) -> Film:
        with self._database.write() as session:
            film = claim(session, FilmRow, film_id)
            if film is None or film.of is not None:
                raise missing("成片", "film", film_id)
            if film.state not in (_F.CUT, _F.VERIFIED):
                raise Conflict(_UNMADE)
            if film.to_be_replaced:
                raise Conflict(STALE)
            _check_cut_here(session, film_id)
            copy_id = f"{film_id}-{profile}"
            known = session.get(FilmRow, copy_id)
            if known is None:
                known = FilmRow(
                    id=copy_id,
                    campaign=film.campaign,
                    number=_next_copy(session, film.campaign),
                    state=_F.PLANNED,
                    created_at=at,
                    of=film_id,
                    profile=profile,
                )
                session.add(known)
                session.flush()
                job = NewJob(kind="film", subject=copy_id, campaign=film.campaign)
                self._queue.send_in(session.connection(), job)
            return _film(known, None)

    def copies(self, film_id: str) -> list[Film]:
        found = _films().where(FilmRow.of == film_id).order_by(FilmRow.profile)
        with self._database.read() as session:
            return [_film(*each) for each in session.execute(found)]

    def bring(
        self, campaign: str, *, name: str, blob: str, sha256: str, size: int, at: datetime
    ) -> Film:
        with self._database.write() as session:
            held_plan(session, campaign)
            number = next_number(session, FilmRow, campaign)
            row = FilmRow(
                id=f"{campaign}-f{number}",
                campaign=campaign,
                number=number,
                state=_F.PLANNED,
                created_at=at,
                blob=blob,
                sha256=sha256,
                size=size,
                brought=name,
            )
            session.add(row)
            session.flush()
            job = NewJob(kind="match", subject=row.id, campaign=campaign)
            self._queue.send_in(session.connection(), job)
            return _film(row, None)

    def get(self, film_id: str) -> Film:
        with self._database.read() as session:
            found = session.execute(_films().where(FilmRow.id == film_id)).first()
            if found is None:
                raise missing("成片", "film", film_id)
            return _film(*found)

    def latest(self, campaign: str) -> Film | None:
        films = _films().where(FilmRow.campaign == campaign, FilmRow.of.is_(None))
        with self._database.read() as session:
            found = session.execute(films.order_by(FilmRow.number.desc()).limit(1)).first()
            return None if found is None else _film(*found)

    def all(self, campaign: str) -> list[Film]:
        own = FilmRow.campaign == campaign, FilmRow.of.is_(None)
        films = _films().where(*own).order_by(FilmRow.number)
        with self._database.read() as session:
            return [_film(*found) for found in session.execute(films)]

    def making(self) -> list[Film]:
        films = _films().where(FilmRow.state.in_(MAKING)).order_by(FilmRow.created_at, FilmRow.id)
        with self._database.read() as session:
            return [_film(*found) for found in session.execute(films)]

    def planned(self, film_id: str, storyboard: Storyboard) -> Storyboard:
        with self._database.write() as session:
            _hold_told(session, storyboard)
            film = claim(session, FilmRow, film_id)
            if film is None:
                raise missing("成片", "film", film_id)
            shows = StoryboardRow.film == (film.of or film_id)
            known = session.scalar(select(StoryboardRow).where(shows))
            board = _keep_board(session, film, storyboard) if known is None else known.board
            if film.of is not None:
                _keep_shown(session, film, board)
            if film.state in (_F.PLANNED, _F.FAILED):
                film.state, film.failed_because = _F.CUTTING, None
            return board

    def stood_in(self, film_id: str, *, before: Storyboard, after: Storyboard) -> bool:
        with self._database.write() as session:
            _hold_told(session, after)
            film = claim(session, FilmRow, film_id)
            if film is None:
                raise missing("成片", "film", film_id)
            row = session.scalar(select(StoryboardRow).where(StoryboardRow.film == film_id))
            if row is None or film.state != _F.CUTTING or row.board != before:
                return False
            row.board = without_late_names(session, after)
            _keep_shown(session, film, after)
            return True

    def storyboard(self, campaign: str, version: int | None = None) -> Storyboard:
        found = select(StoryboardRow).where(StoryboardRow.campaign == campaign)
        if version is not None:
            found = found.where(StoryboardRow.version == version)
        with self._database.read() as session:
            row = session.scalar(found.order_by(StoryboardRow.version.desc()).limit(1))
            if row is None:
                raise _no_storyboard(campaign, version)
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
        found = (
            update(FilmRow)
            # Of one that went with something withdrawn nothing is told: findings name files.
            .where(FilmRow.id == film_id, FilmRow.state == _F.CUT, FilmRow.blob.is_not(None))
            .values(state=_F.VERIFIED, measures=dict(measures), findings=tuple(findings))
            .returning(FilmRow.id)
        )
        with self._database.write() as session:
            return session.scalar(found) is not None

    def failed(self, film_id: str, words: Words) -> bool:
        failed = (
            update(FilmRow)
            .where(FilmRow.id == film_id, FilmRow.state.in_((_F.PLANNED, _F.CUTTING, _F.CUT)))
            .values(state=_F.FAILED, failed_because=words)
            .returning(FilmRow.id)
        )
        with self._database.write() as session:
            return session.scalar(failed) is not None

    def keep_spoken(self, film_id: str, spoken: Sequence[Spoken]) -> bool:
        kept = (
            update(FilmRow)
            .where(FilmRow.id == film_id, FilmRow.blob.is_not(None))
            .where(FilmRow.to_be_replaced.is_(False))
            .values(spoken=tuple(spoken))
            .returning(FilmRow.id)
        )
        with self._database.write() as session:
            return session.scalar(kept) is not None

    def spoken(self, film_id: str) -> tuple[Spoken, ...] | None:
        found = select(FilmRow.spoken).where(FilmRow.id == film_id, FilmRow.blob.is_not(None))
        with self._database.read() as session:
            return session.scalar(found)


def _films() -> Any:
    """Films with the version of their storyboard."""
    return select(FilmRow, StoryboardRow.version).outerjoin(
        # A copy shows the storyboard of its film.
        StoryboardRow,
        StoryboardRow.film == func.coalesce(FilmRow.of, FilmRow.id),
    )


def _check_cut_here(session: Session, film_id: str) -> None:
    """What was finished elsewhere has no shots that could be rendered anew."""
    row = session.scalar(select(StoryboardRow).where(StoryboardRow.film == film_id))
    if row is not None and row.board.brought is not None:
        raise Conflict(_BROUGHT)


def _next_copy(session: Session, campaign: str) -> int:
    lowest = select(func.min(FilmRow.number)).where(FilmRow.campaign == campaign)
    return min(session.scalar(lowest) or 0, 0) - 1


def _keep_board(session: Session, film: FilmRow, storyboard: Storyboard) -> Storyboard:
    newest = select(func.max(StoryboardRow.version)).where(StoryboardRow.campaign == film.campaign)
    told = without_late_names(session, storyboard)
    board = replace(told, version=(session.scalar(newest) or 0) + 1)
    session.add(
        StoryboardRow(campaign=film.campaign, version=board.version, film=film.id, board=board)
    )
    _keep_shown(session, film, board)
    return board


def _hold_told(session: Session, board: Storyboard) -> None:
    """What it shows and what its reasons name stays as it is."""
    shown = {shot.asset for shot in board.shots if shot.asset is not None}
    hold_assets(session, shown | named_by((*board.shots, *board.left_out)))


def _keep_shown(session: Session, film: FilmRow, board: Storyboard) -> None:
    """Whose pictures it shows, once; so a withdrawal finds it."""
    kept = set(session.scalars(select(FilmAssetRow.asset).where(FilmAssetRow.film == film.id)))
    shown = sorted({shot.asset for shot in board.shots if shot.asset is not None})
    session.add_all(FilmAssetRow(film=film.id, asset=each) for each in shown if each not in kept)
    # One of them may have been withdrawn or denied while the film was planned.
    film.to_be_replaced = film.to_be_replaced or bool(session.scalar(select(any_barred(shown))))


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
        brought=row.brought,
        draft=row.draft,
        to_be_replaced=row.to_be_replaced,
        of=row.of,
        profile=row.profile,
    )


def _no_storyboard(campaign: str, version: int | None) -> NotFound:
    if version is not None:
        return missing("分镜", "storyboard", f"{campaign} {version}")
    return NotFound(
        Words(zh="还没有分镜，请先剪辑成片", en="there is no storyboard yet; cut the film first")
    )
