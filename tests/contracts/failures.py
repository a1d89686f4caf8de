"""Runs a contract suite by hand, so that a broken implementation can be shown to be red."""

import inspect
from collections.abc import Callable, Mapping

import pytest


def failing(suite: type, fixtures: Mapping[str, Callable[[], object]]) -> set[str]:
    """Names of the suite's tests that fail; each runs on fresh fixtures.

    A fixture that stands on another (a queue beside its catalog) is made by the same closure.
    """
    failed: set[str] = set()
    for name, test in inspect.getmembers(suite, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        wanted = list(inspect.signature(test).parameters)[1:]
        given = {fixture: fixtures[fixture]() for fixture in fixtures if fixture in wanted}
        try:
            test(suite(), **given)
        except (Exception, pytest.fail.Exception):
            failed.add(name)
    return failed
