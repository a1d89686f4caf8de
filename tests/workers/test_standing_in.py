"""A shot whose source is broken is replaced; one whose program was killed is tried again."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Refused, StorageFailed, ToolFailed, ToolTimedOut
from domain.words import Words
from workers.standing_in import Stood, blames_source
from workers.stations import cut
from workers.tools.running.runner import run

BROKEN = ToolFailed(Words(zh="读不出来", en="unreadable"), returncode=1)
KILLED = ToolFailed(Words(zh="被终止", en="killed"), returncode=-signal.SIGKILL)
DONE = {"video": "v", "audio": "a"}


class Desk:
    """A film whose first shot fails as often as `faults` says, and whose storyboard moves on."""

    def __init__(
        self, patch: pytest.MonkeyPatch, faults: list[ToolFailed | Refused], stands: list[Stood]
    ) -> None:
        self.faults, self.stands, self.board = faults, stands, 0
        patch.setattr(cut, "_film", lambda *_: (None, self.board))
        patch.setattr(cut, "_rendered", self.rendered)
        patch.setattr(cut, "stand_in", self.stand_in)

    def rendered(self, *_: Any) -> dict[str, Any]:
        if self.faults:
            raise self.faults.pop(0)
        return DONE

    def stand_in(self, *_: Any) -> Stood:
        outcome = self.stands.pop(0)
        # Whether by us or by whoever was faster, the storyboard is another one afterwards.
        self.board += outcome is not Stood.NOTHING
        return outcome

    def run(self) -> dict[str, Any]:
        return cut.run_shot(None, "film", 0)  # type: ignore[arg-type]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    return lambda *args: Desk(monkeypatch, *args)


def test_a_broken_source_gives_way_to_the_next_best(desk: Callable[..., Desk]) -> None:
    shot = desk([BROKEN] * cut.STAND_INS, [Stood.IN] * cut.STAND_INS)
    assert shot.run() == DONE


def test_so_does_a_photo_that_its_decoder_refuses(desk: Callable[..., Desk]) -> None:
    damaged = Refused("truncated", Words(zh="不完整", en="truncated"))
    assert desk([damaged], [Stood.IN]).run() == DONE
    with pytest.raises(Refused, match="truncated"):
        desk([damaged], [Stood.NOTHING]).run()


def test_lost_races_use_up_no_tries(desk: Callable[..., Desk]) -> None:
    outcomes = [Stood.LOST] * 20 + [Stood.IN] * cut.STAND_INS
    assert desk([BROKEN] * len(outcomes), outcomes).run() == DONE


def test_after_so_many_broken_sources_the_shot_is_given_up(desk: Callable[..., Desk]) -> None:
    tries = cut.STAND_INS + 1
    with pytest.raises(ToolFailed, match="unreadable"):
        desk([BROKEN] * tries, [Stood.IN] * tries).run()


def test_nothing_else_to_show_is_said_at_once(desk: Callable[..., Desk]) -> None:
    with pytest.raises(ToolFailed, match="unreadable"):
        desk([BROKEN], [Stood.NOTHING]).run()


def test_a_film_that_takes_no_other_storyboard_is_not_tried_for_ever(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    shot = desk([BROKEN] * 3, [])
    monkeypatch.setattr(cut, "stand_in", lambda *_: Stood.LOST)
    with pytest.raises(ToolFailed, match="unreadable"):
        shot.run()


def test_a_killed_program_is_tried_again_and_replaces_nothing(desk: Callable[..., Desk]) -> None:
    assert desk([KILLED] * cut.KILLS, []).run() == DONE
    with pytest.raises(ToolFailed, match="killed"):
        desk([KILLED] * (cut.KILLS + 1), []).run()


def test_what_a_decoder_ends_itself_with_is_the_sources_own_fault() -> None:
    for code in (1, 183, -signal.SIGSEGV, -signal.SIGXCPU, None):
        assert blames_source(ToolFailed(Words(zh="x", en="x"), returncode=code))
    for code in (-signal.SIGKILL, -signal.SIGTERM):
        assert not blames_source(ToolFailed(Words(zh="x", en="x"), returncode=code))


def test_a_source_that_never_ends_gives_way_and_is_not_tried_again() -> None:
    with pytest.raises(ToolTimedOut) as caught:
        run("sleep", ["20"], timeout_s=0.2)
    assert caught.value.returncode == -signal.SIGKILL
    assert blames_source(caught.value)


def test_who_prints_too_much_is_ended_by_us() -> None:
    with pytest.raises(ToolFailed, match="more than allowed") as caught:
        run("yes", [], timeout_s=20, max_stdout=1000)
    assert blames_source(caught.value)


def test_a_full_disk_is_nobodys_file(tmp_path: Path) -> None:
    """/dev/full answers every write with ENOSPC, as a full disk does."""
    with pytest.raises(StorageFailed, match="disk is full"):
        run("dd", ["if=/dev/zero", "of=/dev/full", "count=1"], writes=[Path("/dev")], timeout_s=20)
