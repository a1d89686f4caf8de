"""Assets, what was made and read of them, and what was decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.facts import Claim, Facts, Look
from domain.looking.picture_text import PictureText
from domain.tagging import Evidence
from domain.words import Words
from storage.sql.models.base import HASH, KEY, SHOWS_SOME, Base
from storage.sql.values import Kept


class AssetRow(Base):
    __tablename__ = "wr_asset"
    __table_args__ = (
        UniqueConstraint("campaign", "sha256"),
        Index(None, "campaign", "id"),
        Index(None, "campaign", "state", "id"),
        # The state at its end lets activities be counted without reading the rows.
        Index(None, "campaign", "tag_activity", "id", "state"),
        Index(None, "campaign", "unit", "id"),
        # All that the board counts, so that thousands are read without their rows: 2 KB of JSON
        # each.
        # Few show a wanted shot by a person's word: the index holds those alone.
        Index(
            "ix_wr_asset_shown",
            "campaign",
            postgresql_where=SHOWS_SOME,
            sqlite_where=SHOWS_SOME,
        ),
        Index(
            "ix_wr_asset_board",
            "campaign",
            "tag_activity",
            "tag_day",
            "unit",
            "state",
            "tag_ready",
            "minors",
            "patients",
            "consent",
        ),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    sha256: Mapped[str] = mapped_column(HASH, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    original_name: Mapped[str]
    unit: Mapped[str] = mapped_column(KEY)
    sending: Mapped[str] = mapped_column(ForeignKey("wr_sending.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    refused_code: Mapped[str | None] = mapped_column(String(64))
    refused_words: Mapped[Words | None] = mapped_column(Kept(Words))
    sender_activity: Mapped[str | None] = mapped_column(KEY)
    sender_day: Mapped[date | None]
    invite_activity: Mapped[str | None] = mapped_column(KEY)
    modified_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    late: Mapped[bool]
    informed: Mapped[bool]
    minors: Mapped[bool]
    patients: Mapped[bool]
    consent: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str | None] = mapped_column(String(16))
    facts: Mapped[Facts | None] = mapped_column(Kept(Facts))
    claims: Mapped[tuple[Claim, ...]] = mapped_column(Kept(tuple[Claim, ...]), default=())
    taken_at: Mapped[datetime | None]
    taken_class: Mapped[str] = mapped_column(String(16), default="none")
    taken_from: Mapped[str | None] = mapped_column(String(32))
    look: Mapped[Look | None] = mapped_column(Kept(Look))
    #: The look's perceptual hash; None while it was not looked at.
    phash: Mapped[str | None] = mapped_column(String(16))
    #: The tag; `tag_by` is NULL until there is one.
    tag_activity: Mapped[str | None] = mapped_column(KEY)
    tag_day: Mapped[date | None]
    tag_by: Mapped[str | None] = mapped_column(String(16))
    tag_confidence: Mapped[int | None]
    tag_ready: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[tuple[Evidence, ...]] = mapped_column(Kept(tuple[Evidence, ...]), default=())
    star: Mapped[bool] = mapped_column(default=False)
    shows: Mapped[tuple[str, ...]] = mapped_column(
        Kept(tuple[str, ...]), default=(), server_default="[]"
    )
    duplicate_of: Mapped[str | None] = mapped_column(String(16))
    near_duplicate_of: Mapped[str | None] = mapped_column(String(16))
    belongs_to: Mapped[str | None] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(default=1)


class DerivativeRow(Base):
    __tablename__ = "wr_derivative"

    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    blob: Mapped[str] = mapped_column(Text, index=True)


class PrintRow(Base):
    """By what an asset's pictures are found again."""

    __tablename__ = "wr_print"

    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    #: Milliseconds; None for photos.
    duration_ms: Mapped[int | None]
    #: 16 hex digits each, with blanks between.
    hashes: Mapped[str] = mapped_column(Text)


class AlikeRow(Base):
    """Two assets that were judged alike; the lower id stands first."""

    __tablename__ = "wr_alike"

    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True)
    other: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True, index=True)
    #: True for copies of one picture, False for two of one burst.
    same: Mapped[bool]
    #: True when a person took them apart, whatever they were judged.
    apart: Mapped[bool] = mapped_column(default=False, server_default=false())


class StrokeRow(Base):
    """What one key of an editor did, to be taken back whole."""

    __tablename__ = "wr_stroke"
    __table_args__ = (Index(None, "campaign", "actor", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(KEY)
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str] = mapped_column(String(32))
    #: Assets that it touched.
    count: Mapped[int]
    #: What it was done to, where that is not in decisions: a sending, an asset.
    subject: Mapped[str]
    #: What it takes to undo that, as ids and flags.
    data: Mapped[dict[str, Any] | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class TextRow(Base):
    """The words that were read in an asset's picture, or why none were."""

    __tablename__ = "wr_text"

    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True)
    #: The text's own, beside it so that what is older is found without reading it.
    recipe: Mapped[int]
    text: Mapped[PictureText] = mapped_column(Kept(PictureText))


class DecisionRow(Base):
    __tablename__ = "wr_decision"
    __table_args__ = (
        Index(None, "campaign", "asset", "id"),
        # The audit log is read by time, whole and newest first.
        Index(None, "at", "id"),
        Index(None, "undone_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(String(32))
    seen_version: Mapped[int | None]
    activity: Mapped[str | None] = mapped_column(KEY)
    day: Mapped[date | None]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    #: The stroke that made it; None of those before there were strokes, and of the machine's own.
    stroke: Mapped[int | None] = mapped_column(ForeignKey("wr_stroke.id"), index=True)


class TombstoneRow(Base):
    __tablename__ = "wr_tombstone"

    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), primary_key=True)
    sha256: Mapped[str] = mapped_column(HASH, primary_key=True)
    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"))
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    #: When it was seen that nothing of the asset is left and nobody is at work on it any more.
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
