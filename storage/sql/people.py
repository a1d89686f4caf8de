"""People as they are kept: users, one-time links and sessions, by hash alone."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from domain.errors import Conflict, NotAllowed
from domain.people import Role, User
from domain.words import Words
from storage.sql.engine import Database, retrying
from storage.sql.locking import claim, hold
from storage.sql.models import DraftRow, LinkRow, SessionRow, UserRow
from storage.sql.rows import missing
from storage.sql.scans import forget_scans


@retrying
class SqlPeople:
    """The People port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_user(self, name: str, role: Role, *, at: datetime) -> User:
        with self._database.write() as session:
            row = session.get(UserRow, name)
            if row is None:
                row = UserRow(name=name, role=role, created_at=at)
                session.add(row)
            return _user(row)

    def user(self, name: str) -> User:
        with self._database.read() as session:
            row = session.get(UserRow, name)
            if row is None:
                raise missing("用户", "user", name)
            return _user(row)

    def users(self) -> list[User]:
        with self._database.read() as session:
            return [_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]

    def set_role(self, name: str, role: Role) -> User:
        with self._database.write() as session:
            row = _other_owner_stays(session, name, unless=role is Role.OWNER)
            if row.role != role:
                row.role = role
                session.execute(delete(SessionRow).where(SessionRow.user == name))
            return _user(row)

    def remove_user(self, name: str) -> None:
        with self._database.write() as session:
            row = _other_owner_stays(session, name)
            for table in (SessionRow, LinkRow, DraftRow):
                session.execute(delete(table).where(table.user == name))
            forget_scans(session, name)
            session.delete(row)

    def add_link(self, name: str, *, token_hash: str, expires_at: datetime) -> None:
        with self._database.write() as session:
            if claim(session, UserRow, name) is None:
                raise missing("用户", "user", name)
            session.execute(delete(LinkRow).where(LinkRow.user == name, LinkRow.used_at.is_(None)))
            session.add(LinkRow(token_hash=token_hash, user=name, expires_at=expires_at))

    def link_user(self, token_hash: str, *, at: datetime) -> User | None:
        found = select(UserRow).join(LinkRow, LinkRow.user == UserRow.name)
        with self._database.read() as session:
            row = session.scalar(found.where(*_fresh(token_hash, at)))
            return None if row is None else _user(row)

    def use_link(self, token_hash: str, *, password_hash: str, at: datetime) -> User:
        used = (
            update(LinkRow)
            .where(*_fresh(token_hash, at))
            .values(used_at=at)
            .returning(LinkRow.user)
        )
        with self._database.write() as session:
            name = session.scalar(used)
            if name is None:
                raise NotAllowed(
                    Words(
                        zh="链接已使用或已过期，请索取新链接",
                        en="the link was used or is too old; ask for a new one",
                    )
                )
            row = claim(session, UserRow, name)
            assert row is not None, "a link goes with its user"
            row.password_hash = password_hash
            session.execute(delete(SessionRow).where(SessionRow.user == name))
            return _user(row)

    def add_session(
        self, name: str, *, token_hash: str, at: datetime, expires_at: datetime
    ) -> None:
        with self._database.write() as session:
            if hold(session, UserRow, name) is None:
                raise missing("用户", "user", name)
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= at))
            session.add(
                SessionRow(token_hash=token_hash, user=name, created_at=at, expires_at=expires_at)
            )

    def session_user(self, token_hash: str, *, at: datetime) -> User | None:
        found = (
            select(UserRow)
            .join(SessionRow, SessionRow.user == UserRow.name)
            .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > at)
        )
        with self._database.read() as session:
            row = session.scalar(found)
            return None if row is None else _user(row)

    def end_session(self, token_hash: str) -> None:
        with self._database.write() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash))


def _other_owner_stays(session: Session, name: str, *, unless: bool = False) -> UserRow:
    """The user's row; Conflict when without it there is no owner, which `unless` makes lawful."""
    # All owners are locked, or two of them could take each other's role away at once.
    owners = select(UserRow).where(UserRow.role == Role.OWNER).order_by(UserRow.name)
    names = {row.name for row in session.scalars(owners.with_for_update(key_share=True))}
    row = claim(session, UserRow, name)
    if row is None:
        raise missing("用户", "user", name)
    if names == {name} and not unless:
        raise Conflict(
            Words(
                zh=f"“{name}”是唯一的管理员，不能移除或改为其他角色。请先把另一位设为管理员",
                en=f"{name} is the only owner and stays; make somebody else an owner first",
            )
        )
    return row


def _fresh(token_hash: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LinkRow.token_hash == token_hash,
        LinkRow.used_at.is_(None),
        LinkRow.expires_at > at,
    )


def _user(row: UserRow) -> User:
    return User(
        name=row.name,
        role=Role(row.role),
        password_hash=row.password_hash,
        created_at=row.created_at,
    )
