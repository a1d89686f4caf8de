"""One job at a time; who waits for its turn keeps no slot, and may be cancelled."""

import threading
from functools import partial

import pytest

from domain.errors import ToolCancelled
from workers.taking import Slots
from workers.turns import Turns


def test_who_waits_for_a_turn_keeps_no_slot_from_others_and_has_it_again_when_it_comes() -> None:
    """Four films from elsewhere would leave a worker no slot for a film to be cut."""
    turns, slots = Turns(), Slots()
    entries = [slots.add(job, "heavy") for job in ("first", "second")]
    inside = threading.Event()

    def second() -> None:
        with turns.taken(resting=partial(slots.resting, "second")):
            inside.set()

    thread = threading.Thread(target=second)
    with turns.taken(resting=partial(slots.resting, "first")):
        assert slots.used("heavy") == 2, "whose turn comes at once does not rest"
        thread.start()
        assert slots.bell.wait(10)
        assert (slots.used("heavy"), inside.is_set()) == (1, False)
    thread.join(10)
    assert inside.is_set() and slots.used("heavy") == 2
    for entry in entries:
        entry.release()


def test_a_job_that_is_cancelled_while_it_waits_ends_and_takes_nobodys_turn() -> None:
    turns = Turns()
    with turns.taken(), pytest.raises(ToolCancelled), turns.taken(lambda: True):
        pytest.fail("two at a time")
    with turns.taken(lambda: True):
        pass


def test_a_fault_leaves_the_turn_to_the_next() -> None:
    turns = Turns()
    with pytest.raises(ValueError), turns.taken():
        raise ValueError
    with turns.taken(lambda: True):
        pass
