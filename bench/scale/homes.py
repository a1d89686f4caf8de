"""Where a bench keeps its catalog: a fresh home, on SQLite or on a PostgreSQL of its own."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import UsageError
from storage.settings import Settings, read_settings
from tests.servers import postgres

DATABASES = ("sqlite", "postgresql")
#: Name of a kept home's database on its server.
_KEPT = "kept"


@dataclass(frozen=True, kw_only=True)
class Home:
    """One home; `environ` is what its web process and workers are started with."""

    folder: Path
    database: str
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return read_settings(self.variables)

    def environ(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("WEEKREEL_")}
        return kept | self.variables | more


def why_not(database: str) -> str | None:
    """Why nothing can be measured on it here; None when it can."""
    if database != "postgresql":
        return None
    try:
        # With a key of its own, so that no home is made for it.
        read_settings(
            {
                "WEEKREEL_HOME": "/nowhere",
                "WEEKREEL_SECRET_KEY": "-" * 48,
                "WEEKREEL_DATABASE_URL": "postgresql://user:word@127.0.0.1:1/x",
            }
        )
    except UsageError as refused:
        return refused.words.en
    return postgres.why_not()


@contextlib.contextmanager
def home(database: str) -> Iterator[Home]:
    """A new home inside the `with`; PostgreSQL keeps its word over a crash, as owners run it."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weekreel-bench-")))
        variables = _variables(folder)
        if database == "postgresql":
            server = stack.enter_context(postgres.running(durable=True))
            variables["WEEKREEL_DATABASE_URL"] = server.url(server.create())
        yield Home(folder=folder, database=database, variables=variables)


@contextlib.contextmanager
def kept_home(database: str, keep: Path) -> Iterator[Home]:
    """A home whose files stay under `keep`, its server's too, to be timed again and again."""
    folder = keep / database
    with contextlib.ExitStack() as stack:
        variables = _variables(folder)
        if database == "postgresql":
            new = not (folder / "cluster").exists()
            server = stack.enter_context(postgres.kept(folder / "cluster"))
            if new:
                server.create(_KEPT)
            variables["WEEKREEL_DATABASE_URL"] = server.url(_KEPT)
        yield Home(folder=folder, database=database, variables=variables)


def _variables(folder: Path) -> dict[str, str]:
    return {"WEEKREEL_HOME": str(folder / "home"), "WEEKREEL_RATE_LIMIT": "off"}
