"""Films, their storyboards, edits and music."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.cutting.spoken import Spoken
from domain.editing.edits import Draft
from domain.film import Finding, Storyboard
from domain.words import Words
from storage.sql.models.base import HASH, KEY, Base
from storage.sql.values import Kept


class FilmRow(Base):
    __tablename__ = "wr_film"
    __table_args__ = (UniqueConstraint("campaign", "number"), Index(None, "state"))

    id: Mapped[str] = mapped_column(KEY, primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    blob: Mapped[str | None] = mapped_column(index=True)
    sha256: Mapped[str | None] = mapped_column(HASH)
    size: Mapped[int | None] = mapped_column(BigInteger)
    findings: Mapped[tuple[Finding, ...]] = mapped_column(Kept(tuple[Finding, ...]), default=())
    measures: Mapped[dict[str, Any] | None]
    failed_because: Mapped[Words | None] = mapped_column(Kept(Words))
    to_be_replaced: Mapped[bool] = mapped_column(default=False)
    #: File name of a film that was finished elsewhere.
    brought: Mapped[str | None]
    #: Number of the editor's draft that it is to show.
    draft: Mapped[int | None]
    #: Of a copy: the film that it is made from, and the profile that it is made for. A copy has a
    #: number below zero, so that films are numbered without gaps.
    of: Mapped[str | None] = mapped_column(ForeignKey("wr_film.id"), index=True)
    profile: Mapped[str | None] = mapped_column(String(64))
    #: What a program for speech has heard in it; None: none has listened.
    spoken: Mapped[tuple[Spoken, ...] | None] = mapped_column(
        Kept(tuple[Spoken, ...]), deferred=True
    )


class StoryboardRow(Base):
    __tablename__ = "wr_storyboard"

    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    film: Mapped[str] = mapped_column(ForeignKey("wr_film.id"), unique=True)
    board: Mapped[Storyboard] = mapped_column(Kept(Storyboard))


class EditRow(Base):
    """A state of a film on the editors' table; every change makes one more."""

    __tablename__ = "wr_edit"

    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    #: Number of the state that it was made from; None of the first.
    parent: Mapped[int | None]
    at: Mapped[datetime]
    actor: Mapped[str]
    did: Mapped[Words] = mapped_column(Kept(Words))
    #: Frames of the film as it stands then.
    frames: Mapped[int]
    #: True when it holds changes that a plan made anew would not know.
    changed: Mapped[bool]
    name: Mapped[str | None]
    draft: Mapped[Draft] = mapped_column(Kept(Draft))


class EditHeadRow(Base):
    """Which state lies on the table now."""

    __tablename__ = "wr_edit_head"

    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), primary_key=True)
    current: Mapped[int]


class MusicRow(Base):
    """Music that somebody of the campaign brought."""

    __tablename__ = "wr_music"

    #: First 16 hex digits of sha256(campaign/sha256).
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    title: Mapped[str]
    rights: Mapped[str]
    sha256: Mapped[str] = mapped_column(HASH, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(16))
    by: Mapped[str]
    at: Mapped[datetime]
    duration_ms: Mapped[int | None]
    #: Milliseconds.
    beats: Mapped[tuple[int, ...]] = mapped_column(Kept(tuple[int, ...]))
    refused: Mapped[Words | None] = mapped_column(Kept(Words))


class FilmAssetRow(Base):
    """Which assets a film shows."""

    __tablename__ = "wr_film_asset"

    film: Mapped[str] = mapped_column(ForeignKey("wr_film.id"), primary_key=True)
    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True, index=True)
