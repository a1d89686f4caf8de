"""Weeks and how their files come in: campaigns, links, sendings, uploads."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.campaign import Campaign
from domain.notice.scan import ReadPage
from domain.words import Words
from storage.catalog_scans import ScanFile
from storage.sql.models.base import HASH, KEY, Base
from storage.sql.values import Kept


class CampaignRow(Base):
    __tablename__ = "wr_campaign"

    key: Mapped[str] = mapped_column(KEY, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str]
    #: The plan's own, beside it so that hundreds are listed without reading their plans.
    title: Mapped[str] = mapped_column(server_default="")
    plan: Mapped[Campaign] = mapped_column(Kept(Campaign))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    #: It came to its state by following a package; a person's move of the week ends that.
    followed: Mapped[bool] = mapped_column(server_default=false())


class InviteRow(Base):
    __tablename__ = "wr_invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    unit: Mapped[str] = mapped_column(KEY)
    activity: Mapped[str | None] = mapped_column(KEY)
    secret_hash: Mapped[str] = mapped_column(String(128), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SendingRow(Base):
    __tablename__ = "wr_sending"
    __table_args__ = (
        Index(None, "campaign", "unit"),
        # Two phones of one unit never hold the same receipt number.
        UniqueConstraint("campaign", "number_unit", "number_day", "number_count"),
    )

    #: Hash of all that was said, so that the same words make the same sending once.
    id: Mapped[str] = mapped_column(KEY, primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    #: Unit it belongs to now; `number_unit` is the one it was numbered in.
    unit: Mapped[str] = mapped_column(KEY)
    invite: Mapped[int | None] = mapped_column(ForeignKey("wr_invite.id"))
    client_id: Mapped[str]
    via: Mapped[str] = mapped_column(String(16))
    activity: Mapped[str | None] = mapped_column(KEY)
    day: Mapped[date | None]
    note: Mapped[str]
    informed: Mapped[bool]
    minors: Mapped[bool]
    patients: Mapped[bool]
    created_at: Mapped[datetime]
    number_unit: Mapped[str] = mapped_column(KEY)
    number_day: Mapped[date]
    number_count: Mapped[int]
    #: Files numbered so far; a dropped upload's number is not given again.
    files: Mapped[int] = mapped_column(default=0)


class UploadRow(Base):
    __tablename__ = "wr_upload"
    __table_args__ = (
        Index(None, "campaign", "sha256"),
        Index(None, "invite", "state"),
        UniqueConstraint("sending", "position"),
    )

    id: Mapped[str] = mapped_column(KEY, primary_key=True)
    sending: Mapped[str] = mapped_column(ForeignKey("wr_sending.id"))
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    invite: Mapped[int | None] = mapped_column(ForeignKey("wr_invite.id"))
    position: Mapped[int]
    filename: Mapped[str]
    filetype: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified_ms: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), index=True)
    received_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(HASH)
    asset: Mapped[str | None] = mapped_column(ForeignKey("wr_asset.id"), index=True)
    refused_code: Mapped[str | None] = mapped_column(String(64))
    refused_words: Mapped[Words | None] = mapped_column(Kept(Words))


class DraftRow(Base):
    """A notice on an editor's table, with the people it names: shown to nobody else."""

    __tablename__ = "wr_draft"

    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    fields: Mapped[dict[str, Any]]
    version: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class ScanRow(Base):
    """A notice whose pages are pictures; it is forgotten as the draft that is made of it."""

    __tablename__ = "wr_scan"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: NULL for one that is read at the terminal.
    user: Mapped[str | None] = mapped_column(ForeignKey("wr_user.name"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    files: Mapped[tuple[ScanFile, ...]] = mapped_column(Kept(tuple[ScanFile, ...]))
    refused: Mapped[Words | None] = mapped_column(Kept(Words))
    updated_at: Mapped[datetime]


class ScanPageRow(Base):
    """What was read of one page."""

    __tablename__ = "wr_scan_page"

    scan: Mapped[str] = mapped_column(ForeignKey("wr_scan.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page: Mapped[ReadPage] = mapped_column(Kept(ReadPage))


class FiguresRow(Base):
    """One entry of figures; the newest of an activity and unit is in force."""

    __tablename__ = "wr_figures"
    __table_args__ = (Index(None, "campaign", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(KEY, ForeignKey("wr_campaign.key"))
    activity: Mapped[str] = mapped_column(KEY)
    unit: Mapped[str] = mapped_column(KEY)
    #: `domain.board.figures.Figure` -> whole number.
    figures: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]
