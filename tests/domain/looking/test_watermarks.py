"""The corner that watermark cameras print, and what only looks like it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import ClaimClass
from domain.looking.picture_text import TextLine
from domain.looking.watermarks import DAY_S, MINUTE_S, SECOND_S, overlay_of, watermark_claim
from domain.times.doubting import Bench
from domain.times.verdict import verdict

COURT = Bench(
    zone=ZoneInfo("Asia/Shanghai"),
    received_at=datetime(2025, 6, 3, 1, tzinfo=UTC),
    period=(date(2025, 5, 24), date(2025, 5, 31)),
)


def corner(*texts: str, left: int = 20, low: int = 780, glyph: int = 24, **more) -> list[TextLine]:
    """Lines under each other at the lower left, as phones print them."""
    return [
        TextLine(
            text=text,
            confidence=more.get("confidence", 980),
            box=(left, low + 34 * n, left + 22 * len(text), low + 34 * n + glyph),
            glyph=glyph,
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "day", "clock", "tolerance", "place"),
    [
        (
            ("09:31", "2025.05.28  星期三", "云岭县", "科普大讲堂"),
            *(date(2025, 5, 28), time(9, 31), MINUTE_S, "云岭县"),
        ),
        (
            ("时间：2025-05-28 09:31:20", "地点：云岭县人民广场", "天气：晴 22℃"),
            *(date(2025, 5, 28), time(9, 31, 20), SECOND_S, "云岭县人民广场"),
        ),
        (
            ("2025年5月28日 下午 3:05", "经度：110.9879 纬度：37.9513"),
            *(date(2025, 5, 28), time(15, 5), MINUTE_S, ""),
        ),
        (("2025.05.2809:31",), date(2025, 5, 28), time(9, 31), MINUTE_S, ""),
        (("2025/05/28 09：31 周三", "青石镇"), date(2025, 5, 28), time(9, 31), MINUTE_S, "青石镇"),
        (("2025-05-28 星期三", "今日水印相机"), date(2025, 5, 28), None, DAY_S, ""),
        (("12:10 AM 2025-05-28",), date(2025, 5, 28), time(0, 10), MINUTE_S, ""),
    ],
)
def test_time_and_place_are_read_as_they_are_printed(texts, day, clock, tolerance, place):
    found = overlay_of(corner(*texts))
    assert found is not None
    assert (found.day, found.time, found.tolerance_s) == (day, clock, tolerance)
    assert found.place == place


def test_the_clock_beside_the_date_is_found_too():
    big = TextLine(text="09:31", confidence=990, box=(20, 800, 130, 870), glyph=60)
    lines = [
        big,
        TextLine(text="2025.05.28", confidence=990, box=(150, 802, 330, 830), glyph=24),
        TextLine(text="星期三", confidence=990, box=(150, 838, 250, 866), glyph=24),
        TextLine(text="云岭县·青石镇", confidence=990, box=(20, 885, 300, 912), glyph=24),
    ]
    found = overlay_of(lines)
    assert found is not None
    assert (found.time, found.place) == (time(9, 31), "云岭县·青石镇")


@pytest.mark.parametrize(
    "texts",
    [
        ("2025.05.28 星期四",),
        ("活动时间：2025年5月28日 9:00",),
        ("2025年5月28日",),
        ("2025.13.28 09:31",),
        ("2025.02.30 09:31 今日水印相机",),
        ("2025.5.109:31",),
        ("报名截止 2025-05-28 18:00",),
        ("09:31", "云岭县"),
        ("云岭县科技活动周",),
    ],
)
def test_what_is_misread_planned_or_no_date_says_nothing(texts):
    assert overlay_of(corner(*texts)) is None


def test_digits_that_are_hardly_read_and_a_board_in_the_middle_say_nothing():
    assert overlay_of(corner("2025.05.28 09:31", confidence=600)) is None
    assert overlay_of(corner("2025.05.28 09:31", left=320, low=400, glyph=15)) is None
    assert overlay_of(corner("2025.05.28 09:31", glyph=140)) is None
    assert overlay_of([]) is None


def test_a_printed_clock_is_a_capture_and_a_printed_day_is_a_day():
    clock = overlay_of(corner("09:31", "2025.05.28 星期三"))
    day = overlay_of(corner("2025.05.28 星期三", "今日水印相机"))
    assert clock is not None and day is not None
    claim = watermark_claim(clock, COURT)
    assert (claim.source, claim.klass, claim.zone_known) == ("watermark", ClaimClass.CAPTURE, False)
    assert claim.at == datetime(2025, 5, 28, 1, 31, tzinfo=UTC)
    assert claim.doubt == ""
    ruled = verdict([claim])
    assert (ruled.taken_from, ruled.day) == ("watermark", date(2025, 5, 28))
    said = watermark_claim(day, COURT)
    assert (said.klass, said.at, said.day) == (ClaimClass.DAY, None, date(2025, 5, 28))


def test_a_printed_time_after_the_arrival_is_doubted():
    late = overlay_of(corner("2026.05.28 09:31"))
    assert late is not None
    assert watermark_claim(late, COURT).doubt == "future"


@given(st.lists(st.text(alphabet="2025.0-6:93月日年星期三 县", max_size=22), max_size=7))
def test_whatever_stands_there_gives_an_overlay_or_none(texts):
    found = overlay_of(corner(*texts))
    if found is not None:
        assert 2000 <= found.day.year < 2100
