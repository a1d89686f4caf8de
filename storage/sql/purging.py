"""What goes when a withdrawn asset goes: the bytes nobody else needs, and what was said of it."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Text, delete, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from domain.arriving.refusals import SIDECAR
from domain.film import STALE_BROUGHT
from domain.moves import AssetState
from storage.originals import original_blob
from storage.sql.locking import claim, claim_all
from storage.sql.models import (
    AlikeRow,
    AssetRow,
    DerivativeRow,
    EditHeadRow,
    EditRow,
    FilmAssetRow,
    FilmRow,
    PackageAssetRow,
    PackageBlobRow,
    PackageRow,
    PrintRow,
    StoryboardRow,
    TextRow,
    UploadRow,
)

#: An asset in one of these no longer needs its bytes.
GONE = (AssetState.WITHDRAWN, AssetState.PURGED)

#: What stands for the name of a file that was withdrawn.
UNNAMED = "“—”"

#: Columns of a purged asset: what the file and its sender said is erased.
ERASED: Mapping[str, Any] = {
    "original_name": "",
    "facts": None,
    "claims": (),
    "look": None,
    "taken_at": None,
    "taken_class": "none",
    "taken_from": None,
    "modified_ms": None,
    "sender_activity": None,
    "sender_day": None,
    "invite_activity": None,
    "belongs_to": None,
    "tag_activity": None,
    "tag_day": None,
    "tag_by": None,
    "tag_confidence": None,
    "tag_ready": False,
    "evidence": (),
    "refused_code": None,
    "refused_words": None,
}


def claim_around(session: Session, asset_id: str) -> None:
    """All rows that a purge changes, in the order in which others lock them too."""
    campaign = session.scalar(select(AssetRow.campaign).where(AssetRow.id == asset_id))
    if campaign is None:
        return
    # `forget_name` changes editors' states.
    claim(session, EditHeadRow, campaign)
    claim_all(session, UploadRow, UploadRow.asset == asset_id)
    claim(session, AssetRow, asset_id)
    shown = select(FilmAssetRow.film).where(FilmAssetRow.asset == asset_id)
    claim_all(session, FilmRow, FilmRow.id.in_(shown))
    packed = select(PackageAssetRow.package).where(PackageAssetRow.asset == asset_id)
    claim_all(session, PackageRow, PackageRow.id.in_(packed))


def purgeable(session: Session, asset_id: str) -> list[str]:
    """Blob names that only this withdrawn asset refers to; none while it is not withdrawn."""
    row = claim(session, AssetRow, asset_id)
    if row is None or row.state not in GONE:
        return []
    names = {original_blob(row.sha256)} - _originals_of_others(session, row)
    names |= _derivatives(session, row) | _sidecars(session, row)
    names |= _films(session, asset_id) | _package_copies(session, asset_id)
    return sorted(names)


def _originals_of_others(session: Session, row: AssetRow) -> set[str]:
    others = select(AssetRow.id).where(
        AssetRow.sha256 == row.sha256, AssetRow.id != row.id, AssetRow.state.not_in(GONE)
    )
    needed = session.scalar(others.limit(1)) is not None
    return {original_blob(row.sha256)} if needed else set()


def _sidecars(session: Session, row: AssetRow) -> set[str]:
    """What phones and programs wrote beside it holds its place and its edits."""
    found = select(AssetRow).where(
        AssetRow.belongs_to == row.id, AssetRow.refused_code == SIDECAR, AssetRow.id != row.id
    )
    names: set[str] = set()
    for beside in session.scalars(found):
        names |= {original_blob(beside.sha256)} - _originals_of_others(session, beside)
    return names


def _derivatives(session: Session, row: AssetRow) -> set[str]:
    own = set(session.scalars(select(DerivativeRow.blob).where(DerivativeRow.asset == row.id)))
    needed = (
        select(DerivativeRow.blob)
        .join(AssetRow, AssetRow.id == DerivativeRow.asset)
        .where(DerivativeRow.blob.in_(own), AssetRow.id != row.id, AssetRow.state.not_in(GONE))
    )
    return own - set(session.scalars(needed))


def _films(session: Session, asset_id: str) -> set[str]:
    found = (
        select(FilmRow.blob)
        .join(FilmAssetRow, FilmAssetRow.film == FilmRow.id)
        .where(FilmAssetRow.asset == asset_id, FilmRow.blob.is_not(None))
    )
    return {blob for blob in session.scalars(found) if blob is not None}


def _package_copies(session: Session, asset_id: str) -> set[str]:
    """Its own copies, and report, list and findings page of packages that hold it.

    A figure, a name or a still of it may stand in those three. What a package that goes on
    counting has too stays, and so do films: those that show it go by `_films`.
    """
    found = (
        select(PackageRow)
        .join(PackageAssetRow, PackageAssetRow.package == PackageRow.id)
        .where(PackageAssetRow.asset == asset_id)
    )
    files = [file for row in session.scalars(found) for file in row.files]
    own = {file.blob for file in files if file.asset == asset_id}
    own -= _copies_of_others(session, asset_id)
    telling = {file.blob for file in files if file.asset is None and _is_payload(file.path)}
    return own | (telling - _still_needed(session, telling))


def _copies_of_others(session: Session, asset_id: str) -> set[str]:
    """Copies in packages of the same photo as other campaigns received it: they are the same blob,
    since both are drawn from the same bytes."""
    withdrawn = session.get_one(AssetRow, asset_id)
    others = set(
        session.scalars(
            select(AssetRow.id).where(
                AssetRow.sha256 == withdrawn.sha256,
                AssetRow.id != asset_id,
                AssetRow.state.not_in(GONE),
            )
        )
    )
    found = (
        select(PackageRow)
        .join(PackageAssetRow, PackageAssetRow.package == PackageRow.id)
        .where(PackageAssetRow.asset.in_(others))
    )
    return {
        file.blob for row in session.scalars(found) for file in row.files if file.asset in others
    }


def _is_payload(path: str) -> bool:
    return path.startswith("data/")


def _still_needed(session: Session, blobs: Collection[str]) -> set[str]:
    """Those of `blobs` that a film is, or a package has that is not to be replaced."""
    films = select(FilmRow.blob).where(FilmRow.blob.in_(blobs))
    counting = (
        select(PackageBlobRow.blob)
        .join(PackageRow, PackageRow.id == PackageBlobRow.package)
        .where(PackageBlobRow.blob.in_(blobs), PackageRow.to_be_replaced.is_(False))
    )
    return {*filter(None, session.scalars(films)), *session.scalars(counting)}


def erase_around(session: Session, asset_id: str) -> None:
    """Forget what was derived of a purged asset, the names its files came under, and its films."""
    session.execute(delete(DerivativeRow).where(DerivativeRow.asset == asset_id))
    session.execute(delete(PrintRow).where(PrintRow.asset == asset_id))
    session.execute(delete(TextRow).where(TextRow.asset == asset_id))
    either = or_(AlikeRow.asset == asset_id, AlikeRow.other == asset_id)
    session.execute(delete(AlikeRow).where(either))
    session.execute(update(UploadRow).where(UploadRow.asset == asset_id).values(filename=""))
    packages = select(PackageAssetRow.package).where(PackageAssetRow.asset == asset_id)
    # A file's name may be a person's, and so may a line of the report.
    erased = {"findings": (), "texts": ()}
    session.execute(update(PackageRow).where(PackageRow.id.in_(packages)).values(**erased))
    films = select(FilmAssetRow.film).where(FilmAssetRow.asset == asset_id)
    session.execute(update(FilmRow).where(FilmRow.id.in_(films)).values(blob=None, spoken=None))
    # So may what is said of a film that came from elsewhere: it names files.
    brought = FilmRow.id.in_(films), FilmRow.brought.is_not(None)
    session.execute(update(FilmRow).where(*brought).values(findings=()))
    failed = FilmRow.failed_because.is_not(None)
    session.execute(update(FilmRow).where(*brought, failed).values(failed_because=STALE_BROUGHT))


def forget_name(session: Session, asset_id: str) -> None:
    """Take a withdrawn file's name out of the reasons that storyboards give, as long as its row
    has it.

    They name a look-alike that was taken, and what a shot stands in for, as “name”.
    """
    row = session.get(AssetRow, asset_id)
    if row is None or row.state not in GONE or not row.original_name:
        return
    # As it stands inside the JSON that is kept.
    name = json.dumps(row.original_name, ensure_ascii=False)[1:-1]
    for table, kept in ((StoryboardRow, StoryboardRow.board), (EditRow, EditRow.draft)):
        text = type_coerce(kept, Text)
        here = table.campaign == row.campaign, text.contains(f"“{name}”", autoescape=True)
        unnamed = func.replace(text, f"“{name}”", UNNAMED)
        session.execute(
            update(table).where(*here).values({kept: unnamed}),
            execution_options={"synchronize_session": False},
        )
