"""Between domain values and columns: exact round trips, aware times, never an edit in place."""
# ruff: noqa: ARG002  # SQLAlchemy gives arguments that are not needed here.

from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


def to_json(form: type[T], value: T) -> str:
    """A domain value as JSON text; Fraction, date and time are texts inside it."""
    return _adapter(form).dump_json(value).decode()


def from_json(form: type[T], kept: str) -> T:
    """The value that `to_json` was given, equal to it in every field."""
    return cast(T, _adapter(form).validate_json(kept))


class Kept(TypeDecorator[T], Generic[T]):
    """A text column that holds one domain value as JSON, NULL for None.

    The value that comes out is frozen, so that an edit in place, which SQLAlchemy would not
    notice, cannot be written. What is filtered on has a column of its own; so the text need not be
    a JSON column, and one parser makes the value of it at once (a third of the time).
    """

    impl = Text
    cache_ok = True

    def __init__(self, form: type[T]) -> None:
        super().__init__()
        self.form = form

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        return None if value is None else to_json(self.form, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        return None if value is None else from_json(self.form, value)

    def process_literal_param(self, value: T | None, dialect: Dialect) -> str:
        raise NotImplementedError("values are never written into a statement's text")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused, since nobody knows its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone cannot be kept: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite gives back what was written without its zone; PostgreSQL in the session's zone.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
