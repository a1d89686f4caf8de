"""Near-duplicates: same picture, other copy."""

from dataclasses import replace
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import Kind
from domain.likeness import (
    MOSTLY_BLACK,
    THRESHOLD,
    Picture,
    distance,
    groups,
    near_duplicates,
    nearest,
    picture,
)


def photo(id_: str, phash: int, **other) -> Picture:
    plain = Picture(id=id_, phash=phash, chat_copy=False, pixels=100, sharpness=500)
    return replace(plain, **other)


@st.composite
def albums(draw) -> list[Picture]:
    """Pictures in clusters: each is a base hash with up to ten bits turned."""
    bases = draw(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=4))
    album = []
    for n in range(draw(st.integers(0, 12))):
        phash = draw(st.sampled_from(bases))
        for bit in draw(st.lists(st.integers(0, 63), max_size=10, unique=True)):
            phash ^= 1 << bit
        pixels = draw(st.integers(1, 3))
        album.append(photo(f"p{n:02d}", phash, pixels=pixels, chat_copy=draw(st.booleans())))
    return album


def test_distance_counts_the_bits_that_differ():
    assert distance("0000000000000000", "00000000000000ff") == 8
    assert distance("ffffffffffffffff", "0000000000000000") == 64


def test_six_bits_are_alike_and_seven_are_not():
    base = photo("a", 0)
    assert near_duplicates([base, photo("b", 0b111111)]) == {"b": "a"}
    assert near_duplicates([base, photo("b", 0b1111111)]) == {}


def test_an_original_is_better_than_a_larger_chat_copy():
    copy = photo("a", 1, chat_copy=True, pixels=900, sharpness=900)
    assert near_duplicates([copy, photo("b", 1)]) == {"a": "b"}


def test_between_originals_resolution_then_sharpness_then_id_decide():
    sharp, large = photo("a", 1, sharpness=900), photo("b", 1, pixels=200)
    assert near_duplicates([sharp, large]) == {"a": "b"}
    assert near_duplicates([photo("a", 1), photo("b", 1, sharpness=501)]) == {"a": "b"}
    assert near_duplicates([photo("b", 1), photo("a", 1)]) == {"b": "a"}


def test_a_burst_that_drifts_is_one_group():
    burst = [photo(f"p{n}", (1 << 5 * n) - 1) for n in range(6)]
    (group,) = groups(burst)
    assert [each.id for each in group] == [f"p{n}" for n in range(6)]
    assert (burst[0].phash ^ burst[5].phash).bit_count() == 25


def test_nearest_gives_the_closest_id_and_none_beyond_the_threshold():
    others = [("far", "000000000000ffff"), ("b", "0000000000000003"), ("a", "000000000000000c")]
    assert nearest("0000000000000000", others) == ("a", 2)
    assert nearest("ffffffffffffffff", others) is None
    assert nearest("0000000000000000", []) is None


def test_clips_black_pictures_and_unseen_ones_are_compared_with_nothing(week):
    assert picture(week.asset()) is not None
    assert picture(week.asset(kind=Kind.CLIP)) is None
    assert picture(week.asset(look=None)) is None
    assert picture(week.asset(look=week.look(black=MOSTLY_BLACK))) is None


def test_a_picture_carries_what_the_choice_of_a_copy_needs(week):
    seen = picture(week.asset("p7", look=week.look(phash="00000000000000ff", sharpness=321)))
    assert seen == photo("p7", 255, pixels=12_000_000, sharpness=321)


@settings(max_examples=300, deadline=None)
@given(albums(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_arrival(album: list[Picture], random: Random):
    shuffled = album[:]
    random.shuffle(shuffled)
    assert groups(shuffled) == groups(album)


@settings(max_examples=300, deadline=None)
@given(albums())
def test_bands_find_exactly_the_pairs_within_the_threshold(album: list[Picture]):
    together = {each.id: group[0].id for group in groups(album) for each in group}
    for one, other in combinations(album, 2):
        if (one.phash ^ other.phash).bit_count() <= THRESHOLD:
            assert together[one.id] == together[other.id]
    for group in groups(album):
        for each in group:
            rest = [other for other in group if other is not each]
            assert min((each.phash ^ other.phash).bit_count() for other in rest) <= THRESHOLD


@settings(max_examples=200, deadline=None)
@given(albums())
def test_every_near_duplicate_points_to_a_best_copy_that_points_nowhere(album: list[Picture]):
    found = near_duplicates(album)
    assert not set(found) & set(found.values())
