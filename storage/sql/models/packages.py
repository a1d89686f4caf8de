"""Packages and what becomes of them: versions, links, remarks, the report's edits."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.film import Finding, PackageFile
from storage.sql.models.base import HASH, KEY, Base
from storage.sql.values import Kept


class PackageRow(Base):
    __tablename__ = "wr_package"
    __table_args__ = (UniqueConstraint("campaign", "number"),)

    id: Mapped[str] = mapped_column(KEY, primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    number: Mapped[int]
    film: Mapped[str] = mapped_column(ForeignKey("wr_film.id"), index=True)
    created_at: Mapped[datetime]
    #: True once its files are made.
    made: Mapped[bool] = mapped_column(default=False)
    files: Mapped[tuple[PackageFile, ...]] = mapped_column(
        Kept(tuple[PackageFile, ...]), default=()
    )
    findings: Mapped[tuple[Finding, ...]] = mapped_column(Kept(tuple[Finding, ...]), default=())
    to_be_replaced: Mapped[bool] = mapped_column(default=False)
    by: Mapped[str] = mapped_column(server_default="", default="")
    #: "" for every recipient.
    recipient: Mapped[str] = mapped_column(server_default="", default="")
    texts: Mapped[tuple[str, ...]] = mapped_column(
        Kept(tuple[str, ...]), server_default="[]", default=()
    )
    state: Mapped[str] = mapped_column(String(16), server_default="made", default="made")


class PackageMoveRow(Base):
    """What people said became of a package."""

    __tablename__ = "wr_package_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    package: Mapped[str] = mapped_column(ForeignKey("wr_package.id"), index=True)
    to: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]


class ShareRow(Base):
    """A secret link for somebody without an account, by its hash."""

    __tablename__ = "wr_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    package: Mapped[str | None] = mapped_column(ForeignKey("wr_package.id"))
    label: Mapped[str]
    by: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(String(128), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(HASH)


class FetchRow(Base):
    """What one visitor took by a link within one visit."""

    __tablename__ = "wr_share_fetch"
    __table_args__ = (Index(None, "share", "last_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[int] = mapped_column(ForeignKey("wr_share.id"))
    what: Mapped[str] = mapped_column(String(16))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    requests: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    visitor: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(16))


class CommentRow(Base):
    """A leader's remark at one moment of a film."""

    __tablename__ = "wr_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    share: Mapped[int] = mapped_column(ForeignKey("wr_share.id"))
    film: Mapped[str] = mapped_column(ForeignKey("wr_film.id"))
    at_ms: Mapped[int]
    text: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")


class VerdictRow(Base):
    """A leader's word about a film with its report."""

    __tablename__ = "wr_verdict"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    share: Mapped[int] = mapped_column(ForeignKey("wr_share.id"))
    film: Mapped[str] = mapped_column(ForeignKey("wr_film.id"))
    film_sha256: Mapped[str] = mapped_column(HASH)
    report: Mapped[str] = mapped_column(HASH)
    approved: Mapped[bool]
    name: Mapped[str]
    note: Mapped[str]
    at: Mapped[datetime]


class PackageAssetRow(Base):
    """Which assets' bytes a package holds."""

    __tablename__ = "wr_package_asset"

    package: Mapped[str] = mapped_column(ForeignKey("wr_package.id"), primary_key=True)
    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"), primary_key=True, index=True)


class PackageBlobRow(Base):
    """Which blobs a package's files are: what stands in `files`, to be found by the blob."""

    __tablename__ = "wr_package_blob"

    package: Mapped[str] = mapped_column(ForeignKey("wr_package.id"), primary_key=True)
    blob: Mapped[str] = mapped_column(Text, primary_key=True, index=True)


class ReportEditRow(Base):
    """One edit of a paragraph of the report; the newest that was not taken back counts."""

    __tablename__ = "wr_report_edit"
    __table_args__ = (Index(None, "campaign", "paragraph", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(KEY, ForeignKey("wr_campaign.key"))
    paragraph: Mapped[str] = mapped_column(KEY)
    #: None goes back to what is proposed.
    text: Mapped[str | None]
    #: What was proposed when it was written.
    proposal: Mapped[str]
    undone: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]
