"""What every table stands on: names of constraints, types of values."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    MetaData,
    String,
    Text,
    text,
)
from sqlalchemy.orm import DeclarativeBase

from storage.sql.values import UtcDateTime

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
KEY = String(96)
HASH = String(64)
#: Assets that show a wanted shot: the words of a partial index, and of the query that uses it.
SHOWS_SOME = text("shows <> '[]'")
