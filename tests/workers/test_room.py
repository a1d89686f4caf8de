"""Room for decoders: two of 4K never run at once on a small machine."""

import threading

import pytest

from domain.errors import ToolCancelled
from workers.room import Room

UHD, HD = 3840 * 2160, 1920 * 1080


def _enters(room: Room, pixels: int) -> bool:
    """Whether a clip is let in at once."""
    entered = threading.Event()

    def go() -> None:
        with room.taken(pixels, cancelled=lambda: True):
            entered.set()

    try:
        go()
    except ToolCancelled:
        return False
    return entered.is_set()


def test_a_small_clip_is_let_in_beside_a_4k_one_and_a_second_4k_one_is_not() -> None:
    room = Room(2)
    with room.taken(UHD):
        assert _enters(room, HD)
        assert not _enters(room, UHD)
    assert _enters(room, UHD)


def test_photos_and_cards_wait_for_a_core_only() -> None:
    room = Room(2)
    with room.taken(UHD):
        assert _enters(room, 0)
        with room.taken(0):
            assert not _enters(room, 0)
    with room.taken(0):
        assert _enters(room, UHD)


def test_who_is_let_in_is_told_how_many_cores_are_left() -> None:
    room = Room(3)
    with room.taken(HD) as first, room.taken(0) as second, room.taken(HD) as third:
        assert (first, second, third) == (3, 2, 1)
    with room.taken(UHD) as again:
        assert again == 3


def test_a_small_shot_goes_before_a_4k_clip_that_waits() -> None:
    room, inside = Room(2), threading.Event()

    def second() -> None:
        with room.taken(UHD):
            inside.set()

    with room.taken(UHD):
        thread = threading.Thread(target=second)
        thread.start()
        assert not inside.wait(0.3)
        assert _enters(room, HD)
    assert inside.wait(5)
    thread.join()


def test_a_clip_larger_than_the_room_is_let_in_alone() -> None:
    room = Room(2)
    with room.taken(100 * UHD):
        assert not _enters(room, 1)
    with room.taken(1):
        assert not _enters(room, 100 * UHD)


def test_who_waits_goes_in_as_soon_as_there_is_room() -> None:
    room, inside = Room(2), threading.Event()

    def second() -> None:
        with room.taken(UHD):
            inside.set()

    with room.taken(UHD):
        thread = threading.Thread(target=second)
        thread.start()
        assert not inside.wait(0.3)
    assert inside.wait(5)
    thread.join()


def test_room_is_given_back_when_a_shot_fails() -> None:
    room = Room(2)
    with pytest.raises(ValueError, match="broken"), room.taken(UHD):
        raise ValueError("broken")
    assert _enters(room, UHD)
