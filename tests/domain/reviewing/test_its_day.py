"""A changed activity brings its only day, but for what the file or its sender say themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.asset import Asset, Consent
from domain.campaign import Activity, Campaign
from domain.facts import Claim, ClaimClass
from domain.moves import AssetState
from domain.reviewing.deciding import decide, trace, undo
from domain.reviewing.its_day import on_its_day
from domain.reviewing.review import Action, Decision
from domain.tagging import Tag

FIRST = date(2025, 5, 24)
FAIR, TALK = FIRST + timedelta(1), FIRST + timedelta(3)
AT = datetime(2025, 5, 29, 12, 0, tzinfo=UTC)


def activity(number: int, day: date | None) -> Activity:
    return Activity(
        key=f"a{number}",
        number=number,
        title=f"活动{number}",
        kinds=(),
        date=day,
        part=None,
        venue=None,
        units=(),
    )


WEEK = Campaign(
    key="week",
    title="科技活动周",
    theme="",
    starts_on=FIRST,
    ends_on=FIRST + timedelta(6),
    host_units=(),
    deadline=None,
    units=(),
    activities=(activity(1, FAIR), activity(2, TALK), activity(3, None)),
)


def asset(day: date | None, activity: str | None = "a1", **more: object) -> Asset:
    tag = Tag(activity=activity, day=day, by="machine", confidence=700, ready=False, evidence=())
    found = Asset(
        id="x",
        campaign="week",
        sha256="0",
        size=1,
        original_name="x.jpg",
        unit="u1",
        sending="s1",
        state=AssetState.TAGGED,
        refused=None,
        sender_activity=None,
        sender_day=None,
        invite_activity=None,
        modified_ms=None,
        received_at=AT,
        late=False,
        consent=Consent(),
        tag=tag,
    )
    return replace(found, **more)  # type: ignore[arg-type]


def said(day: date, klass: ClaimClass = ClaimClass.CAPTURE, doubt: str = "") -> Claim:
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return Claim(
        source="exif", klass=klass, at=at, day=day, zone_known=True, raw=str(day), doubt=doubt
    )


def changed(before: Asset, action: Action = Action.CHANGE, **more: object) -> Asset:
    decision = Decision(asset="x", action=action, actor="editor", **more)  # type: ignore[arg-type]
    return decide(on_its_day(before, decision, WEEK), decision)


def day_of(after: Asset) -> date | None:
    assert after.tag is not None
    return after.tag.day


def test_the_named_activity_brings_its_only_day():
    assert day_of(changed(asset(FAIR), activity="a2")) == TALK
    assert day_of(changed(asset(None, None), activity="a2")) == TALK
    assert day_of(changed(asset(FAIR), Action.ACCEPT, activity="a2")) == TALK


def test_it_does_so_where_the_change_is_carried_over():
    assert day_of(changed(asset(FAIR), Action.CARRY, activity="a2")) == TALK


def test_a_day_that_the_file_or_its_sender_say_stays():
    assert day_of(changed(asset(FAIR, claims=(said(FAIR),)), activity="a2")) == FAIR
    assert day_of(changed(asset(FAIR, sender_day=FAIR), activity="a2")) == FAIR


def test_what_says_another_day_or_is_doubted_does_not_hold_it():
    late = said(FAIR + timedelta(1))
    assert day_of(changed(asset(FAIR, claims=(late,)), activity="a2")) == TALK
    saved = said(FAIR, ClaimClass.SAVE)
    assert day_of(changed(asset(FAIR, claims=(saved,)), activity="a2")) == TALK
    doubted = said(FAIR, doubt="before_the_week")
    assert day_of(changed(asset(FAIR, claims=(doubted,)), activity="a2")) == TALK


def test_the_day_of_the_activity_that_was_wrong_falls_with_it():
    assert day_of(changed(asset(FAIR), activity="a3")) is None
    # What a clock that was put right shows is of the picture and not of the plan.
    late = said(FAIR + timedelta(1))
    assert day_of(changed(asset(FAIR, claims=(late,)), activity="a3")) == FAIR


def test_a_day_after_it_came_is_not_brought():
    early = asset(None, received_at=datetime(2025, 5, 26, 2, tzinfo=UTC))
    assert day_of(changed(early, activity="a2")) is None


def test_a_day_that_is_said_and_an_activity_that_stands_already_change_nothing():
    assert day_of(changed(asset(FAIR), activity="a2", day=FIRST)) == FIRST
    assert day_of(changed(asset(TALK), activity="a1")) == TALK
    assert day_of(changed(asset(TALK), Action.STAR)) == TALK


def test_it_is_undone_with_the_change():
    before = asset(FAIR)
    after = changed(before, activity="a2")
    back = undo(after, before=trace(before), after=trace(after))
    assert (back.tag.activity, back.tag.day) == ("a1", FAIR)  # type: ignore[union-attr]
