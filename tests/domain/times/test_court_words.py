"""Each claim's standing beside the verdict, as the editor reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from domain.facts import Claim, ClaimClass
from domain.times.court_words import standing
from domain.times.doubting import DOUBTS
from domain.times.verdict import verdict

NOON = datetime(2024, 5, 28, 12, tzinfo=timezone(timedelta(hours=8)))


def claim(source: str, klass: ClaimClass, at: datetime | None, doubt: str = "") -> Claim:
    return Claim(
        source=source,
        klass=klass,
        at=at,
        day=at.date() if at else None,
        zone_known=True,
        raw="",
        doubt=doubt,
    )


def day(source: str, on: date) -> Claim:
    said = claim(source, ClaimClass.DAY, None)
    return replace(said, day=on)


WON = claim("exif", ClaimClass.CAPTURE, NOON)


@pytest.mark.parametrize(
    ("beside", "words"),
    [
        (claim("gps", ClaimClass.CAPTURE, NOON + timedelta(minutes=9)), "一致"),
        (claim("mvhd", ClaimClass.CAPTURE, NOON + timedelta(hours=3)), "同一天"),
        (claim("file_name", ClaimClass.CAPTURE, NOON - timedelta(days=3)), "相差 3 天，没有采信"),
        (claim("modified", ClaimClass.SAVE, NOON), "只说明不晚于"),
        (claim("file_name", ClaimClass.NONE, None), "没有说明时间"),
        (day("sender_day", NOON.date()), "同一天"),
        (day("sender_day", date(2024, 5, 29)), "相差 1 天，没有采信"),
    ],
)
def test_a_claim_agrees_differs_or_only_bounds(beside, words):
    ruling = verdict([WON, beside])
    assert standing(beside, ruling).zh == words
    assert standing(WON, ruling).zh == "采信"


@pytest.mark.parametrize("doubt", sorted(DOUBTS))
def test_a_doubted_claim_says_its_doubt(doubt):
    doubted = claim("gps", ClaimClass.CAPTURE, NOON, doubt)
    assert standing(doubted, verdict([WON, doubted])) == DOUBTS[doubt]


def test_a_bound_that_nothing_better_stands_beside_is_believed():
    saved = claim("modified", ClaimClass.SAVE, NOON.astimezone(UTC))
    assert standing(saved, verdict([saved])).zh == "采信"
