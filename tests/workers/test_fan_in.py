"""The parts of a film are waited for together."""

from collections.abc import Collection

import pytest

from workers import fan_in
from workers.fan_in import gather


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_in, "LOOK_S", 0)
    monkeypatch.setattr(fan_in, "LAST_LOOK_S", 0)
    monkeypatch.setattr(fan_in, "TELL_S", 0)


class Jobs:
    """Jobs that end one after the other, in the order given, one at each look; "bad" fails."""

    def __init__(self, *ends: str) -> None:
        self.ends = list(ends)
        self.asked: list[int] = []

    def ended(self, jobs: Collection[str]) -> dict[str, bool]:
        self.asked.append(len(jobs))
        self.ends.pop(0)
        return {job: job != "bad" for job in jobs if job not in self.ends}


def fault(job: str) -> None:
    raise ValueError(job)


def test_it_waits_until_all_are_over_and_asks_no_more_for_what_is() -> None:
    jobs, told = Jobs("b", "c", "a"), list[int]()
    gather("abc", ended=jobs.ended, fault=fault, tell=told.append)
    assert jobs.ends == []
    assert jobs.asked == [3, 2, 1]
    assert told == [1, 2]


def test_the_first_that_fails_ends_the_waiting() -> None:
    jobs = Jobs("a", "bad", "c")
    with pytest.raises(ValueError, match="bad"):
        gather(["a", "bad", "c"], ended=jobs.ended, fault=fault, tell=lambda _: None)
    assert jobs.ends == ["c"]


def test_nobody_waits_for_what_is_not_wanted_any_more() -> None:
    def check() -> None:
        raise KeyboardInterrupt

    jobs = Jobs("a")
    with pytest.raises(KeyboardInterrupt):
        gather(["a"], ended=jobs.ended, fault=fault, tell=lambda _: None, check=check)
    assert jobs.asked == []


def test_a_film_without_shots_waits_for_nothing() -> None:
    jobs = Jobs()
    gather([], ended=jobs.ended, fault=fault, tell=lambda _: None)
    assert jobs.asked == []


def test_it_looks_oftener_when_the_end_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(fan_in, "LOOK_S", 5.0)
    monkeypatch.setattr(fan_in, "LAST_LOOK_S", 1.0)
    monkeypatch.setattr(fan_in.time, "sleep", slept.append)
    names = "abcdefg"
    gather(names, ended=Jobs(*names).ended, fault=fault, tell=lambda _: None)
    assert slept == [5.0, 5.0, 1.0, 1.0, 1.0, 1.0]
