"""Alembic's entry: migrates over the connection that `storage.preparing` hands in."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from storage.sql.models import PREFIX, Base


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Ours alone: DBOS keeps its own tables, and their history, in the same database."""
    return kind != "table" or (name or "").startswith(PREFIX)


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """A revision names plain column types, so that it does not change when our classes do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_item=render_item,
        render_as_batch=True,
        version_table="wr_alembic_version",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate(context.config.attributes["connection"])
