"""Music that people brought, as it is kept: one row a piece of a campaign."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from domain.cutting.music import MusicState, OwnMusic
from domain.words import Words
from storage.originals import asset_id, music_blob
from storage.queue import NewJob, Queue
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import CampaignRow, MusicRow
from storage.sql.rows import missing


@retrying
class SqlMusics:
    """The Musics port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def add(
        self,
        *,
        campaign: str,
        title: str,
        rights: str,
        sha256: str,
        size: int,
        by: str,
        at: datetime,
    ) -> OwnMusic:
        music_id = asset_id(campaign, sha256)
        with self._database.write() as session:
            if hold(session, CampaignRow, campaign) is None:
                raise missing("活动周", "campaign", campaign)
            row = claim(session, MusicRow, music_id)
            if row is None:
                row = MusicRow(id=music_id, campaign=campaign, sha256=sha256, size=size, beats=())
                row.state = MusicState.RECEIVED
                session.add(row)
            if row.state in (MusicState.REFUSED, MusicState.REMOVED):
                row.state, row.refused = MusicState.RECEIVED, None
            row.title, row.rights, row.by, row.at = title, rights, by, at
            session.flush()
            if row.state == MusicState.RECEIVED:
                nonce = f"{at.timestamp():.0f}"
                job = NewJob(kind="music", subject=music_id, campaign=campaign, nonce=nonce)
                self._queue.send_in(session.connection(), job)
            return _music(row)

    def get(self, music_id: str) -> OwnMusic:
        with self._database.read() as session:
            row = session.get(MusicRow, music_id)
            if row is None:
                raise missing("音乐", "music", music_id)
            return _music(row)

    def all(self, campaign: str) -> list[OwnMusic]:
        wanted = select(MusicRow).where(MusicRow.campaign == campaign, _kept())
        with self._database.read() as session:
            rows = session.scalars(wanted.order_by(MusicRow.at.desc(), MusicRow.id))
            return [_music(row) for row in rows]

    def heard(self, music_id: str, *, duration_ms: int, beats: Sequence[int]) -> bool:
        found = {"duration_ms": duration_ms, "beats": tuple(beats)}
        return self._move(music_id, MusicState.READY, found)

    def refuse(self, music_id: str, words: Words) -> bool:
        return self._move(music_id, MusicState.REFUSED, {"refused": words})

    def _move(self, music_id: str, to: MusicState, values: dict[str, Any]) -> bool:
        moved = (
            update(MusicRow)
            .where(MusicRow.id == music_id, MusicRow.state == MusicState.RECEIVED)
            .values(state=to, **values)
            .returning(MusicRow.id)
        )
        with self._database.write() as session:
            return session.scalar(moved) is not None

    def remove(self, music_id: str) -> str | None:
        gone = (
            update(MusicRow)
            .where(MusicRow.id == music_id, _kept())
            .values(state=MusicState.REMOVED)
            .returning(MusicRow.sha256)
        )
        with self._database.write() as session:
            sha256 = session.scalar(gone)
            if sha256 is None or session.scalar(_of(sha256)) is not None:
                return None
            return music_blob(sha256)

    def is_kept(self, sha256: str) -> bool:
        with self._database.read() as session:
            return session.scalar(_of(sha256)) is not None


def _kept() -> ColumnElement[bool]:
    return MusicRow.state != MusicState.REMOVED


def _of(sha256: str) -> Select[str]:
    return select(MusicRow.id).where(MusicRow.sha256 == sha256, _kept()).limit(1)


def _music(row: MusicRow) -> OwnMusic:
    return OwnMusic(
        id=row.id,
        campaign=row.campaign,
        title=row.title,
        rights=row.rights,
        sha256=row.sha256,
        size=row.size,
        state=MusicState(row.state),
        by=row.by,
        at=row.at,
        duration_ms=row.duration_ms,
        beats=row.beats,
        refused=row.refused,
    )
