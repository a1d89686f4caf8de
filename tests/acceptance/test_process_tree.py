"""Who is ended with a test, and who is not: what lived before it, and what it names."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.process_tree import Watch

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return started[-1]

    yield start
    for child in started:
        child.kill()
        child.communicate()


def test_only_who_was_started_inside_and_is_not_named_is_killed(start: Start) -> None:
    before = start()
    named: list[int] = []
    with Watch(lambda: named) as watch:
        ours, server = start(), start()
        assert {process.pid for process in watch.look()} >= {ours.pid, server.pid}
        named.append(server.pid)
        assert {process.pid for process in watch.look()} == {ours.pid}
    assert ours.wait(timeout=10) == -9
    assert (before.poll(), server.poll()) == (None, None)
