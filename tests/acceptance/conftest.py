"""What acceptance tests share: the sample week, and each long walk made once a test run."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import once as once_a_run
from tests.acceptance.sample_week import Week, make_week

Once = Callable[[str, Callable[[Path], Any]], Any]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)`: pytest-xdist hands the tests of one file to several processes."""
    return partial(once_a_run.once, tmp_path_factory)


@pytest.fixture(scope="session")
def week(once: Once) -> Week:
    """The small sample week; read it, never change it."""
    return once("week", make_week)
