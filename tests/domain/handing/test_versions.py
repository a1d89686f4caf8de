from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Conflict, UsageError
from domain.film import Finding, FindingKind, Outcome, Package, PackageFile
from domain.handing.versions import (
    FOLLOWED,
    Standing,
    before,
    campaign_follows,
    check_move,
    moves_of,
    newest_of_each,
    shown,
    zip_name,
)
from domain.moves import CAMPAIGN_MOVES, PACKAGE_MOVES, CampaignState, PackageState
from domain.packing.package_names import LONGEST_BYTES
from domain.recipients import RecipientTerms
from domain.words import Words
from tests.service.editor_week import plan

AT = datetime(2025, 6, 1, tzinfo=UTC)
FILE = PackageFile(path="data/a", blob="packaged/a", size=1, sha256="a" * 64)
BROKEN = Finding(
    rule="film.duration",
    kind=FindingKind.REQUIRED,
    outcome=Outcome.FAIL,
    measured="181 s",
    wanted="≤ 180 s",
    words=Words(zh="片长超了", en="too long"),
    source="通知",
)
MADE, SENT, RETURNED, ACCEPTED = PackageState
_C = CampaignState


def package(number: int = 1, **other) -> Package:
    values = {"film": "w-f1", "created_at": AT, "files": (FILE,), **other}
    return Package(id=f"w-p{number}", campaign="w", number=number, **values)


def test_what_is_withdrawn_counts_more_than_what_people_said():
    assert shown(package(to_be_replaced=True, state=SENT)).code == "replace"
    assert shown(package(findings=(BROKEN,))).code == "draft"
    assert shown(package(findings=(BROKEN,), state=RETURNED)).code == "returned"
    assert [shown(package(state=state)).words.zh for state in PackageState] == [
        "待报送",
        "已报送",
        "被退回",
        "已通过",
    ]


def test_a_draft_and_what_shows_the_withdrawn_cannot_be_called_sent():
    for refused in (package(findings=(BROKEN,)), package(to_be_replaced=True)):
        assert moves_of(refused) == []
        with pytest.raises(Conflict):
            check_move(refused, SENT, "")


def test_a_package_that_is_not_made_goes_nowhere():
    assert moves_of(package(files=())) == []
    with pytest.raises(Conflict):
        check_move(package(files=()), SENT, "")


@given(state=st.sampled_from(PackageState), to=st.sampled_from(PackageState))
def test_what_is_offered_is_what_the_table_allows(state, to):
    here = package(state=state)
    assert {each for each, _ in moves_of(here)} == PACKAGE_MOVES[state]
    if to in PACKAGE_MOVES[state]:
        check_move(here, to, "缺照片")
    else:
        with pytest.raises(Conflict):
            check_move(here, to, "缺照片")


def test_a_reason_is_a_remark_and_never_missing():
    for reason in ("", " \n", "长" * 501):
        with pytest.raises(UsageError):
            check_move(package(state=SENT), RETURNED, reason)


def follows(plan, week, to, newest, seen=SENT, followed=False):
    standing = Standing(plan=plan, state=week, followed=followed)
    return campaign_follows(standing, seen=seen, to=to, newest=newest)


@given(
    week=st.sampled_from(CampaignState),
    move=st.sampled_from([(seen, to) for seen in PackageState for to in PACKAGE_MOVES[seen]]),
    followed=st.booleans(),
    others=st.lists(st.sampled_from(PackageState), max_size=3),
)
def test_the_week_only_follows_lawfully(week, move, followed, others):
    seen, to = move
    newest = [package(n, state=state) for n, state in enumerate((to, *others), 1)]
    gone = follows(plan(), week, to, newest, seen, followed)
    assert gone is None or gone in CAMPAIGN_MOVES[week]
    if gone is CampaignState.ACCEPTED:
        assert {each.state for each in newest} == {ACCEPTED}
    if gone is CampaignState.CLOSED:
        assert followed and to is SENT and week in FOLLOWED


def test_a_week_goes_back_when_nothing_holds_it_there_any_more():
    accepted, returned, closed = (_C.ACCEPTED, _C.RETURNED, _C.CLOSED)
    one, other = package(1, state=SENT), package(2, state=RETURNED, recipient="县政府")
    assert follows(plan(), accepted, SENT, [one], ACCEPTED, True) is closed
    assert follows(plan(), returned, SENT, [one], RETURNED, True) is closed
    # Another package is still sent back, or a later version is accepted by itself.
    assert follows(plan(), returned, SENT, [one, other], RETURNED, True) is None
    newer = package(3, state=ACCEPTED)
    assert follows(plan(), accepted, SENT, [newer], ACCEPTED, True) is None
    # What is sent for the first time takes nothing back.
    assert follows(plan(), returned, SENT, [one], MADE, True) is None


def test_the_week_waits_for_whoever_has_no_package_yet():
    asks = replace(
        plan(),
        recipients=("市科技局", "县政府"),
        terms=(RecipientTerms(recipient="县政府", profile="wechat-720"),),
    )
    closed = CampaignState.CLOSED
    to_all, to_one = package(1, state=ACCEPTED), package(2, state=ACCEPTED, recipient="县政府")
    assert follows(asks, closed, ACCEPTED, [to_all]) is None
    assert follows(asks, closed, ACCEPTED, [to_one]) is None
    assert follows(asks, closed, ACCEPTED, [to_all, to_one]) is CampaignState.ACCEPTED
    alone = replace(to_all, recipient="市科技局")
    assert follows(asks, closed, ACCEPTED, [alone, to_one]) is CampaignState.ACCEPTED


def test_versions_are_compared_within_their_recipient():
    all_ = [
        package(1),
        package(2, recipient="县政府"),
        package(3, files=()),
        package(4),
        package(5, recipient="县政府"),
    ]
    assert before(all_[3], all_) == all_[0]
    assert before(all_[4], all_) == all_[1]
    assert before(all_[0], all_) is None
    assert [each.number for each in newest_of_each(all_)] == [4, 5]


@given(title=st.text(min_size=1, max_size=200), recipient=st.text(max_size=12))
def test_a_zips_name_can_be_kept_on_every_system(title, recipient):
    name = zip_name(title, package(12, recipient=recipient, findings=(BROKEN,)))
    assert name.startswith("草稿-") and "报送包-12" in name
    assert not set('\\/:*?"<>|') & set(name)
    assert len(zip_name(title, package(12)).encode()) <= LONGEST_BYTES


def test_a_zips_name_tells_week_number_and_recipient():
    assert zip_name("云岭县科技活动周", package(2)) == "云岭县科技活动周-报送包-2"
    one = replace(package(3), recipient="县政府")
    assert zip_name("云岭县科技活动周", one) == "云岭县科技活动周-报送包-3-县政府"
