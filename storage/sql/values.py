"""Between domain values and columns: exact round trips, aware times, never an edit in place."""
# ruff: noqa: ARG002  # SQLAlchemy gives arguments that are not needed here.

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


def to_json(form: type[T], value: T) -> object:
    """A domain value as JSON-able dicts, lists and texts; Fraction, date and time as text."""
    return _adapter(form).dump_python(value, mode="json")


def from_json(form: type[T], kept: object) -> T:
    """The value that `to_json` was given, equal to it in every field."""
    return cast(T, _adapter(form).validate_python(kept))


class Kept(TypeDecorator[T], Generic[T]):
    """A JSON column that holds one domain value, NULL for None.

    The value that comes out is frozen, so that an edit in place, which SQLAlchemy would not
    notice, cannot be written. What is filtered on has a column of its own.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, form: type[T]) -> None:
        super().__init__(none_as_null=True)
        self.form = form

    def process_bind_param(self, value: T | None, dialect: Dialect) -> object:
        return None if value is None else to_json(self.form, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> T | None:
        return None if value is None else from_json(self.form, value)

    def process_literal_param(self, value: T | None, dialect: Dialect) -> str:
        raise NotImplementedError("JSON values are never written into a statement's text")

    def coerce_compared_value(self, op: Callable[..., Any] | None, value: Any) -> Any:
        return self


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
