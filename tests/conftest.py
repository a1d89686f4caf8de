"""What every floor's tests share: the option `--require`, servers of this process, catalogs."""

import functools
import gc
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.databases import KINDS, Databases, PostgresDatabases, SqliteFiles, fresh
from tests.once import once
from tests.required import add_option, needs
from tests.servers import postgres, seaweed

# Here, before any test imports one of them.
pytest.register_assert_rewrite("tests.contracts")


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: walking it meanwhile is a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[postgres.PostgresServer]:
    """One cluster for all tests of this process; each test makes a database of its own in it."""
    needs(request, "postgresql", postgres.why_not())
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def seaweed_server(request: pytest.FixtureRequest) -> Iterator[seaweed.SeaweedServer]:
    """One S3 for all tests of this process; each test makes a bucket of its own in it."""
    needs(request, "seaweedfs", seaweed.why_not())
    with seaweed.running() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return once(tmp_path_factory, "sqlite-template", SqliteFiles)


@pytest.fixture(scope="session")
def postgres_databases(
    postgres_server: postgres.PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> PostgresDatabases:
    return PostgresDatabases(postgres_server, tmp_path_factory.mktemp("template"))


@pytest.fixture(params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Catalogs of each kind in turn: a test that asks for it runs on both databases."""
    return request.getfixturevalue(
        {"sqlite": "sqlite_files", "postgresql": "postgres_databases"}[request.param]
    )


@pytest.fixture
def environ(databases: Databases, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a home with a fresh catalog."""
    with fresh(databases, tmp_path / "home") as environ:
        yield environ


# How fast examples come says how busy the machine is, nothing of what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# Each client reads the certificates of the whole world, 40 ms for a line to this machine.
_cached = functools.cache(httpx.create_ssl_context)
httpx._transports.default.create_ssl_context = _cached  # pyright: ignore[reportPrivateImportUsage]

# As the product's own logs: a traceback that draws every local variable takes seconds.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)
