"""A database that was moved elsewhere says so to whoever opens it, so that nobody writes there."""

from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select

from domain.errors import Conflict
from domain.words import Words

#: Made only when there is something to say; beside our tables, which Alembic keeps.
_MARK = Table("weekreel_moved", MetaData(), Column("at", Text), Column("to", Text, nullable=False))


def moved_to(engine: Engine) -> str | None:
    """Where the data is now, without passwords; None when it is here."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(_MARK.name):
            return None
        return connection.scalar(select(_MARK.c.to))


def mark_moved(connection: Connection, to: str) -> None:
    """Inside a writing transaction; `to` without passwords."""
    _MARK.create(connection, checkfirst=True)
    connection.execute(_MARK.delete())
    connection.execute(_MARK.insert().values(at=datetime.now(UTC).isoformat(), to=to))


def forget_mark(connection: Connection) -> None:
    """Inside a writing transaction; silent when there is none."""
    _MARK.drop(connection, checkfirst=True)


def refuse_moved(engine: Engine) -> None:
    """Conflict when the data was moved away from this database."""
    to = moved_to(engine)
    if to is not None:
        raise Conflict(
            Words(
                zh=f"数据已搬到 {to}，这里不再使用。请改用新的设置；"
                "若确实要回到这里：weekreel move --undo-mark",
                en=f"the data was moved to {to} and this place is not used any more; set the new "
                "place, or take the mark back by weekreel move --undo-mark",
            )
        )
