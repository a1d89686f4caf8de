"""Words in what was read, where a character may be read wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weighing.likely_words import LEAST_FORGIVEN, likely_in

WORDS = st.text(alphabet="科普大讲堂篷车进校园义诊", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("科普大讲堂", "云岭县科普大讲堂第三讲", "科普大讲堂"),
        ("科普大讲堂", "云岭县科普大讲室第三讲", "科普大讲室"),
        ("科普大讲堂", "云岭县科普大蓬车", None),
        ("大篷车", "大讲堂", None),
        ("大篷车", "大蓬车", None),
        ("免费义诊", "免费义珍", "免费义珍"),
        ("科普大讲堂", "科普大讲", None),
        ("", "科普", None),
    ],
)
def test_one_wrong_character_is_forgiven_in_words_of_four_and_more(word, text, found):
    assert likely_in(word, text) == found


def test_what_is_nearly_a_word_and_exactly_another_is_the_other():
    assert likely_in("第一场讲座", "第二场讲座", others=["第二场讲座"]) is None
    assert likely_in("第一场讲座", "第一场讲座", others=["第一场讲座"]) == "第一场讲座"


@given(WORDS, WORDS, WORDS)
def test_a_word_that_stands_there_is_found_wherever_it_stands(before, word, after):
    assert likely_in(word, before + word + after) == word


@given(WORDS, st.text(alphabet="科普大讲堂篷车", max_size=20))
def test_what_is_found_is_part_of_the_text_and_as_long_as_the_word(word, text):
    part = likely_in(word, text)
    if part is not None:
        assert part in text
        assert len(part) == len(word)
        assert sum(a != b for a, b in zip(part, word, strict=True)) <= (len(word) >= LEAST_FORGIVEN)
