"""Dates in a notice are read as written; damaged and vague ones are named instead of guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.notice.dates import find_damage, find_spans, find_vague

CHINESE = "零一二三四五六七八九"
MARKS = st.sampled_from(["至", "到", "—", "——", "-", "~", "～", "起至"])


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十"
    return head + (CHINESE[ones] if ones or not tens else "")


@st.composite
def weeks(draw) -> tuple[date, date]:
    first = draw(st.dates(date(2001, 1, 1), date(2060, 12, 1)))
    return first, first + timedelta(days=draw(st.integers(1, 40)))


@given(weeks(), MARKS, st.booleans(), st.booleans(), st.booleans())
def test_a_range_is_read_whatever_its_mark_and_however_short_it_is_written(
    week, mark, with_year, with_weekday, short
):
    first, last = week
    begin = f"{first.year}年" if with_year else ""
    begin += f"{first.month}月{first.day}日" + ("（星期六）" if with_weekday else "")
    same_month = short and (first.year, first.month) == (last.year, last.month)
    end = f"{last.day}日" if same_month else f"{last.month}月{last.day}日"
    (span,) = find_spans(f"活动于{begin}{mark}{end}举办", first.year)
    assert (span.first, span.last, span.is_range) == (first, last, True)
    assert span.has_year is with_year


@given(weeks(), MARKS)
def test_a_range_in_chinese_numerals_is_read(week, mark):
    first, last = week
    year = "".join(CHINESE[int(digit)] for digit in str(first.year)).replace("零", "〇")
    text = f"{year}年{chinese(first.month)}月{chinese(first.day)}日{mark}"
    (span,) = find_spans(f"{text}{chinese(last.month)}月{chinese(last.day)}日", None)
    assert (span.first, span.last) == (first, last)


@given(weeks(), st.sampled_from([".", "/"]), st.sampled_from(["-", "—", "至"]))
def test_a_dotted_range_is_read_where_only_dates_can_stand(week, dot, mark):
    first, last = week
    text = f"{first.year}{dot}{first.month}{dot}{first.day}{mark}{last.month}{dot}{last.day}"
    (span,) = find_spans(text, None, dotted=True)
    assert (span.first, span.last) == (first, last)
    assert find_spans(text, None) == ()


@given(st.dates(date(2001, 1, 1), date(2060, 12, 31)))
def test_a_single_day_is_no_range(day):
    (span,) = find_spans(f"{day.month}月{day.day}日上午在广场", day.year)
    assert (span.first, span.last, span.is_range, span.part) == (day, day, False, "am")


@given(weeks())
def test_a_day_without_a_year_stays_open_until_a_year_is_known(week):
    (span,) = find_spans(f"{week[0].month}月{week[0].day}日", None)
    assert span.first is None and find_damage(f"{week[0].month}月{week[0].day}日", None) == ()


@given(weeks(), st.integers(0, 4))
def test_a_range_that_lost_a_character_is_named_or_still_the_same_range(week, place):
    first, last = week
    whole = f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"
    at = [n for n, character in enumerate(whole) if character in "年月日"][place]
    text = whole[:at] + whole[at + 1 :]
    # "1月2日" without 月 is "12日": a whole date again, which nobody can tell from the words
    assume(place != 3 or int(f"{last.month}{last.day}") > 31)
    spans = find_spans(text, first.year)
    ranges = [(span.first, span.last) for span in spans if span.is_range and span.first]
    is_named = find_damage(text, first.year) or any(span.is_cut for span in spans)
    assert is_named or ranges == [(first, last)]


@pytest.mark.parametrize(
    "words",
    [
        "57日至13日",
        "20255月7日至13日",
        "2025年524日",
        "5月213日",
        "7日至13日",
        "2月30日",
        "13月2日",
        "月日",
        "年月日",
        "月24日",
    ],
)
def test_words_that_lost_characters_are_named_whole(words):
    assert find_damage(f"于{words}。", 2025) == (words,)


@pytest.mark.parametrize(
    "text",
    ["18个月内", "人民路120号", "5月24日至31日", "3日内", "10日以上", "日常工作", "每月", "2025年"],
)
def test_numbers_that_are_no_dates_are_not_taken_for_damage(text):
    assert find_damage(text, 2025) == ()


@pytest.mark.parametrize(
    "words",
    ["5月下旬", "2025年5月上旬至6月上旬", "6月初", "9月底", "2025年9月", "5月24日至6月上旬"],
)
def test_parts_of_a_month_are_vague(words):
    assert find_vague(f"时间：{words}。") == (words,)


def test_a_range_whose_end_is_no_day_is_cut():
    (span,) = find_spans("5月24日至下旬", 2025)
    assert span.is_cut and not span.is_range


def test_a_number_broken_by_a_line_is_no_dotted_date():
    assert [s for s in find_spans("5.24-5.3 1举办", 2025, dotted=True) if s.is_range] == []


def test_the_turn_of_the_year_is_followed():
    (span,) = find_spans("12月28日至1月3日", 2025)
    assert (span.first, span.last) == (date(2025, 12, 28), date(2026, 1, 3))


@given(st.text(alphabet="0123456789年月日至—-.上下旬一二三十（）星期 ", max_size=40))
def test_any_mixture_of_date_characters_is_read_without_an_error(text):
    for span in find_spans(text, 2025, dotted=True):
        assert (span.first is None) == (span.last is None)
        assert span.first is None or span.first <= span.last
    find_damage(text, 2025)
    find_vague(text)
