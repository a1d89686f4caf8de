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
#: Shown in the place of a secret.
HIDDEN = "***"
#: Values of keys that sound like a secret's.
_KEYED = re.compile(r"(?i)([?&][^=&]*(?:secret|password|passwd|token|key)[^=&]*=)[^&]*")


def database_url(said: str) -> str:
    """The one form of it that SQLAlchemy and DBOS take; ValueError says what is wrong with it."""
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise ValueError(f"this is no database URL; {_FORMS}") from None
    if _has_stray_at(said, url):
        raise ValueError(
            "there is an @ too many: in a password, and elsewhere, write @ as %40, / as %2F, "
            "? as %3F, % as %25"
        )
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
    # libpq takes it here too; at its own place it is masked, and no program gets it as an argument.
    password = url.query.get("password")
    if isinstance(password, str):
        url = url.set(password=password).difference_update_query(["password"])
    return url.render_as_string(hide_password=False)


def sqlite_url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()


def database_file(url: str) -> Path | None:
    """The SQLite file of a database URL; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def masked(url: str) -> str:
    """A URL as it may be shown: its password, and values of keys that sound like one, masked.

    Where it cannot be told what is the password, the scheme alone is shown. Text that is no URL
    stays as it is.
    """
    scheme, sign, rest = url.partition("://")
    if not sign:
        return url
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return _scheme_alone(url)
    if _has_stray_at(url, parsed):
        return _scheme_alone(url)
    if parsed.password is not None:
        before, _, host = rest.partition("@")
        rest = f"{before.partition(':')[0]}:{HIDDEN}@{host}"
    return scheme + sign + _KEYED.sub(rf"\1{HIDDEN}", rest)


def refused(url: str) -> str:
    """What may be shown of a URL that is not right: where : or @ stands, a password may stand."""
    rest = url.partition("://")[2] or url
    return _scheme_alone(url) if re.search("[:@]|%3a|%40", rest, re.I) else masked(url)


def _scheme_alone(url: str) -> str:
    scheme, sign, _ = url.partition("://")
    return f"{scheme}://{HIDDEN}" if sign else HIDDEN


def _has_stray_at(said: str, url: URL) -> bool:
    """Whether an @ stands elsewhere than right before the host: a password's own, most likely.

    What follows it would be taken for the host or for the database's name, and be shown as such.
    A query may have one when nothing stands before the host.
    """
    if url.username is not None:
        return said.count("@") > 1
    return "@" in said.partition("?")[0]
