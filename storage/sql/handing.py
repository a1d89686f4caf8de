"""What became of packages, and the links by which they are fetched."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict
from domain.film import Package
from domain.handing.links import SAME_VISIT, Fetch, Fetched, LinkKind, NewLink, ShareLink
from domain.handing.versions import (
    FOLLOWED,
    PackageMove,
    Standing,
    campaign_follows,
    check_move,
    newest_of_each,
    shown,
)
from domain.moves import CampaignState, PackageState
from domain.reviewing.audit_chain import Logged
from domain.words import Words
from storage.sql.audit import append
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import CampaignRow, FetchRow, PackageMoveRow, PackageRow, ShareRow
from storage.sql.packages import package_of
from storage.sql.rows import missing


@retrying
class SqlHanding:
    """The Handing port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def move(
        self,
        package: str,
        *,
        seen: PackageState,
        to: PackageState,
        by: str,
        at: datetime,
        reason: str = "",
    ) -> Package:
        with self._database.write() as session:
            week, row = _claimed(session, package)
            kept = package_of(row, ())
            if kept.state is not seen:
                raise Conflict(_moved(kept))
            check_move(kept, to, reason)
            row.state = to
            reason = reason.strip() if to is PackageState.RETURNED else ""
            session.add(PackageMoveRow(package=package, to=to, at=at, by=by, reason=reason))
            session.flush()
            said = [_logged(week, at, by, f"package {to}", package)]
            newest = _newest(session, week.key)
            follows = campaign_follows(_standing(week), seen=seen, to=to, newest=newest)
            if follows is not None:
                # Retention counts its days from here, not from the day that collecting ended.
                week.state, week.updated_at = follows, at
                week.followed = follows in FOLLOWED
                said.append(_logged(week, at, by, f"campaign {follows}", week.key))
            append(session, said)
            return package_of(row, ())

    def moves(self, campaign: str) -> list[PackageMove]:
        found = (
            select(PackageMoveRow)
            .join(PackageRow, PackageRow.id == PackageMoveRow.package)
            .where(PackageRow.campaign == campaign)
            .order_by(PackageMoveRow.id)
        )
        with self._database.read() as session:
            return [_move(row) for row in session.scalars(found)]

    def add_link(self, new: NewLink, *, at: datetime) -> ShareLink:
        with self._database.write() as session:
            week = hold(session, CampaignRow, new.campaign)
            if week is None:
                raise missing("活动周", "campaign", new.campaign)
            _check_package(session, new)
            row = ShareRow(
                campaign=new.campaign,
                kind=new.kind,
                package=new.package,
                label=new.label,
                by=new.by,
                secret_hash=new.secret_hash,
                created_at=at,
                expires_at=new.expires_at,
                name=new.name,
                size=new.size,
                sha256=new.sha256,
            )
            session.add(row)
            session.flush()
            append(session, [_logged(week, at, new.by, f"share {new.kind}", f"link {row.id}")])
            return _link(row)

    def link(self, secret_hash: str) -> ShareLink:
        with self._database.read() as session:
            row = session.scalar(select(ShareRow).where(ShareRow.secret_hash == secret_hash))
            if row is None:
                raise missing("链接", "link", "***")
            return _link(row)

    def links(self, campaign: str) -> list[ShareLink]:
        found = select(ShareRow).where(ShareRow.campaign == campaign).order_by(ShareRow.id.desc())
        with self._database.read() as session:
            return [_link(row) for row in session.scalars(found)]

    def revoke(self, link: int, *, by: str, at: datetime) -> bool:
        with self._database.write() as session:
            row = claim(session, ShareRow, link)
            if row is None:
                raise missing("链接", "link", str(link))
            if row.revoked_at is not None:
                return False
            row.revoked_at = at
            entry = Logged(
                campaign=row.campaign,
                at=at,
                actor=by,
                event="share revoked",
                subject=f"link {link}",
            )
            append(session, [entry])
            return True

    def fetched(
        self, link: int, what: Fetched, *, visitor: str, agent: str, size: int, at: datetime
    ) -> None:
        same = (
            select(func.max(FetchRow.id))
            .where(FetchRow.share == link, FetchRow.what == what, FetchRow.visitor == visitor)
            .where(FetchRow.agent == agent, FetchRow.last_at > at - SAME_VISIT)
        )
        counted = (
            update(FetchRow)
            .where(FetchRow.id == same.scalar_subquery())
            .values(last_at=at, requests=FetchRow.requests + 1, bytes=FetchRow.bytes + size)
            .returning(FetchRow.id)
        )
        with self._database.write() as session:
            if session.scalar(counted) is not None:
                return
            session.add(
                FetchRow(
                    share=link,
                    what=what,
                    first_at=at,
                    last_at=at,
                    requests=1,
                    bytes=size,
                    visitor=visitor,
                    agent=agent,
                )
            )

    def fetches(self, campaign: str, *, limit: int = 200) -> list[Fetch]:
        newest_first = FetchRow.last_at.desc(), FetchRow.id.desc()
        place = func.row_number().over(partition_by=FetchRow.share, order_by=newest_first)
        placed = (
            select(FetchRow.id, place.label("place"))
            .join(ShareRow, ShareRow.id == FetchRow.share)
            .where(ShareRow.campaign == campaign)
            .subquery()
        )
        found = (
            select(FetchRow)
            .join(placed, placed.c.id == FetchRow.id)
            .where(placed.c.place <= limit)
            .order_by(*newest_first)
        )
        with self._database.read() as session:
            return [_fetch(row) for row in session.scalars(found)]


def _claimed(session: Session, package: str) -> tuple[CampaignRow, PackageRow]:
    """Campaign first, as everywhere."""
    campaign = session.scalar(select(PackageRow.campaign).where(PackageRow.id == package))
    week = claim(session, CampaignRow, campaign) if campaign else None
    row = claim(session, PackageRow, package)
    if week is None or row is None:
        raise missing("报送包", "package", package)
    return week, row


def _standing(week: CampaignRow) -> Standing:
    return Standing(plan=week.plan, state=CampaignState(week.state), followed=week.followed)


def _newest(session: Session, campaign: str) -> list[Package]:
    rows = session.scalars(select(PackageRow).where(PackageRow.campaign == campaign))
    return newest_of_each(package_of(row, ()) for row in rows)


def _check_package(session: Session, new: NewLink) -> None:
    if new.package is None:
        return
    row = session.get(PackageRow, new.package)
    if row is None or row.campaign != new.campaign:
        raise missing("报送包", "package", new.package)


def _logged(week: CampaignRow, at: datetime, actor: str, event: str, subject: str) -> Logged:
    return Logged(campaign=week.key, at=at, actor=actor, event=event, subject=subject)


def _moved(package: Package) -> Words:
    now = shown(package).words
    return Words(
        zh=f"没有改动：第 {package.number} 包已经是“{now.zh}”。请刷新页面再看",
        en=f"nothing was changed: package {package.number} is {now.en!r} by now; look again",
    )


def _move(row: PackageMoveRow) -> PackageMove:
    return PackageMove(
        package=row.package, to=PackageState(row.to), at=row.at, by=row.by, reason=row.reason
    )


def _link(row: ShareRow) -> ShareLink:
    return ShareLink(
        id=row.id,
        campaign=row.campaign,
        kind=LinkKind(row.kind),
        package=row.package,
        label=row.label,
        by=row.by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        name=row.name,
        size=row.size,
        sha256=row.sha256,
    )


def _fetch(row: FetchRow) -> Fetch:
    return Fetch(
        link=row.share,
        what=Fetched(row.what),
        first_at=row.first_at,
        last_at=row.last_at,
        requests=row.requests,
        bytes=row.bytes,
        visitor=row.visitor,
        agent=row.agent,
    )
