import threading
import time

import pytest

from service.web.remembered import InBackground, Remembered


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_measurement_is_told_again_until_it_is_too_old():
    clock, made = Seconds(), iter(range(9))
    kept = Remembered(lambda: next(made), life_s=10, clock=clock)
    assert [kept.get(), kept.get()] == [0, 0]
    clock.now = 10
    assert kept.get() == 1
    kept.forget()
    assert kept.get() == 2


def test_who_need_not_wait_is_told_the_last_while_it_is_measured_anew():
    clock, go, made = Seconds(), threading.Event(), iter(range(9))

    def measure() -> int:
        number = next(made)
        if number:
            go.wait(10)
        return number

    kept = Remembered(measure, life_s=10, told_s=30, clock=clock)
    assert kept.get() == 0
    clock.now = 11
    assert [kept.get() for _ in range(5)] == [0] * 5
    go.set()
    deadline = time.monotonic() + 10
    while kept.get() == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert kept.get() == 1


def test_what_is_too_old_is_told_to_nobody():
    clock, made = Seconds(), iter(range(9))
    kept = Remembered(lambda: next(made), life_s=10, told_s=30, clock=clock)
    assert kept.get() == 0
    clock.now = 30
    assert kept.get() == 1


def test_a_failure_is_not_remembered():
    answers = iter([ValueError("away"), 7])

    def measure() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Remembered(measure, life_s=10)
    with pytest.raises(ValueError, match="away"):
        kept.get()
    assert kept.get() == 7


def test_what_takes_long_is_measured_once_beside_those_who_ask():
    go, clock, calls = threading.Event(), Seconds(), []

    def measure() -> int:
        calls.append(1)
        go.wait(10)
        return len(calls)

    slow = InBackground(measure, life_s=10, on_failure=calls.append, clock=clock)
    assert [slow.get() for _ in range(5)] == [None] * 5
    go.set()
    slow.wait(10)
    assert [slow.get(), slow.get()] == [1, 1]
    clock.now = 10
    assert slow.get() == 1
    slow.wait(10)
    assert slow.get() == 2


def test_a_failed_measurement_is_told_and_tried_again_later():
    clock, told, answers = Seconds(), [], iter([ValueError("away"), 5])

    def measure() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    slow = InBackground(measure, life_s=10, on_failure=told.append, clock=clock)
    slow.get()
    slow.wait(10)
    assert slow.get() is None and [str(error) for error in told] == ["away"]
    clock.now = 10
    slow.get()
    slow.wait(10)
    assert slow.get() == 5
