"""Fresh catalogs for tests, made by copying one that was brought up to date once a test process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from storage.opening import open_storage
from storage.settings import read_settings
from tests.servers.postgres import PostgresServer

#: The databases that the catalog's tests run on.
KINDS = ("sqlite", "postgresql")


class Databases(Protocol):
    """Catalogs of one kind; what is given is the environment that opens one."""

    def fresh(self, home: Path) -> dict[str, str]:
        """A catalog of its own with all tables, for a home that is made too."""
        ...

    def bare(self, home: Path) -> dict[str, str]:
        """As an owner has it before the first start: nothing, or an empty database."""
        ...

    def forget(self, environ: dict[str, str]) -> None:
        """Take a fresh one back; whoever still uses it loses its connections."""
        ...


class SqliteFiles:
    """The migrations take 0.4 s, a copy of the file 1 ms."""

    def __init__(self, folder: Path) -> None:
        settings = read_settings(self.bare(folder))
        open_storage(settings).close()
        assert settings.database_path is not None
        self._template = settings.database_path

    def fresh(self, home: Path) -> dict[str, str]:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._template, home / self._template.name)
        return self.bare(home)

    def bare(self, home: Path) -> dict[str, str]:
        return {"WEEKREEL_HOME": str(home)}

    def forget(self, environ: dict[str, str]) -> None:
        """The test's folder is removed by pytest."""


class PostgresDatabases:
    """Each is emptied and used again: 10 ms, where a copy takes 80, and 1 s on a busy disk."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self.server = server
        environ = self.bare(folder)
        open_storage(read_settings(environ)).close()
        self._template = _name(environ)
        self._clean: list[str] = []

    def fresh(self, home: Path) -> dict[str, str]:
        name = self._clean.pop() if self._clean else self.server.create(template=self._template)
        return self._environ(home, name)

    def bare(self, home: Path) -> dict[str, str]:
        return self._environ(home, self.server.create())

    def _environ(self, home: Path, database: str) -> dict[str, str]:
        url = self.server.url(database)
        return {"WEEKREEL_HOME": str(home), "WEEKREEL_DATABASE_URL": url}

    def forget(self, environ: dict[str, str]) -> None:
        self.server.end_connections(_name(environ))
        with self.server.admin(_name(environ)) as connection:
            # As the superuser, whose deletions ask no foreign key.
            connection.execute(_EMPTY)
        self._clean.append(_name(environ))


#: Deletes every row but the two histories of migrations.
_EMPTY = """
SET session_replication_role = replica;
DO $$ DECLARE t regclass; BEGIN
  FOR t IN SELECT c.oid FROM pg_class c WHERE c.relkind = 'r'
    AND c.relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace)
    AND c.relname NOT IN ('wr_alembic_version', 'dbos_migrations')
  LOOP EXECUTE 'DELETE FROM ' || t; END LOOP;
END $$;
"""


def _name(environ: dict[str, str]) -> str:
    return environ["WEEKREEL_DATABASE_URL"].rpartition("/")[2]


@contextmanager
def fresh(databases: Databases, home: Path) -> Iterator[dict[str, str]]:
    """The environment of a fresh catalog, which is gone after the `with`."""
    environ = databases.fresh(home)
    try:
        yield environ
    finally:
        databases.forget(environ)
