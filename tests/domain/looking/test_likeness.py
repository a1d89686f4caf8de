"""The same picture twice: candidates by hash, the word of the pixels, and the best copy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import Kind
from domain.looking.likeness import (
    BURST,
    BURST_FIT,
    CANDIDATE_BITS,
    CLIP_BITS,
    CLIP_CANDIDATE_BITS,
    CLIP_MS,
    MOSTLY_BLACK,
    SAME_FIT,
    SAME_WORST,
    TAKE_ROUGH,
    WAYS,
    Candidate,
    Fit,
    Picture,
    Prints,
    TakeFit,
    candidates,
    changed,
    comparable,
    compared,
    groups,
    near_duplicates,
    of_one_burst,
    picture,
    same_picture,
    same_take,
    ways_of,
)

NOON = datetime(2025, 5, 24, 12, tzinfo=UTC)


def photo(id_: str, **other) -> Picture:
    plain = Picture(id=id_, chat_copy=False, pixels=100, sharpness=500)
    return replace(plain, **other)


def prints(id_: str, *hashes: int, kind: Kind = Kind.PHOTO, ms: int | None = None) -> Prints:
    return Prints(asset=id_, kind=kind, hashes=hashes, duration_ms=ms)


def bits(count: int) -> int:
    """A hash with so many bits set; bit 0, the mean's, is never set."""
    return ((1 << count) - 1) << 1


hashes = st.integers(0, 2**63 - 1).map(lambda value: value << 1)


@st.composite
def albums(draw) -> tuple[list[Picture], list[tuple[str, str]]]:
    album = [
        photo(f"p{n:02d}", pixels=draw(st.integers(1, 3)), chat_copy=draw(st.booleans()))
        for n in range(draw(st.integers(0, 12)))
    ]
    ids = st.sampled_from([each.id for each in album] or ["none"])
    return album, draw(st.lists(st.tuples(ids, ids), max_size=12))


@given(hashes)
def test_the_ways_a_picture_can_lie_are_the_same_from_each_of_them(value: int):
    ways = ways_of(value)
    assert ways[0] == value and len(ways) == WAYS
    assert all(set(ways_of(way)) == set(ways) for way in ways)


def test_turned_copies_are_candidates_with_the_way_they_lie():
    base = 0x0F1E2D3C4B5A6978 & ~1
    turned = prints("b", ways_of(base)[5])
    (found,) = candidates(prints("a", base), [turned])
    assert (found.asset, found.way, found.bits) == ("b", 5, 0)


def test_candidates_come_nearest_first_and_end_at_the_limit():
    # A hash of one bit pattern that no other way of laying brings nearer.
    others = [prints(f"p{n}", bits(n)) for n in (CANDIDATE_BITS, 3, CANDIDATE_BITS + 1, 0)]
    found = candidates(prints("a", 0), others)
    assert found[0].asset == "p0" and found[0].bits == 0
    assert [each.bits for each in found] == sorted(each.bits for each in found)
    assert all(each.bits <= CANDIDATE_BITS for each in found)


def test_an_asset_is_no_candidate_for_itself():
    assert candidates(prints("a", 6), [prints("a", 6)]) == []


def test_a_clip_is_compared_with_clips_of_its_length_alone():
    clip = prints("a", 2, 4, kind=Kind.CLIP, ms=8000)
    same = prints("b", 2, 4, kind=Kind.CLIP, ms=8000 + CLIP_MS)
    longer = replace(same, asset="c", duration_ms=8001 + CLIP_MS)
    still = prints("d", 2)
    assert [each.asset for each in candidates(clip, [same, longer, still])] == ["b"]


def test_of_clips_all_pictures_must_agree_and_lie_alike():
    first, second = 0x0F1E2D3C4B5A6978 & ~1, 0x13579BDF02468ACE & ~1
    clip = prints("a", first, second, kind=Kind.CLIP, ms=8000)
    mirrored = prints("b", ways_of(first)[2], ways_of(second)[2], kind=Kind.CLIP, ms=8000)
    mixed = prints("c", ways_of(first)[2], ways_of(second)[4], kind=Kind.CLIP, ms=8000)
    half = prints("d", first, second ^ 0x7FFFFFFF00000000, kind=Kind.CLIP, ms=8000)
    found = candidates(clip, [mirrored, mixed, half])
    assert [each.asset for each in found if each.bits <= CLIP_BITS] == ["b"]


@pytest.mark.parametrize(
    ("rough", "same", "bits", "taken"),
    [
        (TAKE_ROUGH, 4, CLIP_CANDIDATE_BITS, True),
        (TAKE_ROUGH, 3, 0, False),
        (TAKE_ROUGH - 1, 8, 0, False),
    ],
)
def test_of_clips_pixels_outweigh_hashes(rough: int, same: int, bits: int, taken: bool):
    fits = tuple(Fit(whole=1000 if n < same else 800, worst=0) for n in range(8))
    near = Candidate(asset="b", way=0, bits=bits)
    assert same_take(near, TakeFit(rough=rough, fits=fits)) is taken


@pytest.mark.parametrize(
    ("whole", "worst", "same"),
    [
        (1000, 0, True),
        (SAME_FIT, SAME_WORST, True),
        (SAME_FIT - 1, 0, False),
        (1000, SAME_WORST + 1, False),
    ],
)
def test_the_whole_and_the_worst_block_must_both_fit(whole: int, worst: int, same: bool):
    assert same_picture(Fit(whole=whole, worst=worst)) is same


def shot(week, id_: str, after: timedelta, **other):
    return week.asset(id_, taken_at=NOON + after, taken_class="capture", **other)


def test_a_burst_is_one_camera_within_three_seconds(week):
    fit = Fit(whole=BURST_FIT, worst=4000)
    first = shot(week, "a", timedelta(0))
    assert of_one_burst(first, shot(week, "b", BURST), fit)
    assert not of_one_burst(first, shot(week, "b", BURST + timedelta(milliseconds=1)), fit)
    assert not of_one_burst(first, shot(week, "b", timedelta(0)), fit), "copies of one moment"
    assert not of_one_burst(first, shot(week, "b", BURST, unit="elsewhere"), fit)
    assert not of_one_burst(first, replace(shot(week, "b", BURST), taken_class="save"), fit)
    assert not of_one_burst(first, shot(week, "b", BURST), Fit(whole=BURST_FIT - 1, worst=0))


def test_black_pictures_and_unseen_ones_are_compared_with_nothing(week):
    assert comparable(week.asset())
    assert not comparable(week.asset(look=None))
    assert not comparable(week.asset(look=week.look(black=MOSTLY_BLACK)))
    assert picture(week.asset(look=None)) is None


def test_a_picture_carries_what_the_choice_of_a_copy_needs(week):
    seen = picture(week.asset("p7", look=week.look(sharpness=321)))
    assert seen == photo("p7", pixels=12_000_000, sharpness=321)


def test_an_original_is_better_than_a_larger_chat_copy():
    copy = photo("a", chat_copy=True, pixels=900, sharpness=900)
    assert near_duplicates([copy, photo("b")], [("a", "b")]) == {"a": "b"}


def test_between_originals_resolution_then_sharpness_then_id_decide():
    sharp, large = photo("a", sharpness=900), photo("b", pixels=200)
    assert near_duplicates([sharp, large], [("a", "b")]) == {"a": "b"}
    sharper = photo("b", sharpness=501)
    assert near_duplicates([photo("a"), sharper], [("a", "b")]) == {"a": "b"}
    assert near_duplicates([photo("b"), photo("a")], [("a", "b")]) == {"b": "a"}


def test_a_burst_that_drifts_is_one_group():
    burst = [photo(f"p{n}") for n in range(6)]
    (group,) = groups(burst, [(f"p{n}", f"p{n + 1}") for n in range(5)])
    assert [each.id for each in group] == [f"p{n}" for n in range(6)]


def test_a_pair_with_an_asset_that_is_gone_joins_nothing():
    assert groups([photo("a"), photo("c")], [("a", "b"), ("b", "c")]) == ()


def test_what_a_person_took_apart_is_in_no_group_together():
    burst = [photo(f"p{n}") for n in range(4)]
    pairs = [("p0", "p1"), ("p1", "p2"), ("p2", "p3"), ("p0", "p3")]
    assert groups(burst[:2], [("p0", "p1")], [("p0", "p1")]) == ()
    found = groups(burst, pairs, [("p0", "p2")])
    assert sorted(len(group) for group in found) == [3]
    assert all(not {"p0", "p2"} <= {each.id for each in group} for group in found)
    assert groups(burst, pairs[::-1], [("p0", "p2")]) == found


def test_the_best_copy_says_why_and_each_other_what_it_lacks():
    best = photo("a", pixels=900, sharpness=700)
    said = compared(
        [
            best,
            photo("b", pixels=900, sharpness=300),
            photo("c", pixels=100),
            photo("d", chat_copy=True),
        ]
    )
    assert [said[each].zh for each in "abcd"] == [
        "像素相同，最清晰",
        "没有最好的清晰",
        "像素较少",
        "经微信等压缩过",
    ]
    assert compared([photo("a"), photo("b", chat_copy=True)])["a"].zh.startswith("原始文件")


def test_only_what_changed_is_written(week):
    one = week.asset("a", near_duplicate_of="c")
    two, three = week.asset("b", near_duplicate_of="c"), week.asset("c")
    assert changed([one, two, three], {"a": "c"}) == {"b": None}


@settings(max_examples=200, deadline=None)
@given(albums(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_any_order(album, random: Random):
    pictures, pairs = album
    shuffled, mixed = pictures[:], [(b, a) for a, b in pairs]
    random.shuffle(shuffled)
    random.shuffle(mixed)
    assert groups(shuffled, mixed) == groups(pictures, pairs)


@settings(max_examples=200, deadline=None)
@given(albums())
def test_every_near_duplicate_points_to_a_best_copy_that_points_nowhere(album):
    found = near_duplicates(*album)
    assert not set(found) & set(found.values())
