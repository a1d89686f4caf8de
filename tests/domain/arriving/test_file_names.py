import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.arriving.file_names import LONGEST_BYTES, UNNAMED, clean_name, ending

NAMES = st.text(st.characters(codec=None), max_size=400) | st.text(
    "ab/\\.. \u202e\x00中é", max_size=40
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("IMG_2043.jpg", "IMG_2043.jpg"),
        ("微信图片_20250528101530.jpg", "微信图片_20250528101530.jpg"),
        ("C:\\fakepath\\照片 (1).jpg", "照片 (1).jpg"),
        ("../../etc/passwd", "passwd"),
        ("..", UNNAMED),
        (".hidden", "hidden"),
        ("a\x00b\r\n.jpg", "ab .jpg"),
        ("科普\u202egpj.exe", "科普gpj.exe"),
        ("  two   blanks .mp4 ", "two blanks .mp4"),
        ("\ud800.png", "png"),
        ("照\ufffe片\uffff.jpg", "照片.jpg"),
        ("", UNNAMED),
        ("一家\U0001f469\u200d\U0001f467.heic", "一家\U0001f469\u200d\U0001f467.heic"),
        ("cafe\u0301.jpg", "caf\u00e9.jpg"),
    ],
)
def test_a_name_keeps_what_a_person_reads_and_loses_what_a_machine_might_obey(raw, clean):
    assert clean_name(raw) == clean


def test_a_name_that_is_too_long_loses_the_end_of_its_stem_and_keeps_its_ending():
    clean = clean_name("科" * 200 + ".jpeg")
    assert len(clean.encode()) <= LONGEST_BYTES
    assert clean.endswith("科.jpeg")
    assert len(clean) == 83 + 5


def test_an_ending_of_absurd_length_is_no_ending():
    clean = clean_name("a." + "b" * 300)
    assert clean == "a." + "b" * 253


@given(NAMES)
def test_a_clean_name_is_one_harmless_name_whatever_came(raw):
    clean = clean_name(raw)
    assert 1 <= len(clean.encode()) <= LONGEST_BYTES
    assert "/" not in clean and "\\" not in clean
    assert clean not in (".", "..") and not clean.startswith(".")
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [c for c in clean if unicodedata.category(c) in bad and c != "\u200d"]


@given(NAMES)
def test_cleaning_a_clean_name_changes_nothing(raw):
    assert clean_name(clean_name(raw)) == clean_name(raw)


@pytest.mark.parametrize(
    ("name", "expected"), [("a.JPG", ".jpg"), ("a", ""), ("a.", ""), ("a.tar.gz", ".gz")]
)
def test_an_ending_is_told_in_lower_case(name, expected):
    assert ending(name) == expected
