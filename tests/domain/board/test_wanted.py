"""Wanted shots: what a person marked, what may be there, what is still missing."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.asset import Asset, Consent
from domain.board.wanted import Marked, WantedShot, likely_shots, still_wanted, wanted_shots
from domain.campaign import Activity, Campaign, Unit
from domain.facts import Look
from domain.looking.picture_text import TextLine
from domain.moves import AssetState
from domain.tagging import Tag

LECTURE = Activity(
    key="a1",
    number=1,
    title="科普大讲堂",
    units=("u1",),
    wanted=("会标全景", "主讲人", "听讲的人"),
)
QUIET = Activity(key="a2", number=2, title="义诊", units=("u1",))
WEEK = Campaign(
    key="week",
    title="2025年云岭县科技活动周",
    theme="矢志创新发展 建设科技强国",
    starts_on=date(2025, 5, 24),
    ends_on=date(2025, 5, 31),
    host_units=("县科协",),
    deadline=None,
    activities=(LECTURE, QUIET),
    units=(Unit(key="u1", name="县科协"),),
)


def asset(activity: str | None = "a1", *, speech: tuple[tuple[int, int], ...] = ()) -> Asset:
    tag = Tag(activity=activity, day=None, by="machine", confidence=900, ready=True, evidence=())
    return Asset(
        id="0123456789abcdef",
        campaign="week",
        sha256="0" * 64,
        size=1,
        original_name="one.mp4",
        unit="u1",
        sending="s1",
        state=AssetState.TAGGED,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=datetime(2025, 5, 28, tzinfo=UTC),
        late=False,
        consent=Consent(),
        tag=tag,
        look=Look(sharpness=500, exposure=500, black=0, phash="0" * 16, speech=speech),
    )


def line(text: str) -> TextLine:
    return TextLine(text=text, confidence=950, box=(100, 100, 900, 200), glyph=60)


@pytest.mark.parametrize(
    "text", ["云岭县科普大讲堂", "2025年科技活动周", "矢志创新发展", "云岭县科技活动周启动仪式"]
)
def test_a_banner_is_likely_where_the_activity_theme_or_occasion_was_read(text):
    (likely,) = likely_shots(asset(), [line("安全出口"), line(text)], WEEK)
    assert likely.shot == "会标全景" and text in likely.words.zh


def test_other_words_make_no_banner():
    assert likely_shots(asset(), [line("安全出口"), line("云岭农商银行")], WEEK) == ()


def test_a_speaker_is_likely_where_somebody_speaks_long_enough():
    (likely,) = likely_shots(asset(speech=((0, 3_000), (4_000, 7_000))), [], WEEK)
    assert (likely.shot, likely.words.zh) == ("主讲人", "有人讲话 6 秒")
    assert likely_shots(asset(speech=((0, 4_999),)), [], WEEK) == ()


def test_nothing_is_likely_of_what_has_no_activity_or_wants_nothing():
    for activity in (None, "a2", "gone"):
        assert likely_shots(asset(activity), [line("科普大讲堂")], WEEK) == ()


def test_marks_are_counted_by_activity_and_what_is_marked_is_not_likely_too():
    marked = [
        Marked(activity="a1", shows=("会标全景",), likely=("会标全景", "主讲人")),
        Marked(activity="a1", shows=("会标全景",)),
        Marked(activity="a2", shows=("主讲人",)),
        Marked(activity=None, shows=("主讲人",)),
    ]
    assert wanted_shots(WEEK, marked) == {
        "a1": (
            WantedShot(shot="会标全景", shown=2, likely=0),
            WantedShot(shot="主讲人", shown=0, likely=1),
            WantedShot(shot="听讲的人", shown=0, likely=0),
        )
    }


def test_what_is_still_wanted_leaves_out_what_is_marked_and_activities_that_have_all():
    marked = [Marked(activity="a1", shows=("会标全景", "主讲人"))]
    assert still_wanted([LECTURE, QUIET], marked) == (replace(LECTURE, wanted=("听讲的人",)),)
    every = [Marked(activity="a1", shows=LECTURE.wanted)]
    assert still_wanted([LECTURE], every) == ()
