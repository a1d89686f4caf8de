"""Keys of campaigns are made from Chinese place names without any library."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notice.key import campaign_key, romanized


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("云岭县", "yunling-2025"),
        ("临县", "linxian-2025"),
        ("吕梁市", "lvliang-2025"),
        ("柳河县", "liuhe-2025"),
        ("海淀区", "haidian-2025"),
        ("暖泉县", "nuanquan-2025"),
        ("掠燕县", "lveyan-2025"),
        ("", "campaign-2025"),
    ],
)
def test_a_place_and_a_year_make_the_key(place, key):
    assert campaign_key(place, 2025) == key


@pytest.mark.parametrize(
    ("place", "key"),
    [
        ("漯河市", "luohe"),
        ("岚皋县", "langao"),
        ("亳州市", "bozhoushi"),
        ("歙县", "shexian"),
        ("鄱阳县", "poyang"),
        ("睢宁县", "suining"),
        ("枞阳县", "zongyang"),
        ("犍为县", "qianwei"),
        ("珲春市", "hunchun"),
        ("莒县", "juxian"),
        ("闾山", "lvshan"),
        ("堽城", "gangcheng"),
    ],
)
def test_characters_of_counties_beyond_level_1_are_read(place, key):
    assert campaign_key(place, None) == key


def test_every_character_of_gb_2312_has_a_syllable():
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = [found for row in rows if (found := row.decode("gb2312", errors="ignore"))]
    assert len(characters) == 6763
    assert [each for each in characters if not re.fullmatch("[a-z]{1,6}", romanized(each))] == []


def test_a_character_in_no_table_becomes_its_code_point():
    assert campaign_key("㐂皋县", None) == "u3402gao"


def test_first_and_last_characters_of_level_1_have_their_syllables():
    assert (romanized("啊"), romanized("座")) == ("a", "zuo")


@given(st.text(max_size=60), st.none() | st.integers(1990, 2100))
def test_any_text_gives_a_key_that_a_campaign_accepts(place, year):
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", campaign_key(place, year))
