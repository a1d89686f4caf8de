"""The tables: one class each, prefixed `wr_` beside DBOS's own tables in the same database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from domain.campaign import Campaign
from domain.editing.edits import Draft
from domain.facts import Claim, Facts, Look
from domain.film import Finding, PackageFile, Storyboard
from domain.looking.picture_text import PictureText
from domain.tagging import Evidence
from domain.words import Words
from storage.queues import WorkerCard
from storage.sql.values import Kept, UtcDateTime

#: Every table of ours starts with this; DBOS's do not.
PREFIX = "wr_"


class Base(DeclarativeBase):
    # Named constraints, so that a later migration can change them on SQLite too.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a plain class attribute
        datetime: UtcDateTime(),
        date: Date(),
        str: Text(),
        dict[str, Any]: JSON(none_as_null=True),
    }


#: Ids of our own making and permanent keys.
_KEY = String(96)
_HASH = String(64)
#: Assets that show a wanted shot: the words of a partial index, and of the query that uses it.
SHOWS_SOME = text("shows <> '[]'")


class CampaignRow(Base):
    __tablename__ = "wr_campaign"

    key: Mapped[str] = mapped_column(_KEY, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str]
    #: The plan's own, beside it so that hundreds are listed without reading their plans.
    title: Mapped[str] = mapped_column(server_default="")
    plan: Mapped[Campaign] = mapped_column(Kept(Campaign))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class InviteRow(Base):
    __tablename__ = "wr_invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"), index=True)
    unit: Mapped[str] = mapped_column(_KEY)
    activity: Mapped[str | None] = mapped_column(_KEY)
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
    id: Mapped[str] = mapped_column(_KEY, primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    #: Unit it belongs to now; `number_unit` is the one it was numbered in.
    unit: Mapped[str] = mapped_column(_KEY)
    invite: Mapped[int | None] = mapped_column(ForeignKey("wr_invite.id"))
    client_id: Mapped[str]
    via: Mapped[str] = mapped_column(String(16))
    activity: Mapped[str | None] = mapped_column(_KEY)
    day: Mapped[date | None]
    note: Mapped[str]
    informed: Mapped[bool]
    minors: Mapped[bool]
    patients: Mapped[bool]
    created_at: Mapped[datetime]
    number_unit: Mapped[str] = mapped_column(_KEY)
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

    id: Mapped[str] = mapped_column(_KEY, primary_key=True)
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
    sha256: Mapped[str | None] = mapped_column(_HASH)
    asset: Mapped[str | None] = mapped_column(ForeignKey("wr_asset.id"), index=True)
    refused_code: Mapped[str | None] = mapped_column(String(64))
    refused_words: Mapped[Words | None] = mapped_column(Kept(Words))


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
    sha256: Mapped[str] = mapped_column(_HASH, index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    original_name: Mapped[str]
    unit: Mapped[str] = mapped_column(_KEY)
    sending: Mapped[str] = mapped_column(ForeignKey("wr_sending.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    refused_code: Mapped[str | None] = mapped_column(String(64))
    refused_words: Mapped[Words | None] = mapped_column(Kept(Words))
    sender_activity: Mapped[str | None] = mapped_column(_KEY)
    sender_day: Mapped[date | None]
    invite_activity: Mapped[str | None] = mapped_column(_KEY)
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
    tag_activity: Mapped[str | None] = mapped_column(_KEY)
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
    campaign: Mapped[str] = mapped_column(_KEY)
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
    activity: Mapped[str | None] = mapped_column(_KEY)
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
    sha256: Mapped[str] = mapped_column(_HASH, primary_key=True)
    asset: Mapped[str] = mapped_column(ForeignKey("wr_asset.id"))
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime]
    #: When it was seen that nothing of the asset is left and nobody is at work on it any more.
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class FilmRow(Base):
    __tablename__ = "wr_film"
    __table_args__ = (UniqueConstraint("campaign", "number"), Index(None, "state"))

    id: Mapped[str] = mapped_column(_KEY, primary_key=True)
    campaign: Mapped[str] = mapped_column(ForeignKey("wr_campaign.key"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    blob: Mapped[str | None] = mapped_column(index=True)
    sha256: Mapped[str | None] = mapped_column(_HASH)
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
    sha256: Mapped[str] = mapped_column(_HASH, index=True)
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


class PackageRow(Base):
    __tablename__ = "wr_package"
    __table_args__ = (UniqueConstraint("campaign", "number"),)

    id: Mapped[str] = mapped_column(_KEY, primary_key=True)
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
    sha256: Mapped[str] = mapped_column(_HASH)


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
    film_sha256: Mapped[str] = mapped_column(_HASH)
    report: Mapped[str] = mapped_column(_HASH)
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


class UserRow(Base):
    __tablename__ = "wr_user"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]


class DraftRow(Base):
    """A notice on an editor's table, with the people it names: shown to nobody else."""

    __tablename__ = "wr_draft"

    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    fields: Mapped[dict[str, Any]]
    version: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class LinkRow(Base):
    __tablename__ = "wr_link"

    token_hash: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SessionRow(Base):
    __tablename__ = "wr_session"

    token_hash: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("wr_user.name"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class LeaseRow(Base):
    __tablename__ = "wr_worker_lease"

    executor_id: Mapped[str] = mapped_column(_KEY, primary_key=True)
    #: Last sign of life, epoch ms on the database's own clock.
    beat_ms: Mapped[int] = mapped_column(BigInteger)
    #: What it says of itself; None from a worker of version 0.1.0.
    card: Mapped[WorkerCard | None] = mapped_column(Kept(WorkerCard))
    #: When it ended in good order, so that its jobs are taken over at once and it is not mourned.
    left_ms: Mapped[int | None] = mapped_column(BigInteger)


class DeathRow(Base):
    """A worker died while it held this job; the same death is kept once, whoever sweeps."""

    __tablename__ = "wr_worker_death"

    #: Id of the job, a film's shots too.
    job: Mapped[str] = mapped_column(Text, primary_key=True)
    executor_id: Mapped[str] = mapped_column(_KEY, primary_key=True)
    #: Epoch ms on the database's own clock.
    at_ms: Mapped[int] = mapped_column(BigInteger)


class AuditRow(Base):
    """One entry of the log in its place of the chain (domain/reviewing/audit_chain.py)."""

    __tablename__ = "wr_audit"
    __table_args__ = (Index(None, "at", "id"), UniqueConstraint("number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(_HASH)
    campaign: Mapped[str] = mapped_column(_KEY, index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    event: Mapped[str]
    subject: Mapped[str]
    #: State before and after of what was decided on; None of everything else.
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class AuditHeadRow(Base):
    """Both ends of the log's chain, in one row that writers of the log take one after the other."""

    __tablename__ = "wr_audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: The last entry.
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(_HASH)
    #: The last entry that retention took from the front, and when it was written.
    anchor_number: Mapped[int] = mapped_column(BigInteger)
    anchor_hash: Mapped[str] = mapped_column(_HASH)
    anchored_at: Mapped[datetime | None]


class FiguresRow(Base):
    """One entry of figures; the newest of an activity and unit is in force."""

    __tablename__ = "wr_figures"
    __table_args__ = (Index(None, "campaign", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(_KEY, ForeignKey("wr_campaign.key"))
    activity: Mapped[str] = mapped_column(_KEY)
    unit: Mapped[str] = mapped_column(_KEY)
    #: `domain.board.figures.Figure` -> whole number.
    figures: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[datetime]


class ReportEditRow(Base):
    """One edit of a paragraph of the report; the newest that was not taken back counts."""

    __tablename__ = "wr_report_edit"
    __table_args__ = (Index(None, "campaign", "paragraph", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign: Mapped[str] = mapped_column(_KEY, ForeignKey("wr_campaign.key"))
    paragraph: Mapped[str] = mapped_column(_KEY)
    #: None goes back to what is proposed.
    text: Mapped[str | None]
    #: What was proposed when it was written.
    proposal: Mapped[str]
    undone: Mapped[bool]
    actor: Mapped[str]
    at: Mapped[datetime]


class JobRow(Base):
    """Whose a job is; its state stands in DBOS's own row of the same id."""

    __tablename__ = "wr_job"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    campaign: Mapped[str] = mapped_column(_KEY, index=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str]
    created_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class RemovedBlobRow(Base):
    """Bytes that retention deleted though rows still speak of them: gone on purpose, not lost."""

    __tablename__ = "wr_removed_blob"

    blob: Mapped[str] = mapped_column(Text, primary_key=True)
    #: Bytes.
    size: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    #: Name of the rule.
    rule: Mapped[str] = mapped_column(String(32))
