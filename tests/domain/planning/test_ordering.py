"""First come first, and never one unit three times in a row where there is a choice."""

from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.ordering import arranged


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
