"""A worker shows that it lives; a dead one's jobs are taken over once."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from queue import Queue

import pytest

import workers.lease
from domain.errors import UsageError
from domain.words import Words
from storage.executors import is_gone, living, machine_mark, new_executor_id
from storage.queues import WorkerCard
from workers.lease import Lease

TTL_S = 0.4


class Clock:
    """Stands still until a test moves it: on a busy machine a sleep may last twice as long."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


class BoardOfLeases:
    """Leases on a clock of its own; `away` plays a database that does not answer."""

    def __init__(self) -> None:
        #: Executor -> its last beat, ms on a clock that a test may set.
        self.board: dict[str, int] = {}
        self.ahead_ms = 0
        self.gone: set[str] = set()
        self.away = False

    def beat(self, executor_id: str) -> None:
        if self.away:
            raise ConnectionError("database is away")
        self.board[executor_id] = time.monotonic_ns() // 1_000_000 + self.ahead_ms

    def beats(self) -> dict[str, int]:
        return {e: beat for e, beat in self.board.items() if e not in self.gone}

    def join(self, card: WorkerCard) -> None:
        self.beat(card.executor_id)

    def leave(self, executor_id: str) -> None:
        self.gone.add(executor_id)

    def left(self) -> list[str]:
        return sorted(self.gone & set(self.board))

    def drop(self, executor_id: str) -> None:
        self.board.pop(executor_id, None)


class Recovered(list[str]):
    def __call__(self, executors: Sequence[str]) -> bool:
        self.extend(executors)
        return True


@pytest.fixture
def board() -> BoardOfLeases:
    return BoardOfLeases()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """By which leases count while they are swept by hand."""
    clock = Clock()
    monkeypatch.setattr(workers.lease, "time", clock)
    return clock


def lease_on(
    board: BoardOfLeases, recovered: Recovered, lost: threading.Event, *, ttl_s: float = TTL_S
) -> Lease:
    return Lease(
        board,
        executor_id=new_executor_id(),
        ttl_s=ttl_s,
        recover=recovered,
        on_lost=lambda _: lost.set(),
    )


def wait_until(true: object, *, timeout_s: float = 60) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_two_starts_never_share_an_executor_id() -> None:
    assert len({new_executor_id() for _ in range(200)}) == 200


def test_a_killed_process_of_this_machine_is_known_to_be_gone_and_a_living_one_is_not() -> None:
    assert is_gone(f"{machine_mark()}-{dead_pid()}-00000000")
    assert not is_gone(f"{machine_mark()}-{os.getpid()}-00000000")
    assert not is_gone(f"ffffffff-{dead_pid()}-00000000")
    ours = new_executor_id()
    assert living([ours, f"{machine_mark()}-{dead_pid()}-00000000"]) == [ours]


def test_the_jobs_of_a_killed_worker_are_taken_over_without_waiting_for_its_lease(
    board: BoardOfLeases,
) -> None:
    killed = f"{machine_mark()}-{dead_pid()}-00000000"
    board.beat(killed)
    recovered = Recovered()
    lease = lease_on(board, recovered, threading.Event())
    assert lease.sweep() == [killed]
    assert recovered == [killed]
    assert killed not in board.board


def test_a_silent_worker_of_another_machine_is_taken_over_after_its_lease(
    board: BoardOfLeases, clock: Clock
) -> None:
    silent = "ffffffff-1-00000000"
    board.beat(silent)
    recovered = Recovered()
    lease = lease_on(board, recovered, threading.Event())
    assert lease.sweep() == []
    clock.now_s += 1.2 * TTL_S
    assert lease.sweep() == [], "it ends itself after one lease, and needs a moment to do so"
    clock.now_s += 0.1 * TTL_S
    assert lease.sweep() == [silent]
    assert lease.sweep() == []
    assert recovered == [silent]


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_takes_nobody_for_dead_and_hides_nobody(
    board: BoardOfLeases, clock: Clock, hours: int
) -> None:
    living, silent = "ffffffff-1-00000000", "ffffffff-2-00000000"
    for executor in (living, silent):
        board.beat(executor)
    lease = lease_on(board, Recovered(), threading.Event())
    assert lease.sweep() == []
    board.ahead_ms += hours * 3_600_000
    taken_over: list[str] = []
    for _ in range(5):
        clock.now_s += 0.3 * TTL_S
        board.ahead_ms += 1
        board.beat(living)
        taken_over += lease.sweep()
    assert taken_over == [silent]


def test_a_worker_keeps_beating_and_leaves_its_lease_for_the_next_sweep(
    board: BoardOfLeases, clock: Clock
) -> None:
    lost = threading.Event()
    lease = lease_on(board, Recovered(), lost)
    lease.start()
    # For two leases in all; on the test's clock, since a busy machine may stand still for one.
    for _ in range(5):
        before = board.board[lease.executor_id]
        clock.now_s += 0.4 * TTL_S
        assert wait_until(lambda before=before: board.board[lease.executor_id] > before)
    lease.stop()
    assert list(board.board) == [lease.executor_id]
    assert not lost.is_set()


def test_a_worker_that_cannot_beat_for_a_whole_lease_ends_itself(board: BoardOfLeases) -> None:
    lost = threading.Event()
    lease = lease_on(board, Recovered(), lost)
    lease.start()
    board.away = True
    assert lost.wait(100 * TTL_S)
    lease.stop()


@pytest.mark.parametrize(
    ("how", "cut_off"), [("refuses", True), ("hangs", True), ("we stood still", False)]
)
def test_a_worker_that_ends_itself_knows_whether_the_database_failed_it(
    board: BoardOfLeases, monkeypatch: pytest.MonkeyPatch, how: str, cut_off: bool
) -> None:
    lost, healed = Queue[bool](), threading.Event()
    # So long that a busy machine does not itself let us stand still, or a round hang.
    ttl_s = 2 if cut_off else 8
    lease = Lease(
        board, executor_id=new_executor_id(), ttl_s=ttl_s, recover=Recovered(), on_lost=lost.put
    )
    lease.start()
    if how == "refuses":
        board.away = True
    elif how == "hangs":
        monkeypatch.setattr(board, "beats", lambda: healed.wait(60) and {})
    # A beat on its way would say that we did not.
    while not cut_off and lost.empty():
        lease._last_beat -= 2 * ttl_s
        time.sleep(0.05)
    assert lost.get(timeout=60) is cut_off
    healed.set()
    lease.stop()


def test_a_worker_that_left_in_good_order_is_taken_over_at_once(board: BoardOfLeases) -> None:
    first, second = (lease_on(board, Recovered(), threading.Event()) for _ in range(2))
    first.start()
    first.stop()
    assert second.sweep() == [first.executor_id]


def test_a_worker_older_than_the_database_says_so_once_and_takes_nothing_over(
    board: BoardOfLeases, clock: Clock
) -> None:
    killed = f"{machine_mark()}-{dead_pid()}-00000000"
    board.beat(killed)
    told: list[str] = []

    def too_old() -> None:
        raise UsageError(Words(zh="请升级", en="upgrade"))

    lease = Lease(
        board,
        executor_id=new_executor_id(),
        ttl_s=TTL_S,
        recover=Recovered(),
        check_version=too_old,
        on_outdated=lambda: told.append("outdated"),
    )
    lease.start()
    assert wait_until(lambda: told)
    first = board.board[lease.executor_id]
    assert wait_until(lambda: board.board[lease.executor_id] > first)
    lease.stop()
    assert told == ["outdated"]
    assert killed in board.board


def test_a_takeover_that_fails_is_tried_again(board: BoardOfLeases) -> None:
    killed = f"{machine_mark()}-{dead_pid()}-00000000"
    board.beat(killed)

    def refuse(executors: Sequence[str]) -> bool:
        raise ConnectionError(str(executors))

    lease = Lease(board, executor_id=new_executor_id(), ttl_s=TTL_S, recover=refuse)
    with pytest.raises(ConnectionError):
        lease.sweep()
    assert killed in board.board


def test_jobs_whose_owner_has_no_lease_any_more_are_taken_over_too(board: BoardOfLeases) -> None:
    forgotten, working = "ffffffff-1-00000000", "ffffffff-2-00000000"
    board.beat(working)
    recovered = Recovered()
    lease = Lease(
        board,
        executor_id=new_executor_id(),
        ttl_s=TTL_S,
        recover=recovered,
        owners=lambda: [forgotten, working, lease.executor_id],
    )
    assert lease.sweep() == [forgotten]
    assert recovered == [forgotten]


def test_a_lease_stays_while_jobs_hang_on_it(board: BoardOfLeases) -> None:
    killed = f"{machine_mark()}-{dead_pid()}-00000000"
    board.beat(killed)
    answers = iter([False, True])
    lease = Lease(
        board, executor_id=new_executor_id(), ttl_s=TTL_S, recover=lambda _ids: next(answers)
    )
    lease.sweep()
    assert killed in board.board
    lease.sweep()
    assert killed not in board.board


def test_a_worker_that_was_stopped_for_longer_than_its_lease_beats_no_more(
    board: BoardOfLeases,
) -> None:
    lost = threading.Event()
    lease = lease_on(board, Recovered(), lost)
    lease.start()
    lease.stop()
    board.drop(lease.executor_id)
    lease._last_beat -= 2 * TTL_S
    lease._stop.clear()
    lease._beat_and_sweep()
    assert lease.executor_id not in board.board
