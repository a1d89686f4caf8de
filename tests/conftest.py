"""What every floor's tests share: the option `--require`, and the servers of this test process."""

from collections.abc import Iterator

import pytest

from tests.required import add_option, needs
from tests.servers import postgres, seaweed

# Here, before any test imports one of them.
pytest.register_assert_rewrite("tests.contracts")


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


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
