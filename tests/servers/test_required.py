"""`--require`: what is absent skips with its reason, and is red where it was required."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.required import NAMES, add_option, needs


def request(said: str) -> Any:
    """A test's request in a run with `--require said`."""
    parser = pytest.Parser(_ispytest=True)
    add_option(parser)
    options = parser.parse(["--require", said])
    return SimpleNamespace(config=SimpleNamespace(getoption=lambda _name: options.require))


@pytest.mark.parametrize("said", ["", "seaweedfs", "nginx,chromium"])
def test_what_is_absent_skips_with_its_reason(said: str):
    with pytest.raises(pytest.skip.Exception, match="postgresql: gone"):
        needs(request(said), "postgresql", "gone")


@pytest.mark.parametrize("said", ["postgresql", "nginx, postgresql", "all"])
def test_what_is_required_and_absent_fails(said: str):
    with pytest.raises(pytest.fail.Exception, match="postgresql is required: gone"):
        needs(request(said), "postgresql", "gone")


@pytest.mark.parametrize("said", ["", "postgresql", "all"])
def test_what_is_there_goes_on(said: str):
    for name in NAMES:
        needs(request(said), name, None)


def test_a_name_that_nobody_asks_for_is_refused():
    with pytest.raises(pytest.UsageError, match="unknown: oracle; known: chromium, "):
        request("oracle")
