"""People as they are kept: users, one-time links and sessions, by hash alone."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from domain.errors import NotAllowed
from domain.people import Role, User
from domain.words import Words
from storage.sql.engine import Database
from storage.sql.models import LinkRow, SessionRow, UserRow
from storage.sql.rows import missing


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

    def add_link(self, name: str, *, token_hash: str, expires_at: datetime) -> None:
        with self._database.write() as session:
            if session.get(UserRow, name) is None:
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
            row = session.get_one(UserRow, name)
            row.password_hash = password_hash
            session.execute(delete(SessionRow).where(SessionRow.user == name))
            return _user(row)

    def add_session(
        self, name: str, *, token_hash: str, at: datetime, expires_at: datetime
    ) -> None:
        with self._database.write() as session:
            if session.get(UserRow, name) is None:
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
