"""Where the catalog is kept, as WEEKREEL_DATABASE_URL says it: a SQLite file or a PostgreSQL."""

import re
from pathlib import Path
from typing import cast

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_FORMS = "use sqlite:////absolute/file or postgresql://user:password@host/database"
_DRIVER = "postgresql+psycopg"


def database_url(said: str) -> str:
    """The one form of it that SQLAlchemy and DBOS take; ValueError says what is wrong with it."""
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise ValueError(f"this is no database URL; {_FORMS}") from None
    if url.drivername == "sqlite":
        return _file(url)
    if url.drivername in ("postgresql", "postgres", _DRIVER):
        return _server(url)
    raise ValueError(f"{url.drivername} is not known; {_FORMS}")


def _file(url: URL) -> str:
    if not url.database or url.database == ":memory:":
        raise ValueError("the catalog must be a file: sqlite:////absolute/file")
    return sqlite_url(Path(url.database).absolute())


def _server(url: URL) -> str:
    if not url.database:
        raise ValueError(f"the database's name is missing; {_FORMS}")
    url = url.set(drivername=_DRIVER)
    given = {**url.translate_connect_args(username="user", database="dbname"), **url.query}
    try:
        # libpq's own check of its parameters (sslmode, connect_timeout, …).
        make_conninfo("", **cast(dict[str, str], given))
    except psycopg.Error as error:
        raise ValueError(f"the database URL is not right: {error}") from None
    return url.render_as_string(hide_password=False)


def sqlite_url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()


def database_file(url: str) -> Path | None:
    """The SQLite file of a database URL; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def without_secrets(url: str) -> str:
    """Any text that may hold a URL, with what stands before an @ or after password= masked."""
    masked = re.sub(r"//.*@", "//***@", url)
    return re.sub(r"(?i)(password|passwd|sslpassword)=[^&\s]*", r"\1=***", masked)
