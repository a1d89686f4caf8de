"""Days, periods and units as people read them."""

from datetime import UTC, date, datetime

import pytest

from domain.wording import (
    activity_of,
    day_in,
    days_zh,
    local_day,
    numbers_zh,
    period_zh,
    unit_name,
)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], ""),
        ([(5, 28)], "5月28日"),
        ([(5, 30), (5, 28)], "5月28日、30日"),
        ([(5, 31), (6, 1)], "5月31日、6月1日"),
        ([(5, 30), (5, 31), (6, 1)], "5月30日—6月1日"),
        ([(5, 25), (5, 27), (5, 29)], "5月25日、27日、29日"),
        ([(5, 25), (5, 27), (5, 29), (5, 30)], "5月25日—30日"),
    ],
)
def test_days_are_named_or_spanned(days: list[tuple[int, int]], said: str):
    assert days_zh(date(2024, month, day) for month, day in days) == said


def test_a_period_says_the_second_year_only_where_it_differs():
    assert period_zh(date(2024, 5, 25), date(2024, 6, 1)) == "2024年5月25日—6月1日"
    assert period_zh(date(2024, 12, 30), date(2025, 1, 2)) == "2024年12月30日—2025年1月2日"
    assert period_zh(date(2024, 5, 25), date(2024, 5, 25)) == "2024年5月25日"


def test_a_day_of_another_year_says_its_year(week):
    assert day_in(week.campaign(), date(2024, 5, 28)).en == "28 May"
    assert day_in(week.campaign(), date(2010, 1, 2)).zh == "2010年1月2日"


def test_a_day_is_counted_in_the_campaigns_zone():
    assert local_day(datetime(2024, 5, 27, 16, tzinfo=UTC), "Asia/Shanghai") == date(2024, 5, 28)


def test_units_and_activities_that_are_gone_do_not_break_a_sentence(week):
    campaign = week.campaign()
    assert unit_name(campaign, "u2") == "县科协"
    assert unit_name(campaign, "u99") == "u99"
    assert activity_of(campaign, "a99") is None
    assert activity_of(campaign, None) is None
    assert numbers_zh(campaign.activities[1:3]) == "2、3"
