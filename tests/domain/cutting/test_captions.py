"""Titles and captions fit their lines, by rule, and no word or number is cut."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.campaign import Activity, Unit
from domain.cutting.captions import LINE_MOST, TITLE_MOST, chapter_caption, shortened

WORDS = re.compile(r"[0-9A-Za-z]+")
PIECES = (
    "科普",
    "进校园",
    "活动",
    "，",
    "、",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    " ",
    "ScienceChina",
)
PIECES += ("2024", "10:30", "1,000", "年", "第3届", "AI", "举办", "推广", "宣传周")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        (
            "组织全县广大科技工作者代表围绕“科技兴县、人才强县、文化兴旅和乡村振兴”开展大讨论",
            "全县广大科技工作者代表围绕…",
        ),
        (
            "推进全县广大干部群众积极参加科普知识竞答活动共计12345人次参加",
            "推进全县广大干部群众积极参加科普知识竞答活动共…",
        ),
        (
            "全县农村科技特派员田间指导现场直播时间10:30开始到结束为止",
            "全县农村科技特派员田间指导现场直播时间…",
        ),
    ],
)
def test_quotations_and_numbers_stay_whole(title, short):
    assert shortened(title) == short


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join))
@example("科普" * 8 + "《（2024》科普")
@example("科普" * 11 + "《（》）")
@example("科普" * 10 + "“《（”）")
@example("2024“2024" + "科普" * 6 + "2024")
@example("10:30" * 4 + "1,000")
def test_a_shortened_title_fits_and_cuts_no_word(title):
    short = shortened(title)
    assert len(short) <= TITLE_MOST
    whole = WORDS.findall(title)
    if len(max([*whole, ""], key=len)) < TITLE_MOST // 2 and len(set(title)) > 3:
        assert set(WORDS.findall(short)) <= set(whole)
    if len(title.strip()) > TITLE_MOST:
        for opening, closing in ("“”", "《》"):
            assert short.count(opening) <= short.count(closing) or title.count(
                opening
            ) > title.count(closing)


@given(
    st.lists(st.integers(0, 7), max_size=8),
    st.lists(st.integers(2, 40), max_size=6),
    st.integers(1, 120),
)
def test_a_caption_fits_its_lines_and_says_its_days_whole(week, days, lengths, number):
    units = tuple(
        Unit(key=f"n{n}", name=f"{n}" + "县" * length) for n, length in enumerate(lengths)
    )
    campaign = week.campaign(
        units=units,
        activities=(
            Activity(key="a1", number=number, title="科普" * 30, units=tuple(u.key for u in units)),
        ),
    )
    shown = {date(2024, 5, 25) + timedelta(days=n) for n in days}
    caption = chapter_caption(campaign, campaign.activities[0], shown, ())
    assert len(caption.line) <= LINE_MOST
    assert len(caption.title) <= TITLE_MOST + 5
    bare = chapter_caption(week.campaign(), Activity(key="x", number=1, title="一"), shown, ())
    assert caption.line.startswith(bare.line)
