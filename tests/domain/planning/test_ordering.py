"""First come first; one unit three times in a row, and two of one clip side by side, only where
there is no choice."""

from itertools import pairwise, permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.ordering import apart, arranged


def runs_of_three(units: list[str]) -> int:
    return sum(len(set(units[n : n + 3])) == 1 for n in range(len(units) - 2))


def flat(chapters) -> list[str]:
    return [unit for chapter in chapters for unit in chapter]


def test_an_order_that_obeys_the_rule_is_left_as_it_is():
    chapters = [["a", "a", "b", "a"], ["a", "b"]]
    assert arranged(chapters, str) == chapters


def test_the_next_of_another_unit_comes_forward():
    assert arranged([["a", "a", "a", "b"]], str) == [["a", "a", "b", "a"]]


def test_a_chapter_ends_so_that_the_next_has_a_way():
    assert flat(arranged([["b", "a"], ["a", "a"]], str)) == ["a", "b", "a", "a"]


def test_where_there_is_no_choice_the_order_of_arrival_stays():
    assert arranged([["a", "a", "a", "a"]], str) == [["a", "a", "a", "a"]]


def test_items_of_one_unit_keep_their_order_among_themselves():
    items = [("a", n) for n in range(4)] + [("b", n) for n in range(2)]
    (chapter,) = arranged([items], lambda item: item[0])
    assert [n for unit, n in chapter if unit == "a"] == [0, 1, 2, 3]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), min_size=1, max_size=3))
def test_when_any_arrangement_obeys_the_rule_ours_does(chapters: list[list[str]]):
    ours = arranged(chapters, str)
    assert [sorted(chapter) for chapter in ours] == [sorted(chapter) for chapter in chapters]
    if runs_of_three(flat(ours)):
        every = product(*(set(permutations(chapter)) for chapter in chapters))
        assert all(runs_of_three(flat(each)) for each in every)


def parted(*chapters: str) -> list[str]:
    """Each letter a clip of a unit of its own."""
    return ["".join(chapter) for chapter in apart(list(map(list, chapters)), str, str)]


def test_another_shot_comes_between_two_of_one_clip():
    assert parted("aab") == ["aba"]
    assert parted("baa") == ["baa"], "the first shot of a chapter stays"
    assert parted("bcaa") == ["baca"]
    assert parted("aabbc") == ["ababc"]


def test_where_nothing_can_stand_between_they_stay_side_by_side():
    assert parted("aa", "b") == ["aa", "b"]


def test_what_is_apart_stays_as_it_is():
    assert parted("abac", "cab") == ["abac", "cab"]


def test_no_third_of_a_unit_is_brought_together_to_part_two():
    shots = [("v", "x"), ("u", "a"), ("u", "a"), ("v", "y"), ("u", "b"), ("u", "c")]
    (ours,) = apart([shots], lambda shot: "".join(shot), lambda shot: shot[0])
    assert pairs([ours]) == 0 and runs_of_three([unit for unit, _ in ours]) == 0
    # Parted by the only other unit's shot, three of one unit would follow.
    kept = [("v", "x"), ("u", "a"), ("u", "a"), ("v", "y"), ("u", "b")]
    told = apart([kept, [("u", "c"), ("u", "d")]], lambda shot: "".join(shot), lambda shot: shot[0])
    assert runs_of_three([unit for unit, _ in flat(told)]) == 1


def pairs(chapters) -> int:
    return sum(a == b for chapter in chapters for a, b in pairwise(chapter))


SHOT = st.tuples(st.sampled_from("uv"), st.sampled_from("abc"))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(SHOT, min_size=1, max_size=5), min_size=1, max_size=3))
def test_parting_moves_within_chapters_and_harms_no_unit(chapters):
    ordered = arranged(chapters, lambda shot: shot[0])
    ours = apart(ordered, lambda shot: "".join(shot), lambda shot: shot[0])
    assert [sorted(each) for each in ours] == [sorted(each) for each in ordered]
    assert [each[0] for each in ours] == [each[0] for each in ordered]
    units, before = ([shot[0] for shot in flat(each)] for each in (ours, ordered))
    assert runs_of_three(units) <= runs_of_three(before)
    assert pairs(ours) <= pairs(ordered)
    assert apart(ordered, lambda shot: "".join(shot), lambda shot: shot[0]) == ours
