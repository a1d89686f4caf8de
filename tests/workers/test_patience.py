"""A step waits for what is away or full, and for nothing else."""

import errno
from collections.abc import Callable

import pytest

from domain.errors import BrokenInput, StorageFailed, ToolFailed
from domain.words import Words
from workers.patience import PATIENCE, patiently

WORDS = Words(zh="不行", en="no")


def test_a_store_that_is_away_for_a_minute_fails_no_job() -> None:
    tries = PATIENCE["max_attempts"]
    pauses = [PATIENCE["interval_seconds"] * PATIENCE["backoff_rate"] ** n for n in range(tries)]
    assert 120 < sum(pauses[:-1]) < 300
    # Nobody waits much longer for the next try than the store was away.
    assert pauses[-2] < 60


@pytest.mark.parametrize("fault", [StorageFailed(WORDS), OSError(errno.ENOSPC, "full")])
def test_what_is_away_or_full_is_tried_again(fault: Exception) -> None:
    assert PATIENCE["should_retry"](fault)


@pytest.mark.parametrize(
    "fault", [BrokenInput(WORDS), ToolFailed(WORDS, stderr_tail=""), KeyError("a fault of ours")]
)
def test_what_is_wrong_is_said_at_once(fault: Exception) -> None:
    assert not PATIENCE["should_retry"](fault)


def failing(times: int, fault: Exception) -> Callable[[], str]:
    left = [fault] * times

    def read() -> str:
        if left:
            raise left.pop()
        return "answer"

    return read


def test_a_read_outside_a_step_waits_as_long_as_a_step_and_no_longer() -> None:
    pauses: list[float] = []
    tries = PATIENCE["max_attempts"]
    fault = StorageFailed(WORDS)
    assert patiently(failing(tries - 1, fault), pause=pauses.append) == "answer"
    assert 120 < sum(pauses) < 300
    with pytest.raises(StorageFailed):
        patiently(failing(tries, fault), pause=lambda _: None)


def test_a_read_that_is_wrong_is_asked_once() -> None:
    pauses: list[float] = []
    with pytest.raises(BrokenInput):
        patiently(failing(1, BrokenInput(WORDS)), pause=pauses.append)
    assert pauses == []
