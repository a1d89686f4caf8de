"""Lines of a picture: pieces joined, private numbers left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.looking.picture_text import TextLine, rows, without_private


def line(text: str, box: tuple[int, int, int, int], **more) -> TextLine:
    values = {"confidence": 990, "glyph": box[3] - box[1], **more}
    return TextLine(text=text, box=box, **values)


def test_a_banner_whose_box_was_parted_by_a_gap_is_one_line_again():
    pieces = [
        line("科学家精神", (540, 102, 900, 150)),
        line("弘扬", (100, 100, 300, 150)),
        line("进校园", (920, 103, 990, 150)),
    ]
    (alone, _) = rows(pieces[:2])
    assert alone.text == "弘扬", "a gap too wide"
    (joined, below) = rows([pieces[0], pieces[2], line("主办", (100, 400, 160, 430))])
    assert (joined.text, joined.box) == ("科学家精神 进校园", (540, 102, 990, 150))
    assert below.text == "主办"


def test_lines_under_each_other_and_of_other_sizes_and_pictures_stay_apart():
    apart = [
        line("科普大讲堂", (100, 100, 500, 160)),
        line("2025年5月", (505, 100, 700, 125)),
        line("主讲人", (100, 170, 300, 230)),
        line("科普大讲堂", (505, 100, 900, 160), at_ms=4000),
    ]
    assert sorted(each.text for each in rows(apart)) == sorted(each.text for each in apart)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("咨询电话13812345678", "咨询电话…"),
        ("电话：0358-4422123 王医生", "电话：… 王医生"),
        ("身份证141124198001012345", "身份证…"),
        ("2025年5月28日 09:31", "2025年5月28日 09:31"),
        ("东经110.98791 北纬37.95131", "东经110.98791 北纬37.95131"),
        ("20250528093112", "20250528093112"),
    ],
)
def test_numbers_of_people_are_left_out_and_times_and_places_stay(text, kept):
    assert without_private(line(text, (0, 0, 10, 10))).text == kept


PIECES = st.lists(
    st.builds(
        lambda x, y, w, h, at: line("字", (x, y, min(1000, x + w), min(1000, y + h)), at_ms=at),
        st.integers(0, 900),
        st.integers(0, 900),
        st.integers(1, 300),
        st.integers(5, 90),
        st.sampled_from([None, 1000]),
    ),
    max_size=12,
)


@given(PIECES)
def test_no_character_is_lost_or_doubled_by_joining(pieces):
    joined = rows(pieces)
    assert sum(each.text.count("字") for each in joined) == len(pieces)
