"""A segment may be encoded by its quality alone where it keeps to the rate nevertheless."""

from hypothesis import given
from hypothesis import strategies as st

from domain.cutting.keeping_rate import keeps_rate

#: 1,000 bits a picture.
USUAL = {"kbps": 25, "buffer": 50, "rate": 25}


def test_pictures_below_the_rate_keep_it() -> None:
    assert keeps_rate([125] * 100, **USUAL)
    assert not keeps_rate([126] * 100, **USUAL)


def test_a_large_first_picture_may_take_what_the_buffer_holds() -> None:
    assert keeps_rate([5_625, *[0] * 99], **USUAL), "nine tenths of 50 kbit"
    assert not keeps_rate([5_626, *[0] * 99], **USUAL)


def test_what_fills_a_full_buffer_is_lost() -> None:
    """After a second of nothing it holds 50 kbit, however long the nothing was."""
    assert keeps_rate([*[0] * 99, 6_250], **USUAL)
    assert not keeps_rate([*[0] * 99, 6_251], **USUAL)


@given(st.lists(st.integers(0, 4_000), min_size=1, max_size=60))
def test_less_keeps_what_more_keeps(sizes: list[int]) -> None:
    if keeps_rate(sizes, **USUAL):
        assert keeps_rate([size // 2 for size in sizes], **USUAL)
        assert sum(sizes) * 8 <= 1_000 * len(sizes)
