"""What acceptance tests share: the sample week, and each long walk made once a test run."""

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.sample_week import Week, make_week

Once = Callable[[str, Callable[[Path], Any]], Any]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once(name, make)`: what `make(folder)` gives, made by the first process that asks.

    pytest-xdist hands the tests of one file to several processes: the others wait and read it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def once(name: str, make: Callable[[Path], Any]) -> Any:
        kept = shared / f"{name}.pickle"
        with (shared / f"{name}.lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_bytes(pickle.dumps(make(shared / name)))
            return pickle.loads(kept.read_bytes())

    return once


@pytest.fixture(scope="session")
def week(once: Once) -> Week:
    """The small sample week; read it, never change it."""
    return once("week", make_week)
