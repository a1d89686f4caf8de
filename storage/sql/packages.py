"""Packages as they are kept: what was sent, of which film, and whose pictures it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.film import STALE, STALE_BROUGHT, FilmState, Finding, Package, PackageFile
from domain.moves import PackageState
from domain.words import Words
from storage.queue import NewJob, Queue
from storage.sql.barring import any_barred
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold, hold_assets
from storage.sql.models import FilmRow, PackageAssetRow, PackageBlobRow, PackageRow
from storage.sql.numbers import next_number
from storage.sql.rows import missing


@retrying
class SqlPackages:
    """The Packages port."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database = database
        self._queue = queue

    def start(
        self, campaign: str, *, film: str, at: datetime, by: str = "", recipient: str = ""
    ) -> Package:
        with self._database.write() as session:
            _check_sendable(session, campaign, film, for_one=bool(recipient))
            number = next_number(session, PackageRow, campaign)
            row = PackageRow(
                id=f"{campaign}-p{number}",
                campaign=campaign,
                number=number,
                film=film,
                created_at=at,
                by=by,
                recipient=recipient,
            )
            session.add(row)
            session.flush()
            job = NewJob(kind="package", subject=row.id, campaign=campaign)
            self._queue.send_in(session.connection(), job)
            return package_of(row, ())

    def made(
        self,
        package_id: str,
        *,
        files: Sequence[PackageFile],
        assets: Sequence[str],
        findings: Sequence[Finding] = (),
        texts: Sequence[str] = (),
    ) -> bool:
        made = (
            update(PackageRow)
            .where(PackageRow.id == package_id, PackageRow.made.is_(False))
            .values(
                made=True,
                files=tuple(files),
                findings=tuple(findings),
                texts=tuple(texts),
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
            session.add_all(
                PackageBlobRow(package=package_id, blob=blob)
                for blob in sorted({file.blob for file in files})
            )
            return True

    def keep_checksums(self, package_id: str, crc32: Mapping[str, int]) -> None:
        with self._database.write() as session:
            row = claim(session, PackageRow, package_id)
            if row is not None:
                row.files = tuple(
                    replace(file, crc32=crc32.get(file.path)) if file.crc32 is None else file
                    for file in row.files
                )

    def get(self, package_id: str) -> Package:
        with self._database.read() as session:
            row = session.get(PackageRow, package_id)
            if row is None:
                raise missing("报送包", "package", package_id)
            return package_of(row, _assets_of(session, [row])[row.id])

    def all(self, campaign: str) -> list[Package]:
        wanted = select(PackageRow).where(PackageRow.campaign == campaign)
        with self._database.read() as session:
            found = session.scalars(wanted.order_by(PackageRow.number)).all()
            assets = _assets_of(session, found)
            return [package_of(row, assets[row.id]) for row in found]


def _check_sendable(session: Session, campaign: str, film_id: str, *, for_one: bool) -> None:
    """A copy goes only to a recipient who asks for it."""
    film = hold(session, FilmRow, film_id)
    if film is None or film.campaign != campaign or (film.of is not None and not for_one):
        raise missing("成片", "film", film_id)
    if film.state != FilmState.VERIFIED:
        raise Conflict(
            Words(zh="成片尚未通过检查，不能打包", en=f"film {film_id} is not verified yet")
        )
    if film.to_be_replaced:
        raise Conflict(STALE if film.brought is None else STALE_BROUGHT)


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


def package_of(row: PackageRow, assets: tuple[str, ...]) -> Package:
    return Package(
        id=row.id,
        campaign=row.campaign,
        number=row.number,
        film=row.film,
        created_at=row.created_at,
        files=row.files,
        assets=assets,
        findings=row.findings,
        to_be_replaced=row.to_be_replaced,
        by=row.by,
        recipient=row.recipient,
        texts=row.texts,
        state=PackageState(row.state),
    )
