"""In and out points: exact in length, inside their room, and in no words where that can be."""

from hypothesis import given
from hypothesis import strategies as st

from domain.looking.excerpts import Room, clean_frames, cuts_words, excerpt, is_clean
from domain.timebase import frames_to_ms


def test_without_speech_it_lies_around_the_best_picture():
    room = Room(from_ms=1000, to_ms=9000, best_ms=4000)
    assert excerpt(room, 75) == (2500, 5500)
    assert excerpt(Room(from_ms=1000, to_ms=9000, best_ms=1100), 75) == (1000, 4000)
    assert excerpt(Room(from_ms=1000, to_ms=9000, best_ms=8999), 75) == (6000, 9000)


def test_it_moves_as_little_as_needed_to_leave_a_word_whole():
    room = Room(from_ms=0, to_ms=9000, best_ms=4500, speech=[(2900, 3100), (5800, 6200)])
    assert excerpt(room, 75) == (2800, 5800)
    assert not cuts_words(room, 75)


def test_where_no_place_is_clean_it_says_so_and_a_length_that_is_can_be_asked_for():
    room = Room(from_ms=0, to_ms=6000, best_ms=3000, speech=[(500, 5500)])
    assert cuts_words(room, 75)
    assert excerpt(room, 75) == (1500, 4500)
    assert clean_frames(room, 63, 75, 150) == 125
    assert clean_frames(room, 63, 75, 100) == 75, "none is clean, so the wanted one"


@st.composite
def rooms(draw) -> Room:
    start = draw(st.integers(0, 20_000))
    end = start + draw(st.integers(2520, 9000))
    edges = sorted(draw(st.sets(st.integers(0, 30_000), max_size=16)))
    return Room(
        from_ms=start,
        to_ms=end,
        best_ms=draw(st.integers(start, end - 1)),
        speech=[*zip(edges[::2], edges[1::2], strict=False)],
    )


@given(rooms(), st.integers(25, 63))
def test_an_excerpt_is_exact_and_inside_and_clean_where_any_place_is(room: Room, frames: int):
    start, end = excerpt(room, frames)
    assert end - start == frames_to_ms(frames)
    assert room.from_ms <= start and end <= room.to_ms
    # Every millisecond is tried here: what cuts words had no clean place.
    any_clean = any(
        is_clean(at, room.speech) and is_clean(at + end - start, room.speech)
        for at in range(room.from_ms, room.to_ms - (end - start) + 1)
    )
    assert cuts_words(room, frames) == (not any_clean)


@given(rooms(), st.integers(25, 63))
def test_a_clean_length_is_in_its_bounds(room: Room, wanted: int):
    found = clean_frames(room, 25, wanted, 63)
    assert 25 <= found <= 63
    if cuts_words(room, found):
        assert found == wanted


@given(
    st.lists(st.tuples(st.integers(0, 8000), st.integers(40, 2000)), max_size=5),
    st.integers(25, 200),
)
def test_a_clean_length_is_found_whenever_one_can_be_had(words, wanted):
    speech = tuple(sorted((start, start + length) for start, length in words))
    room = Room(from_ms=0, to_ms=8_000, best_ms=4_000, speech=speech)
    found = clean_frames(room, 25, wanted, 200)
    possible = [each for each in range(25, 201) if not cuts_words(room, each)]
    if possible:
        assert abs(found - wanted) == min(abs(each - wanted) for each in possible)
    else:
        assert found == wanted
